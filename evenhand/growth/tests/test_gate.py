"""The gate: each condition on both sides, all that is missing named at once, on plain values alone."""

import datetime
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from evenhand.core.calendar import SiteCalendar
from evenhand.growth.gate import NEEDS, Before, Condition, GateFacts, State, gate, missing
from evenhand.growth.goal_languages import depends_on_others
from evenhand.growth.rules import LADDERS, Effect, Kind, Outcome, plan_effect, plan_outcome, session_days
from evenhand.growth.words import CONDITION_WORDS, GAP_WORDS, check_words
from evenhand.policies.api import packed_figures

START = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
EARLIER = START - datetime.timedelta(days=1)
PERSON, LEAD, REVIEWER = 1, 2, 3

OPEN = GateFacts(
    kind=Kind.WRITTEN_WARNING,
    person_id=PERSON,
    proposer_id=LEAD,
    verdict="clearly worse",
    answers=40,
    minimum_answers=20,
    stated_false_discovery=0.1,
    used_false_discovery=0.1,
    window_start=START,
    judged_by=7,
    bound_at_start=7,
    bound_at_end=7,
    sessions_promised=8,
    sessions_given=8,
    before=Before.PLAN_NOT_REACHED,
    before_began=START,
    has_been_asked=True,
    has_answered=True,
    reviewer_id=REVIEWER,
)
RESTRICTS = {"kind": Kind.RESTRICTION, "by_orders": True}
NOTIFIES = {**RESTRICTS, "kind": Kind.NOTICE}
FINAL = {"kind": Kind.FINAL_WARNING, "before": Before.WARNING_LIVE}

# What is changed of a gate that is open, and the condition that then fails: the other side of each.
FAILS = [
    ({"verdict": ""}, Condition.EVIDENCE),
    ({"verdict": "not enough evidence", "answers": 19}, Condition.EVIDENCE),
    ({"verdict": "in line"}, Condition.EVIDENCE),
    ({"verdict": "clearly better"}, Condition.EVIDENCE),
    ({"used_false_discovery": 0.11}, Condition.EVIDENCE),
    ({"answers_used_before": 1}, Condition.NEW_EVIDENCE),
    ({"before_began": START + datetime.timedelta(seconds=1)}, Condition.NEW_EVIDENCE),
    ({"first_contact_at": EARLIER}, Condition.NEW_EVIDENCE),
    ({"bound_at_start": None}, Condition.NOTICE),
    ({"bound_at_end": None}, Condition.NOTICE),
    ({"bound_at_start": 6}, Condition.NOTICE),
    ({"judged_by": 8}, Condition.NOTICE),
    ({"sessions_given": 7}, Condition.COACHING),
    ({"sessions_promised": 0, "sessions_given": 0}, Condition.COACHING),
    ({"open_contests": 1}, Condition.CONTESTS),
    ({"before": Before.NONE}, Condition.PREDECESSOR),
    ({"before": Before.PLAN_REACHED}, Condition.PREDECESSOR),
    ({"before": Before.WARNING_LIVE}, Condition.PREDECESSOR),
    ({**FINAL, "before": Before.NONE}, Condition.PREDECESSOR),
    ({**FINAL, "before": Before.PLAN_NOT_REACHED}, Condition.PREDECESSOR),
    ({"has_been_asked": False}, Condition.HEARD),
    ({"has_answered": False}, Condition.HEARD),
    ({"reviewer_id": None}, Condition.REVIEWER),
    ({"reviewer_id": LEAD}, Condition.REVIEWER),
    ({"reviewer_id": PERSON}, Condition.REVIEWER),
    ({"reviewer_leads_person": True}, Condition.REVIEWER),
    *(
        ({**ladder, **change}, condition)
        for ladder in (NOTIFIES, RESTRICTS)
        for change, condition in (
            ({"verdict": ""}, Condition.EVIDENCE),
            ({"verdict": "not enough evidence", "answers": 19}, Condition.EVIDENCE),
            ({"verdict": "in line"}, Condition.EVIDENCE),
            ({"used_false_discovery": 0.11}, Condition.EVIDENCE),
            ({"answers_used_before": 1}, Condition.NEW_EVIDENCE),
            ({"before_began": START + datetime.timedelta(seconds=1)}, Condition.NEW_EVIDENCE),
            ({"bound_at_start": None}, Condition.NOTICE),
            ({"judged_by": 8}, Condition.NOTICE),
            ({"rules_speak_of_it": False}, Condition.NOTICE),
            ({"open_contests": 1}, Condition.CONTESTS),
            ({"has_been_asked": False}, Condition.HEARD),
            ({"has_answered": False}, Condition.HEARD),
            ({"reviewer_id": None}, Condition.REVIEWER),
            ({"reviewer_id": LEAD}, Condition.REVIEWER),
        )
    ),
    ({**RESTRICTS, "sessions_given": 7}, Condition.COACHING),
    ({**RESTRICTS, "sessions_promised": 0, "sessions_given": 0}, Condition.COACHING),
    ({**RESTRICTS, "before": Before.NONE}, Condition.PREDECESSOR),
    ({**RESTRICTS, "before": Before.PLAN_REACHED}, Condition.PREDECESSOR),
]

