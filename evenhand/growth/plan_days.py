"""Days of a plan: from when to when, on which of them coaching is promised and both look together."""

import datetime

from evenhand.core.api import site_calendar
from evenhand.growth.models import Plan
from evenhand.growth.rules import session_days
from evenhand.people.api import days_away


def last_day_of(plan: Plan) -> datetime.date:
    """The last day of a plan, days of leave not counted: the day on which it ended, or will end as things are now."""
    if plan.ended_on:
        return plan.ended_on
    assert plan.starts_on is not None
    return last_of_days(plan.step.account_id, plan.starts_on, plan.days)


def last_of_days(account_id: int, first: datetime.date, days: int) -> datetime.date:
    """The last of so many of somebody's days from `first` on, itself counted, without leave."""
    return site_calendar().end_after(first, days, without=days_away(account_id, first))


def promised_days(account_id: int, first: datetime.date, *, days: int, per_week: int) -> tuple[datetime.date, ...]:
    """On which days sessions are promised to somebody, around the leave that is known."""
    calendar = site_calendar()
    return session_days(
        first, days=days, per_week=per_week, away=days_away(account_id, first), is_worked=calendar.is_worked
    )


def checkpoint_days(account_id: int, first: datetime.date, days: int) -> tuple[datetime.date, datetime.date]:
    """Two worked days on which both look together: after one third and after two thirds."""
    third, two_thirds = (last_of_days(account_id, first, days * part // 3) for part in (1, 2))
    return _next_worked(account_id, third), _next_worked(account_id, two_thirds)


def _next_worked(account_id: int, day: datetime.date) -> datetime.date:
    """This day, or the next one that is worked and not spent away."""
    calendar, away = site_calendar(), days_away(account_id, day)
    while day in away or not calendar.is_worked(day):
        day += datetime.timedelta(days=1)
    return day
