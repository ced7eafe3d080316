import pytest

from evenhand.standing.rules import (
    Answered,
    Cause,
    Count,
    Evidence,
    Fact,
    as_counted,
    has_enough,
    may_decide,
    propose_cause,
    propose_claim_cause,
)
from evenhand.standing.words import chance_words

LOST = Evidence(Fact.PARCEL_LOST, "shipment:1", (("order", "#1"), ("days", "9")))
CLAIM = Evidence(Fact.CLAIM_OPENED, "claim:1", (("kind", "lost"), ("order", "#1")))
REFUSED = Evidence(Fact.CLAUSE_REFUSED, "policy", (("clause", "Refunds and claims, version 2, 3.1 Late claims"),))


def no(owner: str = "", **known: tuple[Evidence, ...]) -> Answered:
    return Answered(invitation_id=7, reason_code=owner and f"about {owner}", owner=owner, **known)


def test_a_bare_no_has_no_known_cause() -> None:
    proposal = propose_cause(no())
    assert proposal.cause is Cause.UNKNOWN
    assert [each.fact for each in proposal.evidence] == [Fact.NO_REASON]


@pytest.mark.parametrize(
    ("owner", "cause"),
    [
        ("policy", Cause.POLICY),
        ("product", Cause.PRODUCT),
        ("seller", Cause.SELLER),
        ("delivery", Cause.CARRIER),
        ("agent", Cause.AGENT),
        ("process", Cause.SYSTEM),
        ("capacity", Cause.SYSTEM),
        ("unknown", Cause.UNKNOWN),
    ],
)
def test_what_the_customer_names_is_proposed(owner: str, cause: Cause) -> None:
    assert propose_cause(no(owner)).cause is cause


def test_a_lost_parcel_explains_a_bare_no() -> None:
    proposal = propose_cause(no(deliveries=(LOST,)))
    assert proposal.cause is Cause.CARRIER
    assert LOST in proposal.evidence


def test_a_lost_parcel_explains_what_is_not_solved() -> None:
    assert propose_cause(no("process", deliveries=(LOST,))).cause is Cause.CARRIER


def test_a_refusal_explains_a_bare_no_and_names_its_clause() -> None:
    proposal = propose_cause(no(refusals=(REFUSED,)))
    assert (proposal.cause, proposal.clause) == (Cause.POLICY, "Refunds and claims, version 2, 3.1 Late claims")


@pytest.mark.parametrize("known", [{"deliveries": (LOST,)}, {"claims": (CLAIM,)}, {"refusals": (REFUSED,)}])
def test_nobody_is_proposed_where_something_else_of_ours_went_wrong_too(known: dict[str, tuple[Evidence, ...]]) -> None:
    proposal = propose_cause(no("agent", **known))
    assert proposal.cause is Cause.UNKNOWN
    assert proposal.evidence[-1].fact is Fact.SPEAKS_AGAINST


def test_a_claim_is_never_proposed_as_a_persons_doing() -> None:
    assert propose_claim_cause([CLAIM]).cause is Cause.UNKNOWN
    assert propose_claim_cause([CLAIM, LOST]).cause is Cause.CARRIER


@pytest.mark.parametrize(
    ("choice", "has_mark", "count"),
    [
        ("yes", False, Count(is_no=False, counts=True)),
        ("no", True, Count(is_no=True, counts=True)),
        ("no", False, Count(is_no=False, counts=False)),
    ],
)
def test_a_no_without_a_mark_says_nothing_about_a_person(choice: str, has_mark: bool, count: Count) -> None:
    assert as_counted(choice, has_mark=has_mark) == count


@pytest.mark.parametrize(
    ("answers", "reliability", "enough"), [(20, 0.6, True), (19, 0.9, False), (200, 0.59, False), (200, None, False)]
)
def test_a_verdict_needs_answers_and_reliability(answers: int, reliability: float | None, enough: bool) -> None:
    assert has_enough(answers, reliability, minimum_answers=20, minimum_reliability=0.6) is enough


LENA = {"decider_id": 1, "roles": {"lead"}, "led_team_ids": {5}, "involved_ids": {9}, "team_id": 5}


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, True),
        ({"team_id": 6}, False),
        ({"team_id": None}, False),
        ({"involved_ids": {1}}, False),
        ({"roles": {"agent"}}, False),
        ({"roles": {"administrator"}}, False),
        ({"roles": {"reviewer"}, "led_team_ids": set(), "team_id": None}, True),
        ({"roles": {"reviewer"}, "involved_ids": {1}}, False),
    ],
)
def test_who_may_decide(change: dict[str, object], may: bool) -> None:
    assert may_decide(**{**LENA, **change}) is may


@pytest.mark.parametrize(
    ("chance", "words"),
    [(1.0, "100 %"), (0.431, "43 %"), (0.0423, "4.2 %"), (0.00021, "0.021 %"), (0.00004, "under 0.01 %")],
)
def test_a_probability_is_a_plain_percentage(chance: float, words: str) -> None:
    assert chance_words(chance).replace("\u00a0", " ") == words
