"""The agent's verbs: each works, says so in the log, and does no harm when it is done twice."""

import email
import email.policy

import pytest

from evenhand.cases.api import (
    AlreadyTaken,
    Case,
    CaseNotOpen,
    Channel,
    DraftChanged,
    Message,
    NewerMessage,
    SentInOtherWords,
    add_customer_message,
    add_note,
    assign_case,
    close_case,
    conversation,
    draft_of,
    link_order,
    mark_spam,
    open_case,
    queue_for,
    reopen_case,
    reply,
    reply_address,
    save_draft,
    set_case_aside,
    set_priority,
    take_case,
    transfer_case,
    undo_close,
)
from evenhand.cases.testing import NOON, at, deliver, make_case, make_mail
from evenhand.core.api import ActivityEntry, InvalidInput, OutgoingMail
from evenhand.core.testing import shared
from evenhand.shop.api import Customer, Order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]


@shared
def case(customer):
    return make_case(customer)


@shared
def me(agent, actor):
    return actor(agent)


def left():
    """Mail to customers that has left."""
    return OutgoingMail.objects.filter(about__startswith="case:")


def verbs(case):
    return list(ActivityEntry.objects.filter(subject=f"case:{case.pk}").order_by("id").values_list("verb", flat=True))


def answer(case, me, text="It is on its way.", key="k", minute=5, **more):
    last = case.messages.order_by("-id").first()
    return reply(case=case, text=text, seen_message_id=last.pk, key=key, actor=me, now=at(minute), **more)


def test_the_form_opens_a_case_once_however_often_it_is_pressed(customer, actor):
    given = {"customer": customer, "subject": "Broken lamp", "text": "It broke.", "channel": Channel.ORDER_PAGE}
    first = open_case(**given, key="form-1", actor=actor(customer), now=NOON)
    assert open_case(**given, key="form-1", actor=actor(customer), now=at(1)) == first
    assert (Case.objects.count(), Message.objects.count(), first.status) == (1, 1, "open")
    assert verbs(first) == ["cases.open_case", "cases.receive_message"]


def test_a_case_without_words_is_refused_kindly(customer, actor):
    with pytest.raises(InvalidInput, match="no text yet"):
        open_case(
            customer=customer, subject="", text=" ", channel=Channel.FORM, key="x", actor=actor(customer), now=NOON
        )


def test_customers_second_message_is_taken_once_and_keeps_their_place(case, customer, actor):
    for _ in range(2):
        add_customer_message(case=case, text="And?", key="m", actor=actor(customer), now=at(9))
    case.refresh_from_db()
    assert (case.messages_count, case.waiting_since, case.last_preview) == (2, NOON, "And?")


def test_taking_a_case_makes_it_mine(case, me, second_agent, actor):
    take_case(case=case, actor=me, now=at(1))
    take_case(case=case, actor=me, now=at(2))
    case.refresh_from_db()
    assert case.assignee_id == me.account_id
    assert verbs(case).count("cases.take_case") == 1
    with pytest.raises(AlreadyTaken, match="Ada Agent has this case"):
        take_case(case=case, actor=actor(second_agent), now=at(3))


def test_assigning_begins_no_contact(case, me, second_agent, customer):
    assign_case(case=case, to=second_agent, actor=me, now=at(1))
    assign_case(case=case, to=second_agent, actor=me, now=at(2))
    assert (case.contacts.count(), verbs(case).count("cases.assign_case")) == (0, 1)
    with pytest.raises(InvalidInput, match="does not answer customers"):
        assign_case(case=case, to=customer, actor=me, now=at(3))
    assert assign_case(case=case, to=None, actor=me, now=at(4)).assignee is None


def test_handing_on_needs_a_note_and_somebody(case, me, second_agent):
    with pytest.raises(InvalidInput, match="what was done"):
        transfer_case(case=case, to=second_agent, note=" ", actor=me, now=at(1))
    with pytest.raises(InvalidInput, match="Choose"):
        transfer_case(case=case, note="x", actor=me, now=at(1))
    for _ in range(2):
        transfer_case(case=case, to=second_agent, note="Call her back", actor=me, now=at(1))
    case.refresh_from_db()
    assert case.assignee == second_agent
    assert case.messages.filter(kind="note", text="Call her back").count() == 1


