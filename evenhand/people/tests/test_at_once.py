"""Two at once: one account for one address, one sign-in for one link."""

import datetime

import pytest

from evenhand.core.testing import at_once
from evenhand.people import api, links
from evenhand.people.models import Account, SignInLink
from evenhand.people.testing import TEST

NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)


@pytest.mark.django_db(transaction=True)
def test_mails_from_a_new_address_make_one_customer() -> None:
    made = at_once(*[lambda: api.customer_for_address("new@cast.example", "Nova", actor=TEST, now=NOW).pk] * 8)
    assert len(made) == 8
    assert len(set(made)) == 1
    assert Account.objects.count() == 1
    assert Account.objects.get().role_grants.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_presses_at_once_on_one_link_one_gets_in() -> None:
    customer = api.customer_for_address("new@cast.example", "Nova", actor=TEST, now=NOW)
    link = links.ask_for_link(email=customer.email, ip="", next_path="", actor=TEST, now=NOW)
    outcomes = at_once(*[lambda: links.use_link(link=link, actor=TEST, now=NOW).pk] * 8)
    assert [each for each in outcomes if not isinstance(each, links.LinkSpent)] == [customer.pk]
    assert SignInLink.objects.get().used_at == NOW
