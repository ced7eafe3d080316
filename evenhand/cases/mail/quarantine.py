"""Mail that did not land: a person looks at it, and puts it into a case or sets it aside."""

import datetime
from dataclasses import replace

from django.utils.translation import gettext as _

from evenhand.cases.mail.charsets import decode_bytes
from evenhand.cases.mail.headers import clean_text, is_address
from evenhand.cases.mail.parsing import CannotBeRead, ParsedMail, parse_mail
from evenhand.cases.mail.settling import Letter, add_to_case, identity, open_from_letters, save_settled
from evenhand.cases.models import Case, IncomingMail, Message, Queue
from evenhand.core.api import Actor, InvalidInput, action, record
from evenhand.people.api import customer_for_address

LONGEST_SOURCE = 50_000
State = IncomingMail.State


@action
def release_mail(
    *,
    mail: IncomingMail,
    actor: Actor,
    now: datetime.datetime,
    case: Case | None = None,
    customer_address: str = "",
) -> Message:
    """Put a mail that did not land into `case`, or into a new case of the customer with that address.

    A mail that nobody can read lands as its bare text. Releasing twice changes nothing.
    """
    mail = _locked(mail)
    if mail.landed_in:
        return mail.landed_in
    address = customer_address.strip().lower()
    if case is None and not is_address(address):
        raise InvalidInput(_("Give the number of a case, or the customer's mail address as in ann@mail.example."))
    said = _said(mail, address)
    if case:
        mail.landed_in = add_to_case(mail, said, case, actor=actor)
    else:
        customer = customer_for_address(address, said.from_name, actor=actor, now=now)
        open_from_letters([Letter(mail, said, customer)], list(Queue.objects.order_by("id")), actor=actor)
    assert mail.landed_in is not None
    key = identity(mail, said)
    mail.landed_key = None if IncomingMail.objects.filter(landed_key=key).exists() else key
    mail.state, mail.problem = State.LANDED, ""
    save_settled(mail)
    record(actor=actor, verb="cases.release_mail", subject=f"mail:{mail.pk}", now=now, message=mail.landed_in.pk)
    return mail.landed_in


@action
def set_mail_aside(*, mail: IncomingMail, actor: Actor, now: datetime.datetime) -> IncomingMail:
    """Nobody needs to look at this mail again. It is kept, and can be put back. Twice changes nothing."""
    mail = _locked(mail)
    if mail.state == State.QUARANTINED:
        mail.state = State.IGNORED
        save_settled(mail)
        record(actor=actor, verb="cases.set_mail_aside", subject=f"mail:{mail.pk}", now=now)
    return mail


@action
def put_mail_back(*, mail: IncomingMail, actor: Actor, now: datetime.datetime) -> IncomingMail:
    """Somebody should look at this mail after all. Twice changes nothing."""
    mail = _locked(mail)
    if mail.state == State.IGNORED:
        mail.state = State.QUARANTINED
        save_settled(mail)
        record(actor=actor, verb="cases.put_mail_back", subject=f"mail:{mail.pk}", now=now)
    return mail


def source_of(mail: IncomingMail) -> str:
    """The beginning of the mail as it came, as text that only shows."""
    return clean_text(decode_bytes(bytes(mail.raw)[:LONGEST_SOURCE], "utf-8"))


def _said(mail: IncomingMail, address: str) -> ParsedMail:
    try:
        said = parse_mail(bytes(mail.raw), mail.envelope_from)
        return said if is_address(said.from_address) else replace(said, from_address=address)
    except CannotBeRead:
        return ParsedMail(
            message_id=mail.message_id,
            references=(),
            from_name="",
            from_address=address or mail.envelope_from,
            recipients=(),
            subject=mail.subject or _("A mail that could not be read"),
            sent_at=None,
            text=source_of(mail) or _("(The mail is empty.)"),
            quoted_text="",
            html="",
            language="",
            files=(),
            automatic="",
            bounce=None,
        )


def _locked(mail: IncomingMail) -> IncomingMail:
    return IncomingMail.objects.select_for_update(no_key=True, of=("self",)).select_related("landed_in").get(pk=mail.pk)
