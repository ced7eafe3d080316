"""Whether somebody could do with a pause. It is for that person alone: worked out when they look, and kept nowhere.

It looks at when they were at work in cases today, and at what customers wrote there. Never at how anybody types, speaks
or for how long they look; and no figure of it exists for anybody else.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.cases.models import Contact, Message, Segment
from evenhand.core.api import Actor

LONGEST_STRETCH = datetime.timedelta(minutes=150)
"""After so long without a pause one is offered."""
SHORTEST_PAUSE = datetime.timedelta(minutes=15)
"""So long without work in any case counts as a pause."""
LATEST_CASES = 4
HARD_CASES = 3
"""So many hostile ones among the latest are a run of them."""
LOOKS_BACK = datetime.timedelta(hours=12)
LONGEST_TEXT = 5_000
MOST_SEGMENTS = 500

_HOSTILE = re.compile(
    r"\b(?:idiots?|morons?|imbeciles?|scum|bastards?|assholes?|arseholes?|liars?|thieves|crooks|scammers?|incompetent"
    r"|useless (?:people|person|idiots?)|shut up|go to hell|screw you|piss off|fuck\w*|bullshit|bitch\w*"
    r"|vollidiot\w*|trottel|arschl\w+|schei(?:ß|ss)\w*|verdammt\w*|lügner\w*|betrüger\w*|unfähig\w*"
    r"|connards?|imbéciles?|salauds?|menteurs?|incapables?|merde|escrocs?"
    r"|idiotas?|imbécil(?:es)?|mentiros[oa]s?|ladron(?:es)?|mierda|gilipollas|idiota|stronz\w+|bugiard\w+|ladri"
    r"|oplichters?|leugenaars?|klootzak\w*)\b",
    re.IGNORECASE,
)
_LETTERS_OF_A_SHOUT = 25
_SHARE_OF_CAPITALS = 0.7


@dataclass(frozen=True)
class PauseOffer:
    """Why a pause is offered: so many minutes at a stretch, or so many hostile cases in a row; else 0."""

    minutes: int = 0
    hard_cases: int = 0


def pause_offer(actor: Actor, now: datetime.datetime) -> PauseOffer | None:
    """The pause to offer to `actor`, who asks for themselves. Three queries."""
    contacts = Contact.objects.filter(agent_id=actor.account_id or 0, opened_at__gte=now - LOOKS_BACK)
    latest = list(contacts.order_by("-opened_at").values_list("pk", "case_id")[: 10 * LATEST_CASES])
    if not latest:
        return None
    worked = Segment.objects.filter(contact__in=contacts).order_by("-started_at")[:MOST_SEGMENTS]
    spans = [(begun, ended or now) for begun, ended in worked.values_list("started_at", "ended_at")]
    stretch = current_stretch(spans, now)
    cases = list(dict.fromkeys(case_id for _contact, case_id in latest))[:LATEST_CASES]
    hard = sum(1 for text in _last_words(cases, now) if is_hostile(text))
    if stretch < LONGEST_STRETCH and hard < HARD_CASES:
        return None
    minutes = int(stretch.total_seconds() // 60) if stretch >= LONGEST_STRETCH else 0
    return PauseOffer(minutes=minutes, hard_cases=hard if hard >= HARD_CASES else 0)


def current_stretch(
    spans: Sequence[tuple[datetime.datetime, datetime.datetime]], now: datetime.datetime
) -> datetime.timedelta:
    """For how long somebody has worked without a pause up to now; nothing where they are pausing."""
    begun = now
    for start, end in sorted(spans, key=lambda span: span[1], reverse=True):
        if begun - end >= SHORTEST_PAUSE:
            break
        begun = min(begun, start)
    return now - begun


def is_hostile(text: str) -> bool:
    """Whether words insult, or all is shouted. Being angry, disappointed or brief is neither."""
    text = text[:LONGEST_TEXT]
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(1 for letter in letters if letter.isupper())
    is_shouted = len(letters) >= _LETTERS_OF_A_SHOUT and capitals >= _SHARE_OF_CAPITALS * len(letters)
    return bool(_HOSTILE.search(text)) or (is_shouted and "!" in text)


def _last_words(case_ids: Sequence[int], now: datetime.datetime) -> list[str]:
    """What the customer wrote last in each case, within the time looked at."""
    said = Message.objects.filter(
        case_id__in=case_ids, author_kind=Message.AuthorKind.CUSTOMER, at__gte=now - 2 * LOOKS_BACK
    )
    last = dict(said.order_by("id").values_list("case_id", "text"))
    return list(last.values())
