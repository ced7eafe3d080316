"""What follows in the demo from how people stand: thanks, help, a plan, and marks that were seen differently.

Everything goes through the gate. Where a demo is too small for the evidence that a plan needs, the plan is refused here
as it would be anywhere.
"""

import datetime
from collections.abc import Iterable

from evenhand.cases.api import Contact
from evenhand.core.api import Actor, environment, one_transaction
from evenhand.demo.material import words_in
from evenhand.demo.people import Cast, Worker
from evenhand.demo.world import DAY, HISTORY_DAYS, HOUR, Steps, Story, World
from evenhand.growth.api import (
    Aim,
    GateClosed,
    Kind,
    Measure,
    Proposal,
    Session,
    Step,
    answer_session,
    answer_step,
    appeal_step,
    decide_appeal,
    decide_step,
    hold_checkpoint,
    note_session,
    propose_step,
)
from evenhand.remedies.api import Claim
from evenhand.standing.api import Mark, contest_mark, decide_contest, last_monday, note_marks_seen

PLAN_WEEKS_AGO = 3
STRUGGLING = "Tomasz Wieczorek"
GOALS = (Measure.EVERY_TIME, None), (Measure.EVERY_TIME, None), (Measure.AT_LEAST, 3)


def begin_to_help(world: World, cast: Cast, *, own_agent: str, kind_agent: str) -> None:
    """Let leads thank and propose, the rated answer and contest, and reviewers decide, in the last weeks."""
    mail, chat = cast.desk("help").lead, cast.desk("chat").lead
    careful, brisk = cast.reviewers
    own, kind, struggling = (cast.worker(name) for name in (own_agent, kind_agent, STRUGGLING))
    world.begin(_on(world, 4, 1, 11), _is_thanked(world, kind, mail, careful, "thanks_kind"))
    world.begin(_on(world, 2, 2, 15), _is_thanked(world, own, mail, careful, "thanks_own"))
    world.begin(_on(world, 3, 1, 10), _is_coached(world, own, mail, brisk))
    world.begin(_on(world, PLAN_WEEKS_AGO, 2, 10), _has_a_plan(world, struggling, mail, brisk))
    world.begin(_on(world, 2, 0, 15), _needs_no_coaching(world, cast.worker("Bao Nguyen"), mail, careful))
    world.begin(_on(world, 4, 0, 14), _appeals(world, cast.worker("Joris van den Heuvel"), chat, brisk, careful))
    world.begin(world.end - 3 * DAY, _waits_for_a_reviewer(world, cast, mail))
    noon = world.clock_time(HISTORY_DAYS, 12)
    world.begin(noon, _contests(world, own, cast.reviewers, "contest_upheld", is_upheld=True))
    world.begin(noon, _contests(world, struggling, cast.reviewers, "contest_rejected", is_upheld=False))
    others = [each for each in cast.desk("help").workers if each not in (own, struggling)]
    world.begin(world.end - 28 * HOUR, _contest_waits(world, others, careful))


def _on(world: World, weeks_ago: int, day: int, hour: float) -> datetime.datetime:
    """A day of a past week of the site, Monday being 0."""
    return last_monday(world.end - 7 * weeks_ago * DAY) + day * DAY + hour * HOUR


def _said(name: str, place: int = 0) -> str:
    return words_in("en").lines("steps", name)[place]


def _latest_contact(worker: Worker) -> Contact | None:
    """The latest about a lost parcel; where there is none, the latest."""
    over = Contact.objects.filter(agent=worker.account, ended_at__isnull=False).order_by("-ended_at", "-pk")
    lost = Claim.objects.filter(kind=Claim.Kind.LOST, case__isnull=False)
    return over.filter(case__in=lost.values("case")).first() or over.first()


def _is_thanked(world: World, worker: Worker, lead: Actor, reviewer: Actor, name: str) -> Story:
    contact = _latest_contact(worker)
    if contact is None:
        return
    proposal = Proposal(Kind.RECOGNITION, why=_said(name), contact=contact)
    step = propose_step(account=worker.account, proposal=proposal, actor=lead, now=world.now)
    yield world.now + 2 * DAY
    decide_step(step=step, is_issued=True, words=_said(f"{name}_decided"), actor=reviewer, now=world.now)


def _heard(world: World, worker: Worker, lead: Actor, proposal: Proposal, name: str) -> Steps[Step | None]:
    """Somebody is asked about what is proposed, and answers a day later; None where the gate is closed."""
    try:
        with one_transaction():
            step = propose_step(account=worker.account, proposal=proposal, actor=lead, now=world.now)
    except GateClosed:
        return None
    yield world.now + 26 * HOUR
    answer_step(step=step, words=_said(f"{name}_answered"), actor=worker.actor, now=world.now)
    yield world.now + 21 * HOUR
    return step


def _coaching(name: str) -> Proposal:
    return Proposal(Kind.COACHING, why=_said(name), expected=_said(f"{name}_expected"))


def _is_coached(world: World, worker: Worker, lead: Actor, reviewer: Actor) -> Story:
    """Two sessions took place; that the second did, its person has not said yet."""
    if _latest_contact(worker) is None:
        return
    step = yield from _heard(world, worker, lead, _coaching("coaching"), "coaching")
    assert step is not None
    decide_step(step=step, is_issued=True, words=_said("coaching_decided"), actor=reviewer, now=world.now)
    first, second = step.sessions.order_by("promised_for")
    yield from _takes_place(world, first, worker, lead, _said("coaching_sessions"))
    yield world.now + 18 * HOUR
    _confirms(world, first, worker)
    yield from _takes_place(world, second, worker, lead, _said("coaching_sessions", 1))