def test_reply_leaves_threaded_in_plain_text_and_html(me, agent):
    case = deliver(make_mail("Where?", Message_ID="<one@mail.example>", Subject="Grüße, Paket")).landed_in.case
    message = answer(case, me, "Dear Ann,\n\nsee https://track.example/1?a=b&c.\n\nAda")
    mail = email.message_from_bytes(bytes(left().get().raw), policy=email.policy.default)
    assert (mail["To"], mail["Subject"]) == ("Ann Ames <ann@mail.example>", "Re: Grüße, Paket")
    assert (mail["In-Reply-To"], mail["References"]) == ("<one@mail.example>", "<one@mail.example>")
    assert mail["Message-ID"] == message.message_id
    assert mail["Reply-To"].addresses[0].addr_spec == reply_address(case.pk)
    plain, html = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())
    assert plain.startswith("Dear Ann,\n\nsee https://track.example/1?a=b&c.")
    assert '<a href="https://track.example/1?a=b&amp;c">' in html
    case.refresh_from_db()
    assert (case.status, case.waiting_since) == ("waiting", None)
    assert (message.author, message.outgoing) == (agent, left().get())


def test_long_message_ids_survive_the_answer(me):
    long = f"<{'x' * 120}.{'y' * 90}@mail.example>"
    case = deliver(make_mail(Message_ID=long)).landed_in.case
    answer(case, me)
    assert long.encode() in bytes(left().get().raw).replace(b"\r\n ", b"")


def test_whole_thread_stands_in_the_references(me):
    case = deliver(make_mail(Message_ID="<one@mail.example>")).landed_in.case
    ours = answer(case, me)
    deliver(make_mail("More", Message_ID="<two@mail.example>", In_Reply_To=ours.message_id), now=at(6))
    second = answer(case, me, key="k2", minute=7)
    mail = email.message_from_bytes(bytes(second.outgoing.raw), policy=email.policy.default)
    assert mail["References"].split() == ["<one@mail.example>", ours.message_id, "<two@mail.example>"]
    assert mail["In-Reply-To"] == "<two@mail.example>"


def test_pressing_send_twice_sends_once(case, me):
    last = case.messages.get().pk
    for minute in (5, 6):
        reply(case=case, text="Hello", seen_message_id=last, key="k", actor=me, now=at(minute))
    assert (left().count(), case.messages.count()) == (1, 2)


def test_a_reply_that_was_changed_after_it_was_sent_goes_nowhere_and_is_kept(case, me):
    seen = case.messages.get().pk
    reply(case=case, text="Hello", seen_message_id=seen, key="k", actor=me, now=at(5))
    with pytest.raises(SentInOtherWords, match="earlier words"):
        reply(case=case, text="Hello, and sorry.", seen_message_id=seen, key="k", actor=me, now=at(6))
    assert (left().count(), case.messages.count()) == (1, 2)
    assert draft_of(case, me).text == "Hello, and sorry."


def test_a_note_that_was_changed_after_it_was_written_is_another_note(case, me):
    for text in ("Called.", "Called the depot.", "Called."):
        add_note(case=case, text=text, key="n", actor=me, now=at(5))
    assert list(case.messages.order_by("pk").values_list("text", flat=True))[1:] == ["Called.", "Called the depot."]


def test_reply_waits_when_somebody_wrote_meanwhile_and_keeps_the_draft(case, me, customer, actor):
    seen = case.messages.get().pk
    save_draft(case=case, text="It is", version=0, actor=me, now=at(1))
    add_customer_message(case=case, text="It has come!", key="m", actor=actor(customer), now=at(2))
    with pytest.raises(NewerMessage, match="draft is kept"):
        reply(case=case, text="It is lost.", seen_message_id=seen, key="k", actor=me, now=at(3))
    assert left().count() == 0
    assert draft_of(case, me).text == "It is lost."


def test_two_agents_cannot_both_answer_the_same_message(case, me, second_agent, actor):
    seen = case.messages.get().pk
    reply(case=case, text="One", seen_message_id=seen, key="k1", actor=me, now=at(3))
    with pytest.raises(NewerMessage):
        reply(case=case, text="Two", seen_message_id=seen, key="k2", actor=actor(second_agent), now=at(4))
    assert draft_of(case, actor(second_agent)).text == "Two"


def test_ones_own_note_is_no_newer_message(case, me):
    seen = case.messages.get().pk
    add_note(case=case, text="Called the depot", key="n", actor=me, now=at(2))
    reply(case=case, text="One", seen_message_id=seen, key="k", actor=me, now=at(3))
    assert case.messages.count() == 3


def test_chat_is_answered_without_mail(customer, me):
    answer(make_case(customer, channel="chat"), me)
    assert left().count() == 0


