"""The reply that an agent writes: the draft as it was kept, a macro with what it would do, and advice on the words."""

import datetime
from dataclasses import dataclass
from typing import Any

from evenhand.cases.api import Case, Conversation, Draft, DraftFile, draft_of
from evenhand.core.api import Actor
from evenhand.macros.api import Macro, Plan, foresee
from evenhand.remedies.api import new_key
from evenhand.screens.desk.advice import Hints, hints_on
from evenhand.screens.desk.offers import NO_OFFER, Offer, offer_in
from evenhand.screens.uploads import limits_of_sent, sizes_for_page


@dataclass(frozen=True)
class Composer:
    """What stands in the reply. `plan` is what the chosen macro would do; `other_text` is the draft of another window
    where the two have parted."""

    case_id: int
    text: str
    version: int
    hints: Hints
    key: str
    plan: Plan | None = None
    other_text: str = ""
    other_version: int = 0
    offer: Offer = NO_OFFER
    files: tuple[DraftFile, ...] = ()

    @property
    def has_parted(self) -> bool:
        """Whether another window kept a different draft meanwhile."""
        return self.other_version > 0

    @property
    def limits(self) -> str:
        """How many files go along, and how large they may be, for the writer."""
        return limits_of_sent()

    @property
    def sizes(self) -> dict[str, Any]:
        """The same for the page's own look at what is chosen."""
        return sizes_for_page()


def composer(
    case: Case,
    actor: Actor,
    now: datetime.datetime,
    *,
    said: Conversation | None = None,
    macro: Macro | None = None,
    text: str | None = None,
) -> Composer:
    """The reply as it was kept last, or as `text`; with a macro, its words stand below what was begun."""
    draft = draft_of(case, actor)
    plan = foresee(macro, case, actor, now) if macro else None
    if text is None:
        text = _joined(draft.text if draft else "", plan.text if plan else "")
    return Composer(
        case_id=case.pk,
        text=text,
        version=draft.version if draft else 0,
        hints=hints_on(text, case, now, said=said),
        key=new_key(),
        plan=plan,
        offer=offer_in(case, actor),
        files=_files(draft),
    )


def _files(draft: Draft | None) -> tuple[DraftFile, ...]:
    return tuple(draft.files.all()) if draft else ()


def _joined(begun: str, prepared: str) -> str:
    """A draft and a macro's words below it; words that stand there already, once."""
    if prepared in begun:
        return begun
    return f"{begun.rstrip()}\n\n{prepared}" if begun.strip() else prepared


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
        offer=offer_in(case, actor),
        files=_files(other),
    )