def _takes_place(world: World, session: Session, worker: Worker, lead: Actor, notes: str) -> Story:
    yield _at(session.promised_for, 14)
    contact = _contact_with_mark(worker, world.now) or _latest_contact(worker)
    assert contact is not None
    note_session(session=session, held_on=session.promised_for, contact=contact, notes=notes, actor=lead, now=world.now)


def _at(day: datetime.date, hour: int) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour), environment().zone).astimezone(datetime.UTC)


def _contact_with_mark(worker: Worker, until: datetime.datetime) -> Contact | None:
    marks = Mark.objects.filter(account=worker.account, revoked_at=None, set_at__lt=until, finding__vote__isnull=False)
    mark = marks.select_related("finding__vote__contact").order_by("-at", "-pk").first()
    return mark.finding.vote.contact if mark and mark.finding.vote else None


def _confirms(world: World, session: Session, worker: Worker) -> None:
    answer_session(session=session, took_place=True, words="", actor=worker.actor, now=world.now)


def _has_a_plan(world: World, worker: Worker, lead: Actor, reviewer: Actor) -> Story:
    """Where the evidence bears it: a plan, by now in its third or fourth week, and it helps."""
    goals = [Aim(words, *measure) for words, measure in zip(words_in("en").lines("steps", "goals"), GOALS, strict=True)]
    proposal = Proposal(Kind.PLAN, why=_said("plan"), expected=_said("plan_expected"), goals=goals)
    step = yield from _heard(world, worker, lead, proposal, "plan")
    if step is None:
        return
    decide_step(step=step, is_issued=True, words=_said("plan_decided"), actor=reviewer, now=world.now)
    worker.part = "helped"
    world.begin(world.now, _plan_sessions(world, step, worker, lead))
    for place, checkpoint in enumerate(step.plan.checkpoints.order_by("due_on")):
        yield _at(checkpoint.due_on, 11)
        hold_checkpoint(checkpoint=checkpoint, words=_said("checkpoints", place), actor=lead, now=world.now)


def _plan_sessions(world: World, step: Step, worker: Worker, lead: Actor) -> Story:
    notes = words_in("en").lines("steps", "plan_sessions")
    for session, noted in zip(step.sessions.order_by("promised_for", "pk"), notes, strict=False):
        yield from _takes_place(world, session, worker, lead, noted)
        yield world.now + 18 * HOUR
        _confirms(world, session, worker)


def _needs_no_coaching(world: World, worker: Worker, lead: Actor, reviewer: Actor) -> Story:
    """A reviewer decides against it, with what the person said."""
    step = yield from _heard(world, worker, lead, _coaching("declined"), "declined")
    assert step is not None
    decide_step(step=step, is_issued=False, words=_said("declined_decided"), actor=reviewer, now=world.now)


def _appeals(world: World, worker: Worker, lead: Actor, reviewer: Actor, another: Actor) -> Story:
    """Decided, appealed against, and taken back by somebody who had no part in it."""
    step = yield from _heard(world, worker, lead, _coaching("appealed"), "appealed")
    assert step is not None
    decide_step(step=step, is_issued=True, words=_said("appealed_decided"), actor=reviewer, now=world.now)
    yield world.now + 2 * DAY
    appeal = appeal_step(step=step, words=_said("appealed_words"), actor=worker.actor, now=world.now)
    yield world.now + 5 * DAY
    decide_appeal(appeal=appeal, is_upheld=True, words=_said("appealed_upheld"), actor=another, now=world.now)


def _waits_for_a_reviewer(world: World, cast: Cast, lead: Actor) -> Story:
    """Something that whoever sits in a reviewer's chair may decide."""
    worker = cast.worker("Luís Miguel de Albuquerque e Castro")
    yield from _heard(world, worker, lead, _coaching("waiting"), "waiting")


def _contests(world: World, worker: Worker, reviewers: list[Actor], name: str, *, is_upheld: bool) -> Story:
    """Somebody's first mark: seen, contested, and decided by a reviewer who had not decided it."""
    marks = Mark.objects.filter(account=worker.account).order_by("pk")
    while (mark := marks.first()) is None:
        yield world.now + DAY
    yield world.now + 5 * HOUR
    note_marks_seen(account_id=worker.account.pk, actor=worker.actor, now=world.now)
    contest = contest_mark(mark=mark, words=_said(name), actor=worker.actor, now=world.now)
    yield world.now + 2 * DAY
    reviewer = next(each for each in reviewers if each.account_id != contest.first_decider_id)
    words = _said(f"{name}_decided")
    decide_contest(contest=contest, is_upheld=is_upheld, words=words, actor=reviewer, now=world.now)


def _contest_waits(world: World, workers: Iterable[Worker], reviewer: Actor) -> Story:
    """A contest that this reviewer may decide."""
    by_account = {worker.account.pk: worker for worker in workers}
    marks = Mark.objects.filter(account__in=list(by_account), contest=None, revoked_at=None)
    mark = marks.exclude(finding__decided_by=reviewer.account_id).order_by("-at", "-pk").first()
    if mark is not None:
        actor = by_account[mark.account_id].actor
        note_marks_seen(account_id=mark.account_id, actor=actor, now=world.now)
        contest_mark(mark=mark, words=_said("contest_waiting"), actor=actor, now=world.now)
    yield from ()
