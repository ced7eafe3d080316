"""How cases begin: any number at once in a few queries, because mail comes in bursts."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.cases import files
from evenhand.cases.conversation import NO_SUBJECT, note_received, preview, search_text
from evenhand.cases.events import CaseOpened, CasesOpened
from evenhand.cases.files import IncomingFile
from evenhand.cases.models import Case, Channel, Message, Queue, SearchText
from evenhand.core.api import Actor, publish, record
from evenhand.people.api import Account
from evenhand.shop.api import Order
from evenhand.tone.api import language_of


@dataclass(frozen=True)
class Opening:
    """What opens a case: whose it is, what they wrote first, and where it waits."""

    customer: Account
    message: Message
    subject: str
    channel: str
    queue: Queue
    order: Order | None = None
    language: str = ""
    attached: Sequence[IncomingFile] = ()

    @property
    def at(self) -> datetime.datetime:
        return self.message.at


def begin_cases(openings: Sequence[Opening], *, actor: Actor) -> list[Case]:
    """Make the case that each opening describes, in their order. For actions of this room."""
    cases = Case.objects.bulk_create(_case(opening) for opening in openings)
    for case, opening in zip(cases, openings, strict=True):
        opening.message.case = case
    Message.objects.bulk_create(opening.message for opening in openings)
    names = [_attached(opening) for opening in openings]
    SearchText.objects.bulk_create(
        search_text(case, opening.message, attached)
        for case, opening, attached in zip(cases, openings, names, strict=True)
    )
    for case, opening in zip(cases, openings, strict=True):
        _announce(case, opening, actor)
    publish(CasesOpened(case_ids=tuple(case.pk for case in cases)))
    return cases


def kept_subject(subject: str) -> str:
    """A subject as a case keeps it: in one line, and no longer than there is room."""
    return " ".join(subject.split())[:255]


def _attached(opening: Opening) -> list[str]:
    return files.attach(opening.message, files.keep_files(opening.attached)) if opening.attached else []


def _case(opening: Opening) -> Case:
    message = opening.message
    shown = preview(message.text)
    return Case(
        subject=kept_subject(opening.subject) or shown[:80] or NO_SUBJECT,
        customer=opening.customer,
        order=opening.order,
        queue=opening.queue,
        channel=opening.channel,
        is_live=opening.channel == Channel.CHAT,
        language=_language(opening),
        opened_at=opening.at,
        last_message_at=opening.at,
        waiting_since=opening.at,
        messages_count=1,
        last_preview=shown or ", ".join(each.name for each in opening.attached)[:200],
    )


def _language(opening: Opening) -> str:
    """That of the words, where they tell it: what a mail program or a profile says is often the machine's own."""
    known, told = opening.language or opening.customer.language, language_of(opening.message.text)
    return told if told and known.split("-")[0] != told else known


def _announce(case: Case, opening: Opening, actor: Actor) -> None:
    record(actor=actor, verb="cases.open_case", subject=case.log_subject, now=opening.at, channel=case.channel)
    publish(
        CaseOpened(
            case_id=case.pk,
            customer_id=case.customer_id,
            order_id=case.order_id,
            channel=case.channel,
            at=opening.at,
        )
    )
    note_received(case, opening.message, actor=actor, is_opening=True)
