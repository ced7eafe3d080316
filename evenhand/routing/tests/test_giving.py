"""Cases given out and taken: each once, to who is there, never more than they hold."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.cases.api import Case, set_priority
from evenhand.core.api import ActivityEntry, site_day
from evenhand.core.testing import at_once
from evenhand.people.api import create_team, note_leave
from evenhand.routing import giving
from evenhand.routing.actions import set_abilities, set_queue_mode
from evenhand.routing.errors import HandsFull, NothingWaits, OnLeave
from evenhand.routing.giving import give_due, take_next
from evenhand.routing.models import Arrival
from evenhand.routing.posts import be_away, be_back_at
from evenhand.routing.tests.conftest import MINUTE, NOON, TEST

LATER = NOON + 30 * MINUTE


def whose() -> list[int | None]:
    return list(Case.objects.order_by("pk").values_list("assignee", flat=True))


def takes(account, most: int, **others: object) -> None:
    abilities = {"skills": (), "languages": (), **others}
    set_abilities(account=account, capacity={"mail": most}, actor=TEST, now=NOON, **abilities)


def test_cases_go_round_among_those_who_are_here(round_robin, write, ada, amir) -> None:
    for minute in range(4):
        write(minute=minute)
    assert give_due(now=LATER) == 4
    assert whose() == [ada.account_id, amir.account_id, ada.account_id, amir.account_id]
    assert give_due(now=LATER) == 0
    assert ActivityEntry.objects.filter(verb="cases.assign_case").count() == 4


def test_a_queue_that_is_pulled_from_gives_nothing_by_itself(queue, write, ada) -> None:
    write()
    assert give_due(now=LATER) == 0
    assert whose() == [None]


def test_nobody_is_given_more_than_they_take(round_robin, write, ada, agent) -> None:
    takes(agent, 2)
    for minute in range(3):
        write(minute=minute)
    assert give_due(now=LATER) == 2
    assert whose() == [ada.account_id, ada.account_id, None]


def test_nobody_gets_a_case_in_a_break_when_away_or_on_leave(round_robin, write, ada, amir, lead, second_agent) -> None:
    write()
    be_back_at(back_at=NOON + 60 * MINUTE, actor=ada, now=NOON)
    note_leave(account=second_agent, first_day=site_day(NOON), last_day=site_day(NOON), actor=TEST, now=NOON)
    assert give_due(now=LATER) == 0
    be_away(actor=ada, now=NOON + MINUTE)
    assert give_due(now=LATER) == 0
    assert whose() == [None]


def test_least_in_hand_comes_first(queue, write, ada, amir, agent) -> None:
    first = write()
    Case.objects.filter(pk=first.pk).update(assignee=agent)
    set_queue_mode(queue=queue, mode="least_busy", actor=TEST, now=NOON)
    write(minute=1)
    give_due(now=LATER)
    assert whose() == [ada.account_id, amir.account_id]


def test_a_case_goes_to_who_speaks_its_language(round_robin, write, ada, amir, agent, second_agent) -> None:
    takes(agent, 5, languages=("en",))
    takes(second_agent, 5, languages=("de",))
    write(language="de")
    write(minute=1, language="de-at")
    give_due(now=LATER)
    assert whose() == [amir.account_id, amir.account_id]


@pytest.fixture
def backlog(write, agent, second_agent, monkeypatch) -> list[Case]:
    """More mails than are looked at in one go for Amir, who alone speaks German and takes none; one for Ada behind."""
    takes(agent, 5, languages=("en",))
    takes(second_agent, 0, languages=("de",))
    monkeypatch.setattr(giving, "MOST_GIVEN", 2)
    monkeypatch.setattr(giving, "MOST_TRIED", 2)
    return [*(write(minute=minute, language="de-at") for minute in range(3)), write(minute=4, language="en")]


def test_what_nobody_can_be_given_holds_up_nothing_behind_it(round_robin, backlog, ada, amir, second_agent) -> None:
    assert give_due(now=LATER) == 1
    assert whose() == [None, None, None, ada.account_id]
    takes(second_agent, 1, languages=("de",))
    assert give_due(now=LATER) == 1
    assert whose() == [amir.account_id, None, None, ada.account_id]


def test_what_is_for_others_hides_no_next_case_behind_it(backlog, ada, amir) -> None:
    assert take_next(actor=ada, now=LATER).pk == backlog[-1].pk
    with pytest.raises(NothingWaits):
        take_next(actor=ada, now=LATER)
    with pytest.raises(HandsFull):
        take_next(actor=amir, now=LATER)


def test_what_asks_for_a_skill_holds_up_nothing_behind_it(round_robin, backlog, ada, amir, agent, second_agent) -> None:
    takes(second_agent, 0, languages=("en",), skills=("sofas",))
    Case.objects.update(language="en")
    Arrival.objects.all().delete()
    Arrival.objects.bulk_create(Arrival(case=case, at=NOON, skill="sofas") for case in backlog[:3])
    assert give_due(now=LATER) == 1
    assert whose() == [None, None, None, ada.account_id]
    takes(second_agent, 9, skills=("sofas",))
    takes(agent, 1)
    assert give_due(now=LATER) == 2
    assert whose() == [amir.account_id, amir.account_id, None, ada.account_id]


def test_no_more_are_given_in_one_go_than_that(round_robin, backlog, ada, amir, agent, second_agent) -> None:
    takes(agent, 5)
    takes(second_agent, 5)
    assert [give_due(now=LATER) for _ in range(3)] == [2, 2, 0]


def test_where_nobody_has_room_nothing_that_waits_is_looked_at(round_robin, write, ada) -> None:
    be_away(actor=ada, now=NOON)
    write()
    with CaptureQueriesContext(connection) as asked:
        assert give_due(now=LATER) == 0
    assert not [each for each in asked if '"waiting_since"' in each["sql"]]


def test_the_next_case_is_the_most_urgent_then_the_longest_waiting(write, ada) -> None:
    write("Second", minute=1)
    first, urgent = write("First"), write("Urgent", minute=5)
    set_priority(case=urgent, priority=3, actor=TEST, now=NOON)
    assert take_next(actor=ada, now=LATER).pk == urgent.pk
    taken = take_next(actor=ada, now=LATER)
    assert taken.pk == first.pk
    assert taken.contacts.filter(agent=ada.account_id, ended_at=None).count() == 1


def test_who_has_full_hands_is_told_and_gets_nothing(write, ada, agent) -> None:
    takes(agent, 1)
    write()
    write(minute=1)
    take_next(actor=ada, now=LATER)
    with pytest.raises(HandsFull):
        take_next(actor=ada, now=LATER)
    assert whose() == [ada.account_id, None]


def test_who_is_on_leave_is_told_and_gets_nothing(write, ada, agent) -> None:
    note_leave(account=agent, first_day=site_day(NOON), last_day=site_day(NOON), actor=TEST, now=NOON)
    write()
    with pytest.raises(OnLeave):
        take_next(actor=ada, now=LATER)


def test_where_nothing_waits_one_is_told(queue, ada) -> None:
    with pytest.raises(NothingWaits):
        take_next(actor=ada, now=LATER)


def test_another_teams_queue_is_not_taken_from(write, queue, ada) -> None:
    write()

    queue.team = create_team(name="Others", channel="mail", kind_of_work="", actor=TEST, now=NOON)
    queue.save()
    with pytest.raises(NothingWaits):
        take_next(actor=ada, now=LATER)


@pytest.mark.django_db(transaction=True)
def test_two_routers_at_once_give_each_case_once_and_nobody_too_much(round_robin, write, ada, agent) -> None:
    takes(agent, 3)
    for minute in range(5):
        write(minute=minute)
    outcomes = at_once(*[partial(give_due, now=LATER)] * 3)
    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert sum(each for each in outcomes if isinstance(each, int)) == 3
    assert [each is not None for each in whose()] == [True, True, True, False, False]
    assert ActivityEntry.objects.filter(verb="cases.assign_case").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_next_case_at_once_get_two_cases(write, ada, amir) -> None:
    write()
    write(minute=1)
    outcomes = at_once(partial(take_next, actor=ada, now=LATER), partial(take_next, actor=amir, now=LATER))
    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert set(whose()) == {ada.account_id, amir.account_id}
