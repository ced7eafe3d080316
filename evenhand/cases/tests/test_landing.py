"""Where a mail lands: in its own case, in a new one, or nowhere, with a reason."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from evenhand.cases.actions import close_case, mark_spam, merge_cases, reply, snooze_case, split_case
from evenhand.cases.api import (
    Case,
    IncomingMail,
    Message,
    MessageReceived,
    Queue,
    land_due,
    receive_mail,
    reply_address,
)
from evenhand.cases.mail.bounces import Bounce
from evenhand.cases.mail.settling import MOST_FROM_ONE_SENDER
from evenhand.cases.testing import NOON, at, deliver, landed_message, make_bounce, make_case, make_mail
from evenhand.core.api import ActivityEntry, OutgoingMail, subscribe, verify_chain
from evenhand.people.api import Account
from evenhand.shop.api import Customer, Order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]


def answered(case, agent, actor):
    """Our answer in the case."""
    last = case.messages.order_by("id").last()
    return reply(case=case, text="It is on its way.", seen_message_id=last.pk, key="r", actor=actor(agent), now=at(5))


def test_first_mail_opens_a_case_for_its_sender():
    message = landed_message(deliver(make_mail("Hallo,\nwo ist es?", Content_Language="de-AT")))
    case = message.case
    assert (case.subject, case.channel, case.status, case.messages_count) == ("My parcel", "mail", "open", 1)
    assert (case.waiting_since, case.last_preview, case.language) == (NOON, "Hallo, wo ist es?", "de-at")
    assert (case.customer.email, case.customer.name) == ("ann@mail.example", "Ann Ames")
    assert (message.author_kind, message.author, message.text) == ("customer", case.customer, "Hallo,\nwo ist es?")


def test_the_words_of_a_mail_tell_its_language_before_its_mail_program_does():
    def language(text, **head):
        return landed_message(deliver(make_mail(text, **head))).case.language

    assert language("Wo ist mein Paket? Es ist noch nicht da.", Content_Language="en-US") == "de"
    assert language("W-20417", Content_Language="fr") == "fr"
    assert language("W-20417") == ""


def test_the_same_bytes_twice_make_one_case():
    mail = make_mail()
    first, second = deliver(mail), deliver(mail)
    assert (first.state, second.state) == ("landed", "duplicate")
    assert Case.objects.count() == 1


def test_the_same_mail_by_two_ways_makes_one_case():
    mail = make_mail()
    deliver(mail)
    again = b"Received: from elsewhere\r\n" + mail.as_bytes()
    assert deliver(again, to=("orders@localhost",)).state == "duplicate"


def test_another_mail_under_a_copied_message_id_is_not_lost():
    deliver(make_mail("One", sender="eve@mail.example", Message_ID="<a@b>"))
    assert deliver(make_mail("Two", Message_ID="<a@b>")).state == "landed"


def test_the_database_itself_lets_a_mail_land_once():
    landed = deliver(make_mail())
    key = IncomingMail.objects.get(pk=landed.pk).landed_key
    other = receive_mail(b"x", "", (), "smtp", NOON)
    with pytest.raises(IntegrityError):
        IncomingMail.objects.filter(pk=other.pk).update(landed_key=key)


def test_signed_address_brings_an_answer_into_its_case(customer):
    case = make_case(customer)
    mail = make_mail("Thanks", sender=customer.email, Subject="something else", to=reply_address(case.pk))
    message = landed_message(deliver(mail, to=(reply_address(case.pk),)))
    assert (message.case, message.author_kind) == (case, "customer")


def test_signed_address_is_read_in_whatever_capitals(customer):
    case = make_case(customer)
    message = landed_message(deliver(make_mail(sender=customer.email), to=(reply_address(case.pk).upper(),)))
    assert message.case == case


def test_forged_token_opens_a_new_case(customer):
    case = make_case(customer)
    forged = reply_address(case.pk).replace("+c", "+c1", 1)
    assert landed_message(deliver(make_mail(sender=customer.email), to=(forged,))).case != case


def test_answer_to_our_message_id_lands_in_its_case(customer, agent, actor):
    case = make_case(customer)
    ours = answered(case, agent, actor)
    mail = make_mail("Thanks", sender=customer.email, In_Reply_To=ours.message_id)
    assert landed_message(deliver(mail)).case == case


def test_nearest_reference_decides(customer, agent, actor):
    one, two = make_case(customer), make_case(customer)
    first = answered(one, agent, actor)
    last = two.messages.get()
    second = reply(case=two, text="B", seen_message_id=last.pk, key="r2", actor=actor(agent), now=at(5))
    references = f"{first.message_id} {second.message_id}"
    assert landed_message(deliver(make_mail(sender=customer.email, References=references))).case == two


def test_subject_alone_never_joins_two_mails():
    first = landed_message(deliver(make_mail(Subject="Re: My parcel")))
    assert landed_message(deliver(make_mail("More", Subject="Re: My parcel"))).case != first.case


def test_customer_goes_on_from_their_own_mail():
    first = landed_message(deliver(make_mail(Message_ID="<one@mail.example>")))
    assert landed_message(deliver(make_mail("More", References="<one@mail.example>"))).case == first.case


def test_stranger_who_guesses_a_customers_message_id_gets_a_case_of_their_own():
    first = landed_message(deliver(make_mail(Message_ID="<one@mail.example>")))
    guessed = make_mail("Let me in", sender="eve@evil.example", References="<one@mail.example>")
    assert landed_message(deliver(guessed)).case != first.case


def test_answer_from_another_address_lands_but_does_not_become_the_customer(customer):
    case = make_case(customer)
    mail = make_mail("I am her brother", sender="Bo <bo@mail.example>", to=reply_address(case.pk))
    message = landed_message(deliver(mail, to=(reply_address(case.pk),)))
    case.refresh_from_db()
    assert (message.case, message.author_kind, message.author) == (case, "other", None)
    assert (message.from_name, message.from_address) == ("Bo", "bo@mail.example")
    assert case.customer == customer
    assert not Account.objects.filter(email="bo@mail.example").exists()


def test_answer_opens_a_closed_case_again(customer, agent, actor):
    case = make_case(customer)
    close_case(case=case, actor=actor(agent), now=at(1))
    deliver(make_mail("Still nothing", sender=customer.email), to=(reply_address(case.pk),), now=at(60))
    case.refresh_from_db()
    assert (case.status, case.waiting_since) == ("open", at(60))
    assert case.closures.get().ended_at == at(60)


def test_answer_to_spam_stays_with_the_spam(customer, agent, actor):
    case = make_case(customer)
    mark_spam(case=case, actor=actor(agent), now=at(1))
    deliver(make_mail("Buy!", sender=customer.email), to=(reply_address(case.pk),), now=at(2))
    case.refresh_from_db()
    assert (case.status, case.messages_count) == ("set_aside", 2)


def test_oldest_unanswered_message_counts_for_the_wait():
    first = landed_message(deliver(make_mail(Message_ID="<one@mail.example>")))
    deliver(make_mail("More", References="<one@mail.example>"), now=at(30))
    first.case.refresh_from_db()
    assert (first.case.waiting_since, first.case.last_message_at) == (NOON, at(30))


def test_queue_is_chosen_by_the_address_written_to():
    Queue.objects.create(name="Help", slug="help", channel="mail", address="help@localhost")
    returns = Queue.objects.create(name="Returns", slug="returns", channel="mail", address="returns@localhost")
    assert landed_message(deliver(make_mail(), to=("Returns+x@localhost",))).case.queue == returns


def test_first_mail_of_all_makes_a_queue_to_wait_in():
    assert landed_message(deliver(make_mail())).case.queue.slug == "help"


def order_of(account, number):
    shopper, _ = Customer.objects.get_or_create(account=account)
    return Order.objects.create(number=number, customer=shopper, currency="USD", placed_at=NOON)


def test_order_number_of_the_sender_links_the_order(customer):
    order = order_of(customer, "#W8835847")
    message = landed_message(deliver(make_mail("My order #W8835847 is late.", sender=customer.email)))
    assert message.case.order == order


def test_order_number_of_somebody_else_links_nothing(customer, outsider):
    order_of(outsider, "#W8835847")
    message = landed_message(deliver(make_mail("My order #W8835847 is late.", sender=customer.email)))
    assert message.case.order is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (rejected)"},
        {"X_Auto_Response_Suppress": "OOF, AutoReply"},
        {"Precedence": "bulk"},
        {"List_Unsubscribe": "<https://news.example/off>"},
        {"sender": "noreply@shop.example"},
        {"sender": "help@localhost"},
        {"sender": "help+c1.abcdefghijklmnop@localhost"},
    ],
    ids=str,
)
def test_mail_that_no_person_wrote_is_kept_and_ignored(headers):
    mail = deliver(make_mail(**headers))
    assert (mail.state, bool(mail.problem), Case.objects.count()) == ("ignored", True, 0)


def test_mail_with_the_null_sender_is_ignored():
    assert deliver(make_mail(), sender="<>").state == "ignored"


def test_mail_that_says_it_was_not_automatic_lands():
    assert deliver(make_mail(Auto_Submitted="no")).state == "landed"


def test_our_own_mail_that_comes_back_is_ignored(customer, agent, actor):
    answered(make_case(customer), agent, actor)
    ours = bytes(OutgoingMail.objects.get(about__startswith="case:").raw)
    assert deliver(ours).state == "ignored"


def test_automatic_answer_in_a_case_is_a_note_and_changes_nothing_else(customer, agent, actor):
    case = make_case(customer)
    answered(case, agent, actor)
    mail = make_mail("I am away.", sender=customer.email, Auto_Submitted="auto-replied")
    message = landed_message(deliver(mail, to=(reply_address(case.pk),), now=at(6)))
    case.refresh_from_db()
    assert (message.kind, message.author_kind, case.status) == ("note", "system", "waiting")
    assert "I am away." in message.text


def test_answering_machine_without_any_sign_is_stopped_by_its_number_of_mails():
    states = [deliver(make_mail(f"Away {i}")).state for i in range(MOST_FROM_ONE_SENDER + 2)]
    assert states == ["landed"] * MOST_FROM_ONE_SENDER + ["quarantined"] * 2
    assert deliver(make_mail("Later"), now=at(60)).state == "landed"
    assert deliver(make_mail("Somebody else", sender="bo@mail.example")).state == "landed"


def test_bounce_is_shown_at_our_message_and_the_case_waits_for_us(customer, agent, actor):
    case = make_case(customer)
    ours = answered(case, agent, actor)
    message = landed_message(deliver(make_bounce(ours.message_id), sender="<>", now=at(7)))
    case.refresh_from_db()
    ours.refresh_from_db()
    assert (ours.bounced_at, ours.bounce_reason) == (at(7), "there is no such address (5.1.1 550 no such user)")
    assert (case.status, case.waiting_since, message.kind) == ("open", at(7), "note")


def test_a_bounce_wakes_a_case_that_sleeps(customer, agent, actor):
    case = make_case(customer)
    ours = answered(case, agent, actor)
    snooze_case(case=case, until=at(600), actor=actor(agent), now=at(6))
    deliver(make_bounce(ours.message_id), sender="<>", now=at(7))
    case.refresh_from_db()
    assert (case.status, case.snoozed_until) == ("open", None)


def test_a_report_to_the_address_of_a_merged_case_reaches_the_one_that_stayed(customer, agent, actor):
    case, kept = make_case(customer), make_case(customer, key="kept")
    ours = answered(case, agent, actor)
    theirs = reply(
        case=kept,
        text="By Friday.",
        seen_message_id=kept.messages.get().pk,
        key="kept reply",
        actor=actor(agent),
        now=at(6),
    )
    merge_cases(case=case, into=kept, actor=actor(agent), now=at(6))
    note = landed_message(
        deliver(make_bounce("<nothing@mx.example>"), sender="<>", to=(reply_address(case.pk),), now=at(7))
    )
    ours.refresh_from_db()
    theirs.refresh_from_db()
    kept.refresh_from_db()
    assert (ours.bounced_at, theirs.bounced_at, note.case) == (at(7), None, kept)
    assert (kept.status, kept.waiting_since) == ("open", at(7))


def test_a_report_to_the_address_of_a_case_reaches_what_was_split_off_from_it(customer, agent, actor):
    case = make_case(customer)
    ours = answered(case, agent, actor)
    new = split_case(case=case, message_ids=[ours.pk], subject="B", key="s", actor=actor(agent), now=at(6))
    mail = deliver(make_bounce("<nothing@mx.example>"), sender="<>", to=(reply_address(case.pk),), now=at(7))
    assert landed_message(mail).case == new


def test_an_automatic_answer_to_a_merged_case_is_a_note_in_the_one_that_stayed(customer, agent, actor):
    case, kept = make_case(customer), make_case(customer, key="kept")
    answered(case, agent, actor)
    merge_cases(case=case, into=kept, actor=actor(agent), now=at(6))
    mail = make_mail("I am away.", sender=customer.email, Auto_Submitted="auto-replied")
    assert landed_message(deliver(mail, to=(reply_address(case.pk),), now=at(7))).case == kept


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        ("5.2.2", "552 5.2.2 mailbox full", "the mailbox is full (552 5.2.2 mailbox full)"),
        ("5.1.1", "", "there is no such address (5.1.1)"),
        ("5.5.9", "500 odd", "5.5.9 500 odd"),
        ("", "", "no reason given"),
    ],
)
def test_why_our_mail_did_not_arrive_is_said_plainly_and_once(status, reason, words):
    assert Bounce((), "ann@mail.example", status, reason, is_final=True).in_words == words


def test_delay_is_noted_and_the_case_goes_on_waiting(customer, agent, actor):
    case = make_case(customer)
    ours = answered(case, agent, actor)
    deliver(make_bounce(ours.message_id, "delayed"), sender="<>", now=at(7))
    case.refresh_from_db()
    ours.refresh_from_db()
    assert (ours.bounced_at, case.status) == (None, "waiting")


def test_bounce_of_a_mail_that_is_not_ours_is_ignored():
    assert deliver(make_bounce("<other@mail.example>"), sender="<>").state == "ignored"


def test_landing_is_chained_in_the_log_and_announced():
    heard = []
    subscribe(MessageReceived, heard.append)
    message = landed_message(deliver(make_mail()))
    assert heard[-1].message_id == message.pk
    subjects = set(ActivityEntry.objects.values_list("subject", flat=True))
    assert f"case:{message.case_id}" in subjects
    assert verify_chain().broken_at is None


def test_land_due_lands_everything_that_waits_whatever_is_among_it():
    raws = [make_mail(f"No {i}", sender=f"c{i}@mail.example").as_bytes() for i in range(45)] + [b"", b"\x00\xff"]
    for raw in raws:
        receive_mail(raw, "c@mail.example", ("help@localhost",), "smtp", NOON)
    assert land_due(now=NOON) == 47
    assert land_due(now=NOON) == 0
    assert Message.objects.count() == 45
    assert IncomingMail.objects.filter(state="quarantined").count() == 2


def wait_on_disk(*mails, sender="ann@mail.example"):
    return [receive_mail(mail.as_bytes(), sender, ("help@localhost",), "smtp", NOON) for mail in mails]


def test_mails_that_wait_together_end_as_if_they_had_come_one_by_one():
    first = make_mail("One", Message_ID="<one@mail.example>")
    wait_on_disk(
        first, make_mail("Other", sender="bo@mail.example"), make_mail("More", References="<one@mail.example>")
    )
    wait_on_disk(first, make_mail("Away", sender="eve@mail.example", Auto_Submitted="auto-replied"))
    assert land_due(now=NOON) == 5
    cases = Case.objects.order_by("id")
    assert [(case.customer.email, case.messages_count) for case in cases] == [
        ("ann@mail.example", 2),
        ("bo@mail.example", 1),
    ]
    assert list(IncomingMail.objects.order_by("id").values_list("state", flat=True)) == [
        *("landed", "landed", "landed", "duplicate", "ignored")
    ]
    assert all(mail.landed_in.text in ("One", "Other", "More") for mail in IncomingMail.objects.filter(state="landed"))
    assert verify_chain().broken_at is None


def test_mails_of_an_answering_machine_that_wait_together_are_stopped_by_their_number():
    wait_on_disk(*(make_mail(f"Away {i}") for i in range(MOST_FROM_ONE_SENDER + 3)))
    land_due(now=NOON)
    assert Case.objects.count() == MOST_FROM_ONE_SENDER
    assert IncomingMail.objects.filter(state="quarantined").count() == 3


def test_orders_are_linked_for_each_of_the_mails_that_wait_together(customer, outsider):
    mine, theirs = order_of(customer, "#W1"), order_of(outsider, "#W2")
    both = "About #W1 and #W2."
    wait_on_disk(make_mail(both, sender=customer.email), make_mail(both, sender=outsider.email), make_mail("None."))
    land_due(now=NOON)
    assert [case.order for case in Case.objects.order_by("id")] == [mine, theirs, None]


def test_landing_more_mails_takes_no_more_queries_for_each(django_assert_max_num_queries):
    wait_on_disk(*(make_mail(f"No {i}", sender=f"c{i}@mail.example") for i in range(40)))
    with django_assert_max_num_queries(40):
        assert land_due(now=NOON) == 40


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="there, one writes at a time")
def test_two_workers_land_different_mails_and_an_answer_waits_for_what_it_answers():
    first, second = make_mail("One", Message_ID="<one@mail.example>"), make_mail("Two", sender="bo@mail.example")
    held, _, _ = wait_on_disk(first, second, make_mail("More", References="<one@mail.example>"))
    with transaction.atomic():
        IncomingMail.objects.select_for_update().get(pk=held.pk)
        with ThreadPoolExecutor(1) as other_worker:
            assert other_worker.submit(landed_elsewhere).result(30) == 1
    assert [case.customer.email for case in Case.objects.all()] == ["bo@mail.example"]
    assert land_due(now=NOON) == 2
    assert Case.objects.get(customer__email="ann@mail.example").messages_count == 2


def landed_elsewhere():
    try:
        return land_due(now=NOON)
    finally:
        connection.close()


def test_mail_that_cannot_land_does_not_hold_up_the_others_and_ends_in_quarantine():
    def fail(event):
        if Message.objects.get(pk=event.message_id).text == "poison":
            raise ValueError("no")

    subscribe(MessageReceived, fail)
    for text in ("one", "poison", "two"):
        receive_mail(make_mail(text).as_bytes(), "ann@mail.example", ("help@localhost",), "smtp", NOON)
    for _ in range(6):
        land_due(now=NOON)
    assert sorted(Message.objects.values_list("text", flat=True)) == ["one", "two"]
    assert IncomingMail.objects.get(state="quarantined").attempts == 5
