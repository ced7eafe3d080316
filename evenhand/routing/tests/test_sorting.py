"""New cases sorted by rules: once, in order, in a transaction of their own."""

from functools import partial

import pytest

from evenhand.cases.api import Case, Queue, assign_case, keeping_of, move_to_queue, set_priority, tag_case
from evenhand.core.api import ActivityEntry, InvalidInput
from evenhand.core.testing import at_once
from evenhand.routing import sorting
from evenhand.routing.actions import WantedRule, end_rule, keep_rule, move_rule_up, set_abilities, set_queue_mode
from evenhand.routing.giving import give_due, take_next
from evenhand.routing.models import Arrival, Rule
from evenhand.routing.sorting import sort_due
from evenhand.routing.tests.conftest import MINUTE, NOON, TEST


def rule(name: str = "Sofas", **others: object) -> Rule:
    return keep_rule(rule=None, wanted=WantedRule(name, **others), actor=TEST, now=NOON)  # type: ignore[arg-type]


@pytest.fixture
def furniture(team) -> Queue:
    return Queue.objects.create(name="Furniture", slug="furniture", channel="mail", team=team)


def test_a_rule_moves_hurries_and_names_the_reason(write, furniture, ada) -> None:
    rule(words=("sofa",), to_queue=furniture, priority=2, reason="Sofa late", skill="Sofas")
    case = write("My sofa is late")
    case.refresh_from_db()
    assert (case.queue_id, case.priority) == (furniture.pk, 2)
    assert keeping_of(case, ada, NOON).tags == ("sofa-late",)
    assert Arrival.objects.get(case=case).skill == "sofas"
    assert sort_due(now=NOON) == 0
    assert ActivityEntry.objects.filter(verb="routing.sort_case").count() == 1


def test_what_no_rule_fits_stays_where_it_came_in(write, queue, furniture) -> None:
    rule(words=("sofa",), to_queue=furniture)
    case = write("My kettle")
    case.refresh_from_db()
    assert case.queue_id == queue.pk
    assert Arrival.objects.get(case=case).rule is None
    assert sort_due(now=NOON) == 0


def test_what_somebody_has_taken_up_meanwhile_is_left_as_it_is(write, furniture, queue, agent, ada) -> None:
    case = write("My sofa")
    rule(words=("sofa",), to_queue=furniture)
    assign_case(case=case, to=agent, actor=ada, now=NOON)
    assert sort_due(now=NOON) == 0
    case.refresh_from_db()
    assert case.queue_id == queue.pk
    assert not Arrival.objects.exists()


def test_the_order_of_rules_counts(write, furniture) -> None:
    rule("All mail", channel="mail", priority=0)
    second = rule(words=("sofa",), priority=3)
    assert write("A sofa").pk
    move_rule_up(rule=second, actor=TEST, now=NOON)
    move_rule_up(rule=second, actor=TEST, now=NOON)
    write("A sofa", minute=1)
    assert list(Case.objects.order_by("pk").values_list("priority", flat=True)) == [0, 3]
    end_rule(rule=second, actor=TEST, now=NOON)
    write("A sofa", minute=2)
    assert Case.objects.order_by("-pk").values_list("priority", flat=True)[0] == 0


def test_the_skill_that_a_rule_asks_for_decides_who_is_given_the_case(
    write, round_robin, ada, amir, second_agent
) -> None:
    rule(words=("sofa",), skill="sofas")
    set_abilities(account=second_agent, skills=["Sofas"], languages=[], capacity={}, actor=TEST, now=NOON)
    cases = [write("A sofa", minute=minute) for minute in range(3)]
    give_due(now=NOON + 9 * MINUTE)
    assert {case.assignee_id for case in Case.objects.filter(pk__in=[case.pk for case in cases])} == {amir.account_id}


def test_a_case_that_became_visible_late_is_sorted_and_an_old_one_is_not(write, furniture) -> None:
    old, late = write("An old sofa", minute=-60 * 24), write("A sofa that comes late")
    rule(words=("sofa",), to_queue=furniture)
    newest = write("A new sofa", minute=1)
    Arrival.objects.filter(case=late).delete()
    assert sort_due(now=NOON + 2 * MINUTE) == 1
    assert set(Arrival.objects.values_list("case", flat=True)) == {late.pk, newest.pk}
    assert not Arrival.objects.filter(case=old).exists()


def test_what_gives_itself_out_is_sorted_before_it_is_given(round_robin, lands, ada, amir, second_agent) -> None:
    rule(words=("lawyer",), priority=3, reason="Legal", skill="legal")
    set_abilities(account=second_agent, skills=["Legal"], languages=[], capacity={}, actor=TEST, now=NOON)
    cases = [lands("My lawyer writes"), lands("My kettle", minute=1), lands("My lawyer again", minute=2)]
    assert sum(give_due(now=NOON + minute * MINUTE) for minute in (3, 4)) == 3
    for case in cases:
        case.refresh_from_db()
    assert [case.assignee_id for case in cases] == [amir.account_id, ada.account_id, amir.account_id]
    assert [case.priority for case in cases] == [3, 1, 3]
    assert [keeping_of(case, ada, NOON).tags for case in cases] == [("legal",), (), ("legal",)]
    assert Arrival.objects.count() == 3
    assert sort_due(now=NOON + 6 * MINUTE) == 0
    assert ActivityEntry.objects.filter(verb="routing.sort_case").count() == 2


