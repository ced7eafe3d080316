"""Who sees which places, and which is marked."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from evenhand.core.api import Actor
from evenhand.ui import navigation
from evenhand.ui.navigation import NavigationItem, items_for, register, works_at_the_desk

AGENT = Actor("Ines", 1, frozenset({"agent"}))
LEAD = Actor("Leïla", 2, frozenset({"agent", "lead"}))
CUSTOMER = Actor("Mara", 3, frozenset({"customer"}))
STAFF = frozenset({"agent", "lead"})


@pytest.fixture(autouse=True)
def _places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    register(NavigationItem("Team board", "ui_gallery", "users", frozenset({"lead"}), order=2, section="standing"))
    register(NavigationItem("Gone", "no_such_address", "inbox", STAFF, order=1))
    register(NavigationItem("My orders", "my_orders", "package", frozenset({"customer"}), section="customer"))


def shown(actor: Actor | None, path: str = "/") -> str:
    request = RequestFactory().get(path)
    if actor is not None:
        request.actor = actor
    return Template("{% load ui %}{% navigation %}").render(Context({"request": request}))


def test_each_sees_the_places_of_their_roles() -> None:
    assert "Team board" in shown(LEAD)
    assert "Team board" not in shown(AGENT)
    assert "Team board" not in shown(CUSTOMER)


def test_a_place_without_an_address_is_left_out() -> None:
    assert "Gone" not in shown(LEAD)


def test_nobody_sees_no_navigation_at_all() -> None:
    assert shown(None).strip() == ""


def test_the_place_that_holds_the_page_is_marked() -> None:
    assert 'aria-current="page"' in shown(LEAD, "/gallery/desk/")
    assert "aria-current" not in shown(LEAD, "/elsewhere/")


def test_only_the_deepest_place_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = {"ui_gallery": "/desk/", "deep": "/desk/boards/"}
    register(NavigationItem("Boards", "deep", "users", frozenset({"lead"}), section="standing"))
    monkeypatch.setattr(navigation, "_address", lambda item: addresses.get(item.url_name, ""))
    html = shown(LEAD, "/desk/boards/7/")
    assert html.count("aria-current") == 1
    assert 'href="/desk/boards/" aria-current="page"' in html


def test_places_come_in_the_order_of_their_sections() -> None:
    assert [item.label for item in items_for(LEAD)] == ["Gone", "Team board"]


def test_registering_again_replaces() -> None:
    register(NavigationItem("Boards", "ui_gallery", "users", frozenset({"lead"})))
    assert "Boards" in shown(LEAD)
    assert "Team board" not in shown(LEAD)


def test_places_behind_one_s_name_stand_apart() -> None:
    register(NavigationItem("My account", "ui_gallery", "user", STAFF, section="reader"))
    request = RequestFactory().get("/")
    request.actor = LEAD
    own = Template('{% load ui %}{% navigation "reader" %}').render(Context({"request": request}))
    assert "My account" in own
    assert "My account" not in shown(LEAD)


def test_what_everybody_may_read_makes_nobody_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    told = NavigationItem("What I was told", "told", "bell", frozenset({"driver"}), section="standing")
    register(told)
    assert not works_at_the_desk(Actor("Ola", 4, frozenset({"driver"})))


def test_customers_do_not_work_at_the_desk() -> None:
    assert works_at_the_desk(AGENT)
    assert not works_at_the_desk(CUSTOMER)
