"""The clock at the edge of the house. Inside, time is passed in as `now`."""

import datetime

from django.utils import timezone

from evenhand.core.environment import environment


def now() -> datetime.datetime:
    """This moment, aware, in UTC. For views, jobs and commands; actions and rules take `now` as an argument."""
    return timezone.now() + datetime.timedelta(hours=environment().clock_ahead_hours)


def site_day(moment: datetime.datetime) -> datetime.date:
    """The day on which `moment` falls where the site is."""
    return moment.astimezone(environment().zone).date()
