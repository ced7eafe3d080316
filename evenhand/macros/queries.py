"""Reads: the macros that somebody can use, found by words, and how often they are used."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from evenhand.core.api import Actor
from evenhand.macros.access import reachable
from evenhand.macros.models import Macro, MacroUse
from evenhand.macros.rules import fill
from evenhand.macros.words import MEANINGS

LATELY = datetime.timedelta(days=30)
MOST_LISTED = 200


@dataclass(frozen=True)
class MacroLine:
    """One macro in a list.

    `first_words` are those in the reader's or the case's language where there are any, their placeholders in words.
    """

    id: int
    name: str
    whose: str
    team_name: str
    first_words: str
    languages: tuple[str, ...]
    macro: Macro
    uses_count: int
    uses_lately: int = 0


def macros_of(actor: Actor) -> QuerySet[Macro]:
    """Every macro that exists for `actor`, the most used first; retired ones too."""
    macros = Macro.objects.filter(reachable(actor)).select_related("team").prefetch_related("words")
    return macros.order_by("-uses_count", "name", "id")


def macro_lines(actor: Actor, words: str = "", *, language: str = "", limit: int = MOST_LISTED) -> list[MacroLine]:
    """The macros that `actor` can use now and in which every one of `words` stands. Two queries."""
    wanted = words.casefold().split()
    found = [macro for macro in macros_of(actor).filter(retired_at=None) if _fits(macro, wanted)]
    return [_line(macro, language) for macro in found[:limit]]


def with_recent_uses(lines: Sequence[MacroLine], now: datetime.datetime) -> list[tuple[MacroLine, int]]:
    """Each line with how often its macro was used in the last thirty days. One query."""
    counted = (
        MacroUse.objects.filter(macro__in=[line.id for line in lines], at__gt=now - LATELY)
        .values_list("macro")
        .annotate(Count("pk"))
        .order_by()
    )
    uses = dict(counted)
    return [(line, uses.get(line.id, 0)) for line in lines]


def _fits(macro: Macro, wanted: Sequence[str]) -> bool:
    if not wanted:
        return True
    said = " ".join([macro.name, *macro.tags, *(each.text for each in macro.words.all())]).casefold()
    return all(word in said for word in wanted)


def _line(macro: Macro, language: str) -> MacroLine:
    texts = {each.language: each.text for each in macro.words.all()}
    text = texts.get(language) or next(iter(texts.values()), "")
    in_words = fill(text, lambda name: f"[{MEANINGS.get(name, name)}]").text
    whose = "own" if macro.owner_id else "team" if macro.team_id else "shop"
    return MacroLine(
        id=macro.pk,
        name=macro.name,
        whose=whose,
        team_name=macro.team.name if macro.team else "",
        first_words=" ".join(in_words.split())[:160],
        languages=tuple(texts),
        macro=macro,
        uses_count=macro.uses_count,
    )
