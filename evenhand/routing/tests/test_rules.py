"""Whose turn it is, what comes next, and which rule sorts a case: on plain values."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cases.api import Channel
from evenhand.routing.rules import (
    USUAL_CAPACITY,
    Hands,
    NewCase,
    SortingRule,
    Waiting,
    able_among,
    givable,
    next_case,
    rule_for,
    takeable,
    whose_turn,
)

MAIL = Waiting(1, "mail")
NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)


def at(minute: int) -> datetime.datetime:
    return NOON + datetime.timedelta(minutes=minute)


def test_each_has_their_turn() -> None:
    ann, ben, new = Hands(1, last_given_at=at(5)), Hands(2, last_given_at=at(3)), Hands(3)
    assert whose_turn(MAIL, [ann, ben, new], "round_robin") == new
    assert whose_turn(MAIL, [ann, ben], "round_robin") == ben


def test_the_emptiest_hands_get_it_where_load_counts() -> None:
    ann, ben = Hands(1, in_hand={"mail": 3}), Hands(2, in_hand={"mail": 1}, last_given_at=at(9))
    assert whose_turn(MAIL, [ann, ben], "least_busy") == ben
    chatting = Hands(3, in_hand={"chat": 1})
    assert whose_turn(MAIL, [ann, chatting], "least_busy") == ann  # 3 of 12 mails are less than 1 of 3 chats


@pytest.mark.parametrize(
    "hands",
    [
        Hands(1, is_here=False),
        Hands(1, in_hand={"mail": 12}),
        Hands(1, in_hand={"mail": 2}, capacity={"mail": 2}),
        Hands(1, capacity={"mail": 0}),
    ],
)
def test_who_is_not_there_or_has_full_hands_gets_nothing(hands) -> None:
    assert whose_turn(MAIL, [hands], "round_robin") is None


def test_a_case_goes_to_who_speaks_its_language_and_has_its_skill() -> None:
    ann, ben = Hands(1, languages=frozenset({"en"})), Hands(2, languages=frozenset({"de"}), skills=frozenset({"sofas"}))
    assert whose_turn(Waiting(1, "mail", "de-at"), [ann, ben], "round_robin") == ben
    assert whose_turn(Waiting(1, "mail", "", "sofas"), [ann, ben], "round_robin") == ben
    assert whose_turn(Waiting(1, "mail", "en"), [ann, ben], "round_robin") == ann


def test_it_waits_for_who_could_answer_it_but_not_where_nobody_ever_could() -> None:
    ann, ben = Hands(1, languages=frozenset({"en"})), Hands(2, is_here=False, languages=frozenset({"de"}))
    assert whose_turn(Waiting(1, "mail", "de"), [ann, ben], "round_robin") is None
    assert whose_turn(Waiting(1, "mail", "fi"), [ann, ben], "round_robin") == ann


def test_only_who_has_the_skill_gets_it_and_of_them_rather_who_speaks_the_language() -> None:
    ann = Hands(1, languages=frozenset({"fr"}))
    ben = Hands(2, languages=frozenset({"de"}), skills=frozenset({"sofas"}))
    cat = Hands(3, languages=frozenset({"fr"}), skills=frozenset({"sofas"}), last_given_at=at(9))
    sofa = Waiting(1, "mail", "fr", "sofas")
    assert able_among(sofa, [ann, ben, cat]) == [cat]
    assert able_among(sofa, [ann, ben]) == [ben]
    assert able_among(sofa, [ann, Hands(4, languages=frozenset({"de"}))]) == [ann]
    assert able_among(sofa, []) == []
    assert next_case(ann, [sofa], [ann, ben]) is None


def test_on_a_live_channel_it_goes_to_the_ablest_of_those_who_take_part() -> None:
    ann = Hands(1, languages=frozenset({"en"}), live={"chat": True})
    ben = Hands(2, languages=frozenset({"de"}), live={"chat": False})
    assert whose_turn(Waiting(1, "chat", "de"), [ann, ben], "round_robin") == ann
    assert whose_turn(Waiting(1, "mail", "de"), [ann, ben], "round_robin") == ben
    assert whose_turn(Waiting(1, "chat", "de"), [ben], "round_robin") is None
    assert whose_turn(Waiting(1, "chat"), [Hands(3, is_here=False, live={"chat": True})], "round_robin") is None


def test_the_next_case_is_the_first_that_one_can_take() -> None:
    ann = Hands(1, languages=frozenset({"en"}), in_hand={"chat": 3})
    ben = Hands(2, languages=frozenset({"de"}))
    waiting = [Waiting(1, "chat", "en"), Waiting(2, "mail", "de"), Waiting(3, "mail", "en")]
    assert next_case(ann, waiting, [ann, ben]) == waiting[2]
    assert next_case(ann, waiting, [ann]) == waiting[1]
    assert next_case(ann, waiting[:1], [ann]) is None


@given(
    st.lists(
        st.builds(
            Hands,
            id=st.integers(1, 99),
            is_here=st.booleans(),
            in_hand=st.dictionaries(st.just("mail"), st.integers(0, 5)),
            capacity=st.dictionaries(st.just("mail"), st.integers(0, 5)),
            languages=st.frozensets(st.sampled_from(["en", "de"])),
        ),
        max_size=6,
    ),
    st.sampled_from(["", "en", "de", "fr"]),
    st.sampled_from(["round_robin", "least_busy"]),
)
def test_nobody_ever_gets_more_than_their_capacity(everybody, language, mode) -> None:
    chosen = whose_turn(Waiting(1, "mail", language), everybody, mode)
    if chosen is not None:
        assert chosen.is_here
        assert chosen.in_hand.get("mail", 0) < chosen.most("mail")


SOME = st.builds(
    Hands,
    id=st.integers(1, 99),
    is_here=st.booleans(),
    in_hand=st.dictionaries(st.sampled_from(["mail", "chat"]), st.integers(0, 2)),
    capacity=st.dictionaries(st.sampled_from(["mail", "chat"]), st.integers(0, 2)),
    languages=st.frozensets(st.sampled_from(["en", "de-at", "DE"])),
    skills=st.frozensets(st.sampled_from(["sofas", "legal"])),
    live=st.dictionaries(st.just("chat"), st.booleans()),
)
CASES = st.builds(
    Waiting,
    id=st.just(1),
    channel=st.sampled_from(["mail", "chat"]),
    language=st.sampled_from(["", "en", "EN-gb", "de", "fr"]),
    skill=st.sampled_from(["", "sofas", "legal", "lamps"]),
)


@given(st.lists(SOME, max_size=6), CASES)
def test_the_kinds_that_can_be_given_are_those_for_which_somebody_is_found(everybody, case) -> None:
    is_given = whose_turn(case, everybody, "round_robin") is not None
    assert any(kind.has(case) for kind in givable(everybody)) is is_given


@given(SOME, st.lists(SOME, max_size=6), CASES)
def test_the_kinds_that_one_can_take_are_those_of_which_one_is_next(hands, everybody, case) -> None:
    is_next = next_case(hands, [case], everybody) is not None
    assert any(kind.has(case) for kind in takeable(hands, everybody)) is is_next


def test_where_all_have_room_a_channel_is_one_kind() -> None:
    ann, ben = Hands(1, languages=frozenset({"en"})), Hands(2, skills=frozenset({"sofas"}))
    assert [kind.channel for kind in givable([ann, ben])] == list(USUAL_CAPACITY)
    assert set(USUAL_CAPACITY) == set(Channel.values)
    assert givable([Hands(1, is_here=False)]) == givable([]) == ()


RULES = [
    SortingRule(1, channel="mail", words=("sofa", "arm chair")),
    SortingRule(2, language="de"),
    SortingRule(3, queue_id=7),
]


@pytest.mark.parametrize(
    ("case", "sorted_by"),
    [
        (NewCase("mail", "de", 1, "My Sofas are late"), 1),
        (NewCase("mail", "", 1, "The arm\n  CHAIR broke"), 1),
        (NewCase("chat", "de-at", 1, "My sofa"), 2),
        (NewCase("mail", "en", 7, "A futon sofá"), 3),
        (NewCase("mail", "en", 1, "unsofa"), None),
        (NewCase("mail", "", 1, ""), None),
    ],
)
def test_the_first_rule_that_fits_sorts_a_case(case, sorted_by) -> None:
    fitting = rule_for(case, RULES)
    assert (fitting.id if fitting else None) == sorted_by
