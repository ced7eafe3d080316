"""Promises as cases move: made, kept, broken, standing still, and surviving every change. All on a clock in minutes."""

import pytest

from evenhand.cases.api import (
    Case,
    Channel,
    Due,
    Queue,
    add_customer_message,
    close_case,
    mark_spam,
    merge_cases,
    open_case,
    queue_for,
    reopen_case,
    reply,
    set_priority,
    snooze_case,
    split_case,
    start_segment,
    tag_case,
    take_back_reply,
    take_case,
    transfer_case,
    undo_close,
    undo_merge,
    untag_case,
    wake_case,
)
from evenhand.cases.testing import NOON, at, deliver, make_bounce, make_case
from evenhand.core.api import ActivityEntry
from evenhand.core.testing import shared
from evenhand.promises.api import promises_of, watch_due
from evenhand.promises.models import Promise
from evenhand.promises.testing import OFFICE, TEST, make_levels, minutes_gone, promise_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]


@shared
def me(agent, actor):
    return actor(agent)


@shared
def case(customer) -> Case:
    make_levels()
    return make_case(customer)


def answer(case, me, minute, key="answer", **more):
    seen = case.messages.latest("pk").pk
    return reply(case=case, text="Soon.", seen_message_id=seen, key=key, actor=me, now=at(minute), **more)


def writes(case, minute, key="more"):
    return add_customer_message(case=case, text="And?", key=key, actor=TEST, now=at(minute))


def gone(case, kind, minute):
    return minutes_gone(promise_of(case, kind), at(minute))


def due_of(case):
    return Due.objects.filter(case=case).values_list("at", "what").first()


def test_a_case_is_promised_a_first_reply_and_a_resolution(case) -> None:
    assert [(each.kind, each.due_at) for each in Promise.objects.order_by("due_at")] == [
        ("first", at(60)),
        ("resolution", at(1440)),
    ]
    assert due_of(case) == (at(60), "first")


def test_without_levels_nothing_is_promised(customer, me) -> None:
    case = make_case(customer)
    answer(case, me, 5)
    writes(case, 9)
    close_case(case=case, actor=me, now=at(10))
    assert not Promise.objects.exists()
    assert due_of(case) is None


@pytest.mark.parametrize(("minute", "outcome"), [(60, "kept"), (61, "broken")])
def test_a_reply_in_time_keeps_the_promise_and_a_late_one_does_not(case, me, minute, outcome) -> None:
    answer(case, me, minute)
    first = promise_of(case, "first")
    assert (first.outcome, first.settled_at) == (outcome, at(minute))
    assert first.broken_at == (at(60) if outcome == "broken" else None)


def test_a_second_reply_changes_nothing_of_the_first(case, me) -> None:
    answer(case, me, 10)
    answer(case, me, 90, key="another")
    assert promise_of(case, "first").settled_at == at(10)


def test_the_clock_runs_again_from_when_our_reply_came_back(case, me) -> None:
    ours = answer(case, me, 10)
    deliver(make_bounce(ours.message_id), sender="<>", now=at(100))
    assert promise_of(case, "resolution").pause == ""
    assert gone(case, "resolution", 130) == 10 + 30


def test_the_next_message_is_promised_a_next_reply_once_however_often_they_write(case, me) -> None:
    answer(case, me, 10)
    writes(case, 100)
    writes(case, 120, key="again")
    assert Promise.objects.filter(kind="next").count() == 1
    assert promise_of(case, "next").due_at == at(130)
    answer(case, me, 125, key="second")
    assert promise_of(case, "next").outcome == "kept"


def test_a_message_before_our_first_reply_makes_no_other_promise(case) -> None:
    writes(case, 20)
    assert not Promise.objects.filter(kind="next").exists()
    assert promise_of(case, "first").due_at == at(60)


def test_waiting_for_the_customer_stops_the_clock_and_their_message_starts_it(case, me) -> None:
    answer(case, me, 30)
    assert promise_of(case, "resolution").pause == "customer"
    assert due_of(case) is None
    assert gone(case, "resolution", 500) == 30
    writes(case, 500)
    assert gone(case, "resolution", 510) == 40
    assert promise_of(case, "resolution").due_at == at(500 + 1410)
    assert due_of(case) == (at(530), "next")


def test_sleep_stops_the_clock_and_waking_starts_it(case, me) -> None:
    snooze_case(case=case, until=at(600), actor=me, now=at(20))
    assert (gone(case, "first", 300), due_of(case)) == (20, None)
    wake_case(case=case, actor=me, now=at(400))
    assert gone(case, "first", 410) == 30
    assert due_of(case) == (at(440), "first")


