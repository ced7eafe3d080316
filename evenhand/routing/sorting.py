"""Writes: new cases sorted by the rules that leads wrote: queue, priority, reason, the skill that they ask for."""

import datetime

from django.db.models import Min

from evenhand.cases.api import Case, Message, move_to_queue, set_priority, tag_case
from evenhand.core.api import ActivityEntry, DomainError, one_transaction, record
from evenhand.routing.models import Arrival, Rule
from evenhand.routing.posts import ROUTING
from evenhand.routing.rules import NewCase, SortingRule, rule_for

MOST_AT_ONCE = 500
LONGEST_READ = 4_000
NEW_FOR = datetime.timedelta(days=1)
LATE_BY = 1_000
"""How many cases may have become visible before an older one did: several processes open cases at once."""

CHOOSES_QUEUE = frozenset({"cases.move_to_queue", "cases.transfer_case"})
CHOOSES_PRIORITY = frozenset({"cases.set_priority"})


def sort_due(*, now: datetime.datetime) -> int:
    """Sort what came in; answers how many cases a rule fitted. Each in a transaction of its own, once.

    What somebody has taken up meanwhile is left as it is, and so is what came in more than a day ago.
    """
    rules = _rules()
    return sum(_sort_one(key, rules, now) for key in _new_cases(now)) if rules else 0


def _rules() -> list[Rule]:
    return list(Rule.objects.select_related("to_queue"))


def _new_cases(now: datetime.datetime) -> list[int]:
    """Cases that nobody has and no rule has seen. Asked of the newest ones only, so that old ones cost nothing.

    Not from the newest that was seen on: one that was given early may be newer than a thousand that still wait.
    """
    oldest = Arrival.objects.order_by("-pk")[:LATE_BY].aggregate(oldest=Min("case"))["oldest"]
    free = Case.objects.filter(status=Case.Status.OPEN, assignee=None, opened_at__gt=now - NEW_FOR)
    seen = Arrival.objects.filter(case__gt=(oldest or 0) - LATE_BY).values("case")
    unseen = free.filter(pk__gt=(oldest or 0) - LATE_BY).exclude(pk__in=seen)
    return list(unseen.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


def sort_if_new(*, case: Case, now: datetime.datetime) -> bool:
    """Sort a case that is about to be given, where the duty has not come to it yet; answers whether a rule fitted.

    Whoever calls it holds the case. It may wait elsewhere afterwards, and ask for other hands.
    """
    if case.opened_at <= now - NEW_FOR or Arrival.objects.filter(case=case).exists():
        return False
    rules = _rules()
    return bool(rules) and _sort_one(case.pk, rules, now)


def _sort_one(key: int, rules: list[Rule], now: datetime.datetime) -> bool:
    try:
        with one_transaction():
            return _sort(key, rules, now)
    except DomainError:  # as where a case has its twenty tags: it stays as it is, and waits no longer
        with one_transaction():
            Arrival.objects.get_or_create(case_id=key, defaults={"at": now})
        return False


def _sort(key: int, rules: list[Rule], now: datetime.datetime) -> bool:
    free = Case.objects.filter(pk=key, status=Case.Status.OPEN, assignee=None)
    case = free.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()
    if case is None or Arrival.objects.filter(case=case).exists():
        return False
    fitting = rule_for(_new_case(case), [_plain(rule) for rule in rules])
    rule = next((each for each in rules if fitting and each.pk == fitting.id), None)
    Arrival.objects.create(case=case, at=now, rule=rule, skill=rule.skill if rule else "")
    if rule:
        _apply(rule, case, now)
    return rule is not None


def _apply(rule: Rule, case: Case, now: datetime.datetime) -> None:
    by_hand = _done_by_hand(case)
    if rule.to_queue and not by_hand & CHOOSES_QUEUE:
        move_to_queue(case=case, queue=rule.to_queue, actor=ROUTING, now=now)
    if rule.priority is not None and not by_hand & CHOOSES_PRIORITY:
        set_priority(case=case, priority=rule.priority, actor=ROUTING, now=now)
    if rule.reason:
        tag_case(case=case, name=rule.reason, actor=ROUTING, now=now)
    record(actor=ROUTING, verb="routing.sort_case", subject=case.log_subject, now=now, rule=rule.pk)


def _done_by_hand(case: Case) -> set[str]:
    """What people have said about a case before it was sorted: that stays."""
    said = ActivityEntry.objects.filter(subject=case.log_subject, verb__in=CHOOSES_QUEUE | CHOOSES_PRIORITY)
    return set(said.exclude(actor_id=None).order_by().values_list("verb", flat=True))


def _new_case(case: Case) -> NewCase:
    first = Message.objects.filter(case=case).order_by("id").values_list("text", flat=True).first() or ""
    return NewCase(case.channel, case.language, case.queue_id, f"{case.subject}\n{first[:LONGEST_READ]}")


def _plain(rule: Rule) -> SortingRule:
    return SortingRule(rule.pk, rule.channel, rule.language, rule.from_queue_id, tuple(rule.words))
