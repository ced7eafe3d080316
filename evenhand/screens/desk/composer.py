"""The reply that an agent writes: the draft as it was kept, and advice on it."""

import datetime
from dataclasses import dataclass

from evenhand.cases.api import Case, Conversation, draft_of
from evenhand.core.api import Actor
from evenhand.remedies.api import new_key
from evenhand.screens.desk.advice import Hints, hints_on


@dataclass(frozen=True)
class Composer:
    """What stands in the reply. `other_text` is the draft of another window where the two have parted."""

    case_id: int
    text: str
    version: int
    hints: Hints
    key: str
    other_text: str = ""
    other_version: int = 0

    @property
    def has_parted(self) -> bool:
        """Whether another window kept a different draft meanwhile."""
        return self.other_version > 0


def composer(case: Case, actor: Actor, now: datetime.datetime, *, said: Conversation | None = None) -> Composer:
    """The reply as it was kept last."""
    draft = draft_of(case, actor)
    text = draft.text if draft else ""
    return Composer(
        case_id=case.pk,
        text=text,
        version=draft.version if draft else 0,
        hints=hints_on(text, case, now, said=said),
        key=new_key(),
    )


def parted(case: Case, actor: Actor, now: datetime.datetime, *, text: str, version: int) -> Composer:
    """The reply as it stands in this window, beside what another window kept."""
    other = draft_of(case, actor)
    return Composer(
        case_id=case.pk,
        text=text,
        version=version,
        hints=hints_on(text, case, now),
        key=new_key(),
        other_text=other.text if other else "",
        other_version=other.version if other else 0,
    )
