"""What the page of a case shows, prepared in one place and part by part, so that templates only place it."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from evenhand.cases.api import (
    WORKERS,
    Case,
    Channel,
    Contact,
    Conversation,
    Keeping,
    Segment,
    conversation,
    handle_time,
    keeping_of,
)
from evenhand.chat.api import ChatPanel, chat_panel
from evenhand.core.api import Actor
from evenhand.phone.api import CAUSES, AfterNow, after_now
from evenhand.promises.api import ShownPromise, promises_of
from evenhand.remedies.api import new_key
from evenhand.screens.desk.beside import Beside, beside
from evenhand.screens.desk.composer import Composer, composer
from evenhand.screens.desk.forms import NoteForm
from evenhand.screens.desk.talk import Talk, talk_of
from evenhand.screens.desk.times import HOLD_CAUSES, WORDS
from evenhand.screens.looks import Look

WHOLE = ("standing", "conversation", "composer")
"""What the page has at once; what stands beside the case is fetched by itself."""

_STATUS_LOOKS = {
    Case.Status.OPEN: Look("info", "inbox"),
    Case.Status.WAITING: Look("quiet", "hourglass"),
    Case.Status.SNOOZED: Look("quiet", "moon"),
    Case.Status.CLOSED: Look("good", "circle-check"),
    Case.Status.SET_ASIDE: Look("neutral", "archive"),
}


@dataclass(frozen=True)
class Timer:
    """The running contact's stretch and its handle time so far."""

    kind: str
    words: str
    seconds: int


NOTE_FORM = NoteForm(auto_id="note_%s")
"""Always empty here: what was refused is shown again elsewhere. So its fields are drawn once for all cases."""


@dataclass(frozen=True)
class CaseScreen:
    """The page of one case for one reader. Parts that were not asked for are None."""

    case: Case
    actor: Actor
    note_key: str
    note_form: NoteForm = NOTE_FORM
    timer: Timer | None = None
    after: tuple[AfterNow, ...] = ()
    others_at_work: tuple[str, ...] = ()
    keeping: Keeping | None = None
    promises: tuple[ShownPromise, ...] = ()
    conversation: Talk | None = None
    composer: Composer | None = None
    chat: ChatPanel | None = None
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
    def rests(self) -> bool:
        """Whether nothing needs to be written now. A chat that runs goes on with the next line."""
        return (
            self.case.status in (Case.Status.CLOSED, Case.Status.WAITING, Case.Status.SNOOZED) and not self.case.is_live
        )

    @property
    def came_by_chat(self) -> bool:
        return self.case.channel == Channel.CHAT

    @property
    def status_look(self) -> Look:
        return _STATUS_LOOKS[Case.Status(self.case.status)]

    @property
    def status_words(self) -> str:
        return str(Case.Status(self.case.status).label)

    @property
    def channel_words(self) -> str:
        return str(Channel(self.case.channel).label)

    @property
    def after_causes(self) -> list[tuple[str, str]]:
        """Why work after a call may go on, with words."""
        return [(str(cause), str(words)) for cause, words in CAUSES]

    @property
    def nap_words(self) -> tuple[tuple[str, str], ...]:
        """The moments until which it may sleep, by their words."""
        return tuple((word, str(words)) for word, words in WORDS.items())

    @property
    def hold_causes(self) -> tuple[tuple[str, str], ...]:
        """For what one may wait, as it is kept and in words."""
        return tuple((cause, str(words)) for cause, words in HOLD_CAUSES.items())

    @property
    def priorities(self) -> tuple[tuple[int, str], ...]:
        """The other priorities that it could have."""
        return tuple((value, str(words)) for value, words in Case.Priority.choices if value != self.case.priority)

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
        note_key=new_key(),
        timer=_timer(_own_contact(said, actor), now) if said and "standing" in parts else None,
        after=_after(case, said, actor, now) if said and "standing" in parts else (),
        others_at_work=tuple(
            contact.agent_name
            for contact in (said.running_contacts if said else ())
            if contact.agent_id != actor.account_id
        ),
        keeping=keeping_of(case, actor, now) if "standing" in parts else None,
        promises=promises_of(case.pk, now) if "standing" in parts else (),
        conversation=talk_of(case, said, actor, now, is_whole=show_all) if said and "conversation" in parts else None,
        composer=(composed or composer(case, actor, now, said=said)) if said and "composer" in parts else None,
        chat=chat_panel(case.pk) if "chat" in parts else None,
        beside=beside(case, claim_kind, actor, now) if "beside" in parts else None,
    )


def _own_contact(said: Conversation, actor: Actor) -> Contact | None:
    """The contact that the reader has running in the case."""
    return next((each.contact for each in said.running_contacts if each.agent_id == actor.account_id), None)


def _after(case: Case, said: Conversation, actor: Actor, now: datetime.datetime) -> tuple[AfterNow, ...]:
    """The reader's work after a call in the case, asked for only where they were on the telephone."""
    own = _own_contact(said, actor)
    if own is None or own.channel != Channel.PHONE or actor.account_id is None:
        return ()
    return after_now(actor.account_id, now, case_id=case.pk)


def _timer(contact: Contact | None, now: datetime.datetime) -> Timer | None:
    if contact is None:
        return None
    running = contact.segments.filter(ended_at=None).first()
    kind = running.kind if running else Segment.Kind.TALK
    seconds = int(handle_time(contact, now=now).total)
    return Timer(kind, str(Segment.Kind(kind).label), seconds)
