"""What the page of a case shows, prepared in one place and part by part, so that templates only place it."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from evenhand.cases.api import WORKERS, Case, Contact, Segment, contact_of, conversation, handle_time
from evenhand.core.api import Actor
from evenhand.remedies.api import new_key
from evenhand.screens.desk.beside import Beside, beside
from evenhand.screens.desk.composer import Composer, composer
from evenhand.screens.desk.forms import NoteForm
from evenhand.screens.desk.talk import Talk, talk
from evenhand.screens.looks import Look

WHOLE = ("standing", "conversation", "composer")
"""What the page has at once; what stands beside the case is fetched by itself."""

_STATUS_LOOKS = {
    Case.Status.OPEN: Look("info", "inbox"),
    Case.Status.WAITING: Look("quiet", "hourglass"),
    Case.Status.CLOSED: Look("good", "circle-check"),
    Case.Status.SET_ASIDE: Look("neutral", "archive"),
}


@dataclass(frozen=True)
class Timer:
    """The running contact's stretch and its handle time so far."""

    kind: str
    words: str
    seconds: int


@dataclass(frozen=True)
class CaseScreen:
    """The page of one case for one reader. Parts that were not asked for are None."""

    case: Case
    actor: Actor
    note_form: NoteForm
    timer: Timer | None = None
    others_at_work: tuple[str, ...] = ()
    conversation: Talk | None = None
    composer: Composer | None = None
    beside: Beside | None = None

    @property
    def can_work(self) -> bool:
        return self.actor.has_role(*WORKERS)

    @property
    def is_mine(self) -> bool:
        return self.case.assignee_id == self.actor.account_id

    @property
    def may_take(self) -> bool:
        return self.timer is None and (self.is_mine or self.case.assignee_id is None)

    @property
    def may_reply(self) -> bool:
        return self.can_work and self.case.status != Case.Status.SET_ASIDE

    @property
    def status_look(self) -> Look:
        return _STATUS_LOOKS[Case.Status(self.case.status)]

    @property
    def order_subjects(self) -> str:
        """What the page follows to show the order as it stands."""
        return " ".join([self.case.log_subject, *([f"order:{self.case.order_id}"] if self.case.order_id else [])])


def case_screen(
    case: Case,
    actor: Actor,
    now: datetime.datetime,
    *,
    parts: Collection[str] = WHOLE,
    claim_kind: str = "",
    show_all: bool = False,
    composed: Composer | None = None,
) -> CaseScreen:
    """The parts that the page of `case` shows to `actor`. `composed` is the reply where it is at hand already."""
    said = conversation(case) if {"standing", "conversation", "composer"} & set(parts) else None
    return CaseScreen(
        case=case,
        actor=actor,
        note_form=NoteForm(initial={"key": new_key()}, auto_id="note_%s"),
        timer=_timer(contact_of(case, actor), now) if "standing" in parts else None,
        others_at_work=tuple(
            contact.agent_name
            for contact in (said.running_contacts if said else ())
            if contact.agent_id != actor.account_id
        ),
        conversation=talk(said, is_whole=show_all) if said and "conversation" in parts else None,
        composer=(composed or composer(case, actor, now, said=said)) if said and "composer" in parts else None,
        beside=beside(case, claim_kind, actor, now) if "beside" in parts else None,
    )


def _timer(contact: Contact | None, now: datetime.datetime) -> Timer | None:
    if contact is None:
        return None
    running = contact.segments.filter(ended_at=None).first()
    kind = running.kind if running else Segment.Kind.TALK
    seconds = int(handle_time(contact, now=now).total)
    return Timer(kind, str(Segment.Kind(kind).label), seconds)
