"""What visitors and agents do in a chat, at the room's actions."""

import datetime
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db.models import QuerySet

from evenhand.cases.api import (
    CannotBeAnswered,
    Case,
    ContactClosed,
    Message,
    add_note,
    assign_case,
    close_case,
    handle_times,
    mark_spam,
    merge_cases,
    reply,
    take_case,
)
from evenhand.cases.testing import NOON, at, make_case
from evenhand.chat.access import chat_of_visitor
from evenhand.chat.actions import (
    Beginning,
    end_chat,
    go_on_by_mail,
    leave_message,
    see_visitor,
    start_chat,
    want_copy,
    write_line,
)
from evenhand.chat.desk import (
    forget_takers,
    look_after_chats,
    see_lines,
    see_taker,
    take_chat,
    take_chats,
    take_no_chats,
)
from evenhand.chat.errors import AddressNeeded, ChatOver, NobodyThere
from evenhand.chat.hours import opens_at
from evenhand.chat.models import Chat, Taker
from evenhand.chat.personal import erase_chats, export_chats
from evenhand.chat.presence import note_writing, visitor_is_writing
from evenhand.chat.queries import desk_chats, is_anyone_there, visitor_view
from evenhand.chat.testing import VISITOR, make_chat, set_chat
from evenhand.chat.tokens import Identity, token_for
from evenhand.core.api import ActivityEntry, Actor, NotFound, OutgoingMail, subscribe
from evenhand.people.api import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _chat(monkeypatch: pytest.MonkeyPatch, house_policies: object) -> None:
    set_chat(monkeypatch)


@pytest.fixture
def me(agent: Account, actor: Callable[[Account], Actor]) -> Actor:
    return actor(agent)


@pytest.fixture
def chat(agent: Account) -> Chat:
    return make_chat(NOON, taken_by=agent, name="Vera", email="vera@mail.example")


def fresh(chat: Chat) -> Chat:
    return Chat.objects.select_related("case__customer").get(pk=chat.pk)


def answer(chat: Chat, me: Actor, text: str, now: datetime.datetime) -> Message:
    case = Case.objects.select_related("customer", "order", "queue").get(pk=chat.case_id)
    last = Message.objects.order_by("-id")[0].pk
    return reply(case=case, text=text, seen_message_id=last, key=uuid4().hex, actor=me, now=now)


def mails(chat: Chat) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(about=chat.case.log_subject)


def shown(chat: Chat, minute: float, after: int = 0) -> list[str]:
    return [line.text for line in visitor_view(fresh(chat), after=after, now=at(minute)).lines]


# Started.


def test_a_chat_is_a_case_with_a_customer_and_a_first_line(chat: Chat) -> None:
    assert (chat.case.channel, chat.case.is_live, chat.case.customer.email) == ("chat", True, "vera@mail.example")
    assert shown(chat, 0) == ["Where is my kettle?"]
    assert ActivityEntry.objects.filter(verb="chat.start", subject=chat.log_subject).count() == 1


def test_the_second_press_of_start_finds_the_first(agent: Account, me: Actor) -> None:
    take_chats(actor=me, now=NOON)
    beginning = Beginning(text="Hello", start_key="one-page")
    first, second = (start_chat(beginning=beginning, actor=VISITOR, now=at(n)) for n in (0, 1))
    assert first == second
    assert Message.objects.filter(text="Hello").count() == 1


def test_nobody_starts_a_chat_while_nobody_is_there() -> None:
    with pytest.raises(NobodyThere, match="we answer by mail"):
        start_chat(beginning=Beginning(text="Hello", start_key="k"), actor=VISITOR, now=NOON)
    assert Case.objects.count() == 0


