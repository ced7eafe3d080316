"""Leave: days away, noted once, cancelled, never longer than a year at once."""

import datetime

import pytest

from evenhand.core.api import ActivityEntry, InvalidInput
from evenhand.people.api import Leave, cancel_leave, days_away, leaves_of, note_leave

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
MONDAY = datetime.date(2026, 3, 9)


def later(days: int) -> datetime.date:
    return MONDAY + datetime.timedelta(days=days)


def test_the_days_away_are_the_days_noted(agent, lead, actor) -> None:
    note_leave(account=agent, first_day=MONDAY, last_day=later(2), actor=actor(lead), now=NOW)
    note_leave(account=agent, first_day=later(2), last_day=later(3), actor=actor(lead), now=NOW)
    assert days_away(agent.pk, later(1)) == {later(1), later(2), later(3)}


def test_the_same_days_are_noted_once(agent, lead, actor) -> None:
    for _ in range(2):
        note_leave(account=agent, first_day=MONDAY, last_day=later(2), actor=actor(lead), now=NOW)
    assert Leave.objects.count() == 1
    assert ActivityEntry.objects.filter(verb="people.note_leave").count() == 1


def test_a_cancelled_leave_counts_no_more(agent, lead, actor) -> None:
    leave = note_leave(account=agent, first_day=MONDAY, last_day=later(2), actor=actor(lead), now=NOW)
    for _ in range(2):
        cancel_leave(leave=leave, actor=actor(lead), now=NOW)
    assert days_away(agent.pk, MONDAY) == frozenset()
    assert not leaves_of(agent.pk).exists()
    assert ActivityEntry.objects.filter(verb="people.cancel_leave").count() == 1


@pytest.mark.parametrize("last", [-1, 366])
def test_days_that_cannot_be_meant_are_refused_in_words(agent, lead, actor, last: int) -> None:
    with pytest.raises(InvalidInput):
        note_leave(account=agent, first_day=MONDAY, last_day=later(last), actor=actor(lead), now=NOW)
    note_leave(account=agent, first_day=MONDAY, last_day=later(365), actor=actor(lead), now=NOW)
