"""The door of remedies: what rooms above may use."""

from evenhand.remedies.access import claim_for, remedy_for
from evenhand.remedies.actions import (
    approve_remedy,
    decline_remedy,
    grant_remedy,
    resolve_due,
    resolve_remedy,
)
from evenhand.remedies.claims import note_parcel_found, open_claim, withdraw_claim
from evenhand.remedies.errors import (
    ClaimHasEnded,
    MayNotApprove,
    NeedsAnotherPerson,
    NotWaitingForApproval,
    RemedyAlreadyGranted,
    RemedyKeyReused,
    RemedyNotAllowed,
    RemedyNotOffered,
)
from evenhand.remedies.events import ClaimOpened, RemedyGranted
from evenhand.remedies.forms import GrantForm, new_key
from evenhand.remedies.models import Claim, LedgerAccount, LedgerPosting, LedgerTransaction, Remedy
from evenhand.remedies.options import Option, options, options_for_claim
from evenhand.remedies.providers import LEDGER_ONLY, Answer, LedgerOnly, Outcome, PaymentProvider, RefundOrder
from evenhand.remedies.queries import Failure, RemedyView, claims_of, credit_balance, failures_of, remedies_of
from evenhand.remedies.verification import LedgerReport, verify_ledger

__all__ = [
    "LEDGER_ONLY",
    "Answer",
    "Claim",
    "ClaimHasEnded",
    "ClaimOpened",
    "Failure",
    "GrantForm",
    "LedgerAccount",
    "LedgerOnly",
    "LedgerPosting",
    "LedgerReport",
    "LedgerTransaction",
    "MayNotApprove",
    "NeedsAnotherPerson",
    "NotWaitingForApproval",
    "Option",
    "Outcome",
    "PaymentProvider",
    "RefundOrder",
    "Remedy",
    "RemedyAlreadyGranted",
    "RemedyGranted",
    "RemedyKeyReused",
    "RemedyNotAllowed",
    "RemedyNotOffered",
    "RemedyView",
    "approve_remedy",
    "claim_for",
    "claims_of",
    "credit_balance",
    "decline_remedy",
    "failures_of",
    "grant_remedy",
    "new_key",
    "note_parcel_found",
    "open_claim",
    "options",
    "options_for_claim",
    "remedies_of",
    "remedy_for",
    "resolve_due",
    "resolve_remedy",
    "verify_ledger",
    "withdraw_claim",
]
