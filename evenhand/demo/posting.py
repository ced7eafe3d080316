"""Sends a mail as a customer of the demo would: by SMTP, to the listener that is really there."""

import datetime
import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid

from evenhand.core.api import DomainError, environment
from evenhand.demo.present import CLARA
from evenhand.people.api import Account, Role, accounts_with_role

TIMEOUT_SECONDS = 5
SENDERS = 12


class NobodyTookIt(DomainError):
    """The mail listener is not there, or did not accept the mail."""

    status = 503
    message = "The mail listener did not take the mail. Perhaps it is just starting: please press once more."


def senders() -> list[Account]:
    """A few customers of the demo, in whose name a visitor can write; Clara first."""
    customers = accounts_with_role([Role.CUSTOMER]).filter(email__endswith="@mail.example")
    return [*customers.filter(email=CLARA), *customers.exclude(email=CLARA)[:SENDERS]]


def is_listening() -> bool:
    """Whether this installation takes mail at all."""
    return environment().mail_listen_port != 0


def post_as(account: Account, *, subject: str, text: str, now: datetime.datetime) -> None:
    """Hand a mail to our own listener, as `account`'s mail program would. Raises NobodyTookIt."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((account.name, account.email))
    mail["To"] = environment().mail_from
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain="mail.example")
    mail.set_content(text)
    try:
        with smtplib.SMTP(
            environment().mail_listen_host, environment().mail_listen_port, timeout=TIMEOUT_SECONDS
        ) as server:
            server.send_message(mail, from_addr=account.email, to_addrs=[environment().mail_from])
    except (OSError, smtplib.SMTPException):
        raise NobodyTookIt from None