def test_outside_the_hours_nobody_is_there(monkeypatch: pytest.MonkeyPatch, me: Actor) -> None:
    take_chats(actor=me, now=NOON)
    assert is_anyone_there(NOON)
    set_chat(monkeypatch, chat_hours="13:00-17:00")
    assert not is_anyone_there(NOON)
    assert opens_at(NOON) == NOON + datetime.timedelta(hours=1)
    friday_night = datetime.datetime(2026, 11, 27, 22, tzinfo=datetime.UTC)
    assert opens_at(friday_night) == datetime.datetime(2026, 11, 30, 13, tzinfo=datetime.UTC)


def test_a_calendar_says_when_chats_are_taken_and_when_we_are_back(monkeypatch: pytest.MonkeyPatch, me: Actor) -> None:
    class Afternoons:
        def is_open_at(self, moment: datetime.datetime) -> bool:
            return moment >= at(60)

        def opens_next(self, start: datetime.datetime) -> datetime.datetime | None:
            return at(60)

    monkeypatch.setattr("evenhand.chat.hours._finds", [{"Afternoons": Afternoons()}.get])
    take_chats(actor=me, now=NOON)
    set_chat(monkeypatch, chat_calendar="Afternoons")
    assert (is_anyone_there(NOON), opens_at(NOON)) == (False, at(60))
    see_taker(actor=me, now=at(61))
    assert (is_anyone_there(at(61)), opens_at(at(61))) == (True, None)
    set_chat(monkeypatch, chat_calendar="Nobody keeps this")
    assert (is_anyone_there(at(61)), opens_at(at(61))) == (True, None)


def test_whoever_has_as_many_chats_as_they_can_is_not_free(
    monkeypatch: pytest.MonkeyPatch, chat: Chat, me: Actor
) -> None:
    set_chat(monkeypatch, chat_most=1)
    assert is_anyone_there(NOON)
    take_chat(chat=chat, actor=me, now=NOON)
    assert not is_anyone_there(NOON)


def test_whoever_gives_no_sign_takes_no_chats(me: Actor) -> None:
    take_chats(actor=me, now=NOON)
    assert not is_anyone_there(at(4))
    see_taker(actor=me, now=at(4))
    assert is_anyone_there(at(5))
    take_no_chats(actor=me, now=at(5))
    take_no_chats(actor=me, now=at(5))
    assert not is_anyone_there(at(5))
    assert ActivityEntry.objects.filter(verb="chat.take_no_chats").count() == 1


def test_whoever_went_home_is_forgotten(me: Actor) -> None:
    take_chats(actor=me, now=NOON)
    assert (forget_takers(now=at(60)), forget_takers(now=at(60 * 13))) == (0, 1)
    assert Taker.objects.count() == 0


def test_a_typed_address_is_marked_as_such_for_colleagues_only(chat: Chat) -> None:
    note = chat.case.messages.get(kind="note")
    assert "not checked" in note.text
    assert note.text not in shown(chat, 0)


def test_a_customer_signed_by_the_shop_has_their_order_beside_them(
    customer: Account, outsider: Account, order, me: Actor
) -> None:
    take_chats(actor=me, now=NOON)
    for who, expected in ((customer, order), (outsider, None)):
        beginning = Beginning(
            text="It is late", start_key=who.email, identity=Identity(who.email, ""), order_number=order.number
        )
        chat = start_chat(beginning=beginning, actor=VISITOR, now=NOON)
        assert (chat.case.customer, chat.case.order, chat.is_verified) == (who, expected, True)
        assert not chat.case.messages.filter(kind="note").exists()


def test_a_typed_address_brings_no_order(customer: Account, order, me: Actor) -> None:
    take_chats(actor=me, now=NOON)
    beginning = Beginning(text="It is late", start_key="k", email=customer.email, order_number=order.number)
    chat = start_chat(beginning=beginning, actor=VISITOR, now=NOON)
    assert (chat.case.order, chat.is_verified) == (None, False)


# Said.


