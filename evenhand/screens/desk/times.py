"""Moments that have a name: this afternoon, tomorrow morning. Pure: the local time is passed in."""

import datetime

from django.utils.translation import gettext_lazy as _

MORNING = datetime.time(8, 0)
WORDS = {
    "hour": _("for an hour"),
    "tomorrow": _("until tomorrow morning"),
    "three_days": _("for three days"),
    "monday": _("until Monday morning"),
    "fortnight": _("for two weeks"),
}
HOLD_CAUSES = {
    "waiting on carrier": _("for the carrier"),
    "waiting on customer": _("for the customer"),
    "policy look-up": _("to look up a policy"),
    "slow system": _("for a slow system"),
}
"""Why a contact is on hold: as it is kept, and in words. For the first two the clocks of promises rest."""


def moment_of(word: str, local: datetime.datetime) -> datetime.datetime:
    """The moment that `word` names, seen from the reader's `local` time; mornings are at eight o'clock there."""
    if word == "hour":
        return local + datetime.timedelta(hours=1)
    days = {"tomorrow": 1, "three_days": 3, "monday": 7 - local.weekday(), "fortnight": 14}[word]
    morning = datetime.datetime.combine(local.date() + datetime.timedelta(days=days), MORNING)
    return morning.replace(tzinfo=local.tzinfo)
