"""Appeals against a step: the person asks, a fourth person decides in writing, and until then the step rests."""

import datetime

from django.utils.translation import gettext as _

from evenhand.core.api import Actor, InvalidInput, action, record, site_calendar
from evenhand.growth.errors import CannotAppeal, StepDecided
from evenhand.growth.letters import write_letter
from evenhand.growth.models import Appeal, Letter, Step
from evenhand.growth.own_days import appeal_deadline
from evenhand.growth.policy import growth_rules
from evenhand.growth.steps import locked, require_why, revoke_step


@action
def appeal_step(*, step: Step, words: str, actor: Actor, now: datetime.datetime) -> Appeal:
    """Ask that somebody else looks at a step again. Until that is decided, it rests. Asking twice asks once.

    Raises CannotAppeal, InvalidInput. Who may: the person.
    """
    step = locked(step)
    earlier = Appeal.objects.filter(step=step).first()
    if earlier:
        return earlier
    _require_in_time(step, words, now)
    assert step.decided_by_id is not None
    deadline = site_calendar().deadline(
        now, growth_rules(step.account_id, step.audience, now).appeal_decision_working_days
    )
    appeal = Appeal.objects.create(
        step=step,
        account_id=step.account_id,
        proposed_by_id=step.proposed_by_id,
        first_decider_id=step.decided_by_id,
        words=words,
        opened_at=now,
        due_on=deadline.day,
        due_at=deadline.at,
    )
    record(actor=actor, verb="growth.appeal_step", subject=step.log_subject, now=now, step=step.pk)
    write_letter(step=locked(step), about=Letter.About.APPEAL_OPENED, now=now)
    return appeal


def _require_in_time(step: Step, words: str, now: datetime.datetime) -> None:
    until = appeal_deadline(step)
    if step.state != Step.State.ISSUED or until is None:
        raise CannotAppeal(_("There is nothing here to appeal against: it counts for nothing as things stand."))
    if now >= until.at:
        raise CannotAppeal(
            _(
                "You could appeal until the end of %(day)s. If something new has come to light, tell a reviewer: a "
                "step can be taken back at any time."
            )
            % {"day": until.day}
        )
    if not words.strip():
        raise InvalidInput(_("Please write in a sentence or two what should be looked at again."))


@action
def decide_appeal(*, appeal: Appeal, is_upheld: bool, words: str, actor: Actor, now: datetime.datetime) -> Appeal:
    """Decide an appeal in writing. Upheld, the step is taken back, and with it what rests on it.

    The same decision by the same person again is harmless. Raises StepDecided, InvalidInput.
    Who may: access.step_for(to="decide_appeal").
    """
    step = locked(appeal.step)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    outcome = Appeal.Outcome.UPHELD if is_upheld else Appeal.Outcome.REJECTED
    if appeal.decided_at:
        if (appeal.outcome, appeal.decided_by_id) == (outcome, actor.account_id):
            return appeal
        raise StepDecided
    require_why(words)
    appeal.outcome, appeal.decided_by_id, appeal.decided_at = outcome, actor.account_id, now
    appeal.decision = words
    appeal.save()
    record(actor=actor, verb="growth.decide_appeal", subject=step.log_subject, now=now, step=step.pk, outcome=outcome)
    if is_upheld:
        revoke_step(step=step, why=words, actor=actor, now=now)
    else:
        write_letter(step=locked(step), about=Letter.About.APPEAL_REJECTED, why=words, now=now)
    return appeal
