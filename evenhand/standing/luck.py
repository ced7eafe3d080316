"""What the bare rule "the lower share is named" does to one very team by luck, and to whom ours applies."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy

from evenhand.fairness.api import LowestShare, Running, Tallies, Team, exact_outcome, stand
from evenhand.standing.models import Computation, StandingResult
from evenhand.standing.policy import StandingRules

TEAMS = 2000
MOST_DRAWN = 100_000  # people in all simulated teams together, six looks each: bounds time and memory
SEED = 1
LOOKS_DRAWN = 12
CLEARLY_WORSE = "clearly worse"
LEAST_SPREAD = 0.002  # below this the fitted spread is none


@dataclass(frozen=True)
class Luck:
    """The bare rule on people with these very numbers of answers.

    `equal_*`: if all were equally good; `real_*`: if they differ as much as their answers make most plausible.
    `looks` are some looks at the equal team: whom luck names in each. `places`: how many the rule names each time.
    """

    people: int
    places: int
    share: float
    mean: float
    sd: float
    equal_twice: float
    equal_once_in_six: float
    real_wrong_share: float | None
    real_better_share: float | None
    looks: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True)
class LowerShare:
    """Whom the bare rule would name now, how many of them are worse beyond doubt, and to whom it applies here."""

    is_on: bool
    places: int
    bare: tuple[int, ...]
    beyond_doubt: tuple[int, ...]

    @property
    def applies_to(self) -> tuple[int, ...]:
        """Nobody while it is off; else those of the lower share who are worse beyond doubt."""
        return self.beyond_doubt if self.is_on else ()


def lower_share(computation: Computation, rules: StandingRules) -> LowerShare:
    """The lower-share rule on one computation, behind the evidence gate. Who ties with the last is named with them."""
    results = [each for each in StandingResult.objects.filter(computation=computation) if each.answers]
    places = int(LowestShare(rules.tail_share).places(np.array(len(results))))
    shares = sorted((each.no / each.answers for each in results), reverse=True)
    bare = [each for each in results if places and each.no / each.answers >= shares[places - 1]]
    beyond = tuple(each.account_id for each in bare if each.verdict == CLEARLY_WORSE)
    return LowerShare(rules.lower_share_rule, places, tuple(each.account_id for each in bare), beyond)


def luck_of(answers: Sequence[int], no: Sequence[int], *, share: float) -> Luck | None:
    """What the bare rule does to a team with these answers, by simulation with a fixed seed; None for fewer than two.

    Each of up to 2,000 teams has people with exactly these numbers of answers. Equal: "no" is binomial with the
    team's own share. Real: true shares from the beta distribution fitted to the team (`stand` with a beta spread),
    and truly worst is whoever lies beyond its upper `share` quantile.
    """
    kept = [(n, x) for n, x in zip(answers, no, strict=True) if n]
    if len(kept) < 2:
        return None
    return _simulated(tuple(n for n, _x in kept), tuple(x for _n, x in kept), share)


@lru_cache(maxsize=64)
def _simulated(answers: tuple[int, ...], no: tuple[int, ...], share: float) -> Luck:
    random, rule = np.random.default_rng(SEED), LowestShare(share)
    sizes = np.array(answers)
    teams = min(TEAMS, MOST_DRAWN // len(sizes))
    mean = float(np.clip(sum(no) / sizes.sum(), 1e-6, 1 - 1e-6))
    given = np.broadcast_to(sizes, (6, teams, len(sizes))).astype(np.float64)
    equal = random.binomial(sizes, mean, (6, teams, len(sizes))).astype(np.float64)
    named = np.array([rule.named(equal[look : look + 1], given[look : look + 1], random) for look in range(6)])
    twice = Running(rule).named(equal[:2], given[:2], random)
    sd, wrong, better = _if_they_differ(answers, no, rule, random, teams=teams)
    return Luck(
        people=len(sizes),
        places=int(rule.places(np.array(len(sizes)))),
        share=share,
        mean=mean,
        sd=sd,
        equal_twice=float(twice.sum(axis=1).mean()),
        equal_once_in_six=float(named.any(axis=0).sum(axis=1).mean()),
        real_wrong_share=wrong,
        real_better_share=better,
        looks=tuple(tuple(bool(each) for each in row) for row in named[0, :LOOKS_DRAWN]),
    )


def _if_they_differ(
    answers: tuple[int, ...], no: tuple[int, ...], rule: LowestShare, random: np.random.Generator, *, teams: int
) -> tuple[float, float | None, float | None]:
    tallies = Tallies.from_columns(person=np.arange(len(answers)), answers=answers, no=no)
    model = stand(tallies, spread="beta").model
    if model.alpha is None or model.beta is None:
        return 0.0, None, None
    truth_of = scipy.stats.beta(model.alpha, model.beta)
    sd = float(truth_of.std())
    if not np.isfinite(sd) or sd < LEAST_SPREAD:
        return 0.0, None, None
    truth = truth_of.rvs((teams, len(answers)), random_state=random)
    drawn = random.binomial(np.array(answers), truth)[None].astype(np.float64)
    given = np.broadcast_to(np.array(answers), drawn.shape).astype(np.float64)
    named = rule.named(drawn, given, random)
    if not named.any():
        return sd, None, None
    worst, better = truth > truth_of.isf(rule.share), truth < truth_of.median()
    return sd, float((named & ~worst).sum() / named.sum()), float((named & better).sum() / named.sum())


@dataclass(frozen=True)
class LuckRow:
    """The bare rule on 100 people with so many answers each: how many of the named are named wrongly."""

    answers: int
    wrong_share: float
    better_share: float


@lru_cache(maxsize=4)
def luck_at_large(share: float = 0.15) -> tuple[LuckRow, ...]:
    """Exact figures for 100 people with a mean of 15 % "no" and a true spread of 5 points."""
    rows = []
    for answers in (20, 40, 100, 400):
        team = Team(people=100, fewest_answers=answers, most_answers=answers, mean=0.15, sd=0.05, share=share)
        outcome = exact_outcome(LowestShare(share), team)
        if outcome is not None and outcome.named.value:
            named = outcome.named.value
            rows.append(LuckRow(answers, outcome.wrongly.value / named, outcome.better_than_middle.value / named))
    return tuple(rows)
