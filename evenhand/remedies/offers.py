"""One remedy as an agent sees it."""

from dataclasses import dataclass

from evenhand.core.api import Money
from evenhand.policies.api import ClauseRef, Verdict, VersionRef


@dataclass(frozen=True)
class Option:
    """One remedy as an agent sees it: what it is, whether it may be done, and the words for the customer.

    `reason` can be said aloud. `amount` is the most that this remedy gives, or what is usual for a credit.
    """

    kind: str
    title: str
    amount: Money
    verdict: Verdict
    reason: str
    clauses: tuple[ClauseRef, ...]
    version: VersionRef

    @property
    def is_allowed(self) -> bool:
        """Whether it can be done at once."""
        return self.verdict is Verdict.ALLOWED

    @property
    def needs_approval(self) -> bool:
        """Whether a second person has to agree."""
        return self.verdict is Verdict.NEEDS_APPROVAL
