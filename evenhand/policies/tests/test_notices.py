"""Who was told of what, and by which version a person is judged."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from evenhand.core.api import ActivityEntry, Actor, OutgoingMail
from evenhand.people.actions import grant_role
from evenhand.people.models import Account
from evenhand.people.testing import CAST_SINCE, TEST, make_account
from evenhand.policies import actions, api
from evenhand.policies.models import Acknowledgement, Notice, Policy
from evenhand.policies.notices import tell_audience
from evenhand.policies.tests.test_versions import NOW, publish, save, start

DAY = datetime.timedelta(days=1)


def told(account: Account) -> set[str]:
    return set(Notice.objects.filter(account=account).values_list("version__policy__key", flat=True))


def binding(policy: str, account: Account, at: datetime.datetime) -> int | None:
    version = api.version_binding(policy, account.pk, at)
    return version.number if version else None


def test_a_newcomer_is_told_on_the_first_day_of_all_that_binds(
    house_policies: datetime.datetime, agent: Account, driver: Account, customer: Account
) -> None:
    assert told(agent) == {
        "refunds-and-claims",
        "orders-and-returns",
        "goodwill",
        "survey-and-marks",
        "standing-and-steps",
        "conduct",
        "what-we-keep",
    }
    assert told(driver) == {"refunds-and-claims", "survey-and-marks", "standing-and-steps", "what-we-keep"}
    assert told(customer) == set()
    mail = OutgoingMail.objects.get(recipient=agent.email)
    words = bytes(mail.raw).decode()
    assert "Dear Ada" in words
    assert "Survey and marks" in words
    assert "/policies/told/" in words
    assert set(Notice.objects.filter(account=agent).values_list("given_at", flat=True)) == {CAST_SINCE}


def test_a_second_role_tells_nothing_twice(house_policies: datetime.datetime, agent: Account) -> None:
    grant_role(account=agent, role="lead", actor=TEST, now=NOW)
    assert Notice.objects.filter(account=agent).count() == 7
    assert OutgoingMail.objects.filter(recipient=agent.email).count() == 1


def test_a_new_version_is_told_to_everybody_once_and_repeating_is_harmless(
    house_policies: datetime.datetime, agent: Account, driver: Account
) -> None:
    version = publish(save(start(Policy.objects.get(key="goodwill"))))
    assert tell_audience(version=version, now=NOW) == 1
    assert tell_audience(version=version, now=NOW + DAY) == 0
    assert Notice.objects.get(version=version).account == agent
    entry = ActivityEntry.objects.get(verb="policies.give_notice", subject="policy:goodwill/2")
    assert entry.facts == {"account": agent.pk}


def test_who_comes_between_publication_and_its_day_is_told_of_both_versions(
    house_policies: datetime.datetime,
) -> None:
    publish(save(start(Policy.objects.get(key="goodwill"))), "2026-03-20")
    newcomer = make_account("Late Comer")
    grant_role(account=newcomer, role="agent", actor=TEST, now=NOW + DAY)
    numbers = Notice.objects.filter(account=newcomer, version__policy__key="goodwill")
    assert sorted(numbers.values_list("version__number", flat=True)) == [1, 2]


def test_a_version_binds_after_its_notice_and_not_a_moment_before(
    house_policies: datetime.datetime, agent: Account
) -> None:
    bound = CAST_SINCE + 7 * DAY
    assert binding("goodwill", agent, bound - datetime.timedelta(microseconds=1)) is None
    assert binding("goodwill", agent, bound) == 1
    version = publish(save(start(Policy.objects.get(key="goodwill"))), "2026-03-09")
    tell_audience(version=version, now=NOW + 3 * DAY)
    in_force = datetime.datetime(2026, 3, 9, tzinfo=datetime.UTC)
    assert api.version_in_force("goodwill", in_force).number == 2
    assert binding("goodwill", agent, in_force) == 1, "told late, so judged by what was known"
    assert binding("goodwill", agent, NOW + 10 * DAY) == 2


def test_what_asks_for_it_binds_only_once_it_is_acknowledged(
    house_policies: datetime.datetime, agent: Account, actor: Callable[[Account], Actor]
) -> None:
    later = CAST_SINCE + 60 * DAY
    assert binding("survey-and-marks", agent, later) is None
    notice = Notice.objects.get(account=agent, version__policy__key="survey-and-marks")
    actions.acknowledge(notice=notice, actor=actor(agent), now=later)
    actions.acknowledge(notice=notice, actor=actor(agent), now=later + DAY)
    assert Acknowledgement.objects.get().at == later
    assert binding("survey-and-marks", agent, later - DAY) is None, "not backwards"
    assert binding("survey-and-marks", agent, later) == 1


def test_who_was_never_told_is_bound_by_nothing(house_policies: datetime.datetime, customer: Account) -> None:
    assert binding("refunds-and-claims", customer, NOW) is None


def test_the_page_shows_what_one_was_told_and_takes_the_acknowledgement(
    house_policies: datetime.datetime, agent: Account, lead: Account, client_for: Callable[[Account], Client]
) -> None:
    notice = Notice.objects.get(account=agent, version__policy__key="survey-and-marks")
    browser, door = client_for(agent), f"/policies/notices/{notice.pk}/acknowledgement/"
    page = browser.get("/policies/told/").content.decode()
    assert page.count("I have read it") == 7
    assert browser.get(door).status_code == 405
    assert client_for(lead).post(door).status_code == 404
    assert not Acknowledgement.objects.exists()
    for _ in range(2):
        assert browser.post(door).status_code == 302
    assert ActivityEntry.objects.filter(verb="policies.acknowledge").count() == 1
    assert browser.get("/policies/told/").content.decode().count("I have read it") == 6


@pytest.mark.django_db
def test_nobody_is_told_where_there_are_no_policies(agent: Account) -> None:
    assert not Notice.objects.exists()
    assert not OutgoingMail.objects.exists()
