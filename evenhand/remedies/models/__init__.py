"""What the customer says went wrong, what was done about it and why, and the ledger that every amount runs through."""

from evenhand.remedies.models.care import Care, CareLook
from evenhand.remedies.models.charges import Charge
from evenhand.remedies.models.claims import Claim
from evenhand.remedies.models.disputes import Dispute, ProviderMessage
from evenhand.remedies.models.endings import FoundParcel
from evenhand.remedies.models.evidence import Evidence
from evenhand.remedies.models.ledger import LedgerAccount, LedgerPosting, LedgerTransaction
from evenhand.remedies.models.reconciliations import Reconciliation, ReconciliationLine
from evenhand.remedies.models.remedies import LIVE, ONE_AT_A_TIME, SENDS_BACK, UNSETTLED, WHOLE_MAKING, Remedy
from evenhand.remedies.models.shares import CostShare

__all__ = [
    "LIVE",
    "ONE_AT_A_TIME",
    "SENDS_BACK",
    "UNSETTLED",
    "WHOLE_MAKING",
    "Care",
    "CareLook",
    "Charge",
    "Claim",
    "CostShare",
    "Dispute",
    "Evidence",
    "FoundParcel",
    "LedgerAccount",
    "LedgerPosting",
    "LedgerTransaction",
    "ProviderMessage",
    "Reconciliation",
    "ReconciliationLine",
    "Remedy",
]
