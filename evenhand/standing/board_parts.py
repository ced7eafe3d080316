"""The rest of a board: what would help most, which weeks are still open, and under which mix each was compared."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.core.api import environment
from evenhand.policies.api import Policy
from evenhand.standing.changers import Part, part_of
from evenhand.standing.models import Computation, Finding
from evenhand.standing.rules import Cause
from evenhand.surveys.api import Window, response_rates

HELPS_SHOWN = 5
WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Help:
    """One thing behind several "no": a cause, with the policy or the matter it shows in. `no`: of all "no"."""

    cause: str
    policy_key: str
    policy_title: str
    matter: str
    no: Part
    checked: int


@dataclass(frozen=True)
class Cohort:
    """The questions sent in one week. While some can still be answered, its figures may move."""

    start: datetime.datetime
    sent: int
    answered: int
    still_open: int


@dataclass(frozen=True)
class Mix:
    """Under what everybody worked: for each circumstance and level, the team's answers and each person's."""

    levels: tuple[tuple[str, str], ...]
    team: tuple[int, ...]
    people: tuple[tuple[str, int, tuple[int, ...]], ...]


def what_would_help(computation: Computation) -> tuple[Help, ...]:
    """What lies behind most "no" of this computation, by cause and policy or matter; the unexplained left out."""
    said_no = {answer["question"]: answer for answer in computation.inputs["answers"] if answer["choice"] == "no"}
    current = Finding.objects.exclude(state=Finding.State.SUPERSEDED).filter(vote_id__in=said_no)
    titles = dict(Policy.objects.values_list("key", "title"))
    counted: Counter[tuple[str, str, str]] = Counter()
    checked: Counter[tuple[str, str, str]] = Counter()
    for vote, cause, policy_key, state in current.exclude(cause=Cause.UNKNOWN).values_list(
        "vote_id", "cause", "policy_key", "state"
    ):
        matter = "" if cause == Cause.POLICY else said_no[vote]["circumstances"].get("matter", "")
        key = (cause, policy_key, matter)
        counted[key] += 1
        checked[key] += state == Finding.State.DECIDED
    most = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:HELPS_SHOWN]
    return tuple(
        Help(
            cause, policy, titles.get(policy, ""), matter, part_of(count, len(said_no)), checked[cause, policy, matter]
        )
        for (cause, policy, matter), count in most
    )


def cohorts_of(computation: Computation, *, now: datetime.datetime) -> tuple[Cohort, ...]:
    """Week by week of the site: how many were asked, answered, and can still answer. A query for each week."""
    agents = [person["agent"] for person in computation.inputs["people"]]
    start, found = computation.window_start, []
    while start < computation.window_end:
        week = Window(start, min(_a_week_after(start), computation.window_end))
        rates = response_rates(week, agents, now=now)
        found.append(
            Cohort(
                start,
                sum(rate.sent for rate in rates),
                sum(rate.answered for rate in rates),
                sum(rate.still_open for rate in rates),
            )
        )
        start = week.end
    return tuple(found)


def _a_week_after(moment: datetime.datetime) -> datetime.datetime:
    """The same time of day a week later where the site is, whatever its clocks did in between."""
    return (moment.astimezone(environment().zone) + WEEK).astimezone(datetime.UTC)


def mix_of(computation: Computation, names: Mapping[int, str]) -> Mix:
    """How many answers each person had under each circumstance, beside the team's: what the comparison takes out."""
    team: Counter[tuple[str, str]] = Counter()
    people: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    answers: Counter[int] = Counter()
    for answer in computation.inputs["answers"]:
        answers[answer["agent"]] += 1
        for pair in answer["circumstances"].items():
            team[pair] += 1
            people[answer["agent"]][pair] += 1
    levels = tuple(sorted(team))
    rows = sorted(((names[agent], agent) for agent in answers if agent in names), key=lambda row: row[0])
    return Mix(
        levels=levels,
        team=tuple(team[level] for level in levels),
        people=tuple((name, answers[agent], tuple(people[agent][level] for level in levels)) for name, agent in rows),
    )
