"""Two at once, and mail in bursts: nothing clashes, nothing is promised twice, nothing costs more for each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.cases.api import land_due, receive_mail
from evenhand.cases.testing import NOON, at, make_case, make_mail
from evenhand.core.api import ActivityEntry
from evenhand.core.testing import at_once
from evenhand.promises.api import publish_levels, watch_due
from evenhand.promises.levels import Levels
from evenhand.promises.models import Calendar, LevelsVersion, Promise
from evenhand.promises.rules import Level
from evenhand.promises.testing import TEST, make_levels


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_publish_at_once_make_two_versions_one_after_the_other() -> None:
    calendar = Calendar.objects.get()

    def publish(minutes):
        levels = Levels((Level(calendar.pk, first_minutes=minutes),))
        return publish_levels(levels=levels, why="", actor=TEST, now=NOON).number

    assert sorted(at_once(lambda: publish(10), lambda: publish(20))) == [1, 2]
    assert LevelsVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clockworks_warn_once(customer) -> None:
    make_levels()
    for number in range(4):
        make_case(customer, key=f"k{number}")
    assert sum(at_once(lambda: watch_due(now=at(50)), lambda: watch_due(now=at(50)))) == 4
    assert ActivityEntry.objects.filter(verb="promises.warn").count() == 4


def landing(count: int, key: str) -> int:
    """The queries in which so many mails land."""
    for number in range(count):
        mail = make_mail("Where is it?", sender=f"{key}{number}@mail.example")
        receive_mail(mail.as_bytes(), f"{key}{number}@mail.example", ("help@localhost",), "smtp", NOON)
    with CaptureQueriesContext(connection) as captured:
        assert land_due(now=NOON) == count
    return len(captured)


@pytest.mark.django_db
def test_a_burst_of_mail_is_promised_answers_in_a_few_queries() -> None:
    make_levels()
    landing(1, "warm")
    assert landing(30, "b") <= landing(3, "a") + 8
    assert Promise.objects.count() == 2 * 34
