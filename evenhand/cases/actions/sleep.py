"""Cases that sleep until a date, and dates on which somebody comes back to a case."""

import datetime

from django.utils.translation import gettext as _

from evenhand.cases.actions.contacts import finish_contact, running_contact
from evenhand.cases.conversation import locked, locked_survivor
from evenhand.cases.errors import CaseNotOpen
from evenhand.cases.events import CaseMoved
from evenhand.cases.models import Case, Contact, FollowUp, Snooze
from evenhand.cases.states import stand
from evenhand.core.api import Actor, InvalidInput, action, publish, record, system

LONGEST = datetime.timedelta(days=366)
CLOCK = system("the clock")


@action
def snooze_case(*, case: Case, until: datetime.datetime, actor: Actor, now: datetime.datetime) -> Case:
    """Let the case sleep until then; it wakes earlier when somebody writes. Until the same moment again: no change."""
    _require_to_come(until, now)
    case = locked(case)
    if case.status in (Case.Status.CLOSED, Case.Status.SET_ASIDE):
        raise CaseNotOpen
    if case.snoozed_until == until:
        return case
    asleep = case.snoozes.filter(ended_at=None).first()
    waiting_since = asleep.waiting_since if asleep else case.waiting_since
    contact = running_contact(case, actor.account_id)
    if contact:
        finish_contact(contact, Contact.EndCause.ENDED, at=now, actor=actor, now=now)
    stand(case, Case.Status.SNOOZED, at=now, snoozed_until=until)
    case.save()
    Snooze.objects.create(case=case, until=until, at=now, by_id=actor.account_id, waiting_since=waiting_since)
    record(actor=actor, verb="cases.snooze_case", subject=case.log_subject, now=now, until=until.isoformat())
    publish(CaseMoved(case_id=case.pk, at=now))
    return case


@action
def wake_case(*, case: Case, actor: Actor, now: datetime.datetime) -> Case:
    """Go on with a case that sleeps, in the place that it had. On one that is awake, nothing happens."""
    case = locked(case)
    asleep = case.snoozes.filter(ended_at=None).first()
    if case.status == Case.Status.SNOOZED and asleep:
        _wake(case, asleep, Snooze.EndCause.HAND, actor=actor, now=now)
    return case


def wake_due(*, now: datetime.datetime, limit: int = 500) -> int:
    """Wake each case whose time has come, exactly once however many workers look; answers how many."""
    due = Case.objects.filter(status=Case.Status.SNOOZED, snoozed_until__lte=now).order_by("snoozed_until", "id")
    return sum(_wake_if_due(key=key, now=now) for key in list(due.values_list("pk", flat=True)[:limit]))


@action
def _wake_if_due(*, key: int, now: datetime.datetime) -> bool:
    case = (
        Case.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .filter(pk=key, status=Case.Status.SNOOZED, snoozed_until__lte=now)
        .first()
    )
    asleep = case.snoozes.filter(ended_at=None).first() if case else None
    if case is None or asleep is None:
        return False
    _wake(case, asleep, Snooze.EndCause.TIME, actor=CLOCK, now=now)
    return True


def _wake(case: Case, asleep: Snooze, cause: str, *, actor: Actor, now: datetime.datetime) -> None:
    """A case that waited for the customer waits for us now: somebody wanted to look at it again."""
    stand(case, Case.Status.OPEN, at=now, waiting_since=asleep.waits_since(now), woken_by=cause)
    case.save()
    record(actor=actor, verb="cases.wake_case", subject=case.log_subject, now=now, cause=cause)
    publish(CaseMoved(case_id=case.pk, at=now))


@action
def set_follow_up(
    *, case: Case, due_at: datetime.datetime, actor: Actor, now: datetime.datetime, why: str = ""
) -> FollowUp:
    """Bring the case back before the actor's eyes at that time; it stays where it is. A second date moves the first.

    Of a case that was merged, it is the one where it went.
    """
    assert actor.account_id is not None
    _require_to_come(due_at, now)
    case = locked_survivor(case)
    dated, is_new = FollowUp.objects.get_or_create(
        case=case, account_id=actor.account_id, done_at=None, defaults={"due_at": due_at, "why": why[:200], "at": now}
    )
    if not is_new and (dated.due_at, dated.why) == (due_at, why[:200]):
        return dated
    dated.due_at, dated.why = due_at, why[:200]
    dated.save(update_fields=["due_at", "why"])
    record(actor=actor, verb="cases.set_follow_up", subject=case.log_subject, now=now, due_at=due_at.isoformat())
    return dated


@action
def finish_follow_up(*, case: Case, actor: Actor, now: datetime.datetime) -> None:
    """The actor has come back to the case. Without a date, nothing happens."""
    assert actor.account_id is not None
    if FollowUp.objects.filter(case=case, account_id=actor.account_id, done_at=None).update(done_at=now):
        record(actor=actor, verb="cases.finish_follow_up", subject=case.log_subject, now=now)


def _require_to_come(moment: datetime.datetime, now: datetime.datetime) -> None:
    if not now < moment <= now + LONGEST:
        raise InvalidInput(_("Choose a time that is still to come, within a year."))
