"""What one person's record shows: what stands and why, how the figure comes about, who looked."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.core.api import ActivityEntry, site_day
from evenhand.people.api import Account, Role
from evenhand.standing.by_orders import luck_alone, orders_of
from evenhand.standing.contests import can_be_contested, contest_until
from evenhand.standing.models import Computation, Contest, Finding, Mark, StandingResult
from evenhand.standing.policy import standing_rules
from evenhand.standing.rules import Audience, Cause
from evenhand.standing.showing import shown_result, shown_results, waits_until
from evenhand.standing.words import (
    ORDERS_MEANS,
    ORDERS_VERDICT,
    VERDICT_WORDS,
    chance_words,
    evidence_text,
    left_out_words,
)
from evenhand.surveys.api import Invitation, survey_rules

MARK_CLAUSE = "2.2"  # of the policy on survey and marks: what counts as a mark
LOOKS_SHOWN = 20
EARLIER_SHOWN = 12


@dataclass(frozen=True)
class NoShown:
    """One "no" that the person may see. `why_not` is empty where it counts as a mark."""

    month: datetime.date
    cause: str
    is_decided: bool
    counts: bool
    why_not: str


@dataclass(frozen=True)
class MarkShown:
    """One mark, with everything that it rests on."""

    mark: Mark
    cause: str
    evidence: tuple[str, ...]
    clause: str
    contest: Contest | None
    contest_until: datetime.date | None
    can_contest: bool


@dataclass(frozen=True)
class Look:
    """That somebody else opened the record."""

    label: str
    at: datetime.datetime


@dataclass(frozen=True)
class IntervalDrawn:
    """Where low, high, the fair share and the team's share lie on a line of 500 units from 0 to `end_percent`."""

    end_percent: int
    low: int
    high: int
    fair: int
    team: int | None
    team_share: float | None


@dataclass(frozen=True)
class OrdersShown:
    """A seller's or driver's figures in words: what was agreed, and how luck explains the count."""

    is_seller: bool
    verdict_words: str
    verdict_means: str
    standard: int
    minimum: int
    chance: str
    limit: str
    left_out: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class EarlierShown:
    """How somebody stood in an earlier window."""

    result: StandingResult
    verdict_words: str


@dataclass(frozen=True)
class Record:
    """One record as a page shows it. `result` is None while there is none that may be shown.

    `earlier` are results of windows before it. `waits_until`: where a later one waits to be shown, its end.
    """

    person: Account
    is_own: bool
    is_agent: bool
    orders: "OrdersShown | None"
    result: StandingResult | None
    earlier: tuple[EarlierShown, ...]
    waits_until: datetime.datetime | None
    interval: IntervalDrawn | None
    nos: tuple[NoShown, ...]
    marks: tuple[MarkShown, ...]
    not_counted: tuple[tuple[str, int], ...]
    looks: tuple[Look, ...]
    minimum_answers: int
    minimum_reliability: float
    show_delay_days: int
    minimum_batch: int


def my_record(account: Account, *, is_own: bool, now: datetime.datetime) -> Record:
    """The record of `account` at `now`: the same for all who may see it, so that nobody knows more than the person."""
    rules, asking = standing_rules(now), survey_rules(now)
    result = shown_result(account.pk, now)
    nos = _nos_of(result) if result and result.computation.team_id is not None else ()
    return Record(
        person=account,
        is_own=is_own,
        is_agent=account.role_grants.filter(role=Role.AGENT).exists(),
        orders=_orders_shown(result) if result and result.computation.team_id is None else None,
        result=result,
        earlier=_earlier(account.pk, result, now),
        waits_until=waits_until(account.pk, now) if result else None,
        interval=interval_drawn(result) if result else None,
        nos=nos,
        marks=tuple(_mark_shown(mark, now) for mark in _marks_of(account)),
        not_counted=tuple(Counter(no.why_not for no in nos if not no.counts).most_common()),
        looks=looks_at(account.pk),
        minimum_answers=rules.minimum_answers,
        minimum_reliability=rules.minimum_reliability,
        show_delay_days=asking.show_delay.days,
        minimum_batch=asking.minimum_batch,
    )


def _orders_shown(result: StandingResult) -> OrdersShown:
    theirs, inputs = orders_of(result)
    chance = luck_alone(result.marks, result.answers, inputs)
    return OrdersShown(
        is_seller=inputs["audience"] == Audience.SELLERS,
        verdict_words=str(ORDERS_VERDICT[result.verdict]),
        verdict_means=str(ORDERS_MEANS[result.verdict]),
        standard=inputs["standard_per_1000"],
        minimum=inputs["minimum"],
        chance=chance_words(chance),
        limit=f"{inputs['chance_per_1000'] / 10:g}\u00a0%",
        left_out=tuple((count, left_out_words(why)) for why, count in theirs["left_out"].items()),
    )


