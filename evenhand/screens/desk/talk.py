"""The conversation of a case as the desk shows it."""

import datetime
from dataclasses import dataclass

from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from evenhand.cases.api import Conversation, ConversationFile, ConversationMessage
from evenhand.people.api import Account

SHOWN_MESSAGES = 12


@dataclass(frozen=True)
class Entry:
    """One message as the conversation shows it. `body` and `quoted` are safe markup."""

    id: int
    source: str
    person: Account | str
    at: datetime.datetime
    channel: str
    body: SafeString
    quoted: SafeString | str
    files: tuple[ConversationFile, ...]
    problem: str


@dataclass(frozen=True)
class Talk:
    """What was said, oldest first; of a long conversation, the end."""

    entries: tuple[Entry, ...]
    hidden_count: int
    is_whole: bool
    last_message_id: int


def talk(said: Conversation, *, is_whole: bool) -> Talk:
    """The end of a conversation, or all of it."""
    shown = said.messages if is_whole else said.messages[-SHOWN_MESSAGES:]
    return Talk(
        entries=tuple(_entry(message) for message in shown),
        hidden_count=len(said.messages) - len(shown),
        is_whole=is_whole,
        last_message_id=said.last_message_id,
    )


def _entry(message: ConversationMessage) -> Entry:
    return Entry(
        id=message.id,
        source=_source(message),
        person=message.author_name or message.from_address,
        at=message.at,
        channel=_("from %(address)s") % {"address": message.from_address} if message.is_from_somebody_else else "",
        body=mark_safe(message.html) if message.html else _paragraphs(message.text),  # noqa: S308 - sanitised on landing
        quoted=_paragraphs(message.quoted_text) if message.quoted_text else "",
        files=message.files,
        problem=message.bounce_reason,
    )


def _source(message: ConversationMessage) -> str:
    if message.author_kind == "system":
        return "system"
    if message.is_note:
        return "note"
    return "agent" if message.is_ours else "customer"


def _paragraphs(text: str) -> SafeString:
    return format_html("{}", mark_safe(linebreaks(text, autoescape=True)))  # noqa: S308 - escaped just here
