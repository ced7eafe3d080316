"""What each filter of a question means for the table of cases. A value that means nothing is said in words."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from evenhand.cases.asking import Filter
from evenhand.cases.models import Case, CaseTag, Channel
from evenhand.cases.rules import tag_name
from evenhand.core.api import Actor

Status = Case.Status
ALSO_ARE = {
    "new": "open",
    "pending": "waiting",
    "snoozed": "asleep",
    "hold": "asleep",
    "solved": "closed",
    "resolved": "closed",
}
"""What other desks call the same."""
ARE = ("open", "waiting", "asleep", "closed", "unassigned", "mine", "urgent", "spam", "merged")


class MeansNothing(Exception):
    """A filter's value is none that we know; the message says which there are."""


@dataclass(frozen=True)
class Filtered:
    """The cases for which all filters hold, and what could not be understood and was left out."""

    cases: QuerySet[Case]
    problems: tuple[str, ...]


def filtered(filters: tuple[Filter, ...], actor: Actor) -> Filtered:
    """Cases by the filters of a question. What was set aside is left out, unless the question asks for it."""
    cases, problems = Case.objects.all(), []
    if not any(each.key == "is" and each.value.lower() in ("spam", "merged") for each in filters):
        cases = cases.exclude(status=Status.SET_ASIDE)
    for each in filters:
        try:
            condition = _CONDITIONS[each.key](each.value, actor)
        except MeansNothing as problem:
            problems.append(str(problem))
        else:
            cases = cases.exclude(condition) if each.is_excluded else cases.filter(condition)
    return Filtered(cases, tuple(problems))


def _order(value: str, actor: Actor) -> Q:
    number = value.lstrip("#")
    return Q(order__number__iexact=number) | Q(order__number__iexact=f"#{number}")


def _from(value: str, actor: Actor) -> Q:
    if "@" in value:
        return Q(customer__email__iexact=value)
    return Q(customer__name__icontains=value) | Q(customer__email__icontains=value)


def _tag(value: str, actor: Actor) -> Q:
    return Q(pk__in=CaseTag.objects.filter(tag__name=tag_name(value)).values("case_id"))


def _is(value: str, actor: Actor) -> Q:
    conditions = {
        "open": Q(status=Status.OPEN),
        "waiting": Q(status=Status.WAITING),
        "asleep": Q(status=Status.SNOOZED),
        "closed": Q(status=Status.CLOSED),
        "unassigned": Q(assignee=None),
        "mine": Q(assignee_id=actor.account_id),
        "urgent": Q(priority__gte=Case.Priority.HIGH),
        "spam": Q(set_aside_as=Case.SetAsideAs.SPAM),
        "merged": Q(set_aside_as=Case.SetAsideAs.MERGED),
    }
    word = ALSO_ARE.get(value.lower(), value.lower())
    return conditions[_known("is", word, ARE)]


def _agent(value: str, actor: Actor) -> Q:
    if value.lower() in ("me", "none"):
        return Q(assignee_id=actor.account_id) if value.lower() == "me" else Q(assignee=None)
    if "@" in value:
        return Q(assignee__email__iexact=value)
    return Q(assignee__name__icontains=value)


def _before(value: str, actor: Actor) -> Q:
    return Q(last_message_at__lt=_midnight("before", value))


def _after(value: str, actor: Actor) -> Q:
    return Q(last_message_at__gte=_midnight("after", value) + datetime.timedelta(days=1))


def _channel(value: str, actor: Actor) -> Q:
    return Q(channel=_known("channel", value.lower(), Channel.values))


def _queue(value: str, actor: Actor) -> Q:
    return Q(queue__slug__iexact=value) | Q(queue__name__icontains=value)


def _priority(value: str, actor: Actor) -> Q:
    names = [each.name.lower() for each in Case.Priority]
    return Q(priority=Case.Priority[_known("priority", value.lower(), names).upper()])


_CONDITIONS: dict[str, Callable[[str, Actor], Q]] = {
    "order": _order,
    "from": _from,
    "tag": _tag,
    "is": _is,
    "agent": _agent,
    "before": _before,
    "after": _after,
    "channel": _channel,
    "queue": _queue,
    "priority": _priority,
}


def _known(key: str, value: str, allowed: list[str] | tuple[str, ...]) -> str:
    if value in allowed:
        return value
    raise MeansNothing(
        _("%(key)s:%(value)s means nothing to us. Known are %(allowed)s.")
        % {"key": key, "value": value[:40], "allowed": ", ".join(allowed)}
    )


def _midnight(key: str, value: str) -> datetime.datetime:
    """The beginning of a day in the reader's time. At either end of the calendar, another time zone has no such day."""
    try:
        day = datetime.date.fromisoformat(value)
        if day.year in (datetime.MINYEAR, datetime.MAXYEAR):
            raise ValueError
    except ValueError:
        words = _("%(key)s:%(value)s is no day. Write it as in %(key)s:2026-03-31.")
        raise MeansNothing(words % {"key": key, "value": value[:40]}) from None
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
