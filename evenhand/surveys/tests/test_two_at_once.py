"""Two processes, two presses: one question, one vote."""

from functools import partial

import pytest

from evenhand.core.api import ActivityEntry, OutgoingMail
from evenhand.core.testing import at_once
from evenhand.people.api import Account, actor_for
from evenhand.surveys.actions import SURVEYS, send_or_withhold
from evenhand.surveys.api import Choice, Invitation, Vote, cast_vote, send_due_invitations
from evenhand.surveys.testing import DAY, HOUR, MONDAY, answered_case, question_about, sent_question

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("house_policies")]


def all_well(outcomes: list[object]) -> bool:
    return not [each for each in outcomes if isinstance(each, Exception)]


def test_processes_that_send_at_once_ask_each_customer_once(customer: Account, agent: Account) -> None:
    planned = [question_about(answered_case(customer, agent, subject=subject)).pk for subject in "ABCD"]
    later = MONDAY + DAY + HOUR
    assert all_well(at_once(*[partial(send_or_withhold, invitation_id=pk, actor=SURVEYS, now=later) for pk in planned]))
    assert Invitation.objects.filter(state=Invitation.State.SENT).count() == 1
    assert Invitation.objects.filter(withheld_reason="asked_lately").count() == 3
    assert OutgoingMail.objects.filter(message_id__startswith="<question.").count() == 1


def test_processes_that_do_the_same_duty_send_each_question_once(customer: Account, agent: Account) -> None:
    answered_case(customer, agent)
    assert all_well(at_once(*[partial(send_due_invitations, now=MONDAY + DAY + HOUR)] * 4))
    assert ActivityEntry.objects.filter(verb="surveys.send_question").count() == 1


def test_a_button_pressed_twice_at_once_is_one_vote(customer: Account, agent: Account) -> None:
    question = sent_question(customer, agent)
    writer, now = actor_for(customer, "test"), question.sent_at + HOUR
    assert all_well(at_once(*[lambda: cast_vote(invitation=question, choice=Choice.NO, actor=writer, now=now)] * 4))
    assert Vote.objects.count() == 1
