"""Calls become contacts in cases: whose, in which case, and each second in the right leg."""

import datetime
import itertools

import pytest

from evenhand.cases.api import (
    Case,
    Contact,
    HandleTime,
    assign_case,
    close_case,
    contact_of,
    end_contact,
    end_forgotten_contacts,
    handle_time,
    note_viewer,
    open_case,
    save_draft,
    start_segment,
    take_case,
)
from evenhand.core.api import now
from evenhand.phone.after import end_due_work, extend_after, finish_after
from evenhand.phone.errors import WorkIsOver
from evenhand.phone.forgotten import end_forgotten_calls, give_signs
from evenhand.phone.models import AfterCall, Call, CallLeg
from evenhand.phone.queries import unanswered_calls, waits_of
from evenhand.phone.testing import Exchange
from evenhand.phone.tests.conftest import TEST

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def tell(exchange, *events):
    """Send events of (kind, seconds, agent, …), and answer the call."""
    for kind, seconds, agent, *more in events:
        answer = exchange.send(exchange.event(kind, seconds, agent, **(more[0] if more else {})))
        assert answer.status_code in (200, 201), answer.content
    return Call.objects.get(reference=exchange.call)


WHOLE = (
    ("ringing", 0, "201"),
    ("answered", 20, "201"),
    ("hold", 80, "201"),
    ("resumed", 110, "201"),
    ("ended", 140, ""),
)


def times(contact):
    """Talk and hold, of the segments that have ended; after-contact work as it stands."""
    return [
        (each.kind, (each.ended_at - each.started_at).total_seconds())
        for each in contact.segments.order_by("started_at")
        if each.ended_at
    ]


def test_a_call_that_is_answered_is_a_contact_in_a_new_case_of_the_customer(exchange, ada, cleo):
    call = tell(exchange, *WHOLE[:2])
    case = Case.objects.get()
    contact = case.contacts.get()
    assert (case.customer, case.channel, case.queue, case.assignee) == (cleo, "phone", exchange.line.queue, ada)
    assert (contact.agent, contact.channel, contact.ended_at) == (ada, "phone", None)
    assert contact.opened_at == exchange.began_at + datetime.timedelta(seconds=20)
    assert (call.state, call.customer, call.case, call.wait_seconds) == ("talking", cleo, case, 20)


def test_talk_and_hold_are_counted_and_work_follows(exchange, ada, cleo):
    tell(exchange, *WHOLE)
    contact = Contact.objects.get()
    assert times(contact) == [("talk", 60), ("hold", 30), ("talk", 30)]
    assert contact.segments.get(ended_at=None).kind == "after"
    after = AfterCall.objects.get()
    assert (after.started_at, after.until - after.started_at) == (
        CallLeg.objects.get().ended_at,
        datetime.timedelta(seconds=90),
    )


@pytest.mark.parametrize("order", list(itertools.permutations(range(5)))[::13])
def test_events_in_any_order_and_twice_make_the_same_contact(exchange, ada, cleo, order):
    events = [exchange.event(*each) for each in WHOLE]
    for place in (*order, *order[:2]):
        assert exchange.send(events[place]).status_code in (200, 201)
    assert times(Contact.objects.get()) == [("talk", 60), ("hold", 30), ("talk", 30)]
    call = Call.objects.get()
    assert (call.state, call.wait_seconds, call.legs.count(), Case.objects.count()) == ("ended", 20, 1, 1)


def test_a_customer_with_a_case_that_goes_on_is_found_there(exchange, ada, cleo):
    case = open_case(
        customer=cleo, subject="My lamp", text="Hello", channel="mail", key="a", actor=TEST, now=exchange.began_at
    )
    other = open_case(
        customer=cleo,
        subject="Other",
        text="Hello",
        channel="mail",
        key="b",
        actor=TEST,
        now=exchange.began_at + MINUTE,
    )
    assign_case(case=case, to=ada, actor=TEST, now=exchange.began_at)
    call = tell(exchange, *WHOLE)
    assert call.case == case
    assert other.contacts.count() == 0
    assert [each.text for each in case.messages.filter(kind="note")] == ["Call from +44 770 090 0123."]


