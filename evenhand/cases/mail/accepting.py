"""Taking mail in: on disk before anybody is told yes. What it says is looked at later, by landing."""

import datetime
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

from evenhand.cases.mail.headers import clean_text
from evenhand.cases.mail.parsing import message_id_of
from evenhand.cases.models import IncomingMail


@dataclass(frozen=True)
class ArrivedMail:
    """A mail with its envelope, as a mail server hands it over. An empty sender is written "<>"."""

    raw: bytes = field(repr=False)
    envelope_from: str
    envelope_to: tuple[str, ...]
    source: str
    mailbox_id: int | None = None


def receive_mail(
    raw: bytes, envelope_from: str, envelope_to: Sequence[str], source: str, now: datetime.datetime
) -> IncomingMail:
    """Put one mail on disk. When this returns, no crash can lose it."""
    return receive_mails([ArrivedMail(raw, envelope_from, tuple(envelope_to), source)], now=now)[0]


def receive_mails(arrived: Sequence[ArrivedMail], *, now: datetime.datetime) -> list[IncomingMail]:
    """Put several mails on disk with one commit. When this returns, no crash can lose any of them.

    A mail that comes a second time is stored a second time, and found out when it lands. Leaves no activity entry:
    the row is the record, and landing, which changes what people see, leaves one.
    """
    with on_disk():
        return store_mails(arrived, now=now)


@contextmanager
def on_disk() -> Iterator[None]:
    """What is written within is on disk when it ends. Refuses to run inside a longer transaction."""
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = on")  # whatever the server's own setting
        yield


def store_mails(arrived: Sequence[ArrivedMail], *, now: datetime.datetime) -> list[IncomingMail]:
    """Write the rows of mails that arrived, within `on_disk`."""
    return IncomingMail.objects.bulk_create(_row(mail, now) for mail in arrived)


def _row(mail: ArrivedMail, now: datetime.datetime) -> IncomingMail:
    envelope_to = [clean_text(address)[:320] for address in mail.envelope_to]
    envelope = f"\n{mail.envelope_from}\n{sorted(envelope_to)}"
    return IncomingMail(
        raw=mail.raw,
        size=len(mail.raw),
        digest=hashlib.sha256(mail.raw + envelope.encode("utf-8", "surrogateescape")).hexdigest(),
        message_id=message_id_of(mail.raw),
        envelope_from=clean_text(mail.envelope_from)[:320],
        envelope_to=envelope_to,
        source=mail.source,
        mailbox_id=mail.mailbox_id,
        received_at=now,
    )
