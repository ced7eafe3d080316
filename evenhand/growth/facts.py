"""Gathers what the gate looks at: the figures, the rules that bound, the help given, what came before."""

import datetime
from dataclasses import dataclass

from django.db.models import Max

from evenhand.core.api import Actor, site_calendar, site_day
from evenhand.growth.evidence import Evidence, computed_again, current_result, evidence_of, first_contact_at
from evenhand.growth.gate import Before, GateFacts
from evenhand.growth.models import Session, Step
from evenhand.growth.own_days import answer_deadline
from evenhand.growth.policy import growth_rules
from evenhand.growth.rules import ADVERSE, AFTER_PLAN, Kind, Outcome
from evenhand.people.api import Account
from evenhand.policies.api import version_binding
from evenhand.standing.api import STANDING, Audience, StandingResult, audience_of, contests_open_for, leads


@dataclass(frozen=True)
class Ground:
    """What a step would rest on: the figures, and the step before."""

    result: StandingResult | None = None
    evidence: Evidence | None = None
    before: Before = Before.NONE
    before_step: Step | None = None
    before_began: datetime.datetime | None = None


def ground_for(kind: Kind, account_id: int, actor: Actor | None, now: datetime.datetime) -> Ground:
    """What a step of this kind would rest on today. The figures are computed again where anything has changed.

    Without an actor, for pages, nothing is written, and the figures are the latest that were computed.
    """
    if kind is Kind.COACHING:
        return Ground()
    before, step, began = _before(kind, account_id, now)
    result = _result(kind, step, account_id, actor, now)
    return Ground(result, evidence_of(result) if result else None, before, step, began)


def _result(
    kind: Kind, before: Step | None, account_id: int, actor: Actor | None, now: datetime.datetime
) -> StandingResult | None:
    """What follows a plan rests on the answers of the plan's own time; all else on the latest regular result."""
    if kind in AFTER_PLAN and before and before.plan.result:
        return computed_again(before.plan.result, actor, now)
    return current_result(account_id, now, actor)


def _before(
    kind: Kind, account_id: int, now: datetime.datetime
) -> tuple[Before, Step | None, datetime.datetime | None]:
    issued = Step.objects.filter(account_id=account_id, state=Step.State.ISSUED).order_by("-decided_at", "-id")
    if kind in AFTER_PLAN:
        plan = issued.filter(kind=Kind.PLAN).exclude(plan__assessed_at=None).select_related("plan__result").first()
        if plan is None or plan.open_appeal or plan.plan.starts_on is None:
            return Before.NONE, None, None
        missed = plan.plan.outcome == Outcome.NOT_REACHED
        began = site_calendar().start_of(plan.plan.starts_on)
        return Before.PLAN_NOT_REACHED if missed else Before.PLAN_REACHED, plan, began
    if kind is Kind.FINAL_WARNING:
        today = site_day(now)
        for warning in issued.filter(kind=Kind.WRITTEN_WARNING).select_related("appeal"):
            if warning.counts_on(today):
                return Before.WARNING_LIVE, warning, warning.decided_at
    return Before.NONE, None, None


def facts_to_propose(
    kind: Kind, account: Account, ground: Ground, actor: Actor, now: datetime.datetime, *, praises_contact: bool = False
) -> GateFacts:
    """What the gate looks at before somebody proposes a step."""
    assert actor.account_id is not None
    about = _About(kind, account.pk, audience_of(account), actor.account_id, praises_contact)
    return _facts(about, ground, now)


def facts_to_decide(step: Step, ground: Ground, actor: Actor, now: datetime.datetime) -> GateFacts:
    """What the gate looks at when `actor` is about to decide a step."""
    audience = Audience(step.audience)
    about = _About(Kind(step.kind), step.account_id, audience, step.proposed_by_id, bool(step.contact_id))
    facts = _facts(about, ground, now)
    reviewer_id, until = actor.account_id, answer_deadline(step)
    return GateFacts(
        **{
            **vars(facts),
            "has_been_asked": True,
            "has_answered": step.answered_at is not None,
            "time_to_answer_is_over": until is not None and now >= until.at,
            "reviewer_id": reviewer_id,
            "reviewer_leads_person": reviewer_id is not None
            and leads(reviewer_id, step.account_id, now, step.proposed_at),
        }
    )


