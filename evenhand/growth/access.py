"""Who may see, propose, answer, decide and note. What you may not see does not exist."""

import datetime

from evenhand.cases.api import Contact
from evenhand.core.api import Actor, NotFound, NotPermitted, Prepared
from evenhand.growth.models import Checkpoint, Letter, Plan, Session, Step
from evenhand.growth.rules import may_decide_step
from evenhand.people.api import Account, Leave, Role, leaves_of
from evenhand.standing.api import RATED, Audience, Mark, audience_of, leads, record_for

READERS = frozenset({Role.LEAD, Role.REVIEWER, Role.ADMINISTRATOR})
STEP_PARTS = (
    "account",
    "proposed_by",
    "decided_by",
    "contact__case",
    "policy_version__policy",
    "plan__goals_confirmed_by",
    "appeal__decided_by",
    "rests_on",
)

_STEP = Prepared(lambda key: Step.objects.select_related(*STEP_PARTS).filter(pk=key))
_SESSION = Prepared(
    lambda key: Session.objects.select_related("step__account", "coach", "contact__case", "mark__finding").filter(
        pk=key
    )
)
_LETTER = Prepared(lambda key: Letter.objects.select_related("account", "step").filter(pk=key))


def person_for(actor: Actor, account_id: int, now: datetime.datetime, *, to: str = "see") -> Account:
    """Somebody rated, to their lead today, reviewers and administrators; not to themselves, who have their record.

    `to="lead"` raises NotPermitted to those who may only look.
    """
    account = record_for(actor, account_id, now)
    if actor.account_id == account_id or not account.role_grants.filter(role__in=RATED).exists():
        raise NotFound
    if to == "lead" and not leads_today(actor, account_id, now):
        raise NotPermitted
    return account


def leads_today(actor: Actor, account_id: int, now: datetime.datetime) -> bool:
    """Whether the actor is this person's lead today, and so the one who proposes and coaches.

    Sellers and drivers are in no team: administrators do for them what a lead does for agents.
    """
    if actor.account_id is None or actor.account_id == account_id:
        return False
    if actor.has_role(Role.LEAD) and leads(actor.account_id, account_id, now):
        return True
    return actor.has_role(Role.ADMINISTRATOR) and _is_outside(account_id)


def _is_outside(account_id: int) -> bool:
    account = Account.objects.filter(pk=account_id).first()
    return account is not None and audience_of(account) is not Audience.AGENTS


def step_for(actor: Actor, step_id: int, now: datetime.datetime, *, to: str = "see") -> Step:
    """A step, to those who may see its person's record. Raises NotFound; NotPermitted where `to` is another's to do."""
    step = _STEP.first(step_id)
    if step is None:
        raise NotFound
    record_for(actor, step.account_id, now)
    if to != "see" and not _MAY[to](actor, step, now):
        raise NotPermitted
    return step


def is_person(actor: Actor, step: Step, now: datetime.datetime) -> bool:
    """Whether the step is about the actor."""
    return actor.account_id == step.account_id


def is_proposer(actor: Actor, step: Step, now: datetime.datetime) -> bool:
    """Whether the actor proposed it."""
    return actor.account_id == step.proposed_by_id


def can_decide(actor: Actor, step: Step, now: datetime.datetime) -> bool:
    """Whether the actor may decide the step."""
    return _may(actor, step, now, {step.account_id, step.proposed_by_id})


def can_decide_appeal(actor: Actor, step: Step, now: datetime.datetime) -> bool:
    """Whether the actor may decide the appeal, or take the step back: somebody who had no part in it so far."""
    return _may(actor, step, now, {step.account_id, step.proposed_by_id, step.decided_by_id})


def _may(actor: Actor, step: Step, now: datetime.datetime, involved: set[int | None]) -> bool:
    return actor.account_id is not None and may_decide_step(
        decider_id=actor.account_id,
        roles=actor.roles,
        involved_ids=involved,
        leads_person=leads(actor.account_id, step.account_id, now, step.proposed_at),
    )


_MAY = {
    "answer": is_person,
    "appeal": is_person,
    "withdraw": is_proposer,
    "decide": can_decide,
    "decide_appeal": can_decide_appeal,
    "take_back": can_decide_appeal,
}


def session_for(actor: Actor, session_id: int, now: datetime.datetime, *, to: str = "see") -> Session:
    """A session: `to="note"` for the person's lead, `to="answer"` for the person. Raises NotFound, NotPermitted."""
    session = _SESSION.first(session_id)
    if session is None:
        raise NotFound
    _require_part(actor, session.step, now, to)
    return session


def plan_for(actor: Actor, plan_id: int, now: datetime.datetime) -> Plan:
    """A plan, to the person's lead, who looks back on it. Raises NotFound, NotPermitted."""
    plan = Plan.objects.select_related("step__account").filter(pk=plan_id).first()
    if plan is None:
        raise NotFound
    _require_part(actor, plan.step, now, "note")
    return plan


def checkpoint_for(actor: Actor, checkpoint_id: int, now: datetime.datetime) -> Checkpoint:
    """A checkpoint, to the person's lead. Raises NotFound, NotPermitted."""
    checkpoint = Checkpoint.objects.select_related("plan__step__account").filter(pk=checkpoint_id).first()
    if checkpoint is None:
        raise NotFound
    _require_part(actor, checkpoint.plan.step, now, "note")
    return checkpoint


def _require_part(actor: Actor, step: Step, now: datetime.datetime, to: str) -> None:
    record_for(actor, step.account_id, now)
    if to == "note" and not leads_today(actor, step.account_id, now):
        raise NotPermitted
    if to == "answer" and actor.account_id != step.account_id:
        raise NotPermitted


def letter_for(actor: Actor, letter_id: int, now: datetime.datetime) -> Letter:
    """A letter, to those who may see its person's record. Raises NotFound."""
    letter: Letter | None = _LETTER.first(letter_id)
    if letter is None:
        raise NotFound
    record_for(actor, letter.account_id, now)
    return letter


def leave_for(actor: Actor, account_id: int, leave_id: int, now: datetime.datetime) -> Leave:
    """A time away, to the person's lead. Raises NotFound, NotPermitted."""
    person_for(actor, account_id, now, to="lead")
    leave = leaves_of(account_id).filter(pk=leave_id).first()
    if leave is None:
        raise NotFound
    return leave


def marks_of(account_id: int) -> list[Mark]:
    """The latest marks of a seller or driver, of which one can be named."""
    marks = Mark.objects.filter(account_id=account_id).select_related("finding__claim__order", "finding__vote__case")
    return list(marks.order_by("-at", "-id")[:100])


def contacts_of(account_id: int) -> list[Contact]:
    """Somebody's latest contacts that are over, of which one can be named."""
    over = Contact.objects.filter(agent_id=account_id, ended_at__isnull=False).select_related("case")
    return list(over.order_by("-ended_at", "-id")[:100])
