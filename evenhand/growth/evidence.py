"""What a step rests on, gathered when it is proposed and frozen with it."""

import datetime
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Min

from evenhand.core.api import Actor
from evenhand.standing.api import (
    Cause,
    Computation,
    Finding,
    Mark,
    StandingResult,
    compute_like,
    orders_of,
    shown_result,
)
from evenhand.surveys.api import Invitation


@dataclass(frozen=True)
class LeftOut:
    """How many "no" do not count against the person, and why: see standing's Finding.why_not_counted."""

    why: str
    count: int


@dataclass(frozen=True)
class Evidence:
    """The figures of one person in one window as they were, and the answers they rest on, by number.

    Of sellers and drivers the orders or parcels: `questions` are then the marked ones, `sent` those about which
    something was reported, `standard_per_1000` what was agreed, and `false_discovery` how often luck may name one.
    """

    result: int
    team: str
    window_start: str
    window_end: str
    sent: int
    yes: int
    no: int
    marks: int
    fair_share: float | None
    low: float | None
    high: float | None
    reliability: float | None
    verdict: str
    peer_share: float | None
    level: float
    false_discovery: float
    tail_share: float
    minimum_answers: int
    method: str
    inputs_sha256: str
    judged_by: int
    left_out: tuple[LeftOut, ...] = ()
    questions: tuple[int, ...] = ()
    marks_by_number: tuple[int, ...] = field(default=())
    audience: str = "agents"
    standard_per_1000: int | None = None

    @property
    def counted(self) -> int:
        """How many answers the fair share rests on."""
        return self.yes + self.marks

    def as_json(self) -> dict[str, Any]:
        """As it is stored with a step."""
        return asdict(self)


def evidence_from(stored: dict[str, Any]) -> Evidence | None:
    """What was stored with a step; None where it rests on no figures."""
    if not stored:
        return None
    lists = {name: tuple(stored[name]) for name in ("questions", "marks_by_number")}
    left_out = tuple(LeftOut(**each) for each in stored["left_out"])
    return Evidence(**{**stored, **lists, "left_out": left_out})


def current_result(account_id: int, now: datetime.datetime, actor: Actor | None) -> StandingResult | None:
    """The person's latest regular result, computed again if anything has changed since. None where there is none."""
    shown = shown_result(account_id, now)
    return computed_again(shown, actor, now) if shown else None


def computed_again(result: StandingResult, actor: Actor | None, now: datetime.datetime) -> StandingResult | None:
    """How the same person stands in the same window as things are now: the same row where nothing has changed.

    Without an actor, for pages, nothing is written: the latest that was computed of this window is answered.
    """
    old = result.computation
    if actor is None:
        return _latest_of_window(result)
    since = None if old.is_regular else old.window_start
    new = compute_like(computation=old, window_end=old.window_end, since=since, actor=actor, now=now)
    return result_of(new, result.account_id)


def _latest_of_window(result: StandingResult) -> StandingResult:
    old = result.computation
    same = StandingResult.objects.filter(
        account_id=result.account_id,
        computation__team=old.team,
        computation__audience=old.audience,
        computation__window_start=old.window_start,
        computation__window_end=old.window_end,
        computation__is_regular=old.is_regular,
    )
    latest: StandingResult = same.select_related("computation__team").order_by("-computation__look", "-id")[0]
    return latest


def result_of(computation: Computation, account_id: int) -> StandingResult | None:
    """One person's part of a computation."""
    return computation.results.select_related("computation__team").filter(account_id=account_id).first()


def evidence_of(result: StandingResult) -> Evidence:
    """The evidence that a result is, with what was left out and why."""
    if result.computation.team_id is None:
        return _evidence_of_orders(result)
    inputs = result.computation.inputs
    theirs = [answer for answer in inputs["answers"] if answer["agent"] == result.account_id]
    counting = tuple(answer["question"] for answer in theirs if answer["counts"])
    left_out = [answer["question"] for answer in theirs if answer["choice"] == "no" and not answer["counts"]]
    marks = Mark.objects.filter(finding__vote_id__in=counting, account_id=result.account_id, revoked_at=None)
    return Evidence(
        **_what_came_out(result),
        level=inputs["level"],
        false_discovery=inputs["false_discovery"],
        tail_share=inputs["tail_share"],
        minimum_answers=inputs["minimum_answers"],
        left_out=_why_left_out(left_out),
        questions=counting,
        marks_by_number=tuple(marks.order_by("id").values_list("pk", flat=True)),
    )


def first_contact_at(result: StandingResult) -> datetime.datetime | None:
    """When the earliest contact began of those on whose answers a person's figures rest; None where orders count."""
    if result.computation.team_id is None:
        return None
    inputs = result.computation.inputs
    weighed = {each["question"] for each in inputs.get("unexplained", ())}
    theirs = [answer for answer in inputs["answers"] if answer["agent"] == result.account_id]
    bearing = [answer["question"] for answer in theirs if answer["counts"] or answer["question"] in weighed]
    first: datetime.datetime | None = Invitation.objects.filter(pk__in=bearing).aggregate(
        first=Min("contact__opened_at")
    )["first"]
    return first


def _evidence_of_orders(result: StandingResult) -> Evidence:
    theirs, inputs = orders_of(result)
    return Evidence(
        **_what_came_out(result),
        level=inputs["level"],
        false_discovery=inputs["chance_per_1000"] / 1000,
        tail_share=0.0,
        minimum_answers=inputs["minimum"],
        left_out=tuple(LeftOut(why, count) for why, count in theirs["left_out"].items()),
        questions=tuple(theirs["marked"]),
        marks_by_number=tuple(theirs["marks"]),
        standard_per_1000=inputs["standard_per_1000"],
    )


def _what_came_out(result: StandingResult) -> dict[str, Any]:
    """What is said of a result however it was come by: by answers, or by orders."""
    computation = result.computation
    return {
        "result": result.pk,
        "team": computation.of_whom,
        "audience": computation.audience,
        "window_start": computation.window_start.isoformat(),
        "window_end": computation.window_end.isoformat(),
        **{name: getattr(result, name) for name in ("sent", "yes", "no", "marks", "fair_share", "low", "high")},
        "reliability": result.reliability,
        "verdict": result.verdict,
        "peer_share": computation.peer_share,
        "method": computation.method_version,
        "inputs_sha256": computation.inputs_sha256,
        "judged_by": computation.policy_version_id,
    }


def _why_left_out(questions: list[int]) -> tuple[LeftOut, ...]:
    current = Finding.objects.filter(vote_id__in=questions).exclude(state=Finding.State.SUPERSEDED)
    whys = {each.vote_id: each.why_not_counted for each in current.select_related("mark__contest", "second_look")}
    counted = Counter(whys.get(question) or Cause.UNKNOWN.value for question in questions)
    return tuple(LeftOut(why, count) for why, count in counted.most_common())
