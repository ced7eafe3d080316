"""What growth keeps no longer than the policy says: the words of steps that count no more."""

import datetime

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from evenhand.core.api import ERASED, action, record, site_day, system
from evenhand.growth.models import Step
from evenhand.growth.personal import erase_words_of
from evenhand.policies.api import kept_since

AT_ONCE = 200
KEEPER = system("keeping")


@action
def forget_old_steps(*, now: datetime.datetime) -> int:
    """Erase the words of steps that have counted for nothing for so long; answers how many. Recognition stays.

    A step that ran out counts from its last day, one that ended otherwise from that day.
    """
    since = kept_since("step_words_days", now)
    if since is None:
        return 0
    ended = Q(state__in=("withdrawn", "declined", "revoked"), over_at__lt=since)
    ran_out = Q(state="issued", live_until__lt=site_day(since))
    plan_over = Q(state="issued", plan__ended_on__lt=site_day(since))
    over = Step.objects.annotate(over_at=Coalesce(F("ended_at"), F("decided_at"))).filter(ended | ran_out | plan_over)
    numbers = list(over.exclude(why=ERASED).order_by("id").values_list("pk", flat=True)[:AT_ONCE])
    resting = set(
        Step.objects.filter(rests_on__in=numbers)
        .exclude(why=ERASED)
        .exclude(pk__in=numbers)
        .values_list("rests_on", flat=True)
    )
    due = [number for number in numbers if number not in resting]
    if due:
        erase_words_of(Step.objects.filter(pk__in=due))
        record(actor=KEEPER, verb="growth.forget_old_steps", subject="step:old", now=now, steps=len(due))
    return len(due)
