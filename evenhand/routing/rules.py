"""Decisions on plain values: which rule sorts a case, who can take it, whose turn it is, which case comes next."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

USUAL_CAPACITY: Mapping[str, int] = {"mail": 12, "form": 12, "order_page": 12, "chat": 3, "phone": 1}
"""How many open cases somebody has in hand at most, where nobody said otherwise. By channel."""

Mode = Literal["pull", "round_robin", "least_busy"]


@dataclass(frozen=True)
class SortingRule:
    """What a new case has to be like ("" or nothing: anything). The first rule that fits sorts it."""

    id: int
    channel: str = ""
    language: str = ""
    queue_id: int | None = None
    words: tuple[str, ...] = ()

    def fits(self, case: "NewCase") -> bool:
        """Whether the case is of this kind."""
        return (
            self.channel in ("", case.channel)
            and (not self.language or _base(self.language) == _base(case.language))
            and self.queue_id in (None, case.queue_id)
            and (not self.words or any(_stands_in(word, case.text) for word in self.words))
        )


@dataclass(frozen=True)
class NewCase:
    """A case as rules see it: `text` is its subject and what the customer wrote first."""

    channel: str
    language: str
    queue_id: int
    text: str


def rule_for(case: NewCase, rules: Sequence[SortingRule]) -> SortingRule | None:
    """The first rule that fits."""
    return next((rule for rule in rules if rule.fits(case)), None)


def _stands_in(word: str, text: str) -> bool:
    """Whether a word, or several in a row, begin a word of the text, whatever their capitals."""
    wanted = " ".join(word.casefold().split())
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}", " ".join(text.casefold().split())) is not None


@dataclass(frozen=True)
class Waiting:
    """A case that nobody has: on which channel, in which language, which skill it asks for."""

    id: int
    channel: str
    language: str = ""
    skill: str = ""


@dataclass(frozen=True)
class Hands:
    """Somebody who could take a case. `in_hand` and `capacity` are by channel; without `languages` all are spoken.

    `live` says for channels on which customers wait at this moment whether they take part there now, as in chats.
    """

    id: int
    is_here: bool = True
    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    in_hand: Mapping[str, int] = field(default_factory=dict)
    capacity: Mapping[str, int] = field(default_factory=dict)
    last_given_at: datetime.datetime | None = None
    live: Mapping[str, bool] = field(default_factory=dict)

    def is_there(self, channel: str) -> bool:
        """Whether cases of a channel can come to them now."""
        return self.is_here and self.live.get(channel, True)

    def most(self, channel: str) -> int:
        """How many cases of a channel they have at most."""
        return self.capacity.get(channel, USUAL_CAPACITY.get(channel, 0))

    def room(self, channel: str) -> int:
        """How many more cases of a channel they can take; never below 0."""
        return max(0, self.most(channel) - self.in_hand.get(channel, 0))

    def share_in_hand(self) -> float:
        """How full their hands are, over all channels: chats weigh more than mails, as fewer of them fit."""
        return sum(count / self.most(channel) for channel, count in self.in_hand.items() if self.most(channel))

    def speaks(self, language: str) -> bool:
        """Whether they write in the case's language."""
        return not language or not self.languages or _base(language) in {_base(each) for each in self.languages}

    def knows(self, skill: str) -> bool:
        """Whether they have the skill that a case asks for."""
        return not skill or skill in self.skills


def able_among(case: Waiting, everybody: Sequence[Hands]) -> list[Hands]:
    """Of these people those who answer the case best, whether they are there or not: only who has its skill, of them
    those who speak its language. What nobody of them has is not asked for: better a slower answer than none."""
    aptness = [_aptness(each, case) for each in everybody]
    best = max(aptness, default=None)
    return [each for each, apt in zip(everybody, aptness, strict=True) if apt == best]


def _aptness(hands: Hands, case: Waiting) -> tuple[bool, bool]:
    return hands.knows(case.skill), hands.speaks(case.language)


