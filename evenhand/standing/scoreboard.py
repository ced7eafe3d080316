"""Each policy's own figures: its share of "no", what it cost, what was contested under it, and what its owner owes."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from evenhand.core.api import Money, site_day
from evenhand.policies.api import OwnerQuestion, Policy
from evenhand.remedies.api import Remedy
from evenhand.standing.changers import Part, part_of
from evenhand.standing.models import Contest, Finding
from evenhand.standing.rules import Cause
from evenhand.surveys.api import Window, answers

GIVEN = (Remedy.State.RESERVED, Remedy.State.UNKNOWN, Remedy.State.DONE)


@dataclass(frozen=True)
class PolicyRow:
    """One policy: the "no" it caused of all "no", the remedies given under it, contests, and its owner's answers."""

    policy: Policy
    no: Part
    no_checked: int
    remedies: int
    cost: tuple[Money, ...]
    contests: Part
    open_questions: tuple[OwnerQuestion, ...]
    overdue: int


@dataclass(frozen=True)
class Scoreboard:
    """Every policy by title. `unnamed`: caused by a policy, and nobody has said which yet."""

    window: Window
    answers: int
    no: int
    rows: tuple[PolicyRow, ...]
    unnamed: int


def scoreboard(window: Window, *, now: datetime.datetime) -> Scoreboard:
    """The figures of one window, in a handful of queries however many policies there are."""
    given = answers(window)
    said_no = [answer.invitation_id for answer in given if answer.choice == "no"]
    caused = Finding.objects.exclude(state=Finding.State.SUPERSEDED).filter(vote_id__in=said_no, cause=Cause.POLICY)
    states = Counter(caused.values_list("policy_key", "state"))
    by_policy: Counter[str] = Counter()
    for (key, _state), count in states.items():
        by_policy[key] += count
    costs, counts = _costs(window)
    contests = _contests(window)
    questions = defaultdict[int, list[OwnerQuestion]](list)
    for question in OwnerQuestion.objects.filter(answered_at=None).select_related("asked_by"):
        questions[question.policy_id].append(question)
    today = site_day(now)
    rows = tuple(
        PolicyRow(
            policy=policy,
            no=part_of(by_policy[policy.key], len(said_no)),
            no_checked=states[policy.key, Finding.State.DECIDED.value],
            remedies=counts[policy.key],
            cost=tuple(Money(minor, currency) for currency, minor in sorted(costs[policy.key].items())),
            contests=part_of(*contests.get(policy.key, (0, 0))),
            open_questions=tuple(questions[policy.pk]),
            overdue=sum(question.due_on < today for question in questions[policy.pk]),
        )
        for policy in Policy.objects.select_related("owner").order_by("title")
    )
    return Scoreboard(window, len(given), len(said_no), rows, by_policy[""])


def _costs(window: Window) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """What was given under each policy, by currency, and how many remedies that were."""
    given = Remedy.objects.filter(state__in=GIVEN, granted_at__gte=window.start, granted_at__lt=window.end)
    rows = given.values_list("policy_version__policy__key", "currency").annotate(Sum("amount_minor"), Count("id"))
    costs, counts = defaultdict[str, Counter[str]](Counter), Counter[str]()
    for key, currency, minor, count in rows.order_by():
        costs[key][currency] += minor
        counts[key] += count
    return costs, counts


def _contests(window: Window) -> dict[str, tuple[int, int]]:
    """Of the contests opened against marks under each policy: how many were upheld, of how many decided."""
    decided = Contest.objects.filter(opened_at__gte=window.start, opened_at__lt=window.end).exclude(outcome="")
    upheld = Count("id", filter=Q(outcome=Contest.Outcome.UPHELD))
    rows = (
        decided.values_list("mark__policy_version__policy__key").annotate(fell=upheld, decided=Count("id")).order_by()
    )
    return {key: (fell, all_of_them) for key, fell, all_of_them in rows}
