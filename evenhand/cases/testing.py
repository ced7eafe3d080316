"""Makers of cases and mails, for the tests of every room."""

import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import uuid4

from evenhand.cases.actions import open_case
from evenhand.cases.mail.accepting import receive_mail
from evenhand.cases.mail.landing import land_mail
from evenhand.cases.models import Case, IncomingMail, Message
from evenhand.core.api import system
from evenhand.people.api import Account

NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
HELP = "help@localhost"


def at(minutes: float) -> datetime.datetime:
    """So many minutes after noon."""
    return NOON + datetime.timedelta(minutes=minutes)


def make_case(customer: Account, *, text: str = "Where is my parcel?", channel: str = "mail", key: str = "") -> Case:
    """A case that `customer` opened at noon with `text`."""
    return open_case(
        customer=customer,
        subject="My parcel",
        text=text,
        channel=channel,
        key=key or uuid4().hex,
        actor=system("test"),
        now=NOON,
    )


def make_mail(
    text: str = "Where is my parcel?", *, sender: str = "Ann Ames <ann@mail.example>", to: str = HELP, **headers: str
) -> EmailMessage:
    """A plain mail as a person sends it; `headers` with underscores for hyphens."""
    mail = EmailMessage(policy=SMTP)
    mail.set_content(text)
    mail["From"], mail["To"] = sender, to
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    defaults = {"Subject": "My parcel", "Date": format_datetime(NOON), "Message-ID": f"<{uuid4().hex}@mail.example>"}
    for name, value in {**defaults, **given}.items():
        if value:
            mail[name] = value
    return mail


def deliver(
    mail: EmailMessage | bytes,
    *,
    sender: str = "ann@mail.example",
    to: tuple[str, ...] = (HELP,),
    now: datetime.datetime = NOON,
) -> IncomingMail:
    """Take the mail in and land it."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    return land_mail(receive_mail(raw, sender, to, IncomingMail.Source.SMTP, now), now=now)


def landed_message(mail: IncomingMail) -> Message:
    """The message that a mail became; fails the test where it did not land."""
    assert mail.landed_in is not None, f"{mail.state}: {mail.problem}"
    return mail.landed_in
