"""Going over to another pack, and back, from a moment on: what is decided changes with no line of code."""

import datetime

import pytest
from django.core.management import call_command

from evenhand.core.api import now, system
from evenhand.policies import api
from evenhand.policies.actions import TooSoon

NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=16)  # sellers are promised fifteen days
ORDERS = "orders-and-returns"
WHIM = {"status": "pending", "reason": "changed my mind", "amount_minor": 100}


def adopt(folder: object, at: datetime.datetime) -> dict[str, bool]:
    assert folder in (api.HOUSE, api.RETAILER)
    return api.adopt_pack(folder, effective_from=at, actor=system("test"), now=NOW)  # type: ignore[arg-type]


def may_cancel_on_a_whim(at: datetime.datetime) -> bool:
    return api.decide(ORDERS, "cancel.order", WHIM, at).is_allowed


def test_another_pack_decides_from_its_moment_on(house_policies: object) -> None:
    assert adopt(api.RETAILER, LATER) == {ORDERS: True}
    assert may_cancel_on_a_whim(LATER - datetime.timedelta(seconds=1))
    assert not may_cancel_on_a_whim(LATER)


def test_what_is_said_already_is_not_said_again(house_policies: object) -> None:
    assert not any(adopt(api.HOUSE, LATER).values())
    assert api.PolicyVersion.objects.filter(policy__key=ORDERS).count() == 1


def test_nobody_is_given_less_notice_than_they_were_promised(house_policies: object) -> None:
    with pytest.raises(TooSoon):
        adopt(api.RETAILER, NOW + datetime.timedelta(days=6))
    assert may_cancel_on_a_whim(LATER)


def test_what_somebody_is_writing_is_not_thrown_away(house_policies: object) -> None:
    policy = api.Policy.objects.get(key=ORDERS)
    api.start_draft(policy=policy, actor=system("test"), now=NOW)
    with pytest.raises(api.DraftInTheWay, match="Orders and returns"):
        adopt(api.RETAILER, LATER)


@pytest.mark.django_db
def test_a_new_installation_may_begin_with_another_pack(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_policies", "--pack", "retailer")
    assert not may_cancel_on_a_whim(now())
    assert api.Policy.objects.filter(key="refunds-and-claims").exists()
    assert capsys.readouterr().out.count("loaded, in force now") == api.Policy.objects.count()
