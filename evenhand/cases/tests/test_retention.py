"""What is kept no longer: mail as it came, the words of cases that are over; and what waits."""

import datetime

import pytest

from evenhand.cases.api import Case, IncomingMail, Message, open_case
from evenhand.cases.mail.accepting import ArrivedMail, store_mails
from evenhand.cases.mail.landing import land_mail
from evenhand.cases.retention import forget_old_mail, forget_old_words
from evenhand.core.api import OutgoingMail
from evenhand.people.api import Account, actor_for

pytestmark = pytest.mark.django_db

MONDAY = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
RAW = b"From: cleo@cast.example\r\nMessage-ID: <one@cast.example>\r\nSubject: Lamp\r\n\r\nHello.\r\n"


def arrive() -> IncomingMail:
    [mail] = store_mails([ArrivedMail(RAW, "cleo@cast.example", ("help@shop.example",), "smtp")], now=MONDAY)
    return land_mail(mail, now=MONDAY)


def a_case(customer: Account, *, at: datetime.datetime, is_over: bool = True) -> Case:
    case = open_case(
        customer=customer,
        subject="The lamp of my aunt",
        text="Where is it?",
        channel="mail",
        key=f"{at}",
        actor=actor_for(customer, "test"),
        now=at,
    )
    if is_over:
        Case.objects.filter(pk=case.pk).update(status=Case.Status.CLOSED, waiting_since=None)
    return case


def test_mail_as_it_came_and_left_goes_after_ninety_days_and_its_words_stay(house_policies) -> None:
    landed = arrive()
    OutgoingMail.objects.update(state=OutgoingMail.State.HANDED_OVER)
    left = OutgoingMail.objects.count()
    assert forget_old_mail(now=MONDAY + 90 * DAY) == 0
    assert forget_old_mail(now=MONDAY + 90 * DAY + DAY) == 1 + left
    assert forget_old_mail(now=MONDAY + 91 * DAY) == 0
    assert landed.landed_in is not None
    assert Message.objects.get(pk=landed.landed_in.pk).text.strip() == "Hello."


def test_mail_that_has_not_landed_or_left_is_never_forgotten(house_policies) -> None:
    store_mails([ArrivedMail(RAW, "cleo@cast.example", ("help@shop.example",), "smtp")], now=MONDAY)
    assert forget_old_mail(now=MONDAY + 900 * DAY) == 0


def test_where_no_policy_says_how_long_everything_is_kept(db, customer: Account) -> None:
    arrive()
    Case.objects.update(status=Case.Status.CLOSED, waiting_since=None)
    assert forget_old_mail(now=MONDAY + 9000 * DAY) == 0
    assert forget_old_words(now=MONDAY + 9000 * DAY) == 0


def test_the_words_of_a_case_go_three_years_after_its_last_message(house_policies, customer) -> None:
    case = a_case(customer, at=MONDAY)
    assert forget_old_words(now=MONDAY + 1095 * DAY) == 0
    assert forget_old_words(now=MONDAY + 1096 * DAY) == 1
    assert forget_old_words(now=MONDAY + 1097 * DAY) == 0, "a second time finds nothing"
    kept = Case.objects.get(pk=case.pk)
    assert (kept.subject, kept.opened_at, kept.channel) == ("(erased)", case.opened_at, case.channel)
    assert set(Message.objects.filter(case=case).values_list("text", flat=True)) == {""}


def test_a_case_of_somebody_with_another_one_open_keeps_its_words(house_policies, customer) -> None:
    a_case(customer, at=MONDAY)
    a_case(customer, at=MONDAY + 1090 * DAY, is_over=False)
    assert forget_old_words(now=MONDAY + 1096 * DAY) == 0
