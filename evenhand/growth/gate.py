"""The gate: what has to be so before a step may be issued, and what is missing. Plain values only."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evenhand.growth.rules import AFTER_HELP, Kind


class Condition(StrEnum):
    """What has to be so before a step may be issued."""

    EVIDENCE = "evidence"
    NEW_EVIDENCE = "new_evidence"
    NOTICE = "notice"
    COACHING = "coaching"
    CONTESTS = "contests"
    PREDECESSOR = "predecessor"
    HEARD = "heard"
    REVIEWER = "reviewer"


NEEDS: Mapping[Kind, tuple[Condition, ...]] = {
    Kind.RECOGNITION: (Condition.EVIDENCE, Condition.NEW_EVIDENCE, Condition.REVIEWER),
    Kind.COACHING: (Condition.HEARD, Condition.REVIEWER),
    Kind.PLAN: (
        Condition.EVIDENCE,
        Condition.NEW_EVIDENCE,
        Condition.NOTICE,
        Condition.COACHING,
        Condition.CONTESTS,
        Condition.HEARD,
        Condition.REVIEWER,
    ),
    Kind.WRITTEN_WARNING: tuple(Condition),
    Kind.FINAL_WARNING: tuple(Condition),
    Kind.NOTICE: (
        Condition.EVIDENCE,
        Condition.NEW_EVIDENCE,
        Condition.NOTICE,
        Condition.CONTESTS,
        Condition.HEARD,
        Condition.REVIEWER,
    ),
    Kind.RESTRICTION: tuple(Condition),
}


class State(StrEnum):
    """Of one condition: it holds, it is missing, or its time is yet to come."""

    MET = "met"
    MISSING = "missing"
    LATER = "later"


class Gap(StrEnum):
    """What exactly is missing, or yet to come; the sentence for each stands in words.py."""

    NO_RESULT = "no_result"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    NOT_CLEARLY_WORSE = "not_clearly_worse"
    NOTHING_TO_PRAISE = "nothing_to_praise"
    TOO_FEW_ORDERS = "too_few_orders"
    NOT_ABOVE_THE_STANDARD = "not_above_the_standard"
    NO_ORDERS_TO_PRAISE = "no_orders_to_praise"
    LOOSER_THAN_STATED = "looser_than_stated"
    USED_BEFORE = "used_before"
    BEGAN_TOO_EARLY = "began_too_early"
    ORDERS_USED_BEFORE = "orders_used_before"
    ORDERS_TOO_EARLY = "orders_too_early"
    NO_POLICY_BOUND = "no_policy_bound"
    OTHER_POLICY_BOUND = "other_policy_bound"
    NOT_IN_THE_RULES = "not_in_the_rules"
    NO_COACHING_PROMISED = "no_coaching_promised"
    COACHING_NOT_GIVEN = "coaching_not_given"
    NO_TALKS_PROMISED = "no_talks_promised"
    TALKS_NOT_GIVEN = "talks_not_given"
    CONTESTS_OPEN = "contests_open"
    NO_PLAN_ENDED = "no_plan_ended"
    PLAN_REACHED_ITS_BAR = "plan_reached_its_bar"
    PLAN_KEPT_THE_STANDARD = "plan_kept_the_standard"
    NO_LIVE_WARNING = "no_live_warning"
    NOT_ASKED_YET = "not_asked_yet"
    STILL_TIME_TO_ANSWER = "still_time_to_answer"
    NO_REVIEWER_YET = "no_reviewer_yet"
    NO_OTHER_PERSON_YET = "no_other_person_yet"
    REVIEWER_PROPOSED_IT = "reviewer_proposed_it"
    REVIEWER_IS_THE_PERSON = "reviewer_is_the_person"
    REVIEWER_LEADS_THE_PERSON = "reviewer_leads_the_person"


@dataclass(frozen=True)
class Check:
    """One condition of the gate: whether it holds, and what is missing, with the figures that its sentence needs."""

    condition: Condition
    state: State
    gap: Gap | None = None
    values: tuple[tuple[str, str], ...] = ()


class Before(StrEnum):
    """How the step that has to come before stands."""

    NONE = "none"
    PLAN_NOT_REACHED = "plan_not_reached"
    PLAN_REACHED = "plan_reached"
    WARNING_LIVE = "warning_live"


@dataclass(frozen=True)
class GateFacts:
    """Everything that the gate looks at, as plain values.

    `verdict` is empty where there is no result. `stated_false_discovery` is what the policy allows, `used` what the
    computation was asked with. `judged_by`, `bound_at_start` and `bound_at_end` are policy versions by number in the
    database. `sessions_promised` counts those whose day has come. `before_began` is when the step before was issued,
    or its plan began; `first_contact_at`, when the earliest contact did whose answer is in the figures: contacts are
    asked about later, so that a window may begin after one of its own. `reviewer_id` is None while the step is only
    proposed. `by_orders` says that sellers' orders or drivers' parcels are counted instead of answers;
    `rules_speak_of_it`, that the version that bound states this step.
    """

    kind: Kind
    person_id: int
    proposer_id: int
    verdict: str = ""
    by_orders: bool = False
    answers: int = 0
    minimum_answers: int = 0
    praises_contact: bool = False
    stated_false_discovery: float = 0.0
    used_false_discovery: float = 0.0
    window_start: datetime.datetime | None = None
    first_contact_at: datetime.datetime | None = None
    answers_used_before: int = 0
    judged_by: int | None = None
    bound_at_start: int | None = None
    bound_at_end: int | None = None
    rules_speak_of_it: bool = True
    sessions_promised: int = 0
    sessions_given: int = 0
    open_contests: int = 0
    before: Before = Before.NONE
    before_began: datetime.datetime | None = None
    has_been_asked: bool = False
    has_answered: bool = False
    time_to_answer_is_over: bool = False
    reviewer_id: int | None = None
    reviewer_leads_person: bool = False


def gate(facts: GateFacts) -> tuple[Check, ...]:
    """Every condition of this step, each with whether it holds and what is missing. A step needs all of them."""
    return tuple(_CHECKS[condition](facts) for condition in NEEDS[facts.kind])


def missing(checks: Sequence[Check], *, at_decision: bool) -> tuple[Check, ...]:
    """What stands in the way now. At the decision, what was yet to come must have come."""
    in_the_way = {State.MISSING, State.LATER} if at_decision else {State.MISSING}
    return tuple(check for check in checks if check.state in in_the_way)


def _met(condition: Condition) -> Check:
    return Check(condition, State.MET)


def _lacks(condition: Condition, gap: Gap, **values: object) -> Check:
    return Check(condition, State.MISSING, gap, tuple((name, str(value)) for name, value in values.items()))


_BY_ORDERS = {
    Gap.NOTHING_TO_PRAISE: Gap.NO_ORDERS_TO_PRAISE,
    Gap.NOT_ENOUGH_EVIDENCE: Gap.TOO_FEW_ORDERS,
    Gap.NOT_CLEARLY_WORSE: Gap.NOT_ABOVE_THE_STANDARD,
    Gap.USED_BEFORE: Gap.ORDERS_USED_BEFORE,
    Gap.BEGAN_TOO_EARLY: Gap.ORDERS_TOO_EARLY,
    Gap.NO_COACHING_PROMISED: Gap.NO_TALKS_PROMISED,
    Gap.COACHING_NOT_GIVEN: Gap.TALKS_NOT_GIVEN,
    Gap.PLAN_REACHED_ITS_BAR: Gap.PLAN_KEPT_THE_STANDARD,
    Gap.NO_REVIEWER_YET: Gap.NO_OTHER_PERSON_YET,
}


def _gap(facts: GateFacts, gap: Gap) -> Gap:
    """The same gap, as it reads to sellers and drivers: of orders and parcels, talks and restrictions."""
    return _BY_ORDERS[gap] if facts.by_orders else gap


def _evidence(facts: GateFacts) -> Check:
    lacks = Condition.EVIDENCE
    if facts.kind is Kind.RECOGNITION:
        is_praise = facts.praises_contact or facts.verdict == "clearly better"
        return _met(lacks) if is_praise else _lacks(lacks, _gap(facts, Gap.NOTHING_TO_PRAISE))
    if not facts.verdict:
        return _lacks(lacks, Gap.NO_RESULT)
    if facts.verdict == "not enough evidence":
        gap = _gap(facts, Gap.NOT_ENOUGH_EVIDENCE)
        return _lacks(lacks, gap, answers=facts.answers, minimum=facts.minimum_answers)
    if facts.verdict != "clearly worse":
        return _lacks(lacks, _gap(facts, Gap.NOT_CLEARLY_WORSE))
    if facts.used_false_discovery > facts.stated_false_discovery:
        return _lacks(lacks, Gap.LOOSER_THAN_STATED)
    return _met(lacks)


def _new_evidence(facts: GateFacts) -> Check:
    """No answer counts for two steps, and what came before a plan or a warning began cannot lead to the next."""
    lacks = Condition.NEW_EVIDENCE
    if facts.answers_used_before:
        return _lacks(lacks, _gap(facts, Gap.USED_BEFORE), count=facts.answers_used_before)
    began = min(filter(None, [facts.window_start, facts.first_contact_at]), default=None)
    if facts.before_began and began and began < facts.before_began:
        return _lacks(lacks, _gap(facts, Gap.BEGAN_TOO_EARLY))
    return _met(lacks)


def _notice(facts: GateFacts) -> Check:
    """The version that was judged by bound the person for the whole window, not from some day in it on."""
    lacks = Condition.NOTICE
    if facts.judged_by is None or facts.bound_at_start is None or facts.bound_at_end is None:
        return _lacks(lacks, Gap.NO_POLICY_BOUND)
    if {facts.bound_at_start, facts.bound_at_end} != {facts.judged_by}:
        return _lacks(lacks, Gap.OTHER_POLICY_BOUND)
    if not facts.rules_speak_of_it:
        return _lacks(lacks, Gap.NOT_IN_THE_RULES)
    return _met(lacks)


def _coaching(facts: GateFacts) -> Check:
    lacks = Condition.COACHING
    if facts.sessions_given < facts.sessions_promised:
        gap = _gap(facts, Gap.COACHING_NOT_GIVEN)
        return _lacks(lacks, gap, given=facts.sessions_given, promised=facts.sessions_promised)
    if facts.kind in AFTER_HELP and not facts.sessions_promised:
        return _lacks(lacks, _gap(facts, Gap.NO_COACHING_PROMISED))
    return _met(lacks)


def _contests(facts: GateFacts) -> Check:
    if facts.open_contests:
        return _lacks(Condition.CONTESTS, Gap.CONTESTS_OPEN, count=facts.open_contests)
    return _met(Condition.CONTESTS)


def _predecessor(facts: GateFacts) -> Check:
    lacks = Condition.PREDECESSOR
    if facts.kind is Kind.FINAL_WARNING:
        is_live = facts.before is Before.WARNING_LIVE
        return _met(lacks) if is_live else _lacks(lacks, Gap.NO_LIVE_WARNING)
    if facts.before is Before.PLAN_REACHED:
        return _lacks(lacks, _gap(facts, Gap.PLAN_REACHED_ITS_BAR))
    if facts.before is not Before.PLAN_NOT_REACHED:
        return _lacks(lacks, Gap.NO_PLAN_ENDED)
    return _met(lacks)


def _heard(facts: GateFacts) -> Check:
    if not facts.has_been_asked:
        return Check(Condition.HEARD, State.LATER, Gap.NOT_ASKED_YET)
    if not (facts.has_answered or facts.time_to_answer_is_over):
        return Check(Condition.HEARD, State.LATER, Gap.STILL_TIME_TO_ANSWER)
    return _met(Condition.HEARD)


def _reviewer(facts: GateFacts) -> Check:
    lacks = Condition.REVIEWER
    if facts.reviewer_id is None:
        return Check(lacks, State.LATER, _gap(facts, Gap.NO_REVIEWER_YET))
    if facts.reviewer_id == facts.proposer_id:
        return _lacks(lacks, Gap.REVIEWER_PROPOSED_IT)
    if facts.reviewer_id == facts.person_id:
        return _lacks(lacks, Gap.REVIEWER_IS_THE_PERSON)
    if facts.reviewer_leads_person:
        return _lacks(lacks, Gap.REVIEWER_LEADS_THE_PERSON)
    return _met(lacks)


_CHECKS = {
    Condition.EVIDENCE: _evidence,
    Condition.NEW_EVIDENCE: _new_evidence,
    Condition.NOTICE: _notice,
    Condition.COACHING: _coaching,
    Condition.CONTESTS: _contests,
    Condition.PREDECESSOR: _predecessor,
    Condition.HEARD: _heard,
    Condition.REVIEWER: _reviewer,
}
