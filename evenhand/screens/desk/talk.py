"""The conversation of a case as the desk shows it."""

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from evenhand.cases.api import Case, Conversation, ConversationFile, ConversationMessage
from evenhand.core.api import Actor
from evenhand.people.api import Account
from evenhand.screens.desk.gist import CaseGist, case_gist, marks_for
from evenhand.tone.api import Said

SHOWN_MESSAGES = 12
HEARD_MESSAGES = 3
HEARD_SIGNS = 200


@dataclass(frozen=True)
class Entry:
    """One message as the conversation shows it. `body` and `quoted` are safe markup; `heard` is said when it comes."""

    id: int
    source: str
    person: Account | str
    at: datetime.datetime
    channel: str
    body: SafeString
    quoted: SafeString | str
    files: tuple[ConversationFile, ...]
    problem: str
    held_seconds: int = 0
    heard: str = ""


@dataclass(frozen=True)
class Talk:
    """What was said, oldest first; of a long conversation, the end."""

    entries: tuple[Entry, ...]
    hidden_count: int
    is_whole: bool
    last_message_id: int
    gist: CaseGist | None = None

    @property
    def first_shown_id(self) -> int:
        """The oldest message that is shown; 0 where there is none."""
        return self.entries[0].id if self.entries else 0


def talk_of(case: Case, said: Conversation, reader: Actor, now: datetime.datetime, *, is_whole: bool) -> Talk:
    """The conversation of a case, with reading help on what nobody has answered yet."""
    shown = talk(said, reader, now, is_whole=is_whole, marks=marks_for(case, said))
    return replace(shown, gist=case_gist(case, said))


def talk(
    said: Conversation,
    reader: Actor | None = None,
    now: datetime.datetime | None = None,
    *,
    is_whole: bool,
    marks: Mapping[int, Sequence[Said]] = MappingProxyType({}),
) -> Talk:
    """The end of a conversation, or all of it; to its `reader`, for how long they can take a reply back.

    `marks` are places in the texts of messages that are underlined.
    """
    shown = said.messages if is_whole else said.messages[-SHOWN_MESSAGES:]
    latest = said.messages[-HEARD_MESSAGES:]
    return Talk(
        entries=tuple(
            _entry(message, reader, now, marks.get(message.id, ()), is_late=message in latest) for message in shown
        ),
        hidden_count=len(said.messages) - len(shown),
        is_whole=is_whole,
        last_message_id=said.last_message_id,
    )


def _entry(
    message: ConversationMessage,
    reader: Actor | None,
    now: datetime.datetime | None,
    marks: Sequence[Said],
    *,
    is_late: bool,
) -> Entry:
    return Entry(
        id=message.id,
        source=_source(message),
        person=message.author_name or message.from_address,
        at=message.at,
        channel=_("from %(address)s") % {"address": message.from_address} if message.is_from_somebody_else else "",
        body=mark_safe(message.html) if message.html else _paragraphs(message.text, marks),  # noqa: S308 - sanitised on landing
        quoted=_paragraphs(message.quoted_text) if message.quoted_text else "",
        files=message.files,
        problem=message.bounce_reason,
        held_seconds=_held_seconds(message, reader, now),
        heard=_heard(message, reader) if is_late else "",
    )


def _heard(message: ConversationMessage, reader: Actor | None) -> str:
    """Who wrote what, for whoever does not see it come; of what one wrote oneself, nothing."""
    if reader is None or message.author_kind == "system" or message.author_id == reader.account_id:
        return ""
    pattern = _("Note of %(name)s: %(words)s") if message.is_note else _("%(name)s wrote: %(words)s")
    name = message.author_name or message.from_address
    return pattern % {"name": name, "words": Truncator(message.text).chars(HEARD_SIGNS)}


def _held_seconds(message: ConversationMessage, reader: Actor | None, now: datetime.datetime | None) -> int:
    if reader is None or now is None or message.held_until is None or message.author_id != reader.account_id:
        return 0
    return max(0, math.ceil((message.held_until - now).total_seconds()))


def _source(message: ConversationMessage) -> str:
    if message.author_kind == "system":
        return "system"
    if message.is_note:
        return "note"
    return "agent" if message.is_ours else "customer"


def _paragraphs(text: str, marks: Sequence[Said] = ()) -> SafeString:
    """`text` as safe paragraphs, with the places of `marks` underlined."""
    pieces, at = [], 0
    for mark in marks:
        pieces += [escape(text[at : mark.start]), format_html("<mark>{}</mark>", mark.words)]
        at = mark.end
    pieces.append(escape(text[at:]))
    return mark_safe(linebreaks("".join(pieces), autoescape=False))  # noqa: S308 - escaped just here
