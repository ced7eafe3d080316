"""What a customer reads beside a remedy's own sentence: when money that left us is seen at the bank."""

import datetime

from django.utils.translation import ngettext

from evenhand.core.api import site_day
from evenhand.policies.api import NoVersionInForce, parameters
from evenhand.remedies.api import Remedy, RemedyView

POLICY = "refunds-and-claims"


def afterwards(remedy: RemedyView, now: datetime.datetime) -> str:
    """How long banks take, until that time is over; nothing where no bank is waited for or no policy speaks of it."""
    if remedy.state != Remedy.State.DONE or not remedy.goes_to_bank or remedy.done_at is None:
        return ""
    try:
        named = parameters(POLICY, remedy.done_at).by_name
    except NoVersionInForce:
        return ""
    if "bank_days_least" not in named or "bank_days_most" not in named:
        return ""
    least, most = int(named["bank_days_least"].value), int(named["bank_days_most"].value)
    if (site_day(now) - site_day(remedy.done_at)).days > most:
        return ""
    words = ngettext("Banks take %(least)s to %(most)s day.", "Banks take %(least)s to %(most)s days.", most)
    return words % {"least": least, "most": most}
