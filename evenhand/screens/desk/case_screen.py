"""What the page of a case shows, prepared in one place, so that templates only place it."""

import datetime
from dataclasses import dataclass

from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from evenhand.cases.api import (
    WORKERS,
    Case,
    Contact,
    ConversationMessage,
    Segment,
    cases_of,
    contact_of,
    conversation,
    draft_of,
    handle_time,
)
from evenhand.core.api import Actor
from evenhand.people.api import Account
from evenhand.remedies.api import Failure, failures_of, new_key
from evenhand.screens.desk.advice import Hints, hints_on
from evenhand.screens.desk.forms import NoteForm
from evenhand.screens.desk.order_panel import OrderPanel, order_panel
from evenhand.screens.looks import Look

SHOWN_MESSAGES = 30
OTHER_CASES = 8

_STATUS_LOOKS = {
    Case.Status.OPEN: Look("info", "inbox"),
    Case.Status.WAITING: Look("quiet", "hourglass"),
    Case.Status.CLOSED: Look("good", "circle-check"),
    Case.Status.SET_ASIDE: Look("neutral", "archive"),
}


@dataclass(frozen=True)
class Entry:
    """One message as the conversation shows it. `body` and `quoted` are safe markup."""

    source: str
    person: Account | str
    at: datetime.datetime
    channel: str
    body: SafeString
    quoted: SafeString | str
    icon: str
    files: tuple[object, ...]
    problem: str


@dataclass(frozen=True)
class Timer:
    """The running contact's stretch and its handle time so far."""

    kind: str
    words: str
    seconds: int


@dataclass(frozen=True)
class Beside:
    """What stands beside the conversation: the order, what we failed in before, what else the customer wrote."""

    panel: OrderPanel
    failures: tuple[Failure, ...]
    other_cases: tuple[Case, ...]


@dataclass(frozen=True)
class CaseScreen:
    """The page of one case for one reader. `beside` is None where the browser fetches it on its own."""

    case: Case
    actor: Actor
    conversation: tuple[Entry, ...]
    hidden_count: int
    seen_message_id: int
    others_at_work: tuple[str, ...]
    timer: Timer | None
    beside: Beside | None
    draft_text: str
    draft_version: int
    hints: Hints
    reply_key: str
    note_form: NoteForm

    @property
    def can_work(self) -> bool:
        return self.actor.has_role(*WORKERS)

    @property
    def may_take(self) -> bool:
        return self.case.assignee_id in (None, self.actor.account_id) and self.timer is None

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
    case: Case, actor: Actor, now: datetime.datetime, *, claim_kind: str | None = None, show_all: bool = False
) -> CaseScreen:
    """Everything that the page of `case` shows to `actor`; without a `claim_kind`, not what stands beside it."""
    said = conversation(case)
    shown = said.messages if show_all else said.messages[-SHOWN_MESSAGES:]
    beside = None if claim_kind is None else beside_case(case, claim_kind, actor, now)
    draft = draft_of(case, actor)
    draft_text = draft.text if draft else ""
    return CaseScreen(
        case=case,
        actor=actor,
        conversation=tuple(_entry(message, case) for message in shown),
        hidden_count=len(said.messages) - len(shown),
        seen_message_id=said.last_message_id,
        others_at_work=tuple(
            contact.agent_name for contact in said.running_contacts if contact.agent_id != actor.account_id
        ),
        timer=_timer(contact_of(case, actor), now),
        beside=beside,
        draft_text=draft_text,
        draft_version=draft.version if draft else 0,
        hints=hints_on(draft_text, case, beside.panel if beside else None, said),
        reply_key=new_key(),
        note_form=NoteForm(initial={"key": new_key()}, auto_id="note_%s"),
    )


def beside_case(case: Case, claim_kind: str, actor: Actor, now: datetime.datetime) -> Beside:
    """What stands beside the conversation; without a kind of claim, for the one that the parcels suggest."""
    return Beside(
        panel=order_panel(case, claim_kind, actor, now),
        failures=failures_of(case.customer_id, now),
        other_cases=tuple(cases_of(case.customer_id).exclude(pk=case.pk)[:OTHER_CASES]),
    )


def _entry(message: ConversationMessage, case: Case) -> Entry:
    source = "note" if message.is_note else "agent" if message.is_ours else "customer"
    return Entry(
        source="system" if message.author_kind == "system" else source,
        person=message.author_name or message.from_address,
        at=message.at,
        channel=_("from %(address)s") % {"address": message.from_address} if message.is_from_somebody_else else "",
        body=mark_safe(message.html) if message.html else _paragraphs(message.text),  # noqa: S308 - sanitised on landing
        quoted=_paragraphs(message.quoted_text) if message.quoted_text else "",
        icon="circle-dot",
        files=message.files,
        problem=message.bounce_reason,
    )


def _paragraphs(text: str) -> SafeString:
    return format_html("{}", mark_safe(linebreaks(text, autoescape=True)))  # noqa: S308 - escaped just here


def _timer(contact: Contact | None, now: datetime.datetime) -> Timer | None:
    if contact is None:
        return None
    running = contact.segments.filter(ended_at=None).first()
    kind = running.kind if running else Segment.Kind.TALK
    seconds = int(handle_time(contact, now=now).total)
    return Timer(kind, str(Segment.Kind(kind).label), seconds)