def ground_of(step: Step, actor: Actor | None, now: datetime.datetime) -> Ground:
    """What a step rests on, with its figures as they are now; without an actor, as they were last computed."""
    before, before_step, began = _before(Kind(step.kind), step.account_id, now)
    result = computed_again(step.result, actor, now) if step.result else None
    same = before_step is not None and before_step.pk == step.rests_on_id
    return Ground(
        result,
        evidence_of(result) if result else None,
        before if same or step.rests_on_id is None else Before.NONE,
        before_step,
        began,
    )


@dataclass(frozen=True)
class _About:
    """A step that is, or would be, proposed."""

    kind: Kind
    person_id: int
    audience: Audience
    proposer_id: int
    praises_contact: bool


def _facts(about: _About, ground: Ground, now: datetime.datetime) -> GateFacts:
    kind, person_id = about.kind, about.person_id
    rules, evidence = growth_rules(person_id, about.audience, now), ground.evidence
    promised, given = sessions_due(person_id, now)
    start, end = _window(evidence)
    return GateFacts(
        kind=kind,
        person_id=person_id,
        proposer_id=about.proposer_id,
        by_orders=about.audience is not Audience.AGENTS,
        verdict=evidence.verdict if evidence else "",
        answers=evidence.counted if evidence else 0,
        minimum_answers=rules.minimum_answers,
        praises_contact=about.praises_contact,
        stated_false_discovery=rules.false_discovery,
        used_false_discovery=evidence.false_discovery if evidence else 0.0,
        window_start=start,
        first_contact_at=first_contact_at(ground.result) if ground.result and ground.before_began else None,
        answers_used_before=_used_before(about, evidence),
        judged_by=evidence.judged_by if evidence else None,
        bound_at_start=_bound(person_id, start),
        bound_at_end=_bound(person_id, end),
        rules_speak_of_it=rules.speak_of(kind),
        sessions_promised=promised,
        sessions_given=given,
        open_contests=contests_open_for(person_id),
        before=ground.before,
        before_began=max(filter(None, [ground.before_began, _looked_at_until(about)]), default=None),
    )


def _window(evidence: Evidence | None) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    if evidence is None:
        return None, None
    return datetime.datetime.fromisoformat(evidence.window_start), datetime.datetime.fromisoformat(evidence.window_end)


def _bound(account_id: int, at: datetime.datetime | None) -> int | None:
    version = version_binding(STANDING, account_id, at) if at else None
    return version.id if version else None


def _used_before(about: _About, evidence: Evidence | None) -> int:
    """How many of these answers have led to a step of the same direction, issued or refused by a reviewer.

    Where one contact is praised, the step rests on it and on none of them.
    """
    if evidence is None or about.praises_contact:
        return 0
    kinds = ADVERSE if about.kind in ADVERSE else {about.kind}
    states = (Step.State.ISSUED, Step.State.DECLINED)
    earlier = Step.objects.filter(account_id=about.person_id, kind__in=kinds, state__in=states)
    used = {number for stored in earlier.values_list("evidence", flat=True) for number in stored.get("questions", ())}
    return len(used.intersection(evidence.questions))


def _looked_at_until(about: _About) -> datetime.datetime | None:
    """Until when orders or parcels have led to an adverse step, issued or refused. Only later ones lead to the next.

    Of answers each has its number, and `_used_before` counts them; of orders only the marked ones have.
    """
    if about.audience is Audience.AGENTS or about.kind not in ADVERSE:
        return None
    states = (Step.State.ISSUED, Step.State.DECLINED)
    earlier = Step.objects.filter(account_id=about.person_id, kind__in=ADVERSE, state__in=states).exclude(result=None)
    until: datetime.datetime | None = earlier.aggregate(until=Max("result__computation__window_end"))["until"]
    return until


def sessions_due(account_id: int, now: datetime.datetime) -> tuple[int, int]:
    """How many coaching sessions were promised for days that are over, and how many of those were given."""
    sessions = Session.objects.filter(
        step__account_id=account_id, step__state=Step.State.ISSUED, promised_for__lt=site_day(now)
    )
    return len(sessions), sum(session.is_given for session in sessions)
