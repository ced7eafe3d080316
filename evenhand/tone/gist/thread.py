"""A long thread by its structure: what was asked, what we promised, what was done, and what is still open."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.tone.gist.letter import Said
from evenhand.tone.gist.reader import deeds_named_in, promises_in, read_letter


@dataclass(frozen=True)
class Utterance:
    """One message of a thread, oldest first. `language` is a code such as "de-AT", empty where it is not known."""

    id: int
    at: datetime.datetime
    is_customer: bool
    text: str
    language: str = "en"


@dataclass(frozen=True)
class Deed:
    """Something that was done for the customer. `kind` is one of WishKind's words where it answers such a wish."""

    kind: str
    words: str
    at: datetime.datetime
    is_done: bool


@dataclass(frozen=True)
class Point:
    """A sentence of the thread that asks, wants or promises something, and whether it is still open."""

    utterance_id: int
    at: datetime.datetime
    said: Said
    is_open: bool


@dataclass(frozen=True)
class ThreadGist:
    """The thread in four lists, each oldest first. What is open is judged by order and time, not by meaning."""

    asked: tuple[Point, ...]
    promised: tuple[Point, ...]
    done: tuple[Deed, ...]

    @property
    def still_open(self) -> tuple[Point, ...]:
        """What was asked after our last reply, and promises that nothing done answers, oldest first."""
        left = [each for each in (*self.asked, *self.promised) if each.is_open]
        return tuple(sorted(left, key=lambda point: point.utterance_id))


def read_thread(said: Sequence[Utterance], deeds: Sequence[Deed] = ()) -> ThreadGist:
    """The structure of a thread. Points are exact sentences of its messages.

    A question is open until we reply after it. A promise that names a remedy ("I will send a new one") is open until
    such a remedy is done; any other ("I will write on Friday") until we reply again. A remedy counts from a day before
    the promise on, because it is often given first and then told. What is said in a language of which there are no
    rules is passed over.
    """
    last_reply = max((index for index, each in enumerate(said) if not each.is_customer), default=-1)
    asked = [
        Point(each.id, each.at, sentence, is_open=index > last_reply)
        for index, each in enumerate(said)
        if each.is_customer
        for sentence in read_letter(each.text, each.language).sentences
    ]
    promised = [
        Point(each.id, each.at, sentence, is_open=_is_unkept(sentence, each, index < last_reply, deeds))
        for index, each in enumerate(said)
        if not each.is_customer
        for sentence in promises_in(each.text, each.language)
    ]
    return ThreadGist(tuple(asked), tuple(promised), tuple(deeds))


_KEPT_FROM = datetime.timedelta(days=1)


def _is_unkept(sentence: Said, told: Utterance, was_answered_again: bool, deeds: Sequence[Deed]) -> bool:
    named = deeds_named_in(sentence.words, told.language)
    if named:
        return not any(deed.kind in named and deed.is_done and deed.at >= told.at - _KEPT_FROM for deed in deeds)
    return not was_answered_again
