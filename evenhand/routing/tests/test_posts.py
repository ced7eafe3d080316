"""Here, back soon, away: what goes back to the queues, and comes back by a press."""

import threading
import time

import pytest

from evenhand.cases.api import Case, Contact, assign_case, draft_of, reply, save_draft, take_case
from evenhand.core.api import ActivityEntry, InvalidInput, one_transaction, site_day
from evenhand.core.testing import at_once
from evenhand.people.api import note_leave
from evenhand.routing.models import Availability, Handback
from evenhand.routing.posts import be_away, be_back_at, be_here, hand_back_for_absent, undo_handback
from evenhand.routing.tests.conftest import MINUTE, NOON, TEST

LATER = NOON + 30 * MINUTE


@pytest.fixture
def three(write, ada) -> list[Case]:
    """Two that wait for Ada's answer, and one that she has answered."""
    cases = [write(minute=minute) for minute in range(3)]
    for case in cases:
        take_case(case=case, actor=ada, now=NOON + 10 * MINUTE)
    last = cases[2].messages.order_by("-id").values_list("id", flat=True)[0]
    reply(case=cases[2], text="Sent.", seen_message_id=last, key="r", actor=ada, now=NOON + 12 * MINUTE)
    return cases


def whose(cases: list[Case]) -> list[int | None]:
    return list(
        Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk").values_list("assignee", flat=True)
    )


def test_who_goes_gives_back_what_waits_for_an_answer_with_a_note_and_keeps_drafts(three, ada) -> None:
    save_draft(case=three[0], text="Dear Cleo", version=0, actor=ada, now=NOON)
    handback = be_away(actor=ada, now=LATER)
    assert handback is not None
    assert handback.case_ids == [three[0].pk, three[1].pk]
    assert whose(three) == [None, None, ada.account_id]
    note = three[0].messages.filter(kind="note").get()
    assert "Ada Agent is away" in note.text
    draft = draft_of(three[0], ada)
    assert draft is not None
    assert draft.text == "Dear Cleo"
    assert not three[2].contacts.filter(ended_at=None).exists()
    entries = ActivityEntry.objects.count()
    assert be_away(actor=ada, now=LATER + MINUTE) is None
    assert ActivityEntry.objects.count() == entries


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("go", [lambda ada: be_away(actor=ada, now=LATER), lambda ada: hand_back_for_absent(now=LATER)])
def test_what_a_lead_gives_to_another_meanwhile_stays_theirs(three, ada, agent, second_agent, go) -> None:
    note_leave(account=agent, first_day=site_day(NOON), last_day=site_day(NOON), actor=TEST, now=NOON)
    Contact.objects.update(opened_at=NOON - 60 * 24 * MINUTE)
    given_over = threading.Event()

    def give_over() -> None:
        with one_transaction():
            assign_case(case=three[1], to=second_agent, actor=TEST, now=LATER)
            given_over.set()
            time.sleep(0.3)  # as long as the other needs to look at what waits, where it is not held up by us

    def leave() -> None:
        given_over.wait(20)
        go(ada)

    assert at_once(give_over, leave) == [None, None]
    assert whose(three) == [None, second_agent.pk, ada.account_id]
    assert not three[1].messages.filter(kind="note").exists()
    assert Handback.objects.get().case_ids == [three[0].pk]


@pytest.mark.django_db(transaction=True)
def test_what_somebody_takes_while_it_is_taken_back_stays_theirs(three, ada, amir, second_agent) -> None:
    handback = be_away(actor=ada, now=LATER)
    assert handback is not None
    taken = threading.Event()

    def take() -> None:
        with one_transaction():
            assign_case(case=three[0], to=second_agent, actor=amir, now=LATER)
            taken.set()
            time.sleep(0.3)

    def undo() -> int:
        taken.wait(20)
        return undo_handback(handback=handback, actor=ada, now=LATER)

    assert 1 in at_once(take, undo)
    assert whose(three) == [amir.account_id, ada.account_id, ada.account_id]


def test_one_press_takes_back_what_nobody_has_taken_since(three, ada, amir, second_agent) -> None:
    handback = be_away(actor=ada, now=LATER)
    assert handback is not None
    assign_case(case=three[0], to=second_agent, actor=amir, now=LATER)
    assert undo_handback(handback=handback, actor=ada, now=LATER) == 1
    assert whose(three) == [amir.account_id, ada.account_id, ada.account_id]
    assert Availability.objects.get(account=ada.account_id).is_here
    assert undo_handback(handback=handback, actor=ada, now=LATER) == 0


def test_a_break_keeps_the_cases(three, ada) -> None:
    be_back_at(back_at=LATER + 15 * MINUTE, actor=ada, now=LATER)
    assert whose(three) == [ada.account_id] * 3
    hand_back_for_absent(now=LATER + MINUTE)
    assert whose(three) == [ada.account_id] * 3


@pytest.mark.parametrize("minutes", [0, -5, 60 * 13])
def test_a_break_ends_within_half_a_day(ada, minutes) -> None:
    with pytest.raises(InvalidInput):
        be_back_at(back_at=NOON + minutes * MINUTE, actor=ada, now=NOON)


def test_what_comes_in_for_somebody_away_goes_back_too(three, ada, agent) -> None:
    be_away(actor=ada, now=LATER)
    Case.objects.filter(pk=three[2].pk).update(status="open", waiting_since=LATER)
    assert hand_back_for_absent(now=LATER + 10 * MINUTE) == 1
    assert whose(three) == [None, None, None]
    assert hand_back_for_absent(now=LATER + 11 * MINUTE) == 0


def test_who_works_again_after_saying_away_has_come_back(three, ada) -> None:
    be_away(actor=ada, now=LATER)
    take_case(case=three[1], actor=ada, now=LATER + 5 * MINUTE)
    assert hand_back_for_absent(now=LATER + 6 * MINUTE) == 0
    assert whose(three)[1] == ada.account_id
    assert Availability.objects.get(account=ada.account_id).is_here


def test_leave_gives_back_what_waits_and_a_cancelled_one_does_not(write, agent, lead) -> None:
    case = write()
    assign_case(case=case, to=agent, actor=TEST, now=NOON)
    leave = note_leave(account=agent, first_day=site_day(NOON), last_day=site_day(NOON), actor=TEST, now=NOON)
    leave.cancelled_at = NOON
    leave.save()
    assert hand_back_for_absent(now=LATER) == 0
    note_leave(account=agent, first_day=site_day(NOON), last_day=site_day(NOON), actor=TEST, now=NOON)
    assert hand_back_for_absent(now=LATER) == 1
    assert whose([case]) == [None]
    assert Handback.objects.get().account_id == agent.pk


def test_saying_it_twice_leaves_one_entry(agent, actor) -> None:
    for _ in range(2):
        be_here(actor=actor(agent), now=NOON)
    assert ActivityEntry.objects.filter(verb="routing.change_availability").count() == 1
