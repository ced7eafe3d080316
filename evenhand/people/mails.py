"""Mails that the house writes of itself: plain text, in the reader's language, through the outbox."""

import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid, parseaddr

from django.template.loader import render_to_string
from django.utils import translation

from evenhand.core.api import Leaving, environment, language_of_words, post_mail


def post_from_template(
    *,
    template: str,
    to: str,
    about: str,
    now: datetime.datetime,
    language: str = "",
    leaving: Leaving | None = None,
    **context: object,
) -> None:
    """Post the mail that `template` writes. Its first line is the subject, the rest the body."""
    words = {"shop": environment().shop_name, "site": environment().effective_public_url, **context}
    with translation.override(language_of_words(language)):
        subject, _, body = render_to_string(template, words).strip().partition("\n")
    post_words(subject=subject, body=body, to=to, about=about, now=now, leaving=leaving)


def post_words(
    *, subject: str, body: str, to: str, about: str, now: datetime.datetime, leaving: Leaving | None = None
) -> None:
    """Post a mail with these words, from the shop."""
    mail = EmailMessage()
    mail["From"] = formataddr((environment().shop_name, parseaddr(environment().mail_from)[1]))
    mail["To"] = to
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=environment().mail_domain)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body.strip() + "\n")
    post_mail(mail, about=about, now=now, leaving=leaving)