def test_lines_appear_on_both_sides_in_order_and_once(chat: Chat, me: Actor) -> None:
    take_chat(chat=chat, actor=me, now=NOON)
    answer(chat, me, "Let me look.", at(1))
    for _ in range(2):
        write_line(chat=chat, text="Thank you", key="line-two", actor=VISITOR, now=at(2))
    assert shown(chat, 2) == ["Where is my kettle?", "Let me look.", "Thank you"]
    assert mails(chat).count() == 0


def test_a_page_is_told_only_what_it_does_not_have(chat: Chat, me: Actor) -> None:
    first = visitor_view(chat, after=0, now=NOON).lines[-1]
    answer(chat, me, "Let me look.", at(1))
    assert shown(chat, 1, after=first.id) == ["Let me look."]


def test_notes_and_mail_from_the_typed_address_never_show(chat: Chat, me: Actor) -> None:
    add_note(case=chat.case, text="Careful", key="n", actor=me, now=at(1))
    Message.objects.create(case=chat.case, author_kind="customer", text="By mail, from the real Vera", at=at(2))
    assert shown(chat, 3) == ["Where is my kettle?"]


def test_the_visitor_sees_who_is_there_and_that_they_write(chat: Chat, me: Actor) -> None:
    waiting = visitor_view(chat, after=0, now=NOON)
    assert (waiting.standing, waiting.is_anyone_there, waiting.agent_name) == ("waiting", True, "")
    take_chat(chat=chat, actor=me, now=NOON)
    chat.case.viewers.create(account_id=me.account_id, seen_at=at(0.9), writing_at=at(0.9))
    running = visitor_view(chat, after=0, now=at(1))
    assert (running.standing, running.agent_name) == ("running", "Ada Agent")
    assert (running.agent_is_here, running.agent_is_writing) == (True, True)
    answer(chat, me, "Here it is.", at(1))
    assert not visitor_view(chat, after=0, now=at(1)).agent_is_writing
    gone = visitor_view(chat, after=0, now=at(10))
    assert (gone.agent_is_here, gone.is_anyone_there) == (False, False)


def test_that_a_visitor_writes_is_a_hint_that_their_line_ends(chat: Chat) -> None:
    entries = ActivityEntry.objects.count()
    note_writing(chat)
    assert visitor_is_writing(chat)
    assert ActivityEntry.objects.count() == entries
    write_line(chat=chat, text="So", key="line-two", actor=VISITOR, now=at(1))
    assert not visitor_is_writing(chat)


def test_unread_lines_are_counted_until_they_were_on_the_agents_page(chat: Chat, me: Actor) -> None:
    take_chat(chat=chat, actor=me, now=NOON)
    last = write_line(chat=chat, text="Hello?", key="line-two", actor=VISITOR, now=at(1))
    assert desk_chats(me, at(1)).unread == 2
    see_lines(chat=chat, read=last.pk, actor=me, now=at(2))
    assert desk_chats(me, at(2)).unread == 0
    write_line(chat=chat, text="One more", key="line-three", actor=VISITOR, now=at(3))
    answer(chat, me, "Yes.", at(4))
    assert desk_chats(me, at(4)).unread == 0


def test_only_whoever_is_at_work_in_a_chat_reads_it(chat: Chat, me: Actor, lead, actor) -> None:
    take_chat(chat=chat, actor=me, now=NOON)
    see_lines(chat=chat, read=10**6, actor=actor(lead), now=at(1))
    assert desk_chats(me, at(1)).unread == 1


# Waiting, and taken.


def test_a_chat_waits_in_everybodys_list_until_somebody_takes_it(chat: Chat, me: Actor, second_agent, actor) -> None:
    other = actor(second_agent)
    assert [each.chat_id for each in desk_chats(other, NOON).waiting] == [chat.pk]
    take_chat(chat=chat, actor=me, now=NOON)
    assert desk_chats(other, NOON).waiting == ()
    assert [each.name for each in desk_chats(me, NOON).mine] == ["Vera"]


