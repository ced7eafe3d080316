"""Numbers that the shop's files name are known when somebody calls."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from evenhand.core.api import ActivityEntry
from evenhand.people.api import Account
from evenhand.phone.models import KnownNumber
from evenhand.phone.numbers import customer_of_number

ADDRESS = {
    "address1": "1 Mill Lane",
    "address2": "",
    "city": "Hull",
    "state": "HU",
    "zip": "HU1 1AA",
    "country": "GB",
}


def user(name: str, **more: Any) -> dict[str, Any]:
    """A user of the shop's file."""
    return {
        "name": {"first_name": name, "last_name": "Kim"},
        "address": ADDRESS,
        "email": f"{name.lower()}@example.com",
        "payment_methods": {},
        "orders": [],
        **more,
    }


def take_in(folder: Path, users: dict[str, dict[str, Any]]) -> None:
    for name, content in (("products", {}), ("users", users), ("orders", {})):
        (folder / f"{name}.json").write_text(json.dumps(content))
    call_command("import_shop", folder)


@pytest.mark.django_db
def test_an_imported_number_is_known_once_and_one_without_its_country_is_left_out(tmp_path: Path) -> None:
    users = {
        "ann": user("Ann", phone="+44 7700 900123"),
        "bob": user("Bob", phone="07700 900123"),
        "cy": user("Cy"),
    }
    for _ in range(2):
        take_in(tmp_path, users)
    ann = Account.objects.get(email="ann@example.com")
    assert customer_of_number("+447700900123") == ann
    assert [(each.account, each.noted_by) for each in KnownNumber.objects.all()] == [(ann, None)]
    assert ActivityEntry.objects.filter(verb="phone.note_number").count() == 1
    users["cy"]["phone"] = "0044 7700 900123"
    take_in(tmp_path, users)
    assert KnownNumber.objects.count() == 2
    assert customer_of_number("+447700900123") is None  # two share it: neither is taken for the other
