"""What cases keep no longer than the policy says: mail as it came and left, and the words of cases that are over."""

import datetime

from evenhand.cases.models import Case, IncomingMail
from evenhand.cases.personal import erase_words_of
from evenhand.core.api import ERASED, OutgoingMail, action, record, system
from evenhand.people.api import holds_of
from evenhand.policies.api import kept_since

AT_ONCE = 200
KEEPER = system("keeping")
OVER = (Case.Status.CLOSED, Case.Status.SET_ASIDE)
SETTLED = (IncomingMail.State.LANDED, IncomingMail.State.DUPLICATE, IncomingMail.State.IGNORED)
LEFT = (OutgoingMail.State.HANDED_OVER, OutgoingMail.State.FAILED)


@action
def forget_old_mail(*, now: datetime.datetime) -> int:
    """Remove mail that landed or left longer ago than the policy keeps it; answers how many. What waits stays."""
    since = kept_since("raw_mail_days", now)
    if since is None:
        return 0
    came = IncomingMail.objects.filter(state__in=SETTLED, received_at__lt=since).delete()[0]
    left = OutgoingMail.objects.filter(state__in=LEFT, posted_at__lt=since).delete()[1].get("core.OutgoingMail", 0)
    if came or left:
        record(actor=KEEPER, verb="cases.forget_old_mail", subject="mail:old", now=now, came=came, left=left)
    return came + left


@action
def forget_old_words(*, now: datetime.datetime) -> int:
    """Erase the words of cases that ended longer ago than the policy keeps them, some at a time; answers how many.

    A customer of whom something is open that needs words keeps all of them until it is not.
    """
    since = kept_since("case_words_days", now)
    if since is None:
        return 0
    old = Case.objects.filter(status__in=OVER, last_message_at__lt=since).exclude(subject=ERASED)
    due = list(old.select_related("customer").order_by("last_message_at")[:AT_ONCE])
    held = {customer.pk for customer in {case.customer for case in due} if holds_of(customer, now)}
    numbers = [case.pk for case in due if case.customer_id not in held]
    if numbers:
        erase_words_of(Case.objects.filter(pk__in=numbers))
        record(actor=KEEPER, verb="cases.forget_old_words", subject="case:old", now=now, cases=len(numbers))
    return len(numbers)
