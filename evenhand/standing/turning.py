"""What would change the verdict on one person: computed anew with the figures changed, never estimated.

Slow for a team (some twenty fits, of which those are spared whose answer is known before), so it is asked for when
somebody wants to read it, and kept: the same inputs by the same method always answer the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.core.cache import cache as kept

from evenhand.fairness.api import Verdict, first_turn
from evenhand.standing.by_orders import orders_of, verdict_of
from evenhand.standing.computing import AnswerInput, Inputs, computed, model_of
from evenhand.standing.models import StandingResult
from evenhand.standing.rules import as_counted

VERSION = 1  # changes whenever the same result would be answered otherwise
MOST_ANSWERS, MOST_ORDERS = 500, 2_000  # more than that is not within reach
MOST_MARKS = 60
KEPT_SECONDS = 30 * 24 * 60 * 60


class Change(StrEnum):
    """What could come: more like today's estimate, more like the peers, more without a mark, fewer or more marks."""

    AS_ESTIMATED = "as_estimated"
    LIKE_PEERS = "like_peers"
    CLEAN = "clean"
    MARKS_FALL = "marks_fall"
    MORE_MARKS = "more_marks"


class Why(StrEnum):
    """Why nothing within reach would change it, or what is missing besides."""

    TOO_FEW = "too_few"
    NOBODY_DIFFERS = "nobody_differs"
    STAYS_OPEN = "stays_open"
    ALREADY_CLEAR = "already_clear"


BY_ANSWERS = {
    Verdict.CLEARLY_WORSE: (Change.MARKS_FALL, Change.LIKE_PEERS, Change.AS_ESTIMATED),
    Verdict.CLEARLY_BETTER: (Change.MORE_MARKS, Change.LIKE_PEERS, Change.AS_ESTIMATED),
    Verdict.IN_LINE: (Change.AS_ESTIMATED, Change.MARKS_FALL, Change.MORE_MARKS),
    Verdict.NOT_ENOUGH_EVIDENCE: (Change.AS_ESTIMATED, Change.LIKE_PEERS),
}
BY_ORDERS = {
    Verdict.CLEARLY_WORSE: (Change.MARKS_FALL, Change.CLEAN, Change.AS_ESTIMATED),
    Verdict.CLEARLY_BETTER: (Change.MORE_MARKS, Change.AS_ESTIMATED),
    Verdict.IN_LINE: (Change.CLEAN, Change.MARKS_FALL, Change.MORE_MARKS),
    Verdict.NOT_ENOUGH_EVIDENCE: (Change.AS_ESTIMATED, Change.CLEAN),
}


@dataclass(frozen=True)
class Way:
    """One thing that could come. `count` of it turn the verdict into `verdict`, `marks` of them with a mark.

    Both are None where up to `most` of it would not.
    """

    change: Change
    most: int
    count: int | None = None
    marks: int | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Turning:
    """What would change a verdict, each way tried, and why it is hard to change where it is."""

    verdict: Verdict
    ways: tuple[Way, ...]
    whys: tuple[Why, ...]

    @property
    def turns(self) -> tuple[Way, ...]:
        """The ways that would."""
        return tuple(way for way in self.ways if way.count is not None)

    @property
    def stays(self) -> tuple[Way, ...]:
        """The ways that would not."""
        return tuple(way for way in self.ways if way.count is None)


def turning_of(result: StandingResult) -> Turning:
    """What would change this result's verdict, everybody else's figures staying as they were."""
    computation = result.computation
    key = f"turning:{VERSION}:{computation.method_version}:{computation.inputs_sha256}:{result.account_id}"
    key = key.replace(" ", "_")
    found: Turning | None = kept.get(key)
    if found is None:
        found = _by_orders(result) if computation.team_id is None else _by_answers(result)
        kept.set(key, found, KEPT_SECONDS)
    return found


@dataclass(frozen=True)
class _Judge:
    """How to judge one person anew: with so many more, so many of them with a mark; or with so many marks less."""

    today: Verdict
    marks: int
    own_share: float
    peer_share: float
    most: int
    with_more: Callable[[int, int], Verdict]
    with_fewer: Callable[[int], Verdict]

    def way(self, change: Change) -> Way:
        share = {Change.AS_ESTIMATED: self.own_share, Change.LIKE_PEERS: self.peer_share}.get(change, 0.0)

        def marks_of(count: int) -> int:
            return count if change is Change.MORE_MARKS else int(count * share + 0.5)

        if change is Change.MARKS_FALL:
            most, judged = self.marks, self.with_fewer
        else:
            most = MOST_MARKS if change is Change.MORE_MARKS else self.most

            def judged(count: int) -> Verdict:
                return self.with_more(count, marks_of(count))

        turn = first_turn(lambda count: judged(count) if count else self.today, most=most)
        return Way(change, most, turn.count, marks_of(turn.count), turn.verdict) if turn else Way(change, most)

    def ways(self, changes: tuple[Change, ...]) -> tuple[Way, ...]:
        """Those of the changes that there could be: no mark falls where there is none."""
        return tuple(self.way(change) for change in changes if self.marks or change is not Change.MARKS_FALL)


