"""Steps: proposed, answered, decided, taken back. Each by a person; none is ever issued by a program."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

from evenhand.cases.api import Contact
from evenhand.core.api import Actor, InvalidInput, action, environment, record, site_calendar, system
from evenhand.growth.errors import GateClosed, StepAlreadyProposed, StepDecided
from evenhand.growth.facts import Ground, facts_to_decide, facts_to_propose, ground_for, ground_of
from evenhand.growth.gate import NEEDS, Check, Condition, State, gate, missing
from evenhand.growth.goal_languages import depends_on_others, is_covered
from evenhand.growth.letters import write_letter
from evenhand.growth.models import Appeal, Goal, Letter, Plan, Step
from evenhand.growth.own_days import deadline_for
from evenhand.growth.plans import begin_coaching, begin_plan
from evenhand.growth.policy import GrowthRules, growth_rules
from evenhand.growth.rules import ADVERSE, FEWEST_GOALS, LADDERS, MOST_GOALS, Aim, Kind
from evenhand.growth.words import check_words
from evenhand.people.api import Account
from evenhand.standing.api import Audience, Mark, audience_of

ABOUT = Letter.About


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes for a person, in their own words. `goals` for a plan, `scope` for a restriction."""

    kind: Kind
    why: str
    expected: str = ""
    contact: Contact | None = None
    goals: Sequence[Aim] = field(default=())
    scope: str = ""


def gate_now(kind: Kind, account: Account, *, actor: Actor, now: datetime.datetime) -> tuple[Check, ...]:
    """Each condition of a step as it stands today, before anybody proposes it."""
    return gate(facts_to_propose(kind, account, ground_for(kind, account.pk, None, now), actor, now))


def gate_of(step: Step, *, actor: Actor, now: datetime.datetime) -> tuple[Check, ...]:
    """Each condition of a proposed step as it stands for this reader."""
    return gate(facts_to_decide(step, ground_of(step, None, now), actor, now))