def test_a_case_that_waited_for_the_customer_waits_for_us_again(exchange, ada, cleo):
    case = open_case(
        customer=cleo, subject="My lamp", text="Hello", channel="mail", key="a", actor=TEST, now=exchange.began_at
    )
    Case.objects.filter(pk=case.pk).update(status="waiting", waiting_since=None)
    tell(exchange, *WHOLE)
    case.refresh_from_db()
    assert (case.status, case.waiting_since) == ("open", exchange.began_at + datetime.timedelta(seconds=20))


def test_a_case_that_is_over_stays_over_and_a_new_one_begins(exchange, ada, cleo, actor):
    case = open_case(
        customer=cleo, subject="My lamp", text="Hello", channel="mail", key="a", actor=TEST, now=exchange.began_at
    )
    close_case(case=case, actor=actor(ada), now=exchange.began_at)
    assert tell(exchange, *WHOLE).case != case


def test_time_goes_to_the_leg_in_which_it_was_spent(exchange, ada, amir, cleo):
    call = tell(
        exchange, *WHOLE[:3], ("answered", 100, "305"), ("transferred", 110, "201", {"to": "305"}), ("ended", 300, "")
    )
    giver, receiver = (Contact.objects.get(agent=each) for each in (ada, amir))
    assert times(giver) == [("talk", 60), ("hold", 30)]
    assert times(receiver) == [("talk", 200)]
    assert giver.case == receiver.case == call.case
    end_due_work(now=now() + MINUTE * 5)
    giver.refresh_from_db()
    receiver.refresh_from_db()
    assert (giver.end_cause, receiver.end_cause) == ("transferred", "ended")


def test_two_calls_at_once_share_the_time_in_which_both_ran(exchange, ada, cleo, line):
    second = Exchange(line, exchange.began_at, call="call-2", number="+12025550199")
    tell(exchange, ("answered", 0, "201"), ("hold", 60, "201"))
    tell(second, ("answered", 60, "201"), ("ended", 120, ""))
    tell(exchange, ("resumed", 120, "201"), ("ended", 180, ""))
    for contact in Contact.objects.all():
        end_contact(contact=contact, actor=TEST, now=now())
    one, two = (CallLeg.objects.get(call__reference=each).contact for each in ("call-1", "call-2"))
    Contact.objects.filter(pk=two.pk).update(ended_at=exchange.began_at + datetime.timedelta(seconds=120))
    two.segments.filter(kind="after").delete()
    time = handle_time(one, now=now())
    assert (time.talk, time.hold) == (120, 30)
    assert handle_time(two, now=now()).talk == 30


def test_a_call_that_the_agent_began_by_hand_goes_on_with_that_contact(exchange, ada, cleo, actor):
    case = open_case(
        customer=cleo, subject="Call", text="Hello", channel="phone", key="a", actor=TEST, now=exchange.began_at
    )
    by_hand = take_case(case=case, actor=actor(ada), now=exchange.began_at + datetime.timedelta(seconds=10))
    tell(exchange, *WHOLE)
    assert Contact.objects.get() == by_hand
    assert times(by_hand) == [("talk", 10), ("talk", 60), ("hold", 30), ("talk", 30)]


def test_a_contact_by_mail_in_the_same_case_ends_when_the_call_begins(exchange, ada, cleo, actor):
    case = open_case(
        customer=cleo, subject="My lamp", text="Hello", channel="mail", key="a", actor=TEST, now=exchange.began_at
    )
    by_mail = take_case(case=case, actor=actor(ada), now=exchange.began_at)
    tell(exchange, *WHOLE)
    by_mail.refresh_from_db()
    assert by_mail.ended_at == exchange.began_at + datetime.timedelta(seconds=20)
    assert case.contacts.exclude(pk=by_mail.pk).get().channel == "phone"


