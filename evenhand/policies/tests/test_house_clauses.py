"""Every house clause with a condition decides on one side of its line and not on the other."""

import datetime
from collections.abc import Iterable

import pytest

from evenhand.policies import api
from evenhand.policies.conditions import compiled
from evenhand.policies.packs import HOUSE, PackedPolicy, read_pack
from evenhand.policies.questions import ORDERED_BEFORE
from evenhand.policies.tests.house_pairs import PAIRS, Pair

NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.policy} {pair.clause} {pair.fact}")
def test_a_clause_decides_on_its_side_of_the_line_only(house_policies: datetime.datetime, pair: Pair) -> None:
    inside = api.decide(pair.policy, pair.question, pair.facts, NOW)
    outside = api.decide(pair.policy, pair.question, pair.facts_outside, NOW)
    assert (inside.verdict, outside.verdict) == pair.verdicts
    assert pair.clause in {clause.number for clause in inside.clauses}
    assert pair.clause not in {clause.number for clause in outside.clauses}
    assert all(reason and "{" not in reason for reason in (*inside.reasons, *outside.reasons))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.policy} {pair.clause} {pair.fact}")
def test_the_two_sides_of_a_line_lie_side_by_side(pair: Pair) -> None:
    assert pair.inside != pair.outside
    if isinstance(pair.inside, int) and not isinstance(pair.inside, bool):
        assert isinstance(pair.outside, int)
        assert abs(pair.inside - pair.outside) == 1


def uncovered(policies: Iterable[PackedPolicy], pairs: Iterable[Pair]) -> set[str]:
    """The conditions, and the facts in them, that no pair draws the line by."""
    drawn = {(pair.policy, pair.clause, pair.fact) for pair in pairs}
    wanted = {
        (policy.key, clause.number, name)
        for policy in policies
        for clause in policy.clauses
        for name in compiled(clause.condition).names - {each.name for each in policy.parameters}
    }
    # `keep` clauses lean on two versions: test_when_it_holds.py and the test of the house's own clause have those.
    return {" ".join(each) for each in wanted - drawn if each[2] != ORDERED_BEFORE.name}


def test_every_fact_in_a_house_condition_has_a_case_on_either_side() -> None:
    assert uncovered(read_pack(HOUSE), PAIRS) == set()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.policy} {pair.clause} {pair.fact}")
def test_a_pair_that_were_missing_would_be_missed(pair: Pair) -> None:
    rest = [each for each in PAIRS if (each.policy, each.clause, each.fact) != (pair.policy, pair.clause, pair.fact)]
    assert uncovered(read_pack(HOUSE), rest) == {f"{pair.policy} {pair.clause} {pair.fact}"}


def test_no_condition_reads_how_often_somebody_asked_before() -> None:
    asked_before = {"claim_rate", "claims", "earlier_claims", "misuse", "account_id", "customer_id"}
    names = {
        name for policy in read_pack(HOUSE) for clause in policy.clauses for name in compiled(clause.condition).names
    }
    assert names.isdisjoint(asked_before)


def test_what_we_ask_for_is_never_a_condition_of_a_remedy() -> None:
    """A photo, a note or a code is in no fact of a remedy's question, so no clause can make a remedy wait for it."""
    from evenhand.policies.questions import QUESTIONS

    remedies = [each for name, each in QUESTIONS.items() if name.startswith(("refund.", "replacement."))]
    facts = {fact.name for question in remedies for fact in question.facts}
    assert not {name for name in facts if any(word in name for word in ("photo", "police", "code", "evidence"))}