def test_a_chat_whose_agent_is_away_waits_again_and_can_be_taken_over(
    chat: Chat, me: Actor, second_agent, actor
) -> None:
    take_chat(chat=chat, actor=me, now=NOON)
    other = actor(second_agent)
    assert [each.chat_id for each in desk_chats(other, at(4)).waiting] == [chat.pk]
    take_chat(chat=fresh(chat), actor=other, now=at(4))
    assert [each.chat_id for each in desk_chats(other, at(4)).mine] == [chat.pk]
    assert fresh(chat).case.assignee_id == other.account_id


# Left, and ended.


def test_whoever_leaves_gets_by_mail_what_they_did_not_see(chat: Chat, me: Actor) -> None:
    seen = answer(chat, me, "I saw this.", at(1))
    see_visitor(chat=fresh(chat), read=seen.pk, actor=VISITOR, now=at(1))
    answer(chat, me, "This I did not see.", at(2))
    assert look_after_chats(now=at(2)) == 0
    assert look_after_chats(now=at(4)) == 1
    assert look_after_chats(now=at(4)) == 0
    body = bytes(mails(chat).get().raw).decode()
    assert "This I did not see." in body
    assert "I saw this." not in body


def test_whoever_is_back_reads_on_the_screen_again(chat: Chat, me: Actor) -> None:
    look_after_chats(now=at(4))
    assert fresh(chat).gone_at == at(4)
    see_visitor(chat=fresh(chat), read=0, actor=VISITOR, now=at(5))
    assert fresh(chat).gone_at is None
    answer(chat, me, "Welcome back.", at(6))
    assert mails(chat).count() == 0
    assert shown(chat, 6)[-1] == "Welcome back."


def test_an_answer_to_somebody_who_left_goes_by_mail_and_ends_the_chat(chat: Chat, me: Actor) -> None:
    look_after_chats(now=at(4))
    answer(chat, me, "By mail: it is in Leeds.", at(6))
    assert (fresh(chat).ended_by, mails(chat).count()) == ("mail", 1)
    assert "By mail: it is in Leeds." not in shown(chat, 7)


def test_nobody_can_be_reached_who_gave_no_address(agent: Account, me: Actor) -> None:
    chat = make_chat(NOON, taken_by=agent)
    look_after_chats(now=at(4))
    with pytest.raises(CannotBeAnswered, match="know no mail address"):
        answer(chat, me, "Hello?", at(5))
    assert OutgoingMail.objects.filter(recipient__contains=".invalid").count() == 0


def test_a_last_line_that_the_page_never_fetched_goes_by_mail(chat: Chat, me: Actor) -> None:
    take_chat(chat=chat, actor=me, now=NOON)
    answer(chat, me, "Goodbye, and have a nice day.", at(1))
    end_chat(chat=chat, by="agent", actor=me, now=at(1.1))
    assert mails(chat).count() == 0
    for _ in range(2):
        look_after_chats(now=at(5))
    assert "Goodbye" in bytes(mails(chat).get().raw).decode()


def test_a_last_line_that_was_read_is_not_mailed(chat: Chat, me: Actor) -> None:
    line = answer(chat, me, "Goodbye.", at(1))
    end_chat(chat=chat, by="agent", actor=me, now=at(1.1))
    see_visitor(chat=fresh(chat), read=line.pk, actor=VISITOR, now=at(1.2))
    assert look_after_chats(now=at(5)) == 0
    assert mails(chat).count() == 0


def test_ended_twice_is_ended_once_and_takes_no_more_lines(chat: Chat, me: Actor) -> None:
    end_chat(chat=chat, by="visitor", actor=VISITOR, now=at(1))
    end_chat(chat=chat, by="agent", actor=me, now=at(2))
    assert (fresh(chat).ended_by, fresh(chat).ended_at) == ("visitor", at(1))
    with pytest.raises(ChatOver):
        write_line(chat=chat, text="One more", key="line-two", actor=VISITOR, now=at(3))
    assert ActivityEntry.objects.filter(verb="chat.end").count() == 1


