"""Computes how the members of one team stand in one window, and freezes what came out with what went in."""

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from evenhand.core.api import Actor, action, environment, record, site_day, system
from evenhand.fairness.api import PersonStanding, Tallies, Verdict, stand
from evenhand.people.api import Team, members_on, teams
from evenhand.standing.models import Computation, Mark, StandingResult
from evenhand.standing.policy import StandingRules, standing_rules
from evenhand.standing.rules import as_counted, has_enough
from evenhand.surveys.api import Answer, Window, answers, response_rates

METHOD = "evenhand 1"
LEVEL = 0.95


class AnswerInput(TypedDict):
    """One answer as it went in: numbers and plain words, no person's name."""

    question: int
    agent: int
    choice: str
    counts: bool
    is_no: bool
    circumstances: dict[str, str]


class PersonInput(TypedDict):
    """One member, and how many questions were sent about them."""

    agent: int
    sent: int


class Inputs(TypedDict):
    """Everything that a result depends on, but the method."""

    people: list[PersonInput]
    answers: list[AnswerInput]
    tail_share: float
    false_discovery: float
    level: float
    minimum_answers: int
    minimum_reliability: float


@dataclass(frozen=True)
class Computed:
    """One person's figures before they are frozen. `standing` is None where no answer counts."""

    person: PersonInput
    yes: int
    no: int
    marks: int
    standing: PersonStanding | None
    verdict: Verdict


def window_until(end: datetime.datetime, days: int) -> Window:
    """The `days` calendar days of the site that end at `end`; a change of the clocks in between moves nothing."""
    local = end.astimezone(environment().zone)
    return Window((local - datetime.timedelta(days=days)).astimezone(datetime.UTC), end)


@action
def compute_results(*, team: Team, window_end: datetime.datetime, actor: Actor, now: datetime.datetime) -> Computation:
    """How each member of `team` stood in the window that ends at `window_end`.

    Results are written once. The same inputs and method again answer what stands already; other inputs (a late
    answer, a revoked mark) give a new computation beside the old one.
    """
    rules = standing_rules(window_end)
    window = window_until(window_end, rules.window_days)
    inputs = _gather(team, window, rules, now)
    sha256 = hashlib.sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    computation, is_new = Computation.objects.get_or_create(
        team=team,
        window_start=window.start,
        window_end=window.end,
        inputs_sha256=sha256,
        method_version=METHOD,
        defaults={
            "policy_version_id": rules.version.id,
            "inputs": inputs,
            "peer_share": _peer_share(inputs),
            "computed_at": now,
        },
    )
    if is_new:
        StandingResult.objects.bulk_create(_result(computation, each) for each in computed(inputs))
        record(
            actor=actor,
            verb="standing.compute_results",
            subject=f"team:{team.pk}",
            now=now,
            computation=computation.pk,
            inputs=sha256,
        )
    return computation


def _gather(team: Team, window: Window, rules: StandingRules, now: datetime.datetime) -> Inputs:
    last_day = site_day(window.end - datetime.timedelta(microseconds=1))
    members = [member.account_id for member in members_on(team.pk, last_day) if not member.is_lead]
    sent = {rate.agent_id: rate.sent for rate in response_rates(window, members, now=now)}
    given = answers(window, members)
    marked = set(
        Mark.objects.filter(
            finding__vote_id__in=[answer.invitation_id for answer in given], revoked_at=None
        ).values_list("finding__vote_id", flat=True)
    )
    return Inputs(
        people=[PersonInput(agent=agent, sent=sent.get(agent, 0)) for agent in sorted(members)],
        answers=[_answer_input(answer, answer.invitation_id in marked) for answer in given],
        tail_share=rules.tail_share,
        false_discovery=rules.false_discovery,
        level=LEVEL,
        minimum_answers=rules.minimum_answers,
        minimum_reliability=rules.minimum_reliability,
    )


def _answer_input(answer: Answer, has_mark: bool) -> AnswerInput:
    counted = as_counted(answer.choice, has_mark=has_mark)
    return AnswerInput(
        question=answer.invitation_id,
        agent=answer.agent_id,
        choice=answer.choice,
        counts=counted.counts,
        is_no=counted.is_no,
        circumstances=dict(answer.circumstances),
    )


def computed(inputs: Inputs) -> list[Computed]:
    """The figures that follow from `inputs`, by number of the person. Same inputs, same figures."""
    standings = _standings(inputs)
    results = []
    for person in inputs["people"]:
        theirs = [answer for answer in inputs["answers"] if answer["agent"] == person["agent"]]
        yes = sum(answer["choice"] == "yes" for answer in theirs)
        marks = sum(answer["is_no"] for answer in theirs)
        standing = standings.get(str(person["agent"]))
        results.append(Computed(person, yes, len(theirs) - yes, marks, standing, _verdict(standing, inputs)))
    return results


def _verdict(standing: PersonStanding | None, inputs: Inputs) -> Verdict:
    enough = standing is not None and has_enough(
        round(standing.answers),
        standing.reliability,
        minimum_answers=inputs["minimum_answers"],
        minimum_reliability=inputs["minimum_reliability"],
    )
    return standing.verdict if standing is not None and enough else Verdict.NOT_ENOUGH_EVIDENCE


def _standings(inputs: Inputs) -> dict[str, PersonStanding]:
    counted = [answer for answer in inputs["answers"] if answer["counts"]]
    if not counted:
        return {}
    tallies = Tallies.from_columns(
        person=[str(answer["agent"]) for answer in counted],
        no=[int(answer["is_no"]) for answer in counted],
        circumstances=_circumstances(counted),
    )
    standing = stand(
        tallies, share=inputs["tail_share"], false_discovery=inputs["false_discovery"], level=inputs["level"]
    )
    return {person.person: person for person in standing.people}


def _circumstances(counted: Sequence[AnswerInput]) -> dict[str, list[str]]:
    """Those circumstances in which these answers differ at all."""
    names = sorted({name for answer in counted for name in answer["circumstances"]})
    columns = {name: [answer["circumstances"].get(name, "unknown") for answer in counted] for name in names}
    return {name: column for name, column in columns.items() if len(set(column)) > 1}


def _peer_share(inputs: Inputs) -> float | None:
    """The team's share of "no" among the answers that count."""
    counted = [answer for answer in inputs["answers"] if answer["counts"]]
    return sum(answer["is_no"] for answer in counted) / len(counted) if counted else None


def _result(computation: Computation, figures: Computed) -> StandingResult:
    standing = figures.standing
    return StandingResult(
        computation=computation,
        account_id=figures.person["agent"],
        sent=figures.person["sent"],
        yes=figures.yes,
        no=figures.no,
        marks=figures.marks,
        fair_share=standing.fair_share if standing else None,
        low=standing.low if standing else None,
        high=standing.high if standing else None,
        reliability=standing.reliability if standing else None,
        verdict=figures.verdict.value,
        answers_needed=standing.answers_needed if standing else None,
    )


def compute_due(*, now: datetime.datetime) -> int:
    """Compute every team up to the last Monday's first moment; answers how many computations were new."""
    before = Computation.objects.count()
    for team in teams():
        compute_results(team=team, window_end=last_monday(now), actor=system("standing"), now=now)
    return Computation.objects.count() - before


def last_monday(now: datetime.datetime) -> datetime.datetime:
    """The first moment of this week where the site is. Fixed days of looking, so that nobody picks a bad one."""
    today = site_day(now)
    monday = today - datetime.timedelta(days=today.weekday())
    return datetime.datetime.combine(monday, datetime.time(), environment().zone).astimezone(datetime.UTC)