def test_what_a_hand_noted_gives_way_and_its_cause_stays(exchange, ada, cleo, actor):
    tell(exchange, *WHOLE[:3])
    contact = Contact.objects.get()
    start_segment(
        contact=contact,
        kind="hold",
        cause="slow system",
        actor=actor(ada),
        now=exchange.began_at + datetime.timedelta(seconds=90),
    )
    tell(exchange, *WHOLE[3:])
    assert times(contact) == [("talk", 60), ("hold", 30), ("talk", 30)]
    assert contact.segments.get(kind="hold").cause == "slow system"


def test_a_case_that_is_closed_while_they_speak_gets_the_whole_call(exchange, ada, cleo, actor):
    call = tell(exchange, *WHOLE[:2])
    close_case(case=call.case, actor=actor(ada), now=exchange.began_at + datetime.timedelta(seconds=60))
    tell(exchange, *WHOLE[2:])
    contact = Contact.objects.get()
    assert (contact.end_cause, contact.ended_at) == ("closed", exchange.began_at + datetime.timedelta(seconds=140))
    assert handle_time(contact, now=now()) == HandleTime(talk=90, hold=30)
    assert not AfterCall.objects.exists()


def test_who_gave_up_is_counted_with_their_wait_and_is_nobodys_time(exchange, ada, cleo):
    call = tell(exchange, ("ringing", 0, ""), ("ringing", 5, "201"), ("ended", 45, ""))
    assert (call.state, call.wait_seconds, call.case) == ("abandoned", 45, None)
    assert not Contact.objects.exists()
    assert list(unanswered_calls(exchange.began_at)) == [call]
    waits = waits_of(exchange.line, exchange.began_at, now())
    assert (waits.offered, waits.answered, waits.abandoned) == (1, 0, 1)


def test_dialling_a_customer_is_a_contact_once_they_answer(exchange, ada, cleo):
    exchange.direction = "outbound"
    tell(exchange, ("ringing", 0, "201"))
    assert not Contact.objects.exists()
    tell(exchange, ("answered", 15, "201"), ("ended", 75, ""))
    assert times(Contact.objects.get()) == [("talk", 75)]
    assert Case.objects.get().subject == "Call to +44 770 090 0123"


def test_a_customer_who_never_answers_us_makes_no_contact(exchange, ada, cleo):
    exchange.direction = "outbound"
    assert tell(exchange, ("ringing", 0, "201"), ("ended", 30, "")).state == "missed"
    assert not Contact.objects.exists()


def test_work_after_a_call_ends_by_itself_at_its_time(exchange, ada, cleo):
    tell(exchange, *WHOLE)
    after = AfterCall.objects.get()
    assert end_due_work(now=after.until - datetime.timedelta(seconds=1)) == 0
    assert end_due_work(now=after.until + MINUTE) == 1
    assert end_due_work(now=after.until + MINUTE) == 0
    contact = Contact.objects.get()
    assert (contact.ended_at, contact.end_cause) == (after.until, "ended")
    assert handle_time(contact, now=now()).after == 90


def test_work_after_a_call_does_not_end_while_somebody_writes(exchange, ada, cleo, actor):
    call = tell(exchange, *WHOLE)
    after = AfterCall.objects.get()
    save_draft(
        case=call.case, text="Dear Cleo", version=0, actor=actor(ada), now=after.until - datetime.timedelta(seconds=10)
    )
    assert end_due_work(now=after.until) == 0
    note_viewer(case=call.case, actor=actor(ada), is_writing=True, now=after.until + datetime.timedelta(seconds=30))
    assert end_due_work(now=after.until + MINUTE) == 0
    assert end_due_work(now=after.until + 2 * MINUTE) == 1
    assert Contact.objects.get().ended_at == after.until + datetime.timedelta(seconds=30)