def _by_answers(result: StandingResult) -> Turning:
    inputs: Inputs = result.computation.inputs
    person, today, enough = result.account_id, Verdict(result.verdict), inputs["minimum_answers"]

    @cache
    def with_more(count: int, marks: int) -> Verdict:
        if result.counted + count < enough:
            return Verdict.NOT_ENOUGH_EVIDENCE  # whatever a fit would say
        return _verdict(_with_more(inputs, person, count, marks), person)

    def with_fewer(count: int) -> Verdict:
        if result.counted - count < enough:
            return Verdict.NOT_ENOUGH_EVIDENCE
        return _verdict(_with_fewer(inputs, person, count), person)

    judge = _Judge(
        today=today,
        marks=result.marks,
        own_share=result.fair_share or 0.0,
        peer_share=result.computation.peer_share or 0.0,
        most=MOST_ANSWERS,
        with_more=with_more,
        with_fewer=with_fewer,
    )
    ways = judge.ways(BY_ANSWERS[today])
    whys = []
    if result.counted < inputs["minimum_answers"]:
        whys.append(Why.TOO_FEW)
    if all(way.count is None for way in ways):
        whys.append(_why_by_answers(today, inputs))
    return Turning(today, ways, tuple(whys))


def _why_by_answers(today: Verdict, inputs: Inputs) -> Why:
    if today is not Verdict.NOT_ENOUGH_EVIDENCE:
        return Why.ALREADY_CLEAR
    model, _names = model_of(inputs)
    return Why.STAYS_OPEN if model and model.detectable else Why.NOBODY_DIFFERS


def _verdict(inputs: Inputs, person: int) -> Verdict:
    return next(each.verdict for each in computed(inputs) if each.person["agent"] == person)


def _with_more(inputs: Inputs, person: int, count: int, marks: int) -> Inputs:
    """So many more answers that count, `marks` of them "no", in the circumstances of the person's own in turn."""
    counted = [answer for answer in inputs["answers"] if answer["counts"]]
    like = [answer for answer in counted if answer["agent"] == person] or counted
    more = [
        AnswerInput(
            question=-number,
            agent=person,
            choice="no" if number < marks else "yes",
            counts=True,
            is_no=number < marks,
            circumstances=like[number % len(like)]["circumstances"] if like else {},
        )
        for number in range(count)
    ]
    return {**inputs, "answers": [*inputs["answers"], *more]}


def _with_fewer(inputs: Inputs, person: int, count: int) -> Inputs:
    """As if the person's latest `count` marks had fallen: these "no" then say nothing about anybody."""
    marked = [answer["question"] for answer in inputs["answers"] if answer["agent"] == person and answer["is_no"]]
    fallen, bare = set(sorted(marked)[-count:]), as_counted("no", has_mark=False)
    answers = [
        {**answer, "counts": bare.counts, "is_no": bare.is_no} if answer["question"] in fallen else answer
        for answer in inputs["answers"]
    ]
    return {**inputs, "answers": answers}  # type: ignore[typeddict-item]  # the same keys as before


def _by_orders(result: StandingResult) -> Turning:
    theirs, inputs = orders_of(result)
    today, marked, counted = Verdict(result.verdict), len(theirs["marked"]), theirs["counted"]
    judge = _Judge(
        today=today,
        marks=marked,
        own_share=marked / counted,
        peer_share=0.0,
        most=MOST_ORDERS,
        with_more=lambda count, marks: verdict_of(marked + marks, counted + count, inputs),
        with_fewer=lambda count: verdict_of(marked - count, counted, inputs),
    )
    ways = judge.ways(BY_ORDERS[today])
    whys = [Why.TOO_FEW] if counted < inputs["minimum"] else []
    if all(way.count is None for way in ways):
        whys.append(Why.ALREADY_CLEAR)
    return Turning(today, ways, tuple(whys))