def test_what_a_rule_moves_is_given_where_it_then_waits(round_robin, furniture, lands, ada) -> None:
    rule(words=("sofa",), to_queue=furniture)
    case = lands("My sofa")
    assert [give_due(now=NOON + MINUTE) for _ in range(2)] == [0, 0]
    set_queue_mode(queue=furniture, mode="least_busy", actor=TEST, now=NOON)
    assert give_due(now=NOON + 2 * MINUTE) == 1
    case.refresh_from_db()
    assert (case.queue_id, case.assignee_id) == (furniture.pk, ada.account_id)


def test_the_next_case_is_sorted_before_it_is_taken(lands, ada, amir, agent, second_agent) -> None:
    rule(words=("lawyer",), priority=3, skill="legal")
    set_abilities(account=second_agent, skills=["Legal"], languages=[], capacity={}, actor=TEST, now=NOON)
    legal, plain = lands("My lawyer writes"), lands("My kettle", minute=1)
    assert take_next(actor=ada, now=NOON + 2 * MINUTE).pk == plain.pk
    taken = take_next(actor=amir, now=NOON + 2 * MINUTE)
    assert (taken.pk, taken.priority) == (legal.pk, 3)


@pytest.mark.django_db(transaction=True)
def test_each_is_sorted_once_by_those_who_sort_and_give_at_once(round_robin, lands, ada, amir) -> None:
    rule(words=("sofa",), priority=2, reason="Sofa")
    for minute in range(6):
        lands("A sofa", minute=minute)
    give, sort = partial(give_due, now=NOON + 9 * MINUTE), partial(sort_due, now=NOON + 9 * MINUTE)
    outcomes = at_once(give, sort, give, partial(take_next, actor=ada, now=NOON + 9 * MINUTE))
    assert not [each for each in outcomes if isinstance(each, Exception)]
    give()
    assert set(Case.objects.values_list("priority", flat=True)) == {2}
    assert not Case.objects.filter(assignee=None).exists()
    for verb in ("routing.sort_case", "cases.tag_case"):
        assert ActivityEntry.objects.filter(verb=verb).count() == Arrival.objects.count() == 6


def test_what_a_colleague_has_set_stays_and_the_rest_of_the_rule_is_done(lands, queue, furniture, ada) -> None:
    rule(words=("sofa",), to_queue=furniture, priority=3, reason="Sofa", skill="sofas")
    moved, hurried = lands("A sofa"), lands("Another sofa")
    move_to_queue(case=moved, queue=furniture, actor=ada, now=NOON)
    move_to_queue(case=moved, queue=queue, actor=ada, now=NOON)
    set_priority(case=hurried, priority=0, actor=ada, now=NOON)
    assert sort_due(now=NOON) == 2
    found = Case.objects.order_by("pk").values_list("queue", "priority")
    assert list(found) == [(queue.pk, 3), (furniture.pk, 0)]
    assert [keeping_of(case, ada, NOON).tags for case in (moved, hurried)] == [("sofa",), ("sofa",)]
    assert set(Arrival.objects.values_list("skill", flat=True)) == {"sofas"}


def test_what_cannot_be_sorted_is_given_all_the_same(round_robin, lands, ada) -> None:
    rule(words=("sofa",), priority=3, reason="Sofa")
    case = lands("My sofa")
    for number in range(20):
        tag_case(case=case, name=f"tag {number}", actor=TEST, now=NOON)
    assert give_due(now=NOON + MINUTE) == 1
    case.refresh_from_db()
    assert (case.assignee_id, case.priority) == (ada.account_id, 1)
    assert Arrival.objects.get(case=case).rule is None


def test_what_came_in_more_than_a_day_ago_is_given_unsorted(round_robin, lands, ada) -> None:
    rule(words=("sofa",), priority=3)
    case = lands("My sofa", minute=-60 * 24)
    assert give_due(now=NOON) == 1
    case.refresh_from_db()
    assert case.priority == 1


def test_one_that_was_given_early_hides_no_older_ones_from_the_rules(furniture, lands, write, ada, monkeypatch) -> None:
    monkeypatch.setattr(sorting, "LATE_BY", 2)
    rule(words=("sofa",), priority=3)
    write("A sofa")
    waiting = [lands(f"Sofa {minute}", minute=minute) for minute in range(1, 6)]
    set_priority(case=waiting[-1], priority=2, actor=TEST, now=NOON)
    Case.objects.filter(priority=3).update(priority=0)
    assert take_next(actor=ada, now=NOON + 9 * MINUTE).pk == waiting[-1].pk
    assert sort_due(now=NOON + 9 * MINUTE) == 4


@pytest.mark.parametrize("wanted", [{"priority": 2}, {"channel": "mail"}, {"words": ("  ",), "reason": "x"}])
def test_a_rule_says_which_cases_and_what_is_done(db, wanted) -> None:
    with pytest.raises(InvalidInput):
        rule(**wanted)
    assert not Rule.objects.exists()