def test_a_chat_ends_with_its_case(chat: Chat, me: Actor, agent: Account) -> None:
    close_case(case=chat.case, actor=me, now=at(1))
    spam = make_chat(NOON, taken_by=agent)
    mark_spam(case=spam.case, actor=me, now=at(1))
    assert [fresh(each).ended_by for each in (chat, spam)] == ["agent", "agent"]


def test_a_merged_chat_shows_nothing_of_the_other_case(chat: Chat, me: Actor) -> None:
    other = make_case(chat.case.customer, text="My bank details are …", key="other")
    last = other.messages.get().pk
    reply(case=other, text="Your refund of 90 is due.", seen_message_id=last, key="r", actor=me, now=at(1))
    merge_cases(case=other, into=chat.case, actor=me, now=at(2))
    assert fresh(chat).ended_by == "merged"
    assert shown(chat, 3) == []


def test_what_was_left_while_nobody_was_there_is_answered_by_mail(me: Actor) -> None:
    beginning = Beginning(text="Where is it?", start_key="k", email="vera@mail.example", name="Vera")
    case, again = (leave_message(beginning=beginning, actor=VISITOR, now=at(n)) for n in (0, 1))
    assert case == again
    last = case.messages.order_by("-id")[0].pk
    reply(case=case, text="In Leeds.", seen_message_id=last, key="r", actor=me, now=at(2))
    assert OutgoingMail.objects.filter(about=case.log_subject, recipient__contains="vera@mail.example").count() == 1


def test_a_message_needs_an_address() -> None:
    with pytest.raises(AddressNeeded):
        leave_message(beginning=Beginning(text="Where is it?", start_key="k"), actor=VISITOR, now=NOON)


def test_whoever_does_not_want_to_wait_is_answered_by_mail(agent: Account, me: Actor) -> None:
    chat = make_chat(NOON, taken_by=agent)
    with pytest.raises(AddressNeeded):
        go_on_by_mail(chat=chat, email="", actor=VISITOR, now=at(1))
    for _ in range(2):
        go_on_by_mail(chat=fresh(chat), email="vera@mail.example", actor=VISITOR, now=at(2))
    assert (fresh(chat).ended_by, fresh(chat).case.customer.email) == ("mail", "vera@mail.example")
    answer(chat, me, "In Leeds.", at(3))
    assert mails(chat).count() == 1


def test_an_address_that_is_known_is_not_changed_by_a_page(chat: Chat) -> None:
    go_on_by_mail(chat=chat, email="somebody.else@mail.example", actor=VISITOR, now=at(1))
    assert fresh(chat).case.customer.email == "vera@mail.example"


# The copy.


def test_a_copy_goes_by_mail_once_when_the_chat_is_over(chat: Chat, me: Actor) -> None:
    answer(chat, me, "It is in Leeds.", at(1))
    add_note(case=chat.case, text="Careful", key="n", actor=me, now=at(1))
    for _ in range(2):
        want_copy(chat=fresh(chat), email="", actor=VISITOR, now=at(2))
    assert mails(chat).count() == 0
    end_chat(chat=chat, by="visitor", actor=VISITOR, now=at(3))
    want_copy(chat=fresh(chat), email="", actor=VISITOR, now=at(4))
    body = bytes(mails(chat).get().raw).decode()
    assert "Where is my kettle?" in body
    assert "It is in Leeds." in body
    assert "Careful" not in body


def test_a_copy_can_be_wanted_afterwards(chat: Chat, me: Actor) -> None:
    line = answer(chat, me, "It is in Leeds.", at(1))
    see_visitor(chat=fresh(chat), read=line.pk, actor=VISITOR, now=at(1))
    end_chat(chat=chat, by="agent", actor=me, now=at(3))
    want_copy(chat=fresh(chat), email="", actor=VISITOR, now=at(4))
    assert mails(chat).count() == 1


