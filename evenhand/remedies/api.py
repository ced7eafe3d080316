"""The door of remedies: what rooms above may use."""

from evenhand.remedies.events import ClaimOpened, RemedyGranted
from evenhand.remedies.models import Claim, LedgerAccount, LedgerPosting, LedgerTransaction, Remedy

__all__ = ["Claim", "ClaimOpened", "LedgerAccount", "LedgerPosting", "LedgerTransaction", "Remedy", "RemedyGranted"]
