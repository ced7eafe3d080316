"""Somebody falls ill. It is leave like any other, noted afterwards as a rule; nothing runs against who is not there."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from evenhand.core.api import SiteCalendar
from evenhand.core.testing import shared
from evenhand.growth import own_days, plan_days
from evenhand.growth.api import (
    CannotAppeal,
    Condition,
    GateClosed,
    Plan,
    PlanGoesOn,
    Session,
    appeal_step,
    assess_plan,
    decide_step,
)
from evenhand.growth.own_days import answer_deadline, appeal_deadline, deadline_for
from evenhand.growth.plan_days import checkpoint_days, last_of_days, promised_days
from evenhand.growth.testing import DAY, FINE, HOUR, MONDAY, NOW, answers_about
from evenhand.growth.tests.test_plans import give
from evenhand.people.api import cancel_leave, note_leave
from evenhand.standing.api import Mark, TooLateToContest, compute_results, contest_mark, contest_until, note_marks_seen

pytestmark = pytest.mark.django_db
ON = datetime.date
PLANS = [
    ("Europe/Berlin", ON(2026, 3, 16), ON(2026, 3, 27), ON(2026, 3, 31), -1),
    ("America/New_York", ON(2026, 10, 12), ON(2026, 10, 30), ON(2026, 11, 3), 1),
    ("Pacific/Auckland", ON(2026, 3, 23), ON(2026, 4, 3), ON(2026, 4, 7), 1),
]
"""A zone, the first day of a plan, five days ill about the night in which the clocks change, and by how much."""


@shared
def ill(bound, lead, actor):
    """Notes that the person was ill on these days."""

    def note(first: datetime.date, last: datetime.date, *, at: datetime.datetime = NOW):
        return note_leave(account=bound, first_day=first, last_day=last, actor=actor(lead), now=at)

    return note


def clock_of(monkeypatch, zone: str) -> SiteCalendar:
    calendar = SiteCalendar(ZoneInfo(zone))
    for module in (plan_days, own_days):
        monkeypatch.setattr(module, "site_calendar", lambda: calendar)
    return calendar


@pytest.mark.parametrize(("zone", "first", "ill_from", "ill_until", "hours"), PLANS)
def test_days_ill_in_a_plan_move_its_end_and_what_is_promised_over_a_change_of_clocks(
    bound, ill, lead, actor, monkeypatch, zone, first, ill_from, ill_until, hours
) -> None:
    calendar = clock_of(monkeypatch, zone)
    assert last_of_days(bound.pk, first, 28) == first + 27 * DAY
    leave = ill(ill_from, ill_until)
    last = last_of_days(bound.pk, first, 28)
    assert last == first + 32 * DAY
    elapsed = calendar.start_of(last + DAY) - calendar.start_of(first)
    assert elapsed == 33 * DAY + hours * HOUR, "33 days of the site, whatever the clocks did"
    days = promised_days(bound.pk, first, days=28, per_week=2)
    assert len(days) == 8
    away = {ill_from + number * DAY for number in range(5)}
    assert not away.intersection([*days, *checkpoint_days(bound.pk, first, 28)])
    cancel_leave(leave=leave, actor=actor(lead), now=NOW)
    assert last_of_days(bound.pk, first, 28) == first + 27 * DAY


@pytest.mark.parametrize(
    ("zone", "since", "ill_from", "ends"),
    [
        ("Europe/Berlin", "2026-03-26T23:30+00:00", ON(2026, 3, 28), "2026-04-07T22:00+00:00"),
        ("America/New_York", "2026-03-05T23:30+00:00", ON(2026, 3, 7), "2026-03-17T04:00+00:00"),
        ("Pacific/Auckland", "2026-04-02T23:30+00:00", ON(2026, 4, 4), "2026-04-14T12:00+00:00"),
    ],
)
def test_five_working_days_to_answer_are_the_persons_own_in_each_zone(
    bound, ill, monkeypatch, zone, since, ill_from, ends
) -> None:
    """Ill from a Saturday to a Tuesday, over a change of clocks: of these four days two are worked ones."""
    calendar, begins = clock_of(monkeypatch, zone), datetime.datetime.fromisoformat(since)
    ill(ill_from, ill_from + 3 * DAY)
    found = deadline_for(bound.pk, begins, 5)
    assert found.at == datetime.datetime.fromisoformat(ends)
    assert found.day == calendar.deadline(begins, 7).day


def test_who_was_ill_while_they_could_answer_is_given_those_days_again(proposed, ill, reviewer, actor) -> None:
    """Proposed on Thursday with five working days; ill from Monday to Wednesday, noted only afterwards."""
    assert proposed.answer_on == ON(2026, 4, 16)
    monday = ON(2026, 4, 13)
    ill(monday, monday + 2 * DAY, at=NOW + 7 * DAY)
    until = answer_deadline(proposed)
    assert until is not None
    assert until.day == ON(2026, 4, 21)
    decides = {"step": proposed, "is_issued": True, "words": "Read all of it.", "actor": actor(reviewer)}
    with pytest.raises(GateClosed) as refused:
        decide_step(**decides, now=until.at - HOUR)
    assert [check.condition for check in refused.value.missing] == [Condition.HEARD]
    decide_step(**decides, now=until.at)


def test_who_was_ill_while_they_could_appeal_is_given_those_days_again(answered, bound, ill, reviewer, actor) -> None:
    decide_step(step=answered, is_issued=True, words="Read all of it.", actor=actor(reviewer), now=NOW + DAY)
    answered.refresh_from_db()
    last = answered.appeal_on
    ill(last - 1 * DAY, last, at=NOW + 9 * DAY)
    until = appeal_deadline(answered)
    assert until is not None
    assert until.day == ON(2026, 4, 28)
    appeals = {"step": answered, "words": "Look again.", "actor": actor(bound)}
    with pytest.raises(CannotAppeal, match="28"):
        appeal_step(**appeals, now=until.at)
    assert appeal_step(**appeals, now=until.at - HOUR).decided_at is None


def test_leave_that_is_called_off_brings_no_day_nearer(proposed, ill, lead, actor) -> None:
    leave = ill(ON(2026, 4, 13), ON(2026, 4, 14), at=NOW + DAY)
    cancel_leave(leave=leave, actor=actor(lead), now=NOW + 2 * DAY)
    until = answer_deadline(proposed)
    assert until is not None
    assert until.day == proposed.answer_on


def test_the_time_to_contest_a_mark_rests_while_its_person_is_ill(weeks, bound, ill, actor) -> None:
    note_marks_seen(account_id=bound.pk, actor=actor(bound), now=NOW)
    mark = Mark.objects.filter(account=bound).latest("at")
    before = contest_until(mark)
    assert before is not None
    ill(ON(2026, 4, 13), ON(2026, 4, 22), at=NOW + 14 * DAY)
    until = contest_until(mark)
    assert until is not None
    assert until.day == before.day + 10 * DAY
    with pytest.raises(TooLateToContest):
        contest_mark(mark=mark, words="I did.", actor=actor(bound), now=until.at)
    assert contest_mark(mark=mark, words="I did.", actor=actor(bound), now=until.at - HOUR).decided_at is None


def test_sickness_moves_no_window_of_review_and_changes_no_figure(weeks, team, ill, lead, actor) -> None:
    """No question, no answer: days away count neither way, and an older answer is not fetched in their stead."""
    ill(ON(2026, 3, 2), ON(2026, 3, 20))
    again = compute_results(team=team, window_end=MONDAY, actor=actor(lead), now=NOW)
    assert again.pk == weeks.pk


def test_a_plan_in_which_somebody_was_ill_is_looked_back_on_later_and_judged_by_all_of_its_days(
    answered, bound, peers, ill, lead, reviewer, actor
) -> None:
    decide_step(step=answered, is_issued=True, words="Read all of it.", actor=actor(reviewer), now=NOW + DAY)
    plan = Plan.objects.select_related("step__account").get()
    ill(ON(2026, 4, 20), ON(2026, 4, 24), at=NOW + 20 * DAY)
    for person in (bound, *peers):
        begins, until = NOW + 3 * DAY, datetime.datetime(2026, 5, 12, tzinfo=datetime.UTC)
        answers_about(person, FINE, since=begins, until=until, decider=lead)
    give(Session.objects.all(), bound, lead, actor)
    looks_back = {"plan": plan, "words": "We worked on it.", "actor": actor(lead)}
    with pytest.raises(PlanGoesOn):
        assess_plan(**looks_back, now=datetime.datetime(2026, 5, 9, 9, 0, tzinfo=datetime.UTC))
    ended = assess_plan(**looks_back, now=datetime.datetime(2026, 5, 14, 9, 0, tzinfo=datetime.UTC))
    assert ended.ended_on == ON(2026, 5, 13)
    assert ended.result is not None
    assert ended.result.computation.window_end == datetime.datetime(2026, 5, 14, tzinfo=datetime.UTC)
    assert ended.result.answers == 40
