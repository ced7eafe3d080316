"""Computes how the members of one team stand in one window, and freezes what came out with what went in."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NotRequired, TypedDict

from django.db.models import F, Q, QuerySet

from evenhand.core.api import Actor, action, environment, site_calendar, site_day
from evenhand.fairness.api import Fit, PersonStanding, Standing, Tallies, Verdict, stand
from evenhand.people.api import Team, members_on
from evenhand.standing.freezing import freeze
from evenhand.standing.models import Computation, Mark, SecondLook, StandingResult
from evenhand.standing.policy import StandingRules, standing_rules
from evenhand.standing.rules import Cause, as_counted, has_enough
from evenhand.standing.showing import who_may_be_shown
from evenhand.standing.unexplained import explained_by
from evenhand.surveys.api import Answer, Window, answers_as_of, response_rates

METHOD = "evenhand 3"
METHOD_WEIGHED = "evenhand 3, unexplained weighed 1"
LEVEL = 0.95
FAR_BACK = datetime.timedelta(days=3650)


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


class UnexplainedInput(TypedDict):
    """A "no" that nobody explained, and how probable it is that the agent is its cause; in only by policy."""

    question: int
    agent: int
    weight: float
    low: float
    high: float
    circumstances: dict[str, str]


class Inputs(TypedDict):
    """Everything that a result depends on, but the method."""

    people: list[PersonInput]
    answers: list[AnswerInput]
    tail_share: float
    false_discovery: float
    level: float
    minimum_answers: int
    minimum_reliability: float
    unexplained: NotRequired[list[UnexplainedInput]]


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
def compute_results(
    *,
    team: Team,
    window_end: datetime.datetime,
    actor: Actor,
    now: datetime.datetime,
    since: datetime.datetime | None = None,
) -> Computation:
    """How each member of `team` stood in the window that ends at `window_end`.

    Answers are those that stood when the window ended: what customers say later belongs to the next one. Results are
    written once. The same inputs and method as at the latest look answer what stands already; other inputs (a mark
    that fell, a cause found since) give a new computation beside the old one. With `since`, the window begins
    there, only contacts that began in it are looked at, and the result is nobody's regular standing: so a plan is
    judged by what came after it began.
    """
    rules = standing_rules(window_end)
    window = window_until(window_end, rules.window_days) if since is None else Window(since, window_end)
    Team.objects.select_for_update().get(pk=team.pk)  # two at once wait here, before they read: the later knows more
    inputs = _gather(team, window, rules, now, contacts_since=since)
    return freeze(
        inputs,
        lambda computation: _results(computation, inputs),
        team=team,
        window=window,
        is_regular=since is None,
        method=METHOD_WEIGHED if "unexplained" in inputs else METHOD,
        policy_version_id=rules.version.id,
        peer_share=peer_share_of(inputs),
        actor=actor,
        now=now,
    )


def _gather(
    team: Team,
    window: Window,
    rules: StandingRules,
    now: datetime.datetime,
    contacts_since: datetime.datetime | None = None,
) -> Inputs:
    last_day = site_day(window.end - datetime.timedelta(microseconds=1))
    members = [member.account_id for member in members_on(team.pk, last_day) if not member.is_lead]
    sent = {rate.agent_id: rate.sent for rate in response_rates(window, members, now=now)}
    earliest = contacts_since or window.start - FAR_BACK
    stood = answers_as_of(window.end, window, members)
    given = [answer for answer in stood if answer.contact_opened_at >= earliest]
    # A "no" may be a mark of the seller or the driver: that one counts nothing against whoever answered.
    of_agents = counting_marks().filter(finding__cause=Cause.AGENT)
    asked = [answer.invitation_id for answer in given]
    marked = set(of_agents.filter(finding__vote_id__in=asked).values_list("finding__vote_id", flat=True))
    inputs = Inputs(
        people=[PersonInput(agent=agent, sent=sent.get(agent, 0)) for agent in sorted(members)],
        answers=[_answer_input(answer, answer.invitation_id in marked) for answer in given],
        tail_share=rules.tail_share,
        false_discovery=rules.false_discovery,
        level=LEVEL,
        minimum_answers=rules.minimum_answers,
        minimum_reliability=rules.minimum_reliability,
    )
    if rules.weigh_unexplained:
        inputs["unexplained"] = _unexplained_inputs(given, rules)
    return inputs


def _unexplained_inputs(given: Sequence[Answer], rules: StandingRules) -> list[UnexplainedInput]:
    by_question = {answer.invitation_id: answer for answer in given}
    return [
        UnexplainedInput(
            question=each.invitation_id,
            agent=by_question[each.invitation_id].agent_id,
            weight=each.weight,
            low=each.low,
            high=each.high,
            circumstances=dict(by_question[each.invitation_id].circumstances),
        )
        for each in explained_by(given, prior=rules.cause_prior).unexplained
    ]


def counting_marks() -> QuerySet[Mark]:
    """The marks that count: not revoked, not contested, and not seen otherwise by a second person for now."""
    disputed = SecondLook.objects.filter(at__isnull=False, settled_at=None).exclude(cause=F("first_cause"))
    marks = Mark.objects.filter(Q(contest=None) | Q(contest__decided_at__isnull=False), revoked_at=None)
    return marks.exclude(finding__in=disputed.values("finding"))


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
    """Everybody's standing; where the policy weighs what is unexplained, with that uncertainty.

    Weighed, the range reaches from the lower end at the least probable weights to the upper end at the most probable.
    A verdict then holds only where it is the same without the weights.
    """
    plain, unexplained = _stood(inputs, ()), inputs.get("unexplained", [])
    if not unexplained:
        return plain
    likely = _stood(inputs, [(each, each["weight"]) for each in unexplained])
    least = _stood(inputs, [(each, each["low"]) for each in unexplained])
    most = _stood(inputs, [(each, each["high"]) for each in unexplained])
    return {
        name: _cautious(
            plain.get(name), standing, min(standing.low, least[name].low), max(standing.high, most[name].high)
        )
        for name, standing in likely.items()
    }


def _cautious(plain: PersonStanding | None, weighed: PersonStanding, low: float, high: float) -> PersonStanding:
    if plain is None:
        return replace(weighed, low=low, high=high, answers=0.0, verdict=Verdict.NOT_ENOUGH_EVIDENCE)
    is_same = plain.verdict is weighed.verdict
    return replace(
        weighed,
        low=low,
        high=high,
        answers=min(plain.answers, weighed.answers),
        reliability=min(plain.reliability, weighed.reliability),
        verdict=weighed.verdict if is_same else Verdict.NOT_ENOUGH_EVIDENCE,
    )


def model_of(inputs: Inputs) -> tuple[Fit | None, list[str]]:
    """The model behind the figures, with what it takes out of the comparison; None where no answer counts."""
    standing, names = _fitted(inputs, ())
    return (standing.model if standing else None), names


def _stood(inputs: Inputs, weighed: Sequence[tuple[UnexplainedInput, float]]) -> dict[str, PersonStanding]:
    standing, _names = _fitted(inputs, weighed)
    return {person.person: person for person in standing.people} if standing else {}


def _fitted(inputs: Inputs, weighed: Sequence[tuple[UnexplainedInput, float]]) -> tuple[Standing | None, list[str]]:
    counted = [answer for answer in inputs["answers"] if answer["counts"]]
    if not counted and not weighed:
        return None, []
    weights = [weight for _each, weight in weighed]
    circumstances = _circumstances([*counted, *(each for each, _weight in weighed)])
    tallies = Tallies.from_columns(
        person=[str(answer["agent"]) for answer in counted] + [str(each["agent"]) for each, _weight in weighed],
        no=[*(int(answer["is_no"]) for answer in counted), *weights],
        answers=[*(1 for _answer in counted), *weights] if weighed else None,
        circumstances=circumstances,
    )
    standing = stand(
        tallies,
        spread="normal",  # as the method says: what was computed by it must come out the same again
        share=inputs["tail_share"],
        false_discovery=inputs["false_discovery"],
        level=inputs["level"],
    )
    return standing, list(circumstances)


def _circumstances(counted: Sequence[AnswerInput | UnexplainedInput]) -> dict[str, list[str]]:
    """Those circumstances in which these answers differ at all."""
    names = sorted({name for answer in counted for name in answer["circumstances"]})
    columns = {name: [answer["circumstances"].get(name, "unknown") for answer in counted] for name in names}
    return {name: column for name, column in columns.items() if len(set(column)) > 1}


def peer_share_of(inputs: Inputs) -> float | None:
    """The team's share of "no" among the answers that count, with what is unexplained by its weight where it is in."""
    counted = [answer for answer in inputs["answers"] if answer["counts"]]
    weight = sum(each["weight"] for each in inputs.get("unexplained", []))
    whole = len(counted) + weight
    return (sum(answer["is_no"] for answer in counted) + weight) / whole if whole else None