HOLDS = [
    {},
    FINAL,
    RESTRICTS,
    {**NOTIFIES, "before": Before.NONE, "before_began": None, "sessions_promised": 0, "sessions_given": 0},
    {"answers": 20},
    {"used_false_discovery": 0.05},
    {"before_began": EARLIER},
    {"first_contact_at": START},
    {"has_answered": False, "time_to_answer_is_over": True},
    {"kind": Kind.PLAN, "before": Before.NONE, "before_began": None, "sessions_promised": 0, "sessions_given": 0},
]


@pytest.mark.parametrize("change", HOLDS)
def test_with_every_condition_met_the_gate_is_open(change) -> None:
    assert missing(gate(replace(OPEN, **change)), at_decision=True) == ()


@pytest.mark.parametrize(("change", "condition"), FAILS)
def test_each_condition_alone_closes_it_and_is_named_in_words(change, condition) -> None:
    lacking = missing(gate(replace(OPEN, **change)), at_decision=True)
    assert [check.condition for check in lacking] == [condition]
    assert check_words(lacking[0])


OF_AGENTS = re.compile(r"coach|warning|\banswers\b|\bteam|leads? th(e|is) person", re.IGNORECASE)
OF_SELLERS_AND_DRIVERS = re.compile(r"talk|restriction|notice|order|parcel|standard", re.IGNORECASE)


@pytest.mark.parametrize("change", [change for change, _condition in FAILS])
def test_each_is_told_in_words_of_their_own_ladder(change) -> None:
    facts = replace(OPEN, **change)
    said = " ".join(check_words(check) for check in gate(facts))
    assert not (OF_SELLERS_AND_DRIVERS if facts.kind in LADDERS["agents"] else OF_AGENTS).search(said), said


def test_a_refusal_names_all_that_is_missing() -> None:
    nothing = GateFacts(kind=Kind.FINAL_WARNING, person_id=PERSON, proposer_id=LEAD, open_contests=2)
    lacking = {check.condition for check in missing(gate(nothing), at_decision=True)}
    assert lacking == set(Condition) - {Condition.NEW_EVIDENCE}


def test_what_is_yet_to_come_closes_the_decision_but_not_the_proposal() -> None:
    proposed = replace(OPEN, has_been_asked=False, has_answered=False, reviewer_id=None)
    assert missing(gate(proposed), at_decision=False) == ()
    assert {check.condition for check in missing(gate(proposed), at_decision=True)} == {
        Condition.HEARD,
        Condition.REVIEWER,
    }


def test_recognition_needs_something_to_praise_and_somebody_else_who_agrees() -> None:
    facts = GateFacts(kind=Kind.RECOGNITION, person_id=PERSON, proposer_id=LEAD, reviewer_id=REVIEWER)
    assert [check.condition for check in missing(gate(facts), at_decision=True)] == [Condition.EVIDENCE]
    lacking = missing(gate(replace(facts, by_orders=True, verdict="in line")), at_decision=True)
    assert check_words(lacking[0]).startswith("The agreed standard")
    for praise in ({"verdict": "clearly better"}, {"praises_contact": True}):
        assert missing(gate(replace(facts, **praise)), at_decision=True) == ()
    assert missing(gate(replace(facts, verdict="clearly worse")), at_decision=True)


def test_coaching_is_help_and_needs_no_evidence() -> None:
    facts = GateFacts(kind=Kind.COACHING, person_id=PERSON, proposer_id=LEAD)
    assert missing(gate(facts), at_decision=False) == ()
    assert Condition.EVIDENCE not in NEEDS[Kind.COACHING]


def test_every_condition_and_gap_has_its_words() -> None:
    assert set(CONDITION_WORDS) == set(Condition)
    gaps = {check.gap for change, _ in FAILS for check in gate(replace(OPEN, **change)) if check.state != State.MET}
    assert gaps <= set(GAP_WORDS)


