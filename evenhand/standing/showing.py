"""Which figures a person may be shown: those that put no customer's answer on view by itself.

Two windows that overlap tell their difference. So answers come into what is shown, and go out of it, in company: of all
that a person was ever shown, each answer always stood together with at least so many others that none can be told apart
by adding or taking away figures. Whether that is so is found when a result is computed, and stays with it.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from evenhand.standing.models import Computation, Mark, StandingResult
from evenhand.standing.rules import Audience, keeps_company
from evenhand.surveys.api import survey_rules

Said = tuple[int, str]
"""The number of a question and what was answered."""


def who_may_be_shown(
    computation: Computation, people: Iterable[int], given: Iterable[tuple[int, Said]]
) -> frozenset[int]:
    """Those of `people` who may be shown figures of what was `given` about them in the window of `computation`.

    Asks what they were shown before of windows that overlap: an answer in no such window stood in company with nothing
    that is in this one. It asks for what stood when this was computed, so that it comes out the same at any time after.
    Whoever computes holds the lock under which all computations of the window are written.
    """
    accounts, minimum = list(people), survey_rules(computation.computed_at).minimum_batch
    shown, known = _shown_before(accounts, computation), _known_to(accounts, computation.computed_at)
    new: dict[int, set[Said]] = defaultdict(set)
    for account, said in given:
        new[account].add(said)
    return frozenset(
        account
        for account in accounts
        if keeps_company(
            [_secret(each, known[account]) for each in shown[account]],
            _secret(new[account], known[account]),
            minimum=minimum,
        )
    )


def _shown_before(accounts: Collection[int], computation: Computation) -> defaultdict[int, list[set[Said]]]:
    """By person, what each figure that they may be shown rests on, of all earlier ones whose windows overlap."""
    overlapping = Computation.objects.filter(
        audience=Audience.AGENTS.value,
        pk__lt=computation.pk,
        window_start__lt=computation.window_end,
        window_end__gt=computation.window_start,
    )
    shown = StandingResult.objects.filter(
        account_id__in=accounts, may_be_shown=True, computation__in=overlapping.values("pk")
    ).values_list("computation_id", "account_id")
    whose: dict[int, set[int]] = defaultdict(set)
    for number, account in shown:
        whose[number].add(account)
    found: defaultdict[int, list[set[Said]]] = defaultdict(list)
    for number, inputs in Computation.objects.filter(pk__in=list(whose)).order_by("id").values_list("pk", "inputs"):
        rested: dict[int, set[Said]] = {account: set() for account in whose[number]}
        for answer in inputs["answers"]:
            if answer["agent"] in rested:
                rested[answer["agent"]].add((answer["question"], answer["choice"]))
        for account, answers in rested.items():
            found[account].append(answers)
    return found


def _known_to(accounts: Collection[int], by: datetime.datetime) -> defaultdict[int, set[int]]:
    """By person, the questions of which a mark had told them what was answered, and about which case."""
    marked = Mark.objects.filter(account_id__in=accounts, finding__vote__isnull=False, set_at__lte=by)
    known: defaultdict[int, set[int]] = defaultdict(set)
    for account, question in marked.values_list("account_id", "finding__vote_id"):
        known[account].add(question)
    return known


def _secret(answers: set[Said], known: set[int]) -> frozenset[Said]:
    return frozenset(said for said in answers if said[0] not in known)


def shown_result(account_id: int, now: datetime.datetime) -> StandingResult | None:
    """The latest result that may be shown, of answers enough that none can be traced; None while there is none."""
    results = shown_results(account_id, now)
    latest = results.filter(computation__is_regular=True).first()
    return latest if latest and latest.answers >= survey_rules(now).minimum_batch else None


def waits_until(account_id: int, now: datetime.datetime) -> datetime.datetime | None:
    """Where the latest figures may not be shown yet, and so can count in no step: until when their window was."""
    newest = results_of(account_id, now).filter(computation__is_regular=True).defer("computation__inputs").first()
    return None if newest is None or newest.may_be_shown else newest.computation.window_end


def shown_results(account_id: int, now: datetime.datetime) -> QuerySet[StandingResult]:
    """All that this person may be shown by now, the latest first, those made to judge a plan among them."""
    return results_of(account_id, now).filter(may_be_shown=True)


def results_of(account_id: int, now: datetime.datetime) -> QuerySet[StandingResult]:
    """Every result there was of this person whose answers are old enough, the latest first."""
    settled = StandingResult.objects.filter(
        account_id=account_id,
        computation__window_end__lte=now - survey_rules(now).show_delay,
        computation__computed_at__lte=now,
    )
    return settled.select_related("computation__team", "computation__policy_version__policy").order_by(
        "-computation__window_end", "-computation__computed_at", "-id"
    )
