"""A chat while the customer is there, when they have left, and when they say who they are."""

import pytest
from django.db.models import QuerySet

from evenhand.cases.actions import (
    add_customer_message,
    add_note,
    close_case,
    come_back_live,
    end_contact,
    leave_live,
    mail_lines,
    name_customer,
    reply,
    take_case,
)
from evenhand.cases.errors import CannotBeAnswered, CustomerIsKnown, NewerMessage
from evenhand.cases.handle_times import handle_time
from evenhand.cases.models import Case, Message
from evenhand.cases.rules import HandleTime
from evenhand.cases.testing import NOON, at, make_case
from evenhand.core.api import ActivityEntry, Actor, OutgoingMail, system
from evenhand.core.testing import shared
from evenhand.people.actions import visitor_without_address

CHAT = system("chat")


@shared
def me(agent, actor) -> Actor:
    return actor(agent)


@shared
def case(customer, house_policies) -> Case:
    return make_case(customer, channel="chat")


def say(case: Case, me: Actor, text: str, *, key: str, minute: float, seen: int = 0) -> Message:
    last = Message.objects.order_by("-id")[0].pk
    return reply(case=case, text=text, seen_message_id=seen or last, key=key, actor=me, now=at(minute))


def mails(case: Case) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(about=case.log_subject)


def test_talk_goes_on_after_a_line_until_the_customer_leaves(case, me):
    contact = take_case(case=case, actor=me, now=NOON)
    say(case, me, "Let me look.", key="a", minute=1)
    say(case, me, "It is in Leeds.", key="b", minute=5)
    leave_live(case=case, actor=CHAT, now=at(6))
    end_contact(contact=contact, actor=me, now=at(8))
    assert handle_time(contact, now=at(99)) == HandleTime(talk=360, after=120)


def test_that_the_customer_leaves_is_no_sign_of_the_agent(case, me):
    contact = take_case(case=case, actor=me, now=NOON)
    leave_live(case=case, actor=CHAT, now=at(6))
    contact.refresh_from_db()
    assert contact.last_sign_at == NOON


def test_a_contact_may_have_been_over_for_a_while(case, me):
    contact = take_case(case=case, actor=me, now=NOON)
    end_contact(contact=contact, over_since=at(3), actor=CHAT, now=at(20))
    assert handle_time(contact, now=at(99)).total == 180


def test_the_customers_next_line_holds_no_answer_up(case, me):
    seen = case.messages.get().pk
    add_customer_message(case=case, text="Hello?", key="more", actor=CHAT, now=at(1))
    assert say(case, me, "I am here.", key="a", minute=2, seen=seen).text == "I am here."


def test_a_colleagues_line_does(case, me, second_agent, actor):
    seen = case.messages.get().pk
    say(case, actor(second_agent), "I have it.", key="a", minute=1)
    with pytest.raises(NewerMessage):
        say(case, me, "I am here.", key="b", minute=2, seen=seen)


def test_who_has_left_is_answered_by_mail_and_who_is_back_is_not(case, me):
    for _ in range(2):
        leave_live(case=case, actor=CHAT, now=at(1))
    say(case, me, "By mail.", key="a", minute=2)
    assert mails(case).count() == 1
    assert case.contacts.get().channel == "mail"
    for _ in range(2):
        come_back_live(case=case, actor=CHAT, now=at(3))
    say(case, me, "On the screen.", key="b", minute=4)
    assert mails(case).count() == 1
    assert ActivityEntry.objects.filter(verb__in=["cases.leave_live", "cases.come_back_live"]).count() == 2


def test_a_closed_chat_is_over_and_mail_never_becomes_one(case, customer, me):
    close_case(case=case, actor=me, now=at(1))
    letter = make_case(customer, channel="mail")
    for each in (case, letter):
        come_back_live(case=each, actor=CHAT, now=at(2))
        each.refresh_from_db()
        assert not each.is_live


def test_lines_that_were_not_seen_go_by_mail_once(case, me):
    lines = [say(case, me, f"Line {number}.", key=str(number), minute=number).pk for number in range(1, 4)]
    leave_live(case=case, actor=CHAT, now=at(5))
    for _ in range(2):
        mail_lines(case=case, message_ids=lines[1:], actor=CHAT, now=at(6))
    mail = mails(case).get()
    body = bytes(mail.raw).decode()
    assert "Line 2.\r\n\r\nLine 3." in body
    assert "Line 1." not in body
    assert Message.objects.get(outgoing=mail).pk == lines[-1]


@pytest.fixture
def visitor(house_policies):
    return visitor_without_address("", actor=CHAT, now=NOON)


def test_nothing_is_mailed_to_somebody_without_an_address(visitor, me):
    case = make_case(visitor, channel="chat")
    line = say(case, me, "Hello?", key="a", minute=1)
    leave_live(case=case, actor=CHAT, now=at(2))
    assert mail_lines(case=case, message_ids=[line.pk], actor=CHAT, now=at(3)) is None
    with pytest.raises(CannotBeAnswered):
        say(case, me, "Still there?", key="b", minute=4)
    assert mails(case).count() == 0
    assert case.messages.count() == 2


def test_a_visitor_says_who_they_are_once(visitor, customer, outsider, me):
    case = make_case(visitor, channel="chat")
    for _ in range(2):
        name_customer(case=case, customer=customer, actor=CHAT, now=at(1))
    case.refresh_from_db()
    assert case.customer == customer
    with pytest.raises(CustomerIsKnown):
        name_customer(case=case, customer=outsider, actor=CHAT, now=at(2))


def test_a_note_of_the_house_is_nobodys(case):
    note = add_note(case=case, text="The address is not checked.", key="n", actor=CHAT, now=at(1))
    assert (note.author_kind, note.author_id, note.from_name) == ("system", None, "")