def whose_turn(case: Waiting, everybody: Sequence[Hands], mode: Mode) -> Hands | None:
    """Who gets the case: who was given one longest ago, or, by load, whose hands are emptiest. None where nobody can.

    It waits for those of the queue who are able, except on a live channel: that customer waits now, so it goes to the
    ablest of those who take part.
    """
    taking_part = [hands for hands in everybody if hands.live.get(case.channel, True)]
    there = [each for each in able_among(case, taking_part) if each.is_there(case.channel) and each.room(case.channel)]
    if not there:
        return None
    return min(there, key=lambda hands: _order(hands, mode))


def _order(hands: Hands, mode: Mode) -> tuple[float, float, int]:
    """Of two who were given one at the same moment, it is the turn of whose hands are emptier."""
    load, given = hands.share_in_hand(), hands.last_given_at
    turn = given.timestamp() if given else 0.0
    return (load, turn, hands.id) if mode == "least_busy" else (turn, load, hands.id)


def next_case(hands: Hands, waiting: Iterable[Waiting], everybody: Sequence[Hands]) -> Waiting | None:
    """Of cases in their order, the first that this person has room for and answers as well as any of the others."""
    for case in waiting:
        if hands.room(case.channel) > 0 and hands in able_among(case, [hands, *everybody]):
            return case
    return None


@dataclass(frozen=True)
class Named:
    """The words that are named, or all but those."""

    words: frozenset[str]
    is_all_but: bool = False

    def has(self, word: str) -> bool:
        """Whether it is one of them."""
        return (word in self.words) is not self.is_all_but


EVERY = Named(frozenset(), is_all_but=True)


@dataclass(frozen=True)
class Kind:
    """Cases of a channel that ask for one of these skills, in one of these languages: without what follows a hyphen."""

    channel: str
    skills: Named
    languages: Named

    def has(self, case: Waiting) -> bool:
        """Whether the case is of this kind."""
        of_words = self.skills.has(case.skill) and self.languages.has(_base(case.language))
        return self.channel == case.channel and of_words


def givable(everybody: Sequence[Hands]) -> tuple[Kind, ...]:
    """The kinds of cases for which `whose_turn` finds somebody, so that no others have to be looked at."""
    found: list[Kind] = []
    for channel in USUAL_CAPACITY:
        taking_part = [each for each in everybody if each.live.get(channel, True)]
        free = [each for each in taking_part if each.is_there(channel) and each.room(channel)]
        found += _kinds(channel, taking_part, free)
    return tuple(found)


def takeable(hands: Hands, everybody: Sequence[Hands]) -> tuple[Kind, ...]:
    """The kinds of cases of which the first is this person's `next_case`."""
    found: list[Kind] = []
    for channel in USUAL_CAPACITY:
        found += _kinds(channel, [hands, *everybody], [hands] if hands.room(channel) else [])
    return tuple(found)


_OTHER = ""
"""Stands for each skill that nobody has: for all of them the same people are the ablest as for none."""
_OTHER_LANGUAGE = "?"
"""Stands for each language that nobody names. None at all is a case of its own: everybody can answer it."""


def _kinds(channel: str, everybody: Sequence[Hands], free: Sequence[Hands]) -> Iterable[Kind]:
    """The kinds of a channel for which one of the ablest of everybody is free. Few, however many people there are."""
    if not free:
        return []
    if len(free) == len(everybody):
        return [Kind(channel, EVERY, EVERY)]
    alike = {(each.skills, each.languages): each for each in [*everybody, *free]}  # who is free stands for who is not
    are_free = {id(each) for each in free}
    skills = {_OTHER, *(skill for each in everybody for skill in each.skills)}
    languages = {"", _OTHER_LANGUAGE, *(_base(language) for each in everybody for language in each.languages)}
    by_languages: dict[Named, set[str]] = {}
    for skill in skills:
        able = {
            language: able_among(Waiting(0, channel, language, skill), list(alike.values())) for language in languages
        }
        fitting = {language for language in languages if any(id(each) in are_free for each in able[language])}
        if fitting:
            by_languages.setdefault(_named(fitting, languages, _OTHER_LANGUAGE), set()).add(skill)
    return [Kind(channel, _named(those, skills, _OTHER), named) for named, those in by_languages.items()]


def _named(those: Set[str], known: Set[str], other: str) -> Named:
    return Named(frozenset(known - those), is_all_but=True) if other in those else Named(frozenset(those))


def _base(language: str) -> str:
    return language.lower().split("-")[0]
