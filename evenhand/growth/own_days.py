"""Until when somebody can answer or appeal. A day on which they are away, for whatever reason, is not one of theirs.

Leave that was known when the time began is in the day that stands in the letter. What is noted later, as somebody who
fell ill can only do afterwards, is given again on top; a day that was promised never comes nearer.
"""

import datetime

from evenhand.core.api import Deadline, site_calendar
from evenhand.growth.models import Step
from evenhand.people.api import days_away


def deadline_for(account_id: int, since: datetime.datetime, working_days: int) -> Deadline:
    """The end of the last of so many of somebody's working days, as their leave is known today."""
    calendar = site_calendar()
    return calendar.deadline(since, working_days, without=days_away(account_id, calendar.day_of(since)))


def answer_deadline(step: Step) -> Deadline | None:
    """Until when the person can answer what is proposed; None where nobody asks them."""
    return _given_again(step, step.proposed_at, step.answer_on)


def appeal_deadline(step: Step) -> Deadline | None:
    """Until when the person can appeal; None where there is nothing to appeal against."""
    return _given_again(step, step.decided_at, step.appeal_on)


def _given_again(step: Step, since: datetime.datetime | None, last: datetime.date | None) -> Deadline | None:
    if since is None or last is None:
        return None
    calendar = site_calendar()
    first = calendar.day_of(since)
    return calendar.given_again(first, last, days_away(step.account_id, first, noted_after=since))