def _earlier(account_id: int, result: StandingResult | None, now: datetime.datetime) -> tuple[EarlierShown, ...]:
    """The latest look at each window before the one of `result`, the latest first."""
    if result is None:
        return ()
    before = shown_results(account_id, now).filter(
        computation__is_regular=True, computation__window_end__lt=result.computation.window_end
    )
    latest: dict[datetime.datetime, StandingResult] = {}
    for each in before.defer("computation__inputs").iterator(chunk_size=EARLIER_SHOWN):
        latest.setdefault(each.computation.window_end, each)
        if len(latest) == EARLIER_SHOWN:
            break
    return tuple(EarlierShown(each, _verdict_words(each)) for each in latest.values())


def _verdict_words(result: StandingResult) -> str:
    words = ORDERS_VERDICT if result.computation.team_id is None else VERDICT_WORDS
    return str(words[result.verdict])


def interval_drawn(result: StandingResult) -> IntervalDrawn | None:
    """The interval on a line that ends at a round share above everything on it."""
    if result.fair_share is None or result.low is None or result.high is None:
        return None
    team = result.computation.peer_share
    end = min(100, 10 * (1 + int(10 * max(result.high, result.fair_share, team or 0))))
    scale = 500 * 100 / end
    return IntervalDrawn(
        end_percent=end,
        low=round(result.low * scale),
        high=round(result.high * scale),
        fair=round(result.fair_share * scale),
        team=None if team is None else round(team * scale),
        team_share=team,
    )


def looks_at(account_id: int, at_most: int | None = LOOKS_SHOWN) -> tuple[Look, ...]:
    """Who else opened this record, the latest first; None for all of them."""
    entries = ActivityEntry.objects.filter(subject=f"record:{account_id}", verb="standing.open_record").order_by("-id")
    return tuple(Look(entry.actor_label, entry.at) for entry in entries[:at_most])


def latest_computation(team_id: int) -> Computation | None:
    """The team's latest computation."""
    of_team = Computation.objects.filter(team_id=team_id, is_regular=True).select_related(
        "team", "policy_version__policy"
    )
    return of_team.order_by("-window_end", "-computed_at", "-id").first()


def _findings_of(invitation_ids: Iterable[int]) -> dict[int, Finding]:
    current = Finding.objects.exclude(state=Finding.State.SUPERSEDED).filter(vote_id__in=list(invitation_ids))
    return {
        finding.vote_id: finding
        for finding in current.select_related("mark__contest", "second_look")
        if finding.vote_id
    }


def _nos_of(result: StandingResult) -> tuple[NoShown, ...]:
    """Each "no" that the result holds, the earliest question first."""
    said_no = [
        answer["question"]
        for answer in result.computation.inputs["answers"]
        if answer["agent"] == result.account_id and answer["choice"] == "no"
    ]
    findings = _findings_of(said_no)
    asked = Invitation.objects.filter(pk__in=said_no, sent_at__isnull=False).order_by("sent_at", "pk")
    times = ((number, sent_at) for number, sent_at in asked.values_list("pk", "sent_at") if sent_at)
    return tuple(_no_shown(sent_at, findings.get(number)) for number, sent_at in times)


def _no_shown(asked_at: datetime.datetime, finding: Finding | None) -> NoShown:
    is_decided = finding is not None and finding.state == Finding.State.DECIDED
    why_not = finding.why_not_counted if finding else Cause.UNKNOWN.value
    return NoShown(
        month=site_day(asked_at).replace(day=1),
        cause=finding.get_cause_display() if finding and is_decided else "",
        is_decided=is_decided,
        counts=not why_not,
        why_not=left_out_words(why_not) if why_not else "",
    )


def _marks_of(account: Account) -> Iterable[Mark]:
    return (
        Mark.objects.filter(account=account)
        .select_related(
            "finding__vote__case",
            "finding__claim",
            "finding__decided_by",
            "policy_version__policy",
            "contest__decided_by",
            "revoked_by",
        )
        .prefetch_related("contest__files")
        .order_by("-at", "-id")
    )


def _mark_shown(mark: Mark, now: datetime.datetime) -> MarkShown:
    finding, until = mark.finding, contest_until(mark)
    return MarkShown(
        mark=mark,
        cause=finding.get_cause_display(),
        evidence=tuple(evidence_text(each["fact"], each["values"]) for each in finding.evidence),
        clause=f"{mark.policy_version} · {MARK_CLAUSE}",
        contest=getattr(mark, "contest", None),
        contest_until=until.day if until else None,
        can_contest=can_be_contested(mark, now),
    )
