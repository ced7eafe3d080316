"""Makers of cases and mails, for the tests of every room."""

import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import uuid4

import pytest

from evenhand.cases.actions import open_case
from evenhand.cases.mail.accepting import receive_mail
from evenhand.cases.mail.landing import land_mail
from evenhand.cases.models import Case, IncomingMail, Message
from evenhand.core.api import now, system
from evenhand.people.api import Account
from evenhand.shop.api import Customer, Order, Scan, Variant
from evenhand.shop.testing import make_order, scan, send

NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
HELP = "help@localhost"


def at(minutes: float) -> datetime.datetime:
    """So many minutes after noon."""
    return NOON + datetime.timedelta(minutes=minutes)


def without_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that nothing names go at once, for tests in which nobody else stores the same bytes."""
    monkeypatch.setattr("evenhand.cases.files.GRACE", datetime.timedelta(0))


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


def make_bounce(of_message_id: str, action: str = "failed") -> bytes:
    """What a mail server reports of a mail of ours: that it failed, or that it is delayed."""
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: help@localhost\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; ann@mail.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {of_message_id}\r\n"
        "Subject: Re: x\r\n\r\nText\r\n--b--\r\n"
    ).encode()


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


def days_ago(days: int) -> datetime.datetime:
    """So many days before now."""
    return now() - datetime.timedelta(days=days)


def make_lost_order(shopper: Customer, *pieces: Variant) -> Order:
    """An order of `pieces` with 5 dollars of shipping, promised for nine days ago, seen last three days before."""
    bought = make_order(shopper, list(pieces), placed_at=days_ago(17), shipping_fee_minor=500)
    parcel = send(bought, sent_at=days_ago(16), promised_until=days_ago(9).date())
    scan(parcel, Scan.Kind.COLLECTED, days_ago(15), "Hull")
    scan(parcel, Scan.Kind.IN_TRANSIT, days_ago(12), "Leeds")
    return Order.objects.select_related("customer__account", "seller").get(pk=bought.pk)


def ask_where_it_is(order: Order) -> Case:
    """A case about the order, opened just now; nobody has taken it."""
    return open_case(
        customer=order.customer.account,
        subject="Where is my kettle?",
        text="It was due last week. Could somebody look?",
        channel="mail",
        order=order,
        key="the-first-message",
        actor=system("test"),
        now=now(),
    )