def _results(computation: Computation, inputs: Inputs) -> list[StandingResult]:
    shown = who_is_shown(computation)
    results = [_result(computation, each) for each in computed(inputs)]
    for result in results:
        result.may_be_shown = result.account_id in shown
    return results


def who_is_shown(computation: Computation) -> Collection[int]:
    """Who may be shown their part of it, the same whenever it is asked.

    What judges a plan is shown in any case: whoever is judged is told by what.
    """
    inputs: Inputs = computation.inputs
    people = [person["agent"] for person in inputs["people"]]
    if not computation.is_regular:
        return people
    given = [(answer["agent"], (answer["question"], answer["choice"])) for answer in inputs["answers"]]
    return who_may_be_shown(computation, people, given)


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


def results_again(computation: Computation) -> list[StandingResult]:
    """What follows from a computation's stored inputs, unsaved."""
    return [_result(computation, each) for each in computed(computation.inputs)]


def last_review(now: datetime.datetime) -> datetime.datetime:
    """The last review date: a Monday, every so many weeks as the policy in force says, counted since 1970."""
    monday, weeks = last_monday(now), standing_rules(now).review_every_weeks
    since_epoch = (site_day(monday) - datetime.date(1970, 1, 5)).days // 7
    return site_calendar().start_of(site_day(monday) - datetime.timedelta(weeks=since_epoch % weeks))


def last_monday(now: datetime.datetime) -> datetime.datetime:
    """The first moment of this week where the site is. Fixed days of looking, so that nobody picks a bad one."""
    today = site_day(now)
    return site_calendar().start_of(today - datetime.timedelta(days=today.weekday()))
