"""Reads for pages: what waits for whom, what a person's page and record show."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evenhand.core.api import Actor, site_day
from evenhand.growth.models import Appeal, Letter, Session, Step
from evenhand.growth.plan_days import last_day_of
from evenhand.growth.rules import Kind
from evenhand.people.api import Account, Role, members_on
from evenhand.standing.api import Audience, Computation, StandingResult, led_teams

SHOWN = 50
CLEAR = ("clearly worse", "clearly better")


@dataclass(frozen=True)
class StepShown:
    """One step as lists show it: its state today in words, with the tone that repeats them."""

    step: Step
    state: str
    tone: str
    plan_until: datetime.date | None
    sessions: Sequence[Session]

    @property
    def is_recognition(self) -> bool:
        """Whether it is praise that was given."""
        return self.step.kind == Kind.RECOGNITION and self.step.state == Step.State.ISSUED

    @property
    def given(self) -> list[Session]:
        """The sessions that both sides say took place."""
        return [session for session in self.sessions if session.is_given]

    @property
    def not_given(self) -> list[Session]:
        """Those still to come, missed, or seen differently."""
        return [session for session in self.sessions if not session.is_given]


def waiting_steps() -> QuerySet[Step]:
    """Steps that wait for a reviewer, those first whose person has answered or whose time to is over soonest."""
    waiting = Step.objects.filter(state=Step.State.PROPOSED).select_related("account", "proposed_by")
    return waiting.order_by("answer_until", "id")


def waiting_appeals() -> QuerySet[Appeal]:
    """Appeals that wait to be decided, the most urgent first."""
    return Appeal.objects.filter(decided_at=None).select_related("step", "account").order_by("due_at", "id")


def people_led(actor: Actor, now: datetime.datetime) -> list[Account]:
    """The people whom the actor leads today, by name."""
    members = [member for team in led_teams(actor, now) for member in members_on(team, site_day(now))]
    ids = {member.account_id for member in members if not member.is_lead}
    return list(Account.objects.filter(pk__in=ids, role_grants__role=Role.AGENT).distinct().order_by("name", "id"))


def sellers_and_drivers(actor: Actor, now: datetime.datetime) -> list[Account]:
    """To an administrator: sellers and drivers of whom the latest look says something clearly, or with an open step.

    Those first of whom it says that help is needed.
    """
    if not actor.has_role(Role.ADMINISTRATOR):
        return []
    verdicts = dict(
        StandingResult.objects.filter(computation__in=_latest_looks(), verdict__in=CLEAR).values_list(
            "account_id", "verdict"
        )
    )
    steps = Step.objects.exclude(audience=Audience.AGENTS).filter(state__in=("proposed", "issued"))
    open_ones = {step.account_id for step in steps.select_related("plan") if not step.has_run_out_on(site_day(now))}
    found = Account.objects.filter(pk__in=verdicts.keys() | open_ones)
    return sorted(found, key=lambda each: (verdicts.get(each.pk) != "clearly worse", str(each), each.pk))[:SHOWN]


def _latest_looks() -> list[int]:
    looks = (
        Computation.objects.filter(audience=audience, is_regular=True).order_by("-window_end", "-look", "-id").first()
        for audience in (Audience.SELLERS, Audience.DRIVERS)
    )
    return [look.pk for look in looks if look]


def restrictions(now: datetime.datetime) -> list[tuple[Step, str]]:
    """Each restriction that was decided and is not over, by its first day, with how it stands today."""
    today = site_day(now)
    issued = Step.objects.filter(kind=Kind.RESTRICTION, state=Step.State.ISSUED, live_until__gte=today)
    found = issued.select_related("account", "appeal").order_by("live_from", "id")
    return [(step, state_words(step, today)[0]) for step in found]


def open_steps_of(people: Sequence[Account], now: datetime.datetime) -> dict[int, list[StepShown]]:
    """What is proposed or counts today, by person."""
    found: dict[int, list[StepShown]] = {person.pk: [] for person in people}
    for shown in _shown(Step.objects.filter(account__in=people, state__in=("proposed", "issued")), now):
        if not shown.step.has_run_out_on(site_day(now)):
            found[shown.step.account_id].append(shown)
    return found


def steps_of(account_id: int, now: datetime.datetime) -> list[StepShown]:
    """Everything that was ever considered for somebody, the latest first."""
    return _shown(Step.objects.filter(account_id=account_id), now)


def _shown(steps: QuerySet[Step], now: datetime.datetime) -> list[StepShown]:
    full = steps.select_related("account", "proposed_by", "decided_by", "plan", "appeal").prefetch_related(
        "sessions__coach", "sessions__contact__case", "sessions__mark__finding", "plan__goals", "plan__checkpoints"
    )
    return [step_shown(step, now) for step in full]


def step_shown(step: Step, now: datetime.datetime) -> StepShown:
    """One step with its state today."""
    plan = getattr(step, "plan", None)
    until = last_day_of(plan) if plan is not None and plan.starts_on else None
    state, tone = state_words(step, site_day(now))
    return StepShown(step, state, tone, until, list(step.sessions.all()))


def state_words(step: Step, today: datetime.date) -> tuple[str, str]:
    """How a step stands today, and the tone."""
    if step.state == Step.State.ISSUED and step.open_appeal:
        return str(_("rests during the appeal")), "info"
    if step.state == Step.State.ISSUED and step.has_run_out_on(today):
        return str(_("run out, counts no more")), "quiet"
    if step.state == Step.State.ISSUED and step.begins_after(today):
        return str(_("decided, not in force yet")), "neutral"
    if step.state == Step.State.ISSUED and step.kind == Kind.RESTRICTION:
        return str(_("in force")), "warn"
    tones = {"proposed": "info", "issued": "neutral", "revoked": "good"}
    return str(step.get_state_display()), tones.get(step.state, "quiet")


def letters_of(account_id: int) -> QuerySet[Letter]:
    """Somebody's letters, the latest first."""
    return Letter.objects.filter(account_id=account_id).select_related("step")
