"""The service level of each queue and day, published once its day is over and nobody of that day waits any more."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Min, Q
from django.utils.translation import gettext as _

from evenhand.cases.api import Case, Channel, Closure, Contact
from evenhand.core.api import Actor, InvalidInput, SiteCalendar, action, record, site_calendar, system
from evenhand.promises.hours import DAY
from evenhand.promises.measured import Came, Measured, measured_between
from evenhand.promises.models import Promise, ServiceFigure, ServiceRule
from evenhand.promises.rules import Kind
from evenhand.promises.service import Formula, Wait, Waits, counted, service_level
from evenhand.promises.setting import one_at_a_time

PUBLISHER = system("service level")
LOOK_BACK_DAYS = 35
LIVE = (Channel.PHONE.value, Channel.CHAT.value)
WITHIN_SECONDS, SHORT_SECONDS = 20, 5


@dataclass
class Cohort:
    """Those who came to one queue on one day. `pending`: nobody knows yet how long they will have waited."""

    waits: Waits = field(default_factory=Waits)
    pending: int = 0

    @property
    def is_mature(self) -> bool:
        return self.pending == 0 and self.waits.offered > 0


Cohorts = dict[tuple[datetime.date, int], Cohort]


@action
def publish_rule(
    *,
    formula: Formula,
    within_seconds: int,
    short_seconds: int,
    actor: Actor,
    now: datetime.datetime,
    chat_within_seconds: int | None = None,
) -> ServiceRule:
    """By this formula figures are published from now on. Those published stay. The same again changes nothing."""
    if short_seconds > min(within_seconds, chat_within_seconds or within_seconds):
        raise InvalidInput(_("The cut for short calls is at most the time in which a call or chat is answered."))
    one_at_a_time()
    latest = ServiceRule.objects.first()
    said = (formula.value, within_seconds, chat_within_seconds, short_seconds)
    if latest and (latest.formula, latest.within_seconds, latest.chat_within_seconds, latest.short_seconds) == said:
        return latest
    number = latest.number + 1 if latest else 1
    rule = ServiceRule.objects.create(
        number=number,
        formula=formula.value,
        within_seconds=within_seconds,
        chat_within_seconds=chat_within_seconds,
        short_seconds=short_seconds,
        at=now,
        by_id=actor.account_id,
    )
    record(actor=actor, verb="promises.publish_rule", subject="service-level", now=now, formula=formula.value)
    return rule


def rule_in_force() -> ServiceRule | None:
    """The rule by which figures are published now, if anybody chose one."""
    return ServiceRule.objects.order_by("-number").first()


@action
def publish_due(*, now: datetime.datetime) -> int:
    """Publish each day of the last five weeks that is over, settled and not published yet. Answers how many figures.

    Where nobody has chosen a formula, nothing is published.
    """
    rule = rule_in_force()
    today = site_calendar().day_of(now)
    if rule is None:
        return 0
    first = today - LOOK_BACK_DAYS * DAY
    done = set(ServiceFigure.objects.filter(day__gte=first).values_list("day", "queue_id"))
    new = [
        _figure(day, queue_id, cohort.waits, rule, now)
        for (day, queue_id), cohort in sorted(cohorts_between(first, today - DAY, rule).items())
        if cohort.is_mature and (day, queue_id) not in done
    ]
    ServiceFigure.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        record(actor=PUBLISHER, verb="promises.publish_figures", subject="service-level", now=now, figures=len(new))
    return len(new)


def _figure(
    day: datetime.date, queue_id: int, waits: Waits, rule: ServiceRule, now: datetime.datetime
) -> ServiceFigure:
    share = service_level(waits, Formula(rule.formula))
    return ServiceFigure(
        day=day,
        queue_id=queue_id,
        rule=rule,
        answered_in_time=waits.answered_in_time,
        answered_late=waits.answered_late,
        left_short=waits.left_short,
        left_in_time=waits.left_in_time,
        left_late=waits.left_late,
        part=share.part,
        whole=share.whole,
        published_at=now,
    )


def cohorts_between(first: datetime.date, last: datetime.date, rule: ServiceRule) -> Cohorts:
    """Those who came on these days, by day and queue: calls and chats by their waits, letters by the promise of a first
    reply. A few queries, however many days."""
    site = site_calendar()
    start, end = site.start_of(first), site.start_of(last + DAY)
    found: Cohorts = defaultdict(Cohort)
    _add_letters(found, site, start, end)
    _add_calls(found, site, start, end, rule)
    return dict(found)


def _add_letters(found: Cohorts, site: SiteCalendar, start: datetime.datetime, end: datetime.datetime) -> None:
    """A first reply within what was promised; one that is late counts as late at once; one not needed, not at all."""
    made = Promise.objects.filter(kind=Kind.FIRST.value, made_at__gte=start, made_at__lt=end)
    rows = made.exclude(case__channel__in=LIVE).exclude(pause="set_aside")
    fields = ("made_at", "case__queue_id", "outcome", "broken_at", "settled_at")
    for made_at, queue_id, outcome, broken_at, settled_at in rows.values_list(*fields):
        cohort = found[site.day_of(made_at), queue_id]
        if broken_at:
            cohort.waits += Waits(answered_late=1)
        elif outcome == Promise.Outcome.KEPT:
            cohort.waits += Waits(answered_in_time=1)
        elif settled_at is None:
            cohort.pending += 1


def _add_calls(
    found: Cohorts, site: SiteCalendar, start: datetime.datetime, end: datetime.datetime, rule: ServiceRule
) -> None:
    """Calls and chats as they were measured; in queues that nobody measures, as their cases tell."""
    measured = measured_between(start, end)
    came = [each for meter in measured for each in meter.came]
    for each in (*came, *_told_by_cases(start, end, measured)):
        cohort = found[site.day_of(each.at), each.queue_id]
        if each.wait is None:
            cohort.pending += 1
            continue
        target = rule.target_seconds(each.channel)
        cohort.waits += counted([each.wait], within_seconds=target, short_seconds=rule.short_seconds)


def _told_by_cases(start: datetime.datetime, end: datetime.datetime, measured: Collection[Measured]) -> Iterable[Came]:
    """A call or a chat waits from when its case came until somebody takes it up; closed before, it was given up."""
    came = Case.objects.filter(channel__in=LIVE, opened_at__gte=start, opened_at__lt=end)
    calls = came.exclude(status=Case.Status.SET_ASIDE)
    for each in measured:
        there = Q() if each.queue_ids is None else Q(queue_id__in=each.queue_ids)
        calls = calls.exclude(there & Q(channel=each.channel))
    taken_up = dict(Contact.objects.filter(case__in=calls).values_list("case_id").annotate(Min("opened_at")))
    given_up = dict(Closure.objects.filter(case__in=calls).values_list("case_id").annotate(Min("at")))
    for key, queue_id, channel, opened_at in calls.values_list("pk", "queue_id", "channel", "opened_at"):
        ended_at = taken_up.get(key) or given_up.get(key)
        wait = Wait((ended_at - opened_at).total_seconds(), key in taken_up) if ended_at else None
        yield Came(queue_id, channel, opened_at, wait)