def test_a_hold_for_the_carrier_stops_the_clock_and_a_slow_system_does_not(case, me) -> None:
    contact = take_case(case=case, actor=me, now=at(10))
    start_segment(contact=contact, kind="hold", cause="slow system", actor=me, now=at(15))
    assert gone(case, "first", 20) == 20
    start_segment(contact=contact, kind="hold", cause="waiting on carrier", actor=me, now=at(20))
    assert gone(case, "first", 50) == 20
    start_segment(contact=contact, kind="talk", actor=me, now=at(50))
    assert gone(case, "first", 60) == 30
    assert promise_of(case, "first").pause == ""


def test_a_contact_that_ends_on_hold_starts_the_clock_again(case, me, second_agent) -> None:
    contact = take_case(case=case, actor=me, now=at(10))
    start_segment(contact=contact, kind="hold", cause="waiting on carrier", actor=me, now=at(20))
    transfer_case(case=case, to=second_agent, note="Please.", actor=me, now=at(40))
    assert gone(case, "first", 45) == 25


def test_another_priority_has_another_target_and_what_has_gone_by_stays(customer, me) -> None:
    make_levels({"first_minutes": 240}, {"priority": 3, "first_minutes": 60})
    case = make_case(customer)
    set_priority(case=case, priority=3, actor=me, now=at(40))
    assert (gone(case, "first", 40), promise_of(case, "first").due_at) == (40, at(60))
    set_priority(case=case, priority=1, actor=me, now=at(50))
    assert (gone(case, "first", 50), promise_of(case, "first").due_at) == (50, at(240))


def test_a_slip_of_the_priority_breaks_nothing_once_it_is_put_right(customer, me) -> None:
    make_levels({"first_minutes": 240}, {"priority": 3, "first_minutes": 30})
    case = make_case(customer)
    set_priority(case=case, priority=3, actor=me, now=at(40))
    watch_due(now=at(41))
    assert promise_of(case, "first").broken_at == at(40)
    set_priority(case=case, priority=1, actor=me, now=at(42))
    assert promise_of(case, "first").broken_at is None


def test_a_lower_priority_mends_no_promise_that_was_broken(customer, me) -> None:
    make_levels({"first_minutes": 30}, {"priority": 0, "first_minutes": 300})
    case = make_case(customer)
    set_priority(case=case, priority=0, actor=me, now=at(40))
    answer(case, me, 50)
    assert promise_of(case, "first").outcome == "broken"


def test_a_broken_promise_was_due_when_it_was_broken_whatever_holds_now(customer, me) -> None:
    make_levels({"first_minutes": 240}, {"reason": "leak", "first_minutes": 30}, {"priority": 2, "first_minutes": 200})
    case = make_case(customer)
    tag_case(case=case, name="leak", actor=me, now=at(10))
    set_priority(case=case, priority=2, actor=me, now=at(40))
    untag_case(case=case, name="leak", actor=me, now=at(41))
    shown = next(each for each in promises_of(case.pk, at(50)) if each.kind == "first")
    assert (shown.state, shown.due_at, shown.due_seconds) == ("over", at(30), 20 * 60)
    assert Case.objects.values_list("due__at", flat=True).get() == at(30)


def test_another_queue_with_other_hours_counts_on_from_where_it_was(customer, me) -> None:
    other = Queue.objects.create(name="Parcels", slug="parcels", channel="mail")
    make_levels({"first_minutes": 600}, {"queue_id": other.pk, "first_minutes": 480}, hours=OFFICE)
    case = make_case(customer)  # Monday noon; the day ends at five
    transfer_case(case=case, queue=other, note="Theirs.", actor=me, now=at(120))
    promise = promise_of(case, "first")
    assert gone(case, "first", 120) == 120
    assert promise.due_at == at(24 * 60)  # 360 minutes are left: 180 of them today, 180 tomorrow


def test_a_reason_has_a_level_of_its_own_and_taking_the_tag_off_gives_the_old_one_back(customer, me) -> None:
    make_levels({"first_minutes": 240}, {"reason": "lost", "first_minutes": 120})
    case = make_case(customer)
    tag_case(case=case, name="lost", actor=me, now=at(30))
    assert (gone(case, "first", 30), promise_of(case, "first").due_at) == (30, at(120))
    untag_case(case=case, name="lost", actor=me, now=at(60))
    assert (gone(case, "first", 60), promise_of(case, "first").due_at) == (60, at(240))


def test_a_queue_that_promises_nothing_keeps_what_was_promised_before(customer, me) -> None:
    helping, other = queue_for("mail"), Queue.objects.create(name="Parcels", slug="parcels", channel="mail")
    make_levels({"queue_id": helping.pk, "first_minutes": 60})
    case = make_case(customer)
    transfer_case(case=case, queue=other, note="Theirs.", actor=me, now=at(10))
    assert promise_of(case, "first").due_at == at(60)