def test_reply_throws_the_draft_away(case, me):
    save_draft(case=case, text="It is", version=0, actor=me, now=at(1))
    answer(case, me)
    assert draft_of(case, me) is None


def test_notes_never_leave_and_change_no_wait(case, me):
    for _ in range(2):
        add_note(case=case, text="Gate code 12", key="n", actor=me, now=at(2))
    case.refresh_from_db()
    assert (case.status, case.messages_count, left().count()) == ("open", 2, 0)
    assert case.last_preview == "Where is my parcel?"
    assert [message.is_note for message in conversation(case).messages] == [False, True]
    assert len(conversation(case).for_customer(at(3))) == 1


def test_draft_saved_in_another_window_is_not_overwritten(case, me):
    first = save_draft(case=case, text="A", version=0, actor=me, now=at(1))
    save_draft(case=case, text="B", version=first.version, actor=me, now=at(2))
    with pytest.raises(DraftChanged):
        save_draft(case=case, text="C", version=first.version, actor=me, now=at(3))
    assert draft_of(case, me).text == "B"
    assert save_draft(case=case, text="B", version=99, actor=me, now=at(4)).version == 2


def test_answer_and_close_in_one_go(case, me):
    answer(case, me, then_close=True)
    case.refresh_from_db()
    assert (case.status, case.contacts.get().end_cause) == ("closed", "closed")


def test_closing_twice_closes_once(case, me):
    for minute in (1, 2):
        close_case(case=case, actor=me, reason="settled by phone", now=at(minute))
    assert (case.closures.get().at, verbs(case).count("cases.close_case")) == (at(1), 1)


def test_undoing_a_closing_gives_back_the_place_in_the_inbox(case, me):
    close_case(case=case, actor=me, now=at(1))
    for _ in range(2):
        undo_close(case=case, actor=me, now=at(2))
    case.refresh_from_db()
    assert (case.status, case.waiting_since) == ("open", NOON)
    assert verbs(case).count("cases.undo_close") == 1


def test_undoing_the_closing_of_a_case_that_waited_lets_it_wait_again(case, me):
    answer(case, me, then_close=True)
    assert undo_close(case=case, actor=me, now=at(9)).status == "waiting"


def test_opening_again_counts_from_now(case, me):
    close_case(case=case, actor=me, now=at(1))
    for minute in (8, 9):
        reopen_case(case=case, actor=me, now=at(minute))
    case.refresh_from_db()
    assert (case.status, case.waiting_since, verbs(case).count("cases.reopen_case")) == ("open", at(8), 1)


def test_reply_in_a_closed_case_ends_the_closing(case, me):
    close_case(case=case, actor=me, now=at(1))
    answer(case, me)
    assert case.closures.get().ended_at == at(5)


def test_spam_is_set_aside_and_can_come_back(case, me):
    for _ in range(2):
        mark_spam(case=case, actor=me, now=at(1))
    with pytest.raises(CaseNotOpen):
        close_case(case=case, actor=me, now=at(2))
    assert verbs(case).count("cases.set_case_aside") == 1
    assert reopen_case(case=case, actor=me, now=at(3)).set_aside_as == ""
    with pytest.raises(InvalidInput):
        set_case_aside(case=case, as_what="boring", actor=me, now=at(4))


def test_priority_is_one_of_four(case, me):
    assert set_priority(case=case, priority=3, actor=me, now=at(1)).priority == 3
    with pytest.raises(InvalidInput):
        set_priority(case=case, priority=9, actor=me, now=at(1))


def test_only_the_customers_own_order_can_stand_beside_the_case(case, me, customer, outsider):
    mine, theirs = (
        Order.objects.create(
            number=f"W{account.pk}", customer=Customer.objects.create(account=account), currency="USD", placed_at=NOON
        )
        for account in (customer, outsider)
    )
    assert link_order(case=case, order=mine, actor=me, now=at(1)).order == mine
    with pytest.raises(InvalidInput, match="another customer"):
        link_order(case=case, order=theirs, actor=me, now=at(1))


def test_queue_for_a_channel_falls_back_to_what_there_is():
    made = queue_for(Channel.CHAT)
    assert queue_for(Channel.PHONE) == made


def test_conversation_takes_three_queries_however_long_it_is(case, me, customer, actor, django_assert_num_queries):
    for number in range(5):
        add_customer_message(case=case, text=f"{number}", key=f"m{number}", actor=actor(customer), now=at(number))
    with django_assert_num_queries(3):
        assert len(conversation(case).messages) == 6
