"""Reading help at the top of a conversation: what a long letter asks and wants, and what is open in a long case."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import Case, Conversation, ConversationMessage, customers_words
from evenhand.remedies.api import RemedyView, remedies_of
from evenhand.tone.api import (
    Deed,
    Gist,
    Said,
    ThreadGist,
    TroubleKind,
    Utterance,
    WishKind,
    language_of,
    read_letter,
    read_thread,
    troubles_in,
)

LONG_LETTER = 400  # signs
LONG_CASE = 6  # messages that were said aloud

# What somebody only asks stands in their own sentence, which says more than a word for it.
_WISH_WORDS: dict[WishKind, str | Promise] = {
    WishKind.REFUND: _("a refund"),
    WishKind.REPLACEMENT: _("a replacement"),
    WishKind.RETURN: _("to send it back"),
    WishKind.EXCHANGE: _("an exchange"),
    WishKind.CANCEL: _("to cancel"),
    WishKind.ADDRESS: _("another address"),
    WishKind.CHANGE: _("a change of the order"),
    WishKind.PAPERS: _("an invoice or receipt"),
    WishKind.PERSON: _("to speak to somebody"),
    WishKind.DATA: _("something about their data"),
}
# What a remedy is called where a promise names it.
_DEED_KINDS = {
    "refund": WishKind.REFUND,
    "price_adjustment": WishKind.REFUND,
    "replacement": WishKind.REPLACEMENT,
    "exchange": WishKind.EXCHANGE,
    "return": WishKind.RETURN,
    "cancel": WishKind.CANCEL,
    "change_address": WishKind.ADDRESS,
}


@dataclass(frozen=True)
class Quote:
    """A sentence of the customer's, and where it stands."""

    message_id: int
    words: str


@dataclass(frozen=True)
class CaseGist:
    """What stands above a conversation that is long. Nothing of it is stored, and none of it is about the agent."""

    wants: tuple[str | Promise, ...]
    quotes: tuple[Quote, ...]
    orders: tuple[str, ...]
    thread: ThreadGist | None

    @property
    def is_worth_showing(self) -> bool:
        """Whether it says more than a look at the conversation would."""
        return bool(self.quotes or (self.thread and (self.thread.asked or self.thread.promised or self.thread.done)))


def marks_for(case: Case, said: Conversation) -> dict[int, tuple[Said, ...]]:
    """By message, the sentences of the customer's that ask or want something and that nobody has answered yet."""
    return {each.id: _gist_of(case, each).sentences for each in _unanswered(said)}


def case_gist(case: Case, said: Conversation) -> CaseGist | None:
    """The gist of what nobody has answered yet, and of a long case its structure; None where neither is long."""
    unanswered = _unanswered(said)
    aloud = [each for each in said.messages if not each.is_note]
    is_long_case = len(aloud) >= LONG_CASE
    if not is_long_case and sum(len(each.text) for each in unanswered) < LONG_LETTER:
        return None
    gists = {each.id: _gist_of(case, each) for each in unanswered}
    wished = (wish.kind for gist in gists.values() for wish in gist.wishes)
    shown = CaseGist(
        wants=tuple(dict.fromkeys(_WISH_WORDS[kind] for kind in wished if kind in _WISH_WORDS)),
        quotes=tuple(Quote(message_id, each.words) for message_id, gist in gists.items() for each in gist.sentences),
        orders=tuple(dict.fromkeys(each.words for gist in gists.values() for each in gist.orders)),
        thread=_thread(case, aloud) if is_long_case else None,
    )
    return shown if shown.is_worth_showing else None


def troubles_of(case: Case) -> tuple[TroubleKind, ...]:
    """What the customer says went wrong, in the latest of their messages that says so."""
    found = (troubles_in(text, _language(case, text)) for text in customers_words(case))
    return next((each for each in found if each), ())


def _unanswered(said: Conversation) -> list[ConversationMessage]:
    """What the customer said since our last reply."""
    aloud = [each for each in said.messages if not each.is_note]
    last_reply = max((index for index, each in enumerate(aloud) if each.is_ours), default=-1)
    return [each for each in aloud[last_reply + 1 :] if each.is_from_customer]


def _gist_of(case: Case, message: ConversationMessage) -> Gist:
    return _read(message.text, _language(case, message.text), case.order.number if case.order else "")


@lru_cache(maxsize=512)
def _read(text: str, language: str, order_number: str) -> Gist:
    """Read once: a case is drawn again with all that happens in it, and what the customer wrote stays as it is."""
    return read_letter(text, language, known_orders=[order_number] if order_number else ())


def _thread(case: Case, aloud: list[ConversationMessage]) -> ThreadGist:
    utterances = [
        Utterance(each.id, each.at, each.is_from_customer, each.text, _language(case, each.text)) for each in aloud
    ]
    deeds = [_deed(remedy) for remedy in reversed(remedies_of(case.order))] if case.order else []
    return read_thread(utterances, deeds)


def _deed(remedy: RemedyView) -> Deed:
    at: datetime.datetime = remedy.done_at or remedy.granted_at
    return Deed(_DEED_KINDS.get(remedy.kind, remedy.kind), remedy.sentence, at, is_done=remedy.done_at is not None)


def _language(case: Case, text: str) -> str:
    """Told by the words themselves; where they are too few, that of the case; empty where nobody knows it."""
    return language_of(text) or case.language