def test_work_after_a_call_goes_on_for_a_cause_that_stands_in_its_time(exchange, ada, cleo, actor):
    tell(exchange, *WHOLE)
    after = AfterCall.objects.get()
    until = after.until
    for _ in range(2):
        extend_after(after=after, cause="waiting on carrier", key="k", actor=actor(ada), now=until)
    after.refresh_from_db()
    assert after.until == until + datetime.timedelta(seconds=120)
    assert end_due_work(now=until + MINUTE) == 0
    assert end_due_work(now=after.until) == 1
    contact = Contact.objects.get()
    assert [(each.kind, each.cause) for each in contact.segments.order_by("started_at")][-2:] == [
        ("after", ""),
        ("after", "waiting on carrier"),
    ]
    assert handle_time(contact, now=now()).after == 210
    with pytest.raises(WorkIsOver):
        extend_after(after=after, cause="other", key="k2", actor=actor(ada), now=after.until)


def test_work_whose_cause_was_said_counts_beyond_the_limit(exchange, ada, cleo, actor):
    tell(exchange, *WHOLE)
    after = AfterCall.objects.get()
    for number in range(8):
        extend_after(after=after, cause="writing up", key=f"k{number}", actor=actor(ada), now=after.until)
        after.refresh_from_db()
    finish_after(after=after, actor=actor(ada), now=after.until)
    assert handle_time(Contact.objects.get(), now=now()).after == 90 + 8 * 120


def test_a_line_can_have_a_goal_of_its_own(exchange, ada, cleo, line):
    line.after_call_goal_seconds = 30
    line.save()
    tell(exchange, *WHOLE)
    after = AfterCall.objects.get()
    assert after.until - after.started_at == datetime.timedelta(seconds=30)


def test_work_ends_with_the_case(exchange, ada, cleo, actor):
    call = tell(exchange, *WHOLE)
    close_case(case=call.case, actor=actor(ada), now=now())
    assert end_due_work(now=now()) == 1
    assert AfterCall.objects.get().ended_at == Contact.objects.get().ended_at


def test_a_long_call_is_no_forgotten_contact(exchange, ada, cleo):
    tell(exchange, *WHOLE[:2])
    for minutes in range(1, 60, 10):
        give_signs(now=now() + minutes * MINUTE)
        assert end_forgotten_contacts(now=now() + minutes * MINUTE) == 0
    assert Contact.objects.get().ended_at is None


def test_a_call_whose_end_nobody_told_ends_at_the_last_that_was_seen_of_its_agent(exchange, ada, cleo, actor):
    call = tell(exchange, *WHOLE[:2])
    seen_at = now() + 2 * MINUTE
    note_viewer(case=call.case, actor=actor(ada), now=seen_at)
    for hours in range(5):
        give_signs(now=seen_at + (hours * 60 + 1) * MINUTE)
    assert end_forgotten_calls(now=seen_at + 180 * MINUTE) == 0
    assert end_forgotten_calls(now=seen_at + 300 * MINUTE) == 1
    assert end_forgotten_calls(now=seen_at + 300 * MINUTE) == 0
    contact, call = Contact.objects.get(), Call.objects.get()
    assert (contact.ended_at, contact.end_cause, contact.is_forgotten) == (seen_at, "forgotten", True)
    assert (call.ended_at, call.state) == (seen_at, "ended")
    assert call.forgotten_at is not None


def test_an_end_that_comes_after_all_makes_the_call_what_it_was(exchange, ada, cleo):
    tell(exchange, *WHOLE[:2])
    end_forgotten_calls(now=now() + 300 * MINUTE)
    call = tell(exchange, *WHOLE[2:])
    contact = Contact.objects.get()
    assert call.forgotten_at is None
    assert (contact.is_forgotten, times(contact)[:3]) == (False, [("talk", 60), ("hold", 30), ("talk", 30)])


def test_the_agents_contact_is_theirs_even_when_the_case_is_a_colleagues(exchange, ada, amir, cleo, actor):
    case = open_case(
        customer=cleo, subject="My lamp", text="Hello", channel="mail", key="a", actor=TEST, now=exchange.began_at
    )
    assign_case(case=case, to=amir, actor=TEST, now=exchange.began_at)
    tell(exchange, *WHOLE[:2])
    case.refresh_from_db()
    assert case.assignee == amir
    assert contact_of(case, actor(ada)) is not None
