"""What the desk does besides answering: sleep, dates, tags, links, merge and split with undo, mentions, taking back."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from evenhand.cases.api import (
    CannotBeMerged,
    Case,
    CaseNotOpen,
    Contact,
    FollowUp,
    Message,
    Snooze,
    TooLateToTakeBack,
    WentIntoAnother,
    add_customer_message,
    add_note,
    add_to_draft,
    close_case,
    draft_of,
    finish_follow_up,
    link_cases,
    merge_cases,
    open_case,
    reopen_case,
    reply,
    reply_address,
    save_draft,
    search,
    see_mentions,
    set_case_aside,
    set_follow_up,
    set_priority,
    snooze_case,
    split_case,
    survivor_of,
    tag_case,
    take_back_reply,
    take_case,
    transfer_case,
    undo_close,
    undo_merge,
    unlink_cases,
    untag_case,
    wake_case,
    wake_due,
)
from evenhand.cases.errors import CannotBeTakenApart
from evenhand.cases.models import CaseLink, HeldReply, Mention, SearchText
from evenhand.cases.personal import erase_words_of
from evenhand.cases.rules import Colleague, mentioned, names_of_nobody, tag_name
from evenhand.cases.testing import NOON, at, deliver, make_bounce, make_case, make_mail
from evenhand.core.api import ActivityEntry, InvalidInput, OutgoingMail, now
from evenhand.core.testing import shared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]
MORNING = NOON + datetime.timedelta(hours=20)


@shared
def case(customer):
    return make_case(customer)


@shared
def me(agent, actor):
    return actor(agent)


def verbs(case):
    return list(ActivityEntry.objects.filter(subject=f"case:{case.pk}").order_by("id").values_list("verb", flat=True))


def answer(case, me, text="It is on its way.", key="k", minute=5, **more):
    last = case.messages.order_by("-id").first()
    return reply(case=case, text=text, seen_message_id=last.pk, key=key, actor=me, now=at(minute), **more)


def fresh(case):
    return Case.objects.get(pk=case.pk)


# -- sleep ------------------------------------------------------------------------------------------------------------


def test_a_case_sleeps_until_its_time_and_wakes_once_in_its_old_place(case, me):
    for _ in range(2):
        snooze_case(case=case, until=MORNING, actor=me, now=at(1))
    assert (fresh(case).status, fresh(case).waiting_since) == ("snoozed", None)
    assert wake_due(now=MORNING - datetime.timedelta(seconds=1)) == 0
    assert [wake_due(now=MORNING), wake_due(now=MORNING)] == [1, 0]
    woken = fresh(case)
    assert (woken.status, woken.waiting_since, woken.snoozed_until) == ("open", NOON, None)
    assert (verbs(case).count("cases.snooze_case"), verbs(case).count("cases.wake_case")) == (1, 1)
    assert Snooze.objects.get().end_cause == "time"


def test_a_case_that_waited_for_the_customer_waits_for_us_from_the_hour_it_wakes(case, me):
    answer(case, me)
    snooze_case(case=case, until=MORNING, actor=me, now=at(6))
    wake_due(now=MORNING + datetime.timedelta(minutes=9))
    assert (fresh(case).status, fresh(case).waiting_since) == ("open", MORNING)


def test_a_message_wakes_a_case_early_and_the_duty_finds_nothing_more(case, me, customer, actor):
    snooze_case(case=case, until=MORNING, actor=me, now=at(1))
    add_customer_message(case=case, text="And?", key="m", actor=actor(customer), now=at(30))
    assert (fresh(case).status, fresh(case).waiting_since) == ("open", NOON)
    assert Snooze.objects.get().end_cause == "message"
    assert wake_due(now=MORNING) == 0


def test_a_mail_wakes_a_case_early(me):
    case = deliver(make_mail("Where?", Message_ID="<one@mail.example>")).landed_in.case
    snooze_case(case=case, until=now() + datetime.timedelta(days=2), actor=me, now=now())
    deliver(make_mail("Still nothing?", Message_ID="<two@mail.example>", to=reply_address(case.pk)))
    assert fresh(case).status == "open"


def test_a_sleeping_case_can_be_moved_woken_closed_and_answered(case, me):
    snooze_case(case=case, until=MORNING, actor=me, now=at(1))
    snooze_case(case=case, until=at(90), actor=me, now=at(2))
    assert (fresh(case).snoozed_until, Snooze.objects.filter(ended_at=None).count()) == (at(90), 1)
    for _ in range(2):
        wake_case(case=case, actor=me, now=at(3))
    assert (fresh(case).status, fresh(case).waiting_since) == ("open", NOON)
    snooze_case(case=case, until=MORNING, actor=me, now=at(4))
    answer(case, me)
    assert (fresh(case).status, Snooze.objects.filter(ended_at=None).count()) == ("waiting", 0)
    snooze_case(case=case, until=MORNING, actor=me, now=at(6))
    close_case(case=case, actor=me, now=at(7))
    assert (fresh(case).status, fresh(case).snoozed_until) == ("closed", None)
    with pytest.raises(CaseNotOpen):
        snooze_case(case=case, until=MORNING, actor=me, now=at(8))


@pytest.mark.parametrize("until", [NOON, at(1), NOON + datetime.timedelta(days=400)])
def test_a_time_to_wake_is_still_to_come(case, me, until):
    with pytest.raises(InvalidInput, match="still to come"):
        snooze_case(case=case, until=until, actor=me, now=at(1))


@pytest.mark.parametrize(("is_answered", "since"), [(False, NOON), (True, MORNING)])
def test_a_sleep_that_would_be_over_has_ended_where_its_closing_is_undone(case, me, is_answered, since):
    if is_answered:
        answer(case, me)
    snooze_case(case=case, until=MORNING, actor=me, now=at(10))
    close_case(case=case, actor=me, now=at(11))
    undo_close(case=case, actor=me, now=MORNING + datetime.timedelta(hours=1))
    assert (fresh(case).status, fresh(case).waiting_since, fresh(case).snoozed_until) == ("open", since, None)


@pytest.mark.parametrize("hours", [1, 30])
def test_a_sleeping_case_that_was_answered_and_closed_waits_once_the_closing_is_undone(case, me, hours):
    snooze_case(case=case, until=MORNING, actor=me, now=at(1))
    answer(case, me, then_close=True)
    undo_close(case=case, actor=me, now=NOON + datetime.timedelta(hours=hours))
    assert (fresh(case).status, fresh(case).waiting_since, fresh(case).snoozed_until) == ("waiting", None, None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_wake_a_case_once(customer, agent, actor, house_policies):
    for number in range(6):
        snooze_case(case=make_case(customer, key=f"c{number}"), until=MORNING, actor=actor(agent), now=at(1))

    def work():
        try:
            return wake_due(now=MORNING)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as workers:
        woken = [each.result() for each in [workers.submit(work) for _ in range(2)]]
    assert sum(woken) == 6
    assert ActivityEntry.objects.filter(verb="cases.wake_case").count() == 6


def test_a_date_to_come_back_moves_and_is_done_once(case, me):
    set_follow_up(case=case, due_at=at(60), why="Call the depot", actor=me, now=at(1))
    set_follow_up(case=case, due_at=MORNING, why="Call the depot", actor=me, now=at(2))
    assert (FollowUp.objects.get().due_at, fresh(case).status) == (MORNING, "open")
    for _ in range(2):
        finish_follow_up(case=case, actor=me, now=at(3))
    assert (FollowUp.objects.get().done_at, verbs(case).count("cases.finish_follow_up")) == (at(3), 1)


# -- tags and links ---------------------------------------------------------------------------------------------------


def test_a_tag_is_one_word_however_it_is_written(case, me):
    assert [tag_case(case=case, name=name, actor=me, now=at(1)) for name in ("Late  Parcel", "late-parcel")] == [
        True,
        False,
    ]
    assert [each.tag.name for each in case.case_tags.all()] == ["late-parcel"]
    assert [untag_case(case=case, name="LATE PARCEL", actor=me, now=at(2)) for _ in range(2)] == [True, False]
    assert verbs(case)[-2:] == ["cases.tag_case", "cases.untag_case"]
    with pytest.raises(InvalidInput, match="letters"):
        tag_case(case=case, name=" -!", actor=me, now=at(3))


@pytest.mark.parametrize(("text", "name"), [("Größe", "grösse"), ("a/b", "a-b"), ("x" * 60, "x" * 40), ("  ", "")])
def test_tag_names(text, name):
    assert tag_name(text) == name


def test_cases_are_linked_once_whichever_is_named_first(case, customer, me):
    other = make_case(customer)
    link_cases(case=case, other=other, actor=me, now=at(1))
    link_cases(case=other, other=case, actor=me, now=at(2))
    assert (CaseLink.objects.count(), verbs(case).count("cases.link_cases")) == (1, 1)
    for _ in range(2):
        unlink_cases(case=other, other=case, actor=me, now=at(3))
    assert (CaseLink.objects.count(), verbs(other).count("cases.unlink_cases")) == (0, 1)
    with pytest.raises(InvalidInput):
        link_cases(case=case, other=case, actor=me, now=at(4))


# -- merge and split --------------------------------------------------------------------------------------------------


@shared
def two(customer, me, second_agent, actor):
    """Two matters that are one: the second came an hour later, was worked on, tagged, and has a draft."""
    first = make_case(customer, text="Where is my kettle?", key="first")
    second = open_case(
        customer=customer, subject="Kettle!", text="It is broken.", channel="mail", key="second", actor=me, now=at(60)
    )
    take_case(case=second, actor=me, now=at(61))
    answer(second, me, text="I look into it.", key="answer", minute=62)
    add_customer_message(case=second, text="And now?", key="more", actor=actor(customer), now=at(63))
    tag_case(case=second, name="kettle", actor=me, now=at(64))
    set_priority(case=second, priority=2, actor=me, now=at(64))
    save_draft(case=second, text="Dear Cleo,", version=0, actor=me, now=at(65))
    take_case(case=first, actor=actor(second_agent), now=at(66))
    return fresh(first), fresh(second)


def everything(*cases):
    """What stands where, to be compared before and after."""
    return [
        (
            each.status,
            each.waiting_since,
            each.priority,
            each.assignee_id,
            each.messages_count,
            each.last_preview,
            list(each.messages.exclude(author_kind="system").order_by("id").values_list("text", flat=True)),
            sorted(
                SearchText.objects.filter(case=each).exclude(message__author_kind="system").values_list("pk", flat=True)
            ),
            list(each.contacts.order_by("id").values_list("pk", "ended_at")),
            sorted(tag.tag.name for tag in each.case_tags.all()),
            list(each.drafts.values_list("text", flat=True)),
        )
        for each in map(fresh, cases)
    ]


def test_a_merge_takes_everything_along_and_its_undo_gives_everything_back(two, me):
    first, second = two
    before = everything(first, second)
    for _ in range(2):
        merge_cases(case=second, into=first, actor=me, now=at(70))
    kept = fresh(first)
    assert [each.text for each in kept.messages.exclude(author_kind="system").order_by("id")] == [
        "Where is my kettle?",
        "It is broken.",
        "I look into it.",
        "And now?",
    ]
    assert (kept.status, kept.waiting_since, kept.priority) == ("open", NOON, 2)
    assert (kept.contacts.count(), kept.case_tags.count(), draft_of(kept, me).text) == (2, 1, "Dear Cleo,")
    assert (fresh(second).status, fresh(second).set_aside_as, fresh(second).messages.count()) == (
        "set_aside",
        "merged",
        0,
    )
    assert [hit.case_id for hit in search(me, "broken").hits] == [first.pk]
    assert survivor_of(fresh(second)) == first
    for _ in range(2):
        undo_merge(case=fresh(second), actor=me, now=at(75))
    after = everything(first, second)
    assert after[1] == before[1]
    # Where it went, two lines of the house stay; they are counted.
    assert after[0] == (*before[0][:4], before[0][4] + 2, *before[0][5:])
    assert verbs(second).count("cases.merge_cases") == verbs(second).count("cases.undo_merge") == 1


def test_what_comes_after_a_merge_lands_in_the_case_that_stayed(two, me, customer, actor):
    first, second = two
    merge_cases(case=second, into=first, actor=me, now=at(70))
    add_customer_message(case=second, text="From the old page.", key="old page", actor=actor(customer), now=at(71))
    add_note(case=second, text="From an old window.", key="old window", actor=me, now=at(72))
    save_draft(case=second, text="Dear Cleo, I", version=1, actor=me, now=at(72))
    mail = make_mail(
        "From an old mail.", sender=customer.email, to=reply_address(second.pk), Message_ID="<old@mail.example>"
    )
    assert deliver(mail).landed_in.case == first
    assert second.messages.count() == 0
    assert draft_of(first, me).text == "Dear Cleo, I"
    with pytest.raises(WentIntoAnother, match=f"#{first.pk}"):
        reply(case=second, text="Too late.", seen_message_id=10**9, key="late", actor=me, now=at(73))
    assert draft_of(first, me).text == "Too late.\n\nDear Cleo, I"


def test_a_merged_case_is_not_brought_back_by_other_ways(two, me):
    first, second = two
    merge_cases(case=second, into=first, actor=me, now=at(70))
    reopen_case(case=second, actor=me, now=at(71))
    set_case_aside(case=second, as_what="spam", actor=me, now=at(71))
    with pytest.raises(CaseNotOpen):
        take_case(case=second, actor=me, now=at(71))
    assert fresh(second).set_aside_as == "merged"


def test_a_merge_into_a_merged_case_leads_on_and_both_can_be_undone(two, me, customer):
    first, second = two
    third = make_case(customer, text="A third time.", key="third")
    before = everything(second)
    merge_cases(case=second, into=first, actor=me, now=at(70))
    merge_cases(case=first, into=third, actor=me, now=at(71))
    assert survivor_of(fresh(second)) == third
    undo_merge(case=fresh(second), actor=me, now=at(72))
    assert everything(second) == before
    undo_merge(case=fresh(first), actor=me, now=at(73))
    assert fresh(third).messages.exclude(author_kind="system").count() == 1
    assert fresh(first).messages.exclude(author_kind="system").count() == 1


@pytest.mark.parametrize("backwards", [False, True])
def test_a_case_in_the_middle_of_a_chain_stands_again_as_it_did_on_its_own(customer, me, backwards):
    first, second, third = (make_case(customer, text=key, key=key) for key in ("one", "two", "three"))
    for each in (second, third):
        close_case(case=each, actor=me, now=at(1))
    set_priority(case=first, priority=3, actor=me, now=at(2))
    before = everything(first, second, third)
    merge_cases(case=first, into=second, actor=me, now=at(3))
    merge_cases(case=second, into=third, actor=me, now=at(4))
    for each in (second, first) if backwards else (first, second):
        undo_merge(case=fresh(each), actor=me, now=at(5))
    assert [each[:4] for each in everything(first, second, third)] == [each[:4] for each in before]
    assert second.closures.filter(ended_at=None).count() == third.closures.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_customer_who_wrote_since_a_merge_still_waits_once_it_is_undone(customer, me, actor, is_closed):
    kept, other = make_case(customer, key="kept"), make_case(customer, key="other")
    answer(kept, me, minute=1, then_close=is_closed)
    merge_cases(case=other, into=kept, actor=me, now=at(2))
    add_customer_message(case=kept, text="And when?", key="more", actor=actor(customer), now=at(3))
    undo_merge(case=other, actor=me, now=at(4))
    assert (fresh(kept).status, fresh(kept).waiting_since) == ("open", at(3))
    assert (fresh(other).status, fresh(other).waiting_since) == ("open", NOON)
    assert not kept.closures.filter(ended_at=None).exists()


def test_a_mail_that_came_back_since_a_merge_is_not_overlooked_once_it_is_undone(customer, me):
    kept, other = make_case(customer, key="kept"), make_case(customer, key="other")
    ours = answer(kept, me, minute=1)
    merge_cases(case=other, into=kept, actor=me, now=at(2))
    deliver(make_bounce(ours.message_id), sender="", now=at(3))
    undo_merge(case=other, actor=me, now=at(4))
    assert (fresh(kept).status, fresh(kept).waiting_since) == ("open", at(3))


def test_a_case_that_was_closed_since_a_merge_stays_closed_once_it_is_undone(customer, me, actor):
    kept, other = make_case(customer, key="kept"), make_case(customer, key="other")
    merge_cases(case=other, into=kept, actor=me, now=at(2))
    add_customer_message(case=kept, text="Thank you!", key="more", actor=actor(customer), now=at(3))
    close_case(case=kept, actor=me, now=at(4))
    undo_merge(case=other, actor=me, now=at(5))
    assert (fresh(kept).status, fresh(other).status) == ("closed", "open")


@pytest.mark.parametrize("backwards", [False, True])
def test_of_two_cases_that_went_into_one_the_one_that_stays_there_still_waits(customer, me, actor, backwards):
    kept, first, second = (make_case(customer, text=key, key=key) for key in ("kept", "first", "second"))
    close_case(case=kept, actor=me, now=at(1))
    answer(second, me, minute=2)
    add_customer_message(case=second, text="And?", key="more", actor=actor(customer), now=at(3))
    before = everything(kept)
    for each in (first, second):
        merge_cases(case=each, into=kept, actor=me, now=at(4))
    ways = [(first, at(3)), (second, None)]
    for each, since in [(second, NOON), (first, None)] if backwards else ways:
        undo_merge(case=each, actor=me, now=at(5))
        assert (fresh(kept).status, fresh(kept).waiting_since) == ("open" if since else "closed", since)
    assert everything(kept)[0][:4] == before[0][:4]


def test_what_went_home_from_a_chain_and_on_alone_goes_nowhere_else_by_its_undo(customer, me):
    first, second, third = (make_case(customer, text=key, key=key) for key in ("one", "two", "three"))
    merge_cases(case=first, into=second, actor=me, now=at(1))
    merge_cases(case=second, into=third, actor=me, now=at(2))
    undo_merge(case=fresh(first), actor=me, now=at(3))
    merge_cases(case=first, into=third, actor=me, now=at(4))
    undo_merge(case=fresh(second), actor=me, now=at(5))
    said = Message.objects.exclude(author_kind="system").order_by("id")
    assert list(said.values_list("case", "text")) == [(third.pk, "one"), (second.pk, "two"), (third.pk, "three")]


def test_what_is_done_from_a_merged_cases_old_page_belongs_to_the_case_that_stayed(two, me):
    first, second = two
    merge_cases(case=second, into=first, actor=me, now=at(70))
    assert tag_case(case=second, name="late", actor=me, now=at(71))
    assert not tag_case(case=second, name="kettle", actor=me, now=at(71))
    assert untag_case(case=second, name="kettle", actor=me, now=at(72))
    set_follow_up(case=second, due_at=MORNING, actor=me, now=at(72))
    assert [each.tag.name for each in first.case_tags.all()] == ["late"]
    assert (second.case_tags.count(), FollowUp.objects.get().case) == (0, first)
    undo_merge(case=second, actor=me, now=at(73))
    assert (first.case_tags.count(), second.case_tags.count(), FollowUp.objects.get().case) == (1, 0, first)


def test_words_put_before_a_draft_from_a_merged_cases_old_page_stand_before_the_one_that_stayed(two, me):
    first, second = two
    merge_cases(case=second, into=first, actor=me, now=at(70))
    for _ in range(2):
        add_to_draft(second, "It left today.", actor=me, now=at(71))
    assert draft_of(first, me).text == "It left today.\n\nDear Cleo,"
    assert not second.drafts.exists()


def test_a_merged_case_is_not_handed_on_from_its_old_page(two, me, second_agent):
    first, second = two
    merge_cases(case=second, into=first, actor=me, now=at(70))
    with pytest.raises(CaseNotOpen):
        transfer_case(case=second, to=second_agent, note="Please call her.", actor=me, now=at(71))
    assert (second.messages.count(), Mention.objects.count()) == (0, 0)


def test_a_merge_can_be_undone_where_the_case_has_got_the_like_of_what_it_took_along(two, me):
    first, second = two
    set_follow_up(case=second, due_at=MORNING, actor=me, now=at(66))
    merge_cases(case=second, into=first, actor=me, now=at(70))
    second.case_tags.create(tag=first.case_tags.get().tag, at=at(71))
    second.follow_ups.create(account_id=me.account_id, due_at=MORNING, at=at(71))
    second.drafts.create(agent_id=me.account_id, text="And", updated_at=at(71))
    second.contacts.create(agent_id=me.account_id, channel="mail", opened_at=at(71), last_sign_at=at(71))
    undo_merge(case=second, actor=me, now=at(73))
    assert fresh(second).messages_count == 3
    assert second.case_tags.count() == first.case_tags.count() == 1
    assert second.follow_ups.count() == first.follow_ups.count() == 1
    assert (draft_of(second, me).text, draft_of(first, me).text) == ("And", "Dear Cleo,")
    assert second.contacts.filter(ended_at=None).count() == 1


def test_a_merge_whose_words_were_erased_stays_and_that_is_said(two, me):
    first, second = two
    merge_cases(case=second, into=first, actor=me, now=at(70))
    erase_words_of(Case.objects.filter(customer=first.customer))
    for _ in range(2):
        with pytest.raises(CannotBeTakenApart, match="erased"):
            undo_merge(case=second, actor=me, now=at(71))
    assert survivor_of(fresh(second)) == first


def test_whoever_works_in_both_has_one_contact_afterwards(customer, me):
    first, second = make_case(customer, key="a"), make_case(customer, key="b")
    for each in (first, second):
        take_case(case=each, actor=me, now=at(1))
    merge_cases(case=second, into=first, actor=me, now=at(2))
    assert Contact.objects.filter(case=first).count() == 2
    assert Contact.objects.filter(case=first, ended_at=None).count() == 1


def test_only_cases_of_one_customer_become_one(case, outsider, me):
    theirs = make_case(outsider)
    with pytest.raises(CannotBeMerged, match="neither may read"):
        merge_cases(case=theirs, into=case, actor=me, now=at(1))
    with pytest.raises(CannotBeMerged, match="itself"):
        merge_cases(case=case, into=case, actor=me, now=at(1))
    spam = make_case(case.customer)
    set_case_aside(case=spam, as_what="spam", actor=me, now=at(1))
    with pytest.raises(CannotBeMerged, match="set aside"):
        merge_cases(case=case, into=spam, actor=me, now=at(2))


def test_a_sleeping_case_that_goes_into_a_closed_one_keeps_its_time(customer, me):
    first, second = make_case(customer, key="a"), make_case(customer, key="b")
    close_case(case=first, actor=me, now=at(1))
    snooze_case(case=second, until=MORNING, actor=me, now=at(2))
    merge_cases(case=second, into=first, actor=me, now=at(3))
    assert fresh(first).snoozed_until == MORNING
    undo_merge(case=second, actor=me, now=at(4))
    assert (fresh(first).status, fresh(second).snoozed_until) == ("closed", MORNING)
    assert wake_due(now=MORNING) == 1
    assert (fresh(second).status, fresh(second).waiting_since) == ("open", NOON)


def test_a_split_is_a_matter_of_its_own_and_merging_takes_it_back(case, customer, me, actor):
    add_customer_message(case=case, text="Also, my lamp is broken.", key="lamp", actor=actor(customer), now=at(5))
    lamp = Message.objects.get(key="lamp")
    for _ in range(2):
        new = split_case(case=case, message_ids=[lamp.pk], subject="The lamp", key="split", actor=me, now=at(6))
    assert Case.objects.count() == 2
    assert (new.subject, new.customer, new.status, new.waiting_since) == ("The lamp", customer, "open", at(5))
    assert [hit.case_id for hit in search(me, '"lamp is broken"').hits] == [new.pk]
    assert fresh(case).last_preview == "Where is my parcel?"
    merge_cases(case=new, into=case, actor=me, now=at(7))
    assert lamp.pk in case.messages.values_list("pk", flat=True)


def test_a_split_takes_something_and_leaves_something(case, me):
    everything_said = list(case.messages.values_list("pk", flat=True))
    for chosen, words in (([], "Choose"), (everything_said, "Leave at least one")):
        with pytest.raises(InvalidInput, match=words):
            split_case(case=case, message_ids=chosen, subject="", key="s", actor=me, now=at(1))


# -- mentions ---------------------------------------------------------------------------------------------------------

PEOPLE = [
    Colleague(1, "Ada Agent", "ada@shop.example"),
    Colleague(2, "Amir Agent", "amir.a@shop.example"),
    Colleague(3, "Ada Lovelace", "al@shop.example"),
]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Ada Agent, please look", (1,)),
        ("@amir and @ada lovelace", (2, 3)),
        ("@ada alone is two people", ()),
        ("@AL! and again @al", (3,)),
        ("@amir.a has it", (2,)),
        ("mail amir@amir.example", ()),
        ("@amira is nobody", ()),
        ("nobody @", ()),
    ],
)
def test_whom_a_note_names(text, named):
    if text.startswith("@ada alone"):
        people = [Colleague(1, "Ada Agent", "a.agent@shop.example"), PEOPLE[2]]
        assert mentioned(text, people) == named
    else:
        assert mentioned(text, PEOPLE) == named


def test_what_names_nobody_or_more_than_one_is_told_apart():
    text = "@amir @Ada @Zoe, and @Zoe again; amir@amir.example"
    assert names_of_nobody(text, PEOPLE) == ("Zoe",)
    assert names_of_nobody(text, [*PEOPLE, Colleague(4, "Amir Best", "ab@shop.example")]) == ("amir", "Zoe")


def test_a_mention_stands_on_the_list_until_the_case_is_seen(case, me, second_agent, actor):
    for _ in range(2):
        add_note(case=case, text="@Amir, do you know this parcel? @Ada", key="note", actor=me, now=at(1))
    assert list(Mention.objects.values_list("account_id", "seen_at")) == [(second_agent.pk, None)]
    assert see_mentions(case=case, actor=me, now=at(2)) == 0
    assert [see_mentions(case=case, actor=actor(second_agent), now=at(3)) for _ in range(2)] == [1, 0]


def test_whoever_is_handed_a_case_finds_the_note_on_their_list(case, me, second_agent):
    transfer_case(case=case, to=second_agent, note="She waits for the depot.", actor=me, now=at(1))
    assert Mention.objects.get().account == second_agent


# -- taking a reply back ----------------------------------------------------------------------------------------------


def test_a_reply_can_be_taken_back_before_it_leaves(case, me):
    take_case(case=case, actor=me, now=at(1))
    message = answer(case, me, text="Oh no.")
    mail = OutgoingMail.objects.get(about=case.log_subject)
    assert mail.next_attempt_at > at(5)
    for _ in range(2):
        take_back_reply(case=case, message_id=message.pk, actor=me, now=at(5))
    back = fresh(case)
    assert (back.status, back.waiting_since, back.messages_count, back.last_preview) == (
        "open",
        NOON,
        1,
        "Where is my parcel?",
    )
    assert draft_of(case, me).text == "Oh no."
    assert not OutgoingMail.objects.filter(about=case.log_subject).exists()
    assert not search(me, '"oh no"').hits
    assert verbs(case).count("cases.take_back_reply") == 1
    running = Contact.objects.get()
    assert (running.reply_id, running.segments.get(ended_at=None).kind) == (None, "talk")
    assert answer(case, me, text="Oh yes.", key="again", minute=6).outgoing is not None


def test_a_reply_that_closed_gives_the_case_back_open(case, me):
    message = answer(case, me, then_close=True)
    take_back_reply(case=case, message_id=message.pk, actor=me, now=at(5))
    assert (fresh(case).status, case.closures.filter(ended_at=None).count()) == ("open", 0)
    assert fresh(case).assignee_id == me.account_id
    assert verbs(case).count("cases.take_case") == 1


def test_a_reply_to_a_closed_case_gives_the_closing_back(case, me):
    close_case(case=case, actor=me, now=at(1))
    message = answer(case, me)
    take_back_reply(case=case, message_id=message.pk, actor=me, now=at(5))
    assert (fresh(case).status, case.closures.filter(ended_at=None).count()) == ("closed", 1)


def test_a_message_that_came_in_between_keeps_the_case_open(case, me, customer, actor):
    first = answer(case, me)
    take_back_reply(case=case, message_id=first.pk, actor=me, now=at(5))
    answer(case, me, key="k2", minute=6)
    second = answer(case, me, key="k3", minute=7)
    add_customer_message(case=case, text="Thanks", key="t", actor=actor(customer), now=at(7))
    take_back_reply(case=case, message_id=second.pk, actor=me, now=at(7))
    assert (fresh(case).status, fresh(case).waiting_since) == ("open", at(7))


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("then_close", [False, True])
def test_two_replies_can_be_taken_back_in_either_order(case, me, then_close, backwards):
    first = answer(case, me, text="It is on its way.")
    second = answer(case, me, text="PS: by Friday.", key="ps", then_close=then_close)
    sent_as = fresh(case).status
    one, other = (second, first) if backwards else (first, second)
    take_back_reply(case=case, message_id=one.pk, actor=me, now=at(5))
    assert Contact.objects.get().reply_id == other.pk
    assert fresh(case).status == ("waiting" if backwards else sent_as)
    take_back_reply(case=case, message_id=other.pk, actor=me, now=at(5))
    assert Contact.objects.get().reply_id is None
    assert (fresh(case).status, fresh(case).waiting_since) == ("open", NOON)
    assert not case.closures.filter(ended_at=None).exists()
    assert draft_of(case, me).text == f"{other.text}\n\n{one.text}"
    assert not OutgoingMail.objects.filter(about=case.log_subject).exists()


def test_the_middle_one_of_three_replies_leaves_the_others_in_a_row(case, me):
    first, second, third = (answer(case, me, text=key, key=key) for key in ("one", "two", "three"))
    for back, newest in ((second, third.pk), (third, first.pk), (first, None)):
        take_back_reply(case=case, message_id=back.pk, actor=me, now=at(5))
        assert Contact.objects.get().reply_id == newest
    assert fresh(case).status == "open"


def test_a_later_reply_of_a_colleague_keeps_the_case_as_it_stands(case, me, second_agent, actor):
    close_case(case=case, actor=me, now=at(1))
    first = answer(case, me)
    second = answer(case, actor(second_agent), text="And I.", key="theirs")
    take_back_reply(case=case, message_id=first.pk, actor=me, now=at(5))
    assert fresh(case).status == "waiting"
    take_back_reply(case=case, message_id=second.pk, actor=actor(second_agent), now=at(5))
    assert (fresh(case).status, case.closures.filter(ended_at=None).count()) == ("closed", 1)


def test_a_message_between_two_replies_is_waited_for_since_it_came(case, me, customer, actor):
    close_case(case=case, actor=me, now=at(1))
    first = answer(case, me)
    add_customer_message(case=case, text="Well?", key="t", actor=actor(customer), now=at(5))
    second = answer(case, me, text="PS", key="ps")
    for back in (first, second):
        take_back_reply(case=case, message_id=back.pk, actor=me, now=at(5))
    assert (fresh(case).status, fresh(case).waiting_since) == ("open", at(5))


@pytest.mark.parametrize("is_asleep", [False, True])
def test_a_reply_taken_back_where_its_case_went_brings_no_sleep_and_no_closing_there(customer, me, is_asleep):
    case, kept = make_case(customer, key="a"), make_case(customer, key="b")
    answer(kept, me, key="kept", minute=1)
    if is_asleep:
        snooze_case(case=case, until=MORNING, actor=me, now=at(1))
    else:
        close_case(case=case, actor=me, now=at(1))
    message = answer(case, me)
    merge_cases(case=case, into=kept, actor=me, now=at(5))
    take_back_reply(case=kept, message_id=message.pk, actor=me, now=at(5))
    assert fresh(kept).status == "waiting"
    assert not Snooze.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_reply_taken_back_where_its_case_went_leaves_the_customer_waiting_there(customer, me, is_closed):
    case, kept = make_case(customer, key="a"), make_case(customer, key="b")
    Case.objects.filter(pk=kept.pk).update(waiting_since=at(-5))
    if is_closed:
        close_case(case=kept, actor=me, now=at(1))
    message = answer(case, me)
    merge_cases(case=case, into=kept, actor=me, now=at(5))
    take_back_reply(case=kept, message_id=message.pk, actor=me, now=at(5))
    assert (fresh(kept).status, fresh(kept).waiting_since) == ("open", NOON if is_closed else at(-5))
    assert not kept.closures.filter(ended_at=None).exists()


def test_replies_of_two_cases_that_became_one_are_both_taken_back(customer, me):
    case, kept = make_case(customer, key="a"), make_case(customer, key="b")
    close_case(case=kept, actor=me, now=at(1))
    sent = [answer(each, me, key=f"r{each.pk}") for each in (case, kept)]
    merge_cases(case=case, into=kept, actor=me, now=at(5))
    for message in sent:
        take_back_reply(case=kept, message_id=message.pk, actor=me, now=at(5))
    assert (fresh(kept).status, fresh(kept).waiting_since) == ("open", NOON)
    assert not kept.closures.filter(ended_at=None).exists()


def test_what_was_written_meanwhile_stays_beside_what_comes_back(case, me):
    message = answer(case, me, text="First.")
    save_draft(case=case, text="Second.", version=0, actor=me, now=at(5))
    take_back_reply(case=case, message_id=message.pk, actor=me, now=at(5))
    assert draft_of(case, me).text == "First.\n\nSecond."


def test_a_reply_that_left_or_is_on_its_way_stays(case, me, second_agent, actor):
    message = answer(case, me)
    with pytest.raises(TooLateToTakeBack):
        take_back_reply(case=case, message_id=message.pk, actor=me, now=at(6))
    OutgoingMail.objects.filter(about=case.log_subject).update(state="waiting", attempts=1)
    with pytest.raises(TooLateToTakeBack):
        take_back_reply(case=case, message_id=message.pk, actor=me, now=at(5))
    take_back_reply(case=case, message_id=message.pk, actor=actor(second_agent), now=at(5))
    assert (Message.objects.filter(pk=message.pk).count(), HeldReply.objects.count()) == (1, 1)


def test_a_chat_is_read_at_once_so_nothing_is_held(customer, me):
    case = make_case(customer, channel="chat")
    message = answer(case, me)
    with pytest.raises(TooLateToTakeBack):
        take_back_reply(case=case, message_id=message.pk, actor=me, now=at(5))
