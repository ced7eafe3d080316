"""Lots, classes and what counts of two looks, on plain values."""

from evenhand.quality.rules import (
    Answer,
    Item,
    Kind,
    combined,
    drawn,
    in_mixed_order,
    may_decide_dispute,
    outcome,
    seconded,
)

ITEMS = (
    Item("answered", Kind.CUSTOMER, "Answered."),
    Item("true", Kind.CUSTOMER, "True."),
    Item("policy", Kind.BUSINESS, "Within policy."),
    Item("private", Kind.COMPLIANCE, "Private."),
    Item("plain", Kind.OTHER, "Plain."),
    Item("warm", Kind.OTHER, "Warm."),
)
MET = dict.fromkeys((item.key for item in ITEMS), Answer.MET.value)


def passed(answers: dict[str, str]) -> list[bool | None]:
    return [each.passed for each in outcome(ITEMS, answers).critical]


def test_a_class_fails_by_one_missed_line_and_the_others_are_untouched() -> None:
    assert passed(MET) == [True, True, True]
    assert passed(MET | {"true": "missed"}) == [False, True, True]
    assert passed(MET | {"private": "missed"}) == [True, True, False]


def test_a_class_of_which_nothing_applied_is_neither_passed_nor_failed() -> None:
    assert passed(MET | {"policy": "not_asked"}) == [True, None, True]


def test_other_lines_are_counted_among_those_that_applied_and_fail_no_class() -> None:
    found = outcome(ITEMS, MET | {"plain": "missed", "warm": "not_asked"})
    assert (found.others_met, found.others_applied, [item.key for item in found.others_missed]) == (0, 1, ["plain"])
    assert [each.passed for each in found.critical] == [True, True, True]


def test_what_only_one_of_two_saw_missed_counts_as_seen() -> None:
    assert combined([MET | {"true": "missed"}, MET])["true"] == "met"
    assert combined([MET | {"true": "missed"}, MET | {"true": "missed"}])["true"] == "missed"
    assert combined([MET | {"true": "missed"}, MET | {"true": "not_asked"}])["true"] == "not_asked"


def test_a_line_granted_in_a_dispute_counts_as_seen() -> None:
    both = [MET | {"true": "missed"}] * 2
    assert combined(both, granted=["true"])["true"] == "met"


def test_a_seed_draws_the_same_for_one_agent_whatever_others_did() -> None:
    contacts = list(range(40))
    assert drawn(contacts, 3, seed=9, agent_id=4) == drawn(contacts, 3, seed=9, agent_id=4)
    assert drawn(contacts, 3, seed=9, agent_id=4) != drawn(contacts, 3, seed=9, agent_id=5)


def test_each_contact_is_as_likely_as_the_others() -> None:
    counts = [sum(each in drawn(range(8), 2, seed=seed, agent_id=1) for seed in range(4000)) for each in range(8)]
    assert all(900 < count < 1100 for count in counts), counts


def test_over_many_weeks_the_share_looked_at_by_two_is_what_the_policy_says() -> None:
    sizes = [len(seconded(range(7), 20, seed=seed)) for seed in range(3000)]
    assert 1.35 < sum(sizes) / 3000 < 1.45
    assert seconded([], 20, seed=1) == []


def test_the_order_of_handing_out_is_mixed_and_the_same_again() -> None:
    order = in_mixed_order(range(30), seed=4)
    assert order == in_mixed_order(range(30), seed=4)
    assert sorted(order) == list(range(30)) != order


def test_a_dispute_is_decided_by_somebody_with_no_part_in_it() -> None:
    def may(decider: int, *, roles: tuple[str, ...] = ("reviewer",), leads: bool = False) -> bool:
        return may_decide_dispute(decider_id=decider, roles=roles, person_id=1, reviewer_ids=[2, 3], leads_person=leads)

    assert may(4)
    assert may(4, roles=("administrator",))
    assert not may(1), "the person"
    assert not may(2), "who reviewed it"
    assert not may(4, leads=True), "who leads the person"
    assert not may(4, roles=("lead",)), "a lead"
