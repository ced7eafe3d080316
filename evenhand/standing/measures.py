"""What we measure of people, by which weights and figures: read from the code and the policies, not retold."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Any

from evenhand.core.api import Actor
from evenhand.people.api import Account
from evenhand.policies.api import Binding, bindings_for
from evenhand.standing.access import audience_of
from evenhand.standing.computing import LEVEL, METHOD, METHOD_WEIGHED, model_of
from evenhand.standing.models import Computation
from evenhand.standing.policy import MARKS, STANDING
from evenhand.standing.rules import Audience, Cause, as_counted
from evenhand.standing.showing import shown_result
from evenhand.standing.words import WHY_NOT_COUNTED


@dataclass(frozen=True)
class MeasuresPart:
    """What a room above adds to the page: its name, its template, and what builds the template's `part`."""

    name: str
    template: str
    build: Callable[[Actor, datetime.datetime], Mapping[str, Any]]


_parts: dict[str, MeasuresPart] = {}


def register_measures_part(part: MeasuresPart) -> None:
    """From now on `part` stands on the page. A second time replaces the first."""
    _parts[part.name] = part


def measures_parts(actor: Actor, now: datetime.datetime) -> list[tuple[str, Mapping[str, Any]]]:
    """Every part from above with its content."""
    return [(part.template, part.build(actor, now)) for part in _parts.values()]


@dataclass(frozen=True)
class Weight:
    """One kind of answer: with which weight it counts as an answer, and with which as a "no"."""

    choice: str
    cause: Cause | None
    why_not: str
    answers: int
    no: int


@dataclass(frozen=True)
class Circumstance:
    """What was so before anybody acted: by how much it multiplies the odds of a "no", and in which range."""

    name: str
    level: str
    odds: float
    low: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether the range says anything: its ends less than a hundredfold apart."""
        return self.high < 100 * self.low


@dataclass(frozen=True)
class Measures:
    """Everything by which the reader is measured today."""

    bindings: tuple[Binding, ...]
    by_orders: bool
    weights: tuple[Weight, ...]
    computation: Computation | None
    circumstances: tuple[Circumstance, ...]
    method: str
    method_weighed: str
    level: float


def measures_for(actor: Actor, now: datetime.datetime) -> Measures:
    """By which versions, weights and circumstances the reader is measured, in the figures that are shown to them."""
    assert actor.account_id is not None
    result = shown_result(actor.account_id, now)
    computation = result.computation if result and result.computation.team_id else None
    return Measures(
        bindings=tuple(sorted(bindings_for(actor, now), key=lambda each: each.policy.key not in (MARKS, STANDING))),
        by_orders=audience_of(Account.objects.get(pk=actor.account_id)) is not Audience.AGENTS,
        weights=tuple(_weights()),
        computation=computation,
        circumstances=circumstances_of(computation.pk) if computation else (),
        method=METHOD,
        method_weighed=METHOD_WEIGHED,
        level=LEVEL,
    )


def _weights() -> Iterable[Weight]:
    """The weight of each answer, as the computation itself gives it."""
    yes = as_counted("yes", has_mark=False)
    yield Weight("yes", None, "", int(yes.counts), int(yes.is_no))
    marked = as_counted("no", has_mark=True)
    yield Weight("no", Cause.AGENT, "", int(marked.counts), int(marked.is_no))
    bare = as_counted("no", has_mark=False)
    for cause, why in WHY_NOT_COUNTED.items():
        if cause is not Cause.AGENT:
            yield Weight("no", cause, str(why), int(bare.counts), int(bare.is_no))


@lru_cache(maxsize=64)
def circumstances_of(computation_id: int) -> tuple[Circumstance, ...]:
    """What the model of one computation, which never changes, takes out of the comparison, and how much."""
    computation = Computation.objects.get(pk=computation_id)
    model, names = model_of(computation.inputs)
    if model is None:
        return ()
    found = []
    for effect, value in model.fixed_effects.items():
        name = next((each for each in names if effect.startswith(each)), None)
        if name is not None:
            reach = 1.96 * model.fixed_effects_sd[effect]
            found.append(
                Circumstance(name, effect.removeprefix(name), exp(value), exp(value - reach), exp(value + reach))
            )
    return tuple(found)
