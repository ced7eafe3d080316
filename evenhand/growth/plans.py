"""Plans and coaching: how they begin, what happens in them, how a plan ends."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from evenhand.cases.api import Contact
from evenhand.core.api import Actor, InvalidInput, action, record, site_calendar
from evenhand.fairness.api import Tallies, looks, stand
from evenhand.growth.errors import PlanGoesOn, StepDecided
from evenhand.growth.evidence import result_of
from evenhand.growth.letters import write_letter
from evenhand.growth.models import Checkpoint, Letter, Plan, Session, Step
from evenhand.growth.plan_days import checkpoint_days, last_day_of, promised_days
from evenhand.growth.policy import growth_rules
from evenhand.growth.rules import plan_effect, plan_outcome
from evenhand.standing.api import Mark, StandingResult, compute_like, orders_of

DAY = datetime.timedelta(days=1)
LEVEL = 0.95


def begin_plan(*, step: Step, actor: Actor, now: datetime.datetime) -> None:
    """The plan begins on the day after it was issued: sessions and checkpoints are promised with their days."""
    plan = step.plan
    plan.starts_on = site_calendar().day_of(now) + DAY
    plan.unaided = unaided(step.result, plan.days) if step.result else {}
    plan.save()
    for day in checkpoint_days(step.account_id, plan.starts_on, plan.days):
        Checkpoint.objects.create(plan=plan, due_on=day)
    _promise(step, promised_days(step.account_id, plan.starts_on, days=plan.days, per_week=plan.sessions_per_week))
    record(actor=actor, verb="growth.begin_plan", subject=step.log_subject, now=now, plan=plan.pk)


def begin_coaching(*, step: Step, sessions: int, actor: Actor, now: datetime.datetime) -> None:
    """One session a week is promised, from the day after."""
    first = site_calendar().day_of(now) + DAY
    _promise(step, promised_days(step.account_id, first, days=7 * sessions, per_week=1))
    record(actor=actor, verb="growth.promise_coaching", subject=step.log_subject, now=now, step=step.pk)


def _promise(step: Step, days: tuple[datetime.date, ...]) -> None:
    Session.objects.bulk_create(Session(step=step, promised_for=day) for day in days)


def unaided(result: StandingResult, plan_days: int) -> dict[str, Any]:
    """What the next answers would bring with no help at all; empty where nobody differs from anybody."""
    counts = _counts(result)
    if len(counts) < 2:
        return {}
    people = sorted(counts)
    tallies = Tallies.from_columns(
        person=[str(person) for person in people],
        no=[counts[person][0] for person in people],
        answers=[counts[person][1] for person in people],
    )
    fit = stand(tallies, spread="beta").model
    if not fit.alpha or not fit.beta:
        return {}
    window = result.computation.window_end - result.computation.window_start
    expected = max(1, round(result.counted * plan_days / max(1, window.days)))
    return _expected_by_itself(result.marks, result.counted, fit.alpha, fit.beta, expected)


def _counts(result: StandingResult) -> dict[int, tuple[int, int]]:
    """Marks and answers that count, by person; of sellers and drivers, marked and counted orders or parcels."""
    if result.computation.team_id is None:
        _theirs, inputs = orders_of(result)
        return {each["person"]: (len(each["marked"]), each["counted"]) for each in inputs["people"]}
    counts: dict[int, tuple[int, int]] = {}
    for answer in result.computation.inputs["answers"]:
        if answer["counts"]:
            no, answers = counts.get(answer["agent"], (0, 0))
            counts[answer["agent"]] = (no + answer["is_no"], answers + 1)
    return counts


def _expected_by_itself(marks: int, counted: int, alpha: float, beta: float, answers: int) -> dict[str, Any]:
    bare = looks.regression_to_the_mean([marks], [counted], alpha=alpha, beta=beta, next_answers=answers, level=LEVEL)
    return {
        "alpha": alpha,
        "beta": beta,
        "marks": marks,
        "counted": counted,
        "answers": answers,
        "expected": float(bare.expected_share[0]),
        "low": float(bare.low[0]),
        "high": float(bare.high[0]),
    }


@action
def note_session(
    *,
    session: Session,
    held_on: datetime.date,
    contact: Contact | Mark,
    notes: str,
    actor: Actor,
    now: datetime.datetime,
) -> Session:
    """The coach notes a session, with the contact, or a seller's or driver's mark, that it was about.

    It is given once the person says so too.

    Noting it anew asks the person anew. Raises InvalidInput, StepDecided.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.step.state != Step.State.ISSUED:
        raise StepDecided
    if (session.held_on, session.contact or session.mark, session.notes) == (held_on, contact, notes):
        return session
    _require_note(session, held_on, contact, notes, now)
    session.coach_id, session.held_on = actor.account_id, held_on
    session.contact = contact if isinstance(contact, Contact) else None
    session.mark = contact if isinstance(contact, Mark) else None
    session.notes, session.noted_at = notes, now
    session.took_place, session.person_words, session.answered_at = None, "", None
    session.save()
    subject = session.step.log_subject
    record(actor=actor, verb="growth.note_session", subject=subject, now=now, session=session.pk)
    return session