@pytest.mark.parametrize(
    "goal",
    [
        "Not be in the bottom 15 %",
        "Stay out of the lowest third of the team",
        "Be better than average",
        "Rank in the upper half",
        "Fewer no than the others",
        "A share of no below the team's",
        "Be among the top 5",
        "Reach the 50th percentile",
        "Score above the team average",
        "Nicht im unteren Drittel",
        "Weniger Nein als die anderen",
    ],
)
def test_a_goal_that_depends_on_others_is_refused(goal: str) -> None:
    assert depends_on_others(goal)


@pytest.mark.parametrize(
    "goal",
    [
        "Answer each question of the customer, first the one asked first",
        "Quote the clause whenever you refuse something",
        "Read the whole conversation before the first answer",
        "Offer a call where two mails did not settle it",
        "At most 4 marks in 40 answers",
        "Ask the team when a policy is unclear",
        "Das Team fragen, wenn eine Regel unklar ist",
        "Unter jede Antwort die Klausel schreiben",
    ],
)
def test_a_goal_within_reach_of_ones_own_effort_is_taken(goal: str) -> None:
    assert not depends_on_others(goal)


def test_too_few_answers_after_a_plan_lead_to_nothing() -> None:
    for verdict in ("", "not enough evidence", "clearly worse"):
        assert plan_outcome(verdict, answers=19, minimum_answers=20) is Outcome.TOO_FEW
    assert plan_outcome("clearly worse", answers=20, minimum_answers=20) is Outcome.NOT_REACHED
    for verdict in ("not enough evidence", "in line", "clearly better"):
        assert plan_outcome(verdict, answers=20, minimum_answers=20) is Outcome.REACHED


@pytest.mark.parametrize(
    ("share", "effect"),
    [
        (0.04, Effect.MORE_THAN_BY_ITSELF),
        (0.05, Effect.AS_BY_ITSELF),
        (0.25, Effect.AS_BY_ITSELF),
        (0.26, Effect.LESS_THAN_BY_ITSELF),
        (None, Effect.NOT_KNOWN),
    ],
)
def test_improvement_counts_for_the_help_only_beyond_what_comes_by_itself(share, effect) -> None:
    assert plan_effect(share, 0.05, 0.25) is effect


MONDAY = datetime.date(2026, 4, 13)


def days(*offsets: int) -> set[datetime.date]:
    return {MONDAY + datetime.timedelta(days=offset) for offset in offsets}


def is_weekday(day: datetime.date) -> bool:
    return day.weekday() < 5


def test_two_sessions_a_week_for_four_weeks_are_eight_on_working_days() -> None:
    promised = session_days(MONDAY, days=28, per_week=2, away=set(), is_worked=is_weekday)
    assert len(promised) == 8
    assert all(is_weekday(day) for day in promised)
    assert [sum(day.isocalendar().week == week for day in promised) for week in (16, 17, 18, 19)] == [2, 2, 2, 2]


def test_no_session_is_promised_for_a_day_away_and_none_is_lost_by_it() -> None:
    away = days(*range(7, 14))
    promised = session_days(MONDAY, days=28, per_week=2, away=away, is_worked=is_weekday)
    assert len(promised) == 8
    assert not away.intersection(promised)
    assert max(promised) > MONDAY + datetime.timedelta(days=28)


def test_a_week_of_holidays_moves_its_sessions_on() -> None:
    holidays = days(0, 1, 2, 3, 4)
    promised = session_days(
        MONDAY, days=14, per_week=2, away=set(), is_worked=lambda day: is_weekday(day) and day not in holidays
    )
    assert len(promised) == 4
    assert not holidays.intersection(promised)


@pytest.mark.parametrize("audience", ["sellers", "drivers"])
def test_the_time_to_appeal_against_a_restriction_is_six_months_whichever_these_are(audience) -> None:
    """Regulation (EU) 2022/2065, article 20: at least. It is shortest where there are no holidays."""
    figures = packed_figures("standing-and-steps")
    calendar, day = SiteCalendar(ZoneInfo("Europe/Berlin")), datetime.date(2026, 1, 1)
    while day < datetime.date(2028, 3, 1):
        last = calendar.deadline(calendar.start_of(day), int(figures[f"{audience}_appeal_working_days"])).day
        month = day.month + 6
        asked = datetime.date(day.year + (month > 12), month - 12 * (month > 12), min(day.day, 28))
        assert last >= asked + datetime.timedelta(days=day.day - min(day.day, 28)), day
        day += datetime.timedelta(days=1)