def test_new_levels_bind_cases_from_then_on_only(case, customer, me) -> None:
    make_levels({"first_minutes": 5, "next_minutes": 5}, at=at(10))
    set_priority(case=case, priority=2, actor=me, now=at(20))
    assert (promise_of(case, "first").due_at, promise_of(case, "first").version.number) == (at(60), 1)
    answer(case, me, 25)
    writes(case, 30)
    assert promise_of(case, "next").due_at == at(60)
    later = open_case(customer=customer, subject="B", text="B", channel="mail", key="b", actor=TEST, now=at(40))
    assert promise_of(later, "first").due_at == at(45)


def test_closing_settles_the_matter_and_an_undo_counts_through(case, me) -> None:
    answer(case, me, 10)
    writes(case, 20)
    close_case(case=case, actor=me, now=at(40))
    assert promise_of(case, "resolution").outcome == "kept"
    assert promise_of(case, "next").outcome == "released"
    assert due_of(case) is None
    undo_close(case=case, actor=me, now=at(45))
    assert promise_of(case, "resolution").outcome == ""
    assert gone(case, "resolution", 50) == 10 + 30
    assert gone(case, "next", 45) == 25
    assert due_of(case) == (at(50), "next")


def test_a_case_opened_again_goes_on_and_does_not_count_the_days_between(case, me) -> None:
    answer(case, me, 10, then_close=True)
    reopen_case(case=case, actor=me, now=at(5000))
    assert gone(case, "resolution", 5000) == 10
    assert promise_of(case, "resolution").due_at == at(5000 + 1430)
    close_case(case=case, actor=me, now=at(5010))
    assert promise_of(case, "resolution").outcome == "kept"


def test_a_customer_who_writes_into_a_closed_case_is_promised_an_answer(case, me) -> None:
    answer(case, me, 10, then_close=True)
    writes(case, 3000)
    assert due_of(case) == (at(3030), "next")
    assert gone(case, "resolution", 3005) == 15


def test_closing_a_matter_that_is_late_does_not_mend_it(case, me) -> None:
    close_case(case=case, actor=me, now=at(70))
    assert promise_of(case, "first").outcome == "broken"


def test_a_reply_taken_back_was_never_sent(case, me) -> None:
    message = answer(case, me, 30)
    take_back_reply(case=case, message_id=message.pk, actor=me, now=at(30.1))
    first = promise_of(case, "first")
    assert (first.outcome, first.due_at) == ("", at(60))
    assert gone(case, "first", 40) == 40
    assert gone(case, "resolution", 40) == 40


@pytest.mark.parametrize("then_close", [False, True])
@pytest.mark.parametrize(("minute", "outcome"), [(30.1, "kept"), (60.05, "broken")])
def test_the_later_of_two_replies_keeps_what_the_first_had_kept(case, me, minute, outcome, then_close) -> None:
    first = answer(case, me, minute - 0.1)
    second = answer(case, me, minute, key="ps", then_close=then_close)
    for _ in range(2):
        take_back_reply(case=case, message_id=first.pk, actor=me, now=at(minute + 0.02))
    promise = promise_of(case, "first")
    assert (promise.outcome, promise.settled_at, promise.reply_number) == (outcome, at(minute), second.pk)
    assert gone(case, "first", 300) == pytest.approx(minute)
    take_back_reply(case=case, message_id=second.pk, actor=me, now=at(minute + 0.04))
    assert (promise_of(case, "first").outcome, gone(case, "first", 70)) == ("", 70)


def test_a_merge_takes_what_is_owed_along_and_its_undo_gives_it_back(case, customer, me) -> None:
    second = open_case(customer=customer, subject="B", text="B", channel="mail", key="b", actor=TEST, now=at(20))
    merge_cases(case=case, into=second, actor=me, now=at(30))
    assert due_of(case) is None
    assert due_of(second) == (at(60), "first")
    undo_merge(case=case, actor=me, now=at(35))
    assert (due_of(case), due_of(second)) == ((at(60), "first"), (at(80), "first"))
    assert gone(case, "first", 35) == 35
    assert gone(second, "first", 35) == 15


@pytest.mark.parametrize("backwards", [False, True])
def test_each_of_a_chain_of_merged_cases_gets_back_what_it_owes(case, customer, me, backwards) -> None:
    second, third = (
        open_case(customer=customer, subject=key, text=key, channel="mail", key=key, actor=TEST, now=at(minute))
        for key, minute in (("b", 20), ("c", 40))
    )
    merge_cases(case=case, into=second, actor=me, now=at(50))
    merge_cases(case=second, into=third, actor=me, now=at(51))
    assert Promise.objects.filter(case=third, settled_at=None).count() == 6
    for each in (second, case) if backwards else (case, second):
        undo_merge(case=Case.objects.get(pk=each.pk), actor=me, now=at(55))
    for each, due in ((case, 60), (second, 80), (third, 100)):
        owed = sorted(Promise.objects.filter(case=each, settled_at=None).values_list("key", flat=True))
        assert owed == [f"first {each.pk}", f"resolution {each.pk}"]
        assert due_of(each) == (at(due), "first")