def _require_note(
    session: Session, held_on: datetime.date, contact: Contact | Mark, notes: str, now: datetime.datetime
) -> None:
    if not notes.strip():
        raise InvalidInput(_("Please write what you looked at together, and what you agreed on."))
    if held_on > site_calendar().day_of(now):
        raise InvalidInput(_("That day is still to come. Note the session when it has taken place."))
    theirs = contact.agent_id if isinstance(contact, Contact) else contact.account_id
    if theirs != session.step.account_id:
        raise InvalidInput(_("That contact was somebody else's. Choose one of this person's own."))


@action
def answer_session(*, session: Session, took_place: bool, words: str, actor: Actor, now: datetime.datetime) -> Session:
    """The person says whether a session took place as noted. Saying the same again is harmless. Raises InvalidInput."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.noted_at is None:
        raise InvalidInput(_("Nobody has noted this session yet. You are asked as soon as somebody has."))
    if (session.took_place, session.person_words) == (took_place, words):
        return session
    if not took_place and not words.strip():
        raise InvalidInput(_("Please write in a sentence what was otherwise, so that it can be put right."))
    session.took_place, session.person_words, session.answered_at = took_place, words, now
    session.save()
    verb = "growth.confirm_session" if took_place else "growth.dispute_session"
    record(actor=actor, verb=verb, subject=session.step.log_subject, now=now, session=session.pk)
    return session


@action
def hold_checkpoint(*, checkpoint: Checkpoint, words: str, actor: Actor, now: datetime.datetime) -> Checkpoint:
    """Both have looked together at how the plan goes. Noted once, it stays as it is. Raises InvalidInput."""
    checkpoint = Checkpoint.objects.select_for_update().get(pk=checkpoint.pk)
    if checkpoint.held_at:
        return checkpoint
    if not words.strip():
        raise InvalidInput(_("Please write what you saw together."))
    checkpoint.words, checkpoint.held_at, checkpoint.held_by_id = words, now, actor.account_id
    checkpoint.save()
    subject = checkpoint.plan.step.log_subject
    record(actor=actor, verb="growth.hold_checkpoint", subject=subject, now=now, checkpoint=checkpoint.pk)
    return checkpoint


@action
def assess_plan(*, plan: Plan, words: str, actor: Actor, now: datetime.datetime) -> Plan:
    """Look back on a plan that is over, by the answers of its own time alone. Done once; again is harmless.

    Raises PlanGoesOn while its time, or a promised session, is still to come; InvalidInput.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("step__account").get(pk=plan.pk)
    if plan.assessed_at:
        return plan
    if plan.step.state != Step.State.ISSUED or plan.starts_on is None:
        raise StepDecided
    if not words.strip():
        raise InvalidInput(_("Please write what you saw in these weeks."))
    last = _require_over(plan, now)
    result = _result_of_plan(plan, last, actor, now)
    plan.assessed_at, plan.assessed_by_id, plan.ended_on, plan.words = now, actor.account_id, last, words
    plan.result = result
    plan.outcome = plan_outcome(
        result.verdict if result else "",
        answers=result.counted if result else 0,
        minimum_answers=growth_rules(plan.step.account_id, plan.step.audience, now).minimum_answers,
    ).value
    plan.effect = _effect(plan, result)
    plan.save()
    record(
        actor=actor,
        verb="growth.assess_plan",
        subject=plan.step.log_subject,
        now=now,
        plan=plan.pk,
        outcome=plan.outcome,
        effect=plan.effect,
    )
    write_letter(step=plan.step, about=Letter.About.PLAN_ENDED, now=now)
    return plan


def _require_over(plan: Plan, now: datetime.datetime) -> datetime.date:
    last = last_day_of(plan)
    if site_calendar().day_of(now) <= last:
        raise PlanGoesOn(_("The plan runs until %(day)s. It can be looked back on from the day after.") % {"day": last})
    sessions = list(plan.step.sessions.all())
    given = sum(session.is_given for session in sessions)
    if given < len(sessions):
        raise PlanGoesOn(
            _(
                "%(given)s of %(promised)s promised sessions were given and confirmed by both sides. The plan goes on "
                "until the missing ones are given: that they are missing is our failure."
            )
            % {"given": given, "promised": len(sessions)}
        )
    return last


def _result_of_plan(plan: Plan, last: datetime.date, actor: Actor, now: datetime.datetime) -> StandingResult | None:
    """How the person stood in the plan's own time: from its first day on, until it ended."""
    calendar, before = site_calendar(), plan.step.result
    if before is None or plan.starts_on is None:
        return None
    computation = compute_like(
        computation=before.computation,
        since=calendar.start_of(plan.starts_on),
        window_end=calendar.start_of(last + DAY),
        actor=actor,
        now=now,
    )
    return result_of(computation, plan.step.account_id)


def _effect(plan: Plan, result: StandingResult | None) -> str:
    if result is None or not result.counted or not plan.unaided:
        return plan_effect(None, None, None).value
    bare = plan.unaided
    bar = _expected_by_itself(bare["marks"], bare["counted"], bare["alpha"], bare["beta"], result.counted)
    plan.unaided = bar
    return plan_effect(result.marks / result.counted, bar["low"], bar["high"]).value