@action
def propose_step(*, account: Account, proposal: Proposal, actor: Actor, now: datetime.datetime) -> Step:
    """Propose a step with its evidence, and ask the person. The same proposal again answers what stands.

    Raises GateClosed with every missing condition, StepAlreadyProposed, InvalidInput. Who may: access.person_for.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    earlier = Step.objects.filter(account=account, state=Step.State.PROPOSED).first()
    if earlier:
        if (earlier.kind, earlier.why, earlier.proposed_by_id) == (proposal.kind, proposal.why, actor.account_id):
            return earlier
        raise StepAlreadyProposed
    if proposal.kind not in LADDERS[audience_of(account)]:
        raise InvalidInput(_("There is no such step for this person."))
    _require_words(proposal)
    ground = ground_for(proposal.kind, account.pk, actor, now)
    praises = proposal.contact is not None
    checks = gate(facts_to_propose(proposal.kind, account, ground, actor, now, praises_contact=praises))
    if lacking := missing(checks, at_decision=False):
        raise GateClosed(lacking)
    step = _create(account, proposal, ground, actor, now)
    record(actor=actor, verb="growth.propose_step", subject=step.log_subject, now=now, step=step.pk, kind=step.kind)
    if step.answer_until:
        write_letter(step=step, about=ABOUT.PROPOSED, now=now)
    return step


def _require_words(proposal: Proposal) -> None:
    if not proposal.why.strip():
        raise InvalidInput(_("Please write why, in words that the person can answer."))
    if proposal.kind in ADVERSE and not proposal.expected.strip():
        raise InvalidInput(_("Please write what you would expect, so that it can be reached."))
    if proposal.kind is Kind.RESTRICTION and not proposal.scope.strip():
        raise InvalidInput(_("Please write what exactly would be restricted. Whatever is not named stays open."))
    if proposal.kind is Kind.PLAN:
        _require_goals([goal for goal in proposal.goals if goal.words.strip()])


def _require_goals(goals: Sequence[Aim]) -> None:
    if not FEWEST_GOALS <= len(goals) <= MOST_GOALS:
        raise InvalidInput(_("A plan has two to four goals."))
    for goal in goals:
        if not goal.is_measurable:
            raise InvalidInput(_("Please say for “%(goal)s” how often, or choose “every time”.") % {"goal": goal.words})
        if depends_on_others(goal.words):
            raise InvalidInput(
                _(
                    "“%(goal)s” depends on what others do, so nobody can reach it by their own effort. Name something "
                    "that this person can do or leave."
                )
                % {"goal": goal.words}
            )


def _create(account: Account, proposal: Proposal, ground: Ground, actor: Actor, now: datetime.datetime) -> Step:
    audience = audience_of(account)
    rules = growth_rules(account.pk, audience, now)
    is_heard = Condition.HEARD in NEEDS[proposal.kind]
    answer = deadline_for(account.pk, now, rules.answer_working_days) if is_heard else None
    rests_on_figures = ground.result is not None and not (proposal.kind is Kind.RECOGNITION and proposal.contact)
    assert actor.account_id is not None
    step = Step.objects.create(
        account=account,
        audience=audience.value,
        kind=proposal.kind,
        proposed_by_id=actor.account_id,
        proposed_at=now,
        why=proposal.why,
        expected=proposal.expected,
        scope=proposal.scope.strip(),
        contact=proposal.contact,
        result=ground.result if rests_on_figures else None,
        evidence=ground.evidence.as_json() if ground.evidence and rests_on_figures else {},
        policy_version_id=rules.version.id,
        known_since=rules.known_since,
        rests_on=ground.before_step,
        answer_on=answer.day if answer else None,
        answer_until=answer.at if answer else None,
    )
    if proposal.kind is Kind.PLAN:
        _draw_up(step, rules, proposal.goals)
    return step


def _draw_up(step: Step, rules: GrowthRules, goals: Sequence[Aim]) -> None:
    plan = Plan.objects.create(
        step=step,
        days=rules.plan_days,
        sessions_per_week=rules.plan_sessions_per_week,
        language=Account.objects.get(pk=step.proposed_by_id).language or environment().language,
    )
    Goal.objects.bulk_create(
        Goal(plan=plan, words=goal.words.strip(), measure=goal.measure.value, target=goal.target)
        for goal in goals
        if goal.words.strip()
    )


def require_why(words: str) -> None:
    """Raises InvalidInput where a decision about somebody is not explained."""
    if not words.strip():
        raise InvalidInput(_("Please write down why. The person reads these words, and so may a court."))


def needs_goals_confirmed(step: Step) -> bool:
    """Whether no file of words looks at the language of these goals, so that whoever issues the plan has to say."""
    plan = getattr(step, "plan", None)
    return plan is not None and not is_covered(plan.language)


def locked(step: Step) -> Step:
    """The step as it is now, held until the transaction ends: of two who press at once, one comes after the other."""
    Step.objects.select_for_update().get(pk=step.pk)
    parts = (
        "account",
        "proposed_by",
        "decided_by",
        "result__computation__team",
        "policy_version__policy",
        "plan__goals_confirmed_by",
    )
    return Step.objects.select_related(*parts, "appeal").get(pk=step.pk)


@action
def withdraw_step(*, step: Step, why: str, actor: Actor, now: datetime.datetime) -> Step:
    """Who proposed a step thinks better of it. Withdrawing twice is harmless. Raises StepDecided, InvalidInput."""
    step = locked(step)
    if step.state == Step.State.WITHDRAWN:
        return step
    if step.state != Step.State.PROPOSED:
        raise StepDecided
    if not why.strip():
        raise InvalidInput(_("Please write why. The person reads it."))
    step.state, step.ended_at, step.ended_why = Step.State.WITHDRAWN, now, why
    step.save()
    record(actor=actor, verb="growth.withdraw_step", subject=step.log_subject, now=now, step=step.pk)
    if step.answer_until:
        write_letter(step=step, about=ABOUT.WITHDRAWN, why=why, now=now)
    return step


@action
def answer_step(*, step: Step, words: str, actor: Actor, now: datetime.datetime) -> Step:
    """The person says how they see it: until somebody has decided, also after the time, and anew as often as they like.

    Raises StepDecided, InvalidInput.
    """
    step = locked(step)
    if step.answer == words and step.answered_at:
        return step
    if step.state != Step.State.PROPOSED:
        raise StepDecided
    if not words.strip():
        raise InvalidInput(_("There is no text yet. Write a line or two, then send it."))
    step.answer, step.answered_at = words, now
    step.save()
    record(actor=actor, verb="growth.answer_step", subject=step.log_subject, now=now, step=step.pk)
    return step


@action
def decide_step(
    *,
    step: Step,
    is_issued: bool,
    words: str,
    confirms_goals: bool = False,
    actor: Actor,
    now: datetime.datetime,
) -> Step:
    """A reviewer issues a step, or decides against it, in writing. The gate is looked at again with today's figures.

    The same decision by the same person again is harmless. Raises GateClosed with every missing condition, StepDecided,
    InvalidInput. Who may: access.step_for(to="decide").
    """
    step = locked(step)
    if step.state != Step.State.PROPOSED:
        if step.decided_by_id == actor.account_id and (step.state == Step.State.ISSUED) == is_issued:
            return step
        raise StepDecided
    require_why(words)
    ground = ground_of(step, actor, now)
    checks = gate(facts_to_decide(step, ground, actor, now))
    _require_open(checks, is_issued=is_issued)
    if is_issued and needs_goals_confirmed(step):
        _confirm_goals(step.plan, actor, confirms=confirms_goals)
    step.decided_by_id, step.decided_at, step.decision = actor.account_id, now, words
    step.gate = [{**asdict(check), "words": check_words(check)} for check in checks]
    if is_issued:
        _issue(step, ground, actor, now)
    else:
        step.state = Step.State.DECLINED
        step.save()
    record(
        actor=actor,
        verb="growth.issue_step" if is_issued else "growth.decline_step",
        subject=step.log_subject,
        now=now,
        step=step.pk,
        kind=step.kind,
        policy=step.policy_version_id,
    )
    step = locked(step)
    if is_issued or step.answer_until:
        write_letter(step=step, about=ABOUT.ISSUED if is_issued else ABOUT.DECLINED, now=now)
    return step


def _confirm_goals(plan: Plan, actor: Actor, *, confirms: bool) -> None:
    if not confirms:
        raise InvalidInput(
            _(
                "Our check of goals does not know the language of these. Please read them, and confirm that the person "
                "can reach each by own effort, whatever others do."
            )
        )
    plan.goals_confirmed_by_id = actor.account_id
    plan.save()


def _require_open(checks: Sequence[Check], *, is_issued: bool) -> None:
    """To issue, everything must hold; to decide against, only that the right person decides."""
    lacking = missing(checks, at_decision=True)
    if not is_issued:
        lacking = tuple(each for each in lacking if each.condition is Condition.REVIEWER)
    if lacking:
        raise GateClosed(lacking)


def _issue(step: Step, ground: Ground, actor: Actor, now: datetime.datetime) -> None:
    """From today on it counts, on the figures as they are today; what was heard on them stays in the first letter."""
    rules, calendar = growth_rules(step.account_id, step.audience, now), site_calendar()
    today = calendar.day_of(now)
    if ground.evidence and step.evidence:
        step.evidence, step.result = ground.evidence.as_json(), ground.result
    days = _live_days(Kind(step.kind), rules)
    step.state, step.live_from = Step.State.ISSUED, _first_day(Kind(step.kind), rules, today)
    step.live_until = calendar.end_after(step.live_from, days) if days else None
    if Kind(step.kind) is not Kind.RECOGNITION:
        appeal = deadline_for(step.account_id, now, rules.appeal_working_days)
        step.appeal_on, step.appeal_until = appeal.day, appeal.at
    step.save()
    if step.kind == Kind.PLAN:
        begin_plan(step=step, actor=actor, now=now)
    if step.kind == Kind.COACHING:
        begin_coaching(step=step, sessions=rules.coaching_sessions, actor=actor, now=now)


def _live_days(kind: Kind, rules: GrowthRules) -> int:
    return {
        Kind.WRITTEN_WARNING: rules.written_warning_days,
        Kind.FINAL_WARNING: rules.final_warning_days,
        Kind.NOTICE: rules.notice_days,
        Kind.RESTRICTION: rules.restriction_days or 0,
    }.get(kind, 0)


def _first_day(kind: Kind, rules: GrowthRules, today: datetime.date) -> datetime.date:
    """Today; of a restriction, the day after its whole days of notice, of which the day of the letter is none."""
    if kind is not Kind.RESTRICTION:
        return today
    assert rules.restriction_notice_days is not None
    return today + datetime.timedelta(days=rules.restriction_notice_days + 1)


@action
def take_back_step(*, step: Step, why: str, actor: Actor, now: datetime.datetime) -> Step:
    """A reviewer takes an issued step back, in writing, whether or not there was an appeal. The same again is harmless.

    Raises StepDecided, InvalidInput. Who may: access.step_for(to="take_back").
    """
    step = locked(step)
    if step.state == Step.State.REVOKED and step.ended_why == why:
        return step
    if not step.can_be_taken_back:
        raise StepDecided
    require_why(why)
    revoke_step(step=step, why=why, actor=actor, now=now)
    return locked(step)


@action
def revoke_step(*, step: Step, why: str, actor: Actor, now: datetime.datetime) -> None:
    """Take an issued step back, with a letter, and all that rests on it. Revoking twice is harmless."""
    step = locked(step)
    if step.state != Step.State.ISSUED:
        return
    step.state, step.ended_at, step.ended_why = Step.State.REVOKED, now, why
    step.save()
    Appeal.objects.filter(step=step, decided_at=None).update(outcome=Appeal.Outcome.MOOT, decided_at=now, decision=why)
    record(actor=actor, verb="growth.revoke_step", subject=step.log_subject, now=now, reason=why[:500], step=step.pk)
    write_letter(step=step, about=ABOUT.REVOKED, why=why, now=now)
    because = _("It rested on a step that was taken back: %(kind)s.") % {"kind": step.get_kind_display()}
    for above in Step.objects.filter(rests_on=step, state=Step.State.ISSUED).order_by("id"):
        revoke_step(step=above, why=because, actor=actor, now=now)
    for above in Step.objects.filter(rests_on=step, state=Step.State.PROPOSED).order_by("id"):
        withdraw_step(step=above, why=because, actor=actor, now=now)


@action
def look_again(*, mark: Mark, why: str, now: datetime.datetime) -> None:
    """A mark fell: each issued step that rested on it is looked at again, and taken back where it fails."""
    account_id, question_id = mark.account_id, mark.finding.vote_id
    resting = Step.objects.filter(account_id=account_id, state=Step.State.ISSUED).exclude(result=None)
    for step in resting.order_by("id"):
        by_answers = step.audience == Audience.AGENTS and question_id in step.evidence.get("questions", ())
        if by_answers or mark.pk in step.evidence.get("marks_by_number", ()):
            _look_at(locked(step), why, now)


def _look_at(step: Step, why: str, now: datetime.datetime) -> None:
    """Whether the evidence still bears the step. What else the gate asked for was so when it was issued."""
    looker = system("growth")
    if step.state != Step.State.ISSUED:
        return  # taken back a moment ago, with the step that it rested on
    ground = ground_of(step, looker, now)
    checks = gate(facts_to_decide(step, ground, looker, now))
    lacking = [check for check in checks if check.condition is Condition.EVIDENCE and check.state is not State.MET]
    record(
        actor=looker,
        verb="growth.look_again",
        subject=step.log_subject,
        now=now,
        step=step.pk,
        holds=not lacking,
        result=ground.result.pk if ground.result else None,
    )
    if lacking:
        words = _("A mark on which it rested has fallen (%(why)s), and without it: %(missing)s") % {
            "why": why,
            "missing": check_words(lacking[0]),
        }
        revoke_step(step=step, why=words, actor=looker, now=now)