def test_whoever_wrote_since_a_merge_is_owed_an_answer_once_it_is_undone(case, customer, me) -> None:
    second = open_case(customer=customer, subject="B", text="B", channel="mail", key="b", actor=TEST, now=at(20))
    answer(case, me, 25)
    merge_cases(case=second, into=case, actor=me, now=at(30))
    message = writes(case, 40)
    assert not Promise.objects.filter(key=f"next {message.pk}").exists()
    undo_merge(case=second, actor=me, now=at(45))
    owed = Promise.objects.get(key=f"next {message.pk}")
    assert (owed.case, owed.made_at, minutes_gone(owed, at(50))) == (case, at(40), 10)
    assert due_of(case) == (owed.due_at, "next")
    assert due_of(second) == (at(80), "first")


def test_one_reply_keeps_what_both_merged_cases_were_promised(case, customer, me) -> None:
    second = open_case(customer=customer, subject="B", text="B", channel="mail", key="b", actor=TEST, now=at(20))
    merge_cases(case=case, into=second, actor=me, now=at(30))
    answer(second, me, 40)
    assert set(Promise.objects.filter(kind="first").values_list("outcome", flat=True)) == {"kept"}


def test_a_merge_into_a_case_that_waits_does_not_count_the_customers_wait(case, customer, me) -> None:
    answer(case, me, 10)
    second = open_case(customer=customer, subject="B", text="B", channel="mail", key="b", actor=TEST, now=at(20))
    merge_cases(case=second, into=case, actor=me, now=at(300))
    assert Promise.objects.get(key=f"resolution {case.pk}").counted.total_seconds() == 600
    assert minutes_gone(Promise.objects.get(key=f"resolution {case.pk}"), at(310)) == 20


def test_what_is_split_off_is_owed_since_the_customer_wrote_it(case, me) -> None:
    message = writes(case, 20)
    new = split_case(case=case, message_ids=[message.pk], subject="B", key="s", actor=me, now=at(50))
    assert promise_of(new, "first").due_at == at(80)
    assert promise_of(case, "first").due_at == at(60)


def test_spam_is_promised_nothing_until_somebody_says_that_it_is_none(case, me) -> None:
    mark_spam(case=case, actor=me, now=at(10))
    assert due_of(case) is None
    assert watch_due(now=at(5000)) == 0
    reopen_case(case=case, actor=me, now=at(6000))
    assert gone(case, "first", 6000) == 10


def test_the_first_word_on_the_phone_is_the_first_reply(customer, me) -> None:
    make_levels()
    call = make_case(customer, channel=Channel.PHONE)
    take_case(case=call, actor=me, now=at(2))
    assert (promise_of(call, "first").outcome, promise_of(call, "first").settled_at) == ("kept", at(2))


def test_we_are_warned_before_and_once(case) -> None:
    assert watch_due(now=at(44)) == 0
    assert watch_due(now=at(45)) == 1
    assert watch_due(now=at(46)) == 0
    assert promise_of(case, "first").warned_at == at(45)
    assert ActivityEntry.objects.filter(verb="promises.warn", subject=f"case:{case.pk}").count() == 1


def test_what_is_late_is_broken_once_and_stays_due(case) -> None:
    watch_due(now=at(60))
    assert promise_of(case, "first").broken_at is None
    assert watch_due(now=at(61)) == 1
    assert watch_due(now=at(62)) == 0
    assert promise_of(case, "first").broken_at == at(60)
    assert due_of(case) == (at(60), "first")


def test_standing_still_does_not_mend_what_was_late(case, me) -> None:
    snooze_case(case=case, until=at(600), actor=me, now=at(70))
    wake_case(case=case, actor=me, now=at(80))
    answer(case, me, 81)
    assert promise_of(case, "first").outcome == "broken"


def test_a_longer_target_warns_anew(customer, me) -> None:
    make_levels({"first_minutes": 60}, {"priority": 0, "first_minutes": 600})
    case = make_case(customer)
    watch_due(now=at(50))
    set_priority(case=case, priority=0, actor=me, now=at(51))
    assert promise_of(case, "first").warned_at is None
    assert watch_due(now=at(450)) == 1


def test_opening_twice_with_one_key_promises_once(case, customer) -> None:
    for _ in range(2):
        open_case(customer=customer, subject="B", text="B", channel="mail", key="b", actor=TEST, now=NOON)
    assert Promise.objects.filter(kind="first").count() == 2