def test_ones_own_words_alone_are_mailed_to_nobody(chat: Chat) -> None:
    want_copy(chat=chat, email="", actor=VISITOR, now=at(1))
    end_chat(chat=chat, by="visitor", actor=VISITOR, now=at(2))
    assert mails(chat).count() == 0


# Time, and what follows.


def test_chats_at_once_share_their_agents_time(agent: Account, me: Actor) -> None:
    chats = [make_chat(NOON, taken_by=agent, email=f"v{n}@mail.example") for n in range(3)]
    contacts = [take_chat(chat=chat, actor=me, now=at(start)) for chat, start in zip(chats, (0, 4, 4), strict=True)]
    for chat in chats:
        answer(chat, me, "Hello.", at(5))
    for chat, end in zip(chats, (10, 10, 12), strict=True):
        close_case(case=fresh(chat).case, actor=me, now=at(end))
    times = handle_times(contacts, now=at(99))
    seconds = [times[contact.pk].total for contact in contacts]
    assert seconds == pytest.approx([(4 + 2) * 60, 2 * 60, (2 + 2) * 60])
    assert sum(seconds) == pytest.approx(12 * 60)


def test_a_forgotten_chat_ends_itself_with_its_last_line(chat: Chat, me: Actor) -> None:
    heard: list[ContactClosed] = []
    subscribe(ContactClosed, heard.append)
    contact = take_chat(chat=chat, actor=me, now=NOON)
    answer(chat, me, "Anything else?", at(3))
    for minute in (5, 10, 15, 17):
        see_visitor(chat=fresh(chat), read=0, actor=VISITOR, now=at(minute))
        look_after_chats(now=at(minute))
    assert fresh(chat).ended_at is None
    look_after_chats(now=at(18.1))
    contact.refresh_from_db()
    assert (fresh(chat).ended_by, contact.ended_at) == ("quiet", at(3))
    assert handle_times([contact], now=at(99))[contact.pk].total == 180
    assert [(event.channel, event.end_cause) for event in heard] == [("chat", "ended")]


def test_nobody_who_waits_for_us_is_cut_off(chat: Chat, me: Actor) -> None:
    take_case(case=chat.case, actor=me, now=NOON)
    for minute in range(0, 40, 2):
        see_visitor(chat=fresh(chat), read=0, actor=VISITOR, now=at(minute))
        look_after_chats(now=at(minute))
    assert fresh(chat).ended_at is None


def test_work_after_the_chat_is_after_contact_work(chat: Chat, me: Actor) -> None:
    contact = take_chat(chat=chat, actor=me, now=NOON)
    answer(chat, me, "It is in Leeds.", at(4))
    end_chat(chat=chat, by="visitor", actor=VISITOR, now=at(5))
    close_case(case=fresh(chat).case, actor=me, now=at(7))
    time = handle_times([contact], now=at(99))[contact.pk]
    assert (time.talk, time.hold, time.after) == (300, 0, 120)


def test_a_case_given_to_a_colleague_is_still_the_same_chat(chat: Chat, me: Actor, second_agent, actor) -> None:
    assign_case(case=chat.case, to=second_agent, actor=me, now=at(1))
    take_chat(chat=fresh(chat), actor=actor(second_agent), now=at(2))
    answer(chat, actor(second_agent), "Hello, Amir here.", at(3))
    assert visitor_view(fresh(chat), after=0, now=at(3)).agent_name == "Amir Agent"


# What is kept about a person.


def test_whoever_chatted_can_read_it_and_have_it_erased(chat: Chat, me: Actor, agent: Account) -> None:
    vera, token = chat.case.customer, token_for(chat)
    assert export_chats(vera, NOON)["chats"][0]["case"] == chat.case_id
    assert export_chats(agent, NOON) == {"takes_chats_since": NOON}
    assert erase_chats(vera, at(1))["chats"] == 1
    assert fresh(chat).ended_at == at(1)
    with pytest.raises(NotFound):
        chat_of_visitor(token)
    assert not ActivityEntry.objects.filter(subject=chat.log_subject).exclude(source="").exists()
