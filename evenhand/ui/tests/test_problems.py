"""What people read when we do not do what they asked."""

import pytest
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path
from django.utils.translation import override

from evenhand.core.api import Actor, DomainError, InvalidInput, NotFound, NotPermitted
from evenhand.ui import navigation
from evenhand.ui.navigation import NavigationItem


class RefundAlreadyIssued(DomainError):
    message = "This refund was already granted at 14:05. Nothing was paid <twice>."


FAILURES: dict[str, Exception] = {
    "conflict": RefundAlreadyIssued(),
    "missing": NotFound(),
    "forbidden": NotPermitted(),
    "invalid": InvalidInput("The amount is above what was paid."),
    "broken": RuntimeError("a secret of ours"),
}


def fails(request: HttpRequest, how: str) -> HttpResponse:
    if request.GET.get("staff"):
        request.actor = Actor("Ines", 1, frozenset({"agent"}))
    raise FAILURES[how]


def says(request: HttpRequest) -> HttpResponse:
    messages.success(request, "The reply is on its way.")
    return HttpResponse("<p>part</p>")


urlpatterns = [path("fails/<how>/", fails), path("says/", says), path("", include("evenhand.ui.urls"))]
pytestmark = [pytest.mark.urls(__name__)]
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(("how", "status"), [("conflict", 409), ("missing", 404), ("forbidden", 403), ("invalid", 422)])
def test_a_business_failure_is_a_page_with_its_status_and_words(client: Client, how: str, status: int) -> None:
    response = client.get(f"/fails/{how}/")
    assert response.status_code == status
    assert "<h1>" in response.content.decode()
    assert str(FAILURES[how]).split("<")[0] in response.content.decode()


@pytest.mark.parametrize("address", ["/fails/conflict/", "/says/", "/nothing-here/"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_every_page_says_that_a_part_of_it_may_be_had_at_its_address(client: Client, address, headers) -> None:
    assert "HX-Request" in client.get(address, headers=headers)["Vary"]


def test_words_of_a_failure_are_escaped(client: Client) -> None:
    assert "&lt;twice&gt;" in client.get("/fails/conflict/").content.decode()


def test_htmx_gets_a_notice_for_the_live_region(client: Client) -> None:
    response = client.get("/fails/conflict/", headers=HTMX)
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#notices"
    assert response.content.decode().lstrip().startswith('<div class="notice" data-tone="warn" role="alert">')
    assert "<html" not in response.content.decode()


def test_a_boosted_link_gets_the_whole_page(client: Client) -> None:
    response = client.get("/fails/missing/", headers={**HTMX, "HX-Boosted": "true"})
    assert "<html" in response.content.decode()
    assert "HX-Retarget" not in response


def test_staff_keep_their_desk_around_a_problem(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = NavigationItem("Inbox", "ui_gallery", "inbox", frozenset({"agent"}))
    monkeypatch.setattr(navigation, "_items", {"ui_gallery": inbox})
    assert 'class="desk"' in client.get("/fails/conflict/?staff=1").content.decode()
    assert 'class="narrow"' in client.get("/fails/conflict/").content.decode()


def test_what_is_not_there_and_what_is_not_yours_look_alike(client: Client) -> None:
    def visible(text: str) -> str:
        return text.split("<main")[1].split("</main>")[0]

    hidden, absent = client.get("/fails/missing/"), client.get("/no/such/page/")
    assert visible(hidden.content.decode()) == visible(absent.content.decode())


def test_a_fault_of_ours_is_a_plain_page_that_tells_no_secrets() -> None:
    client = Client(raise_request_exception=False)
    response = client.get("/fails/broken/")
    assert response.status_code == 500
    assert "on our side" in response.content.decode()
    assert "secret" not in response.content.decode()


def test_messages_arrive_beside_the_part_that_htmx_fetched(client: Client) -> None:
    part = client.get("/says/", headers=HTMX).content.decode()
    assert part.startswith("<p>part</p>")
    assert 'hx-swap-oob="beforeend:#notices"' in part
    assert "The reply is on its way." in part
    assert "The reply is on its way" not in client.get("/gallery/narrow/").content.decode()


def test_messages_wait_for_the_next_whole_page_otherwise(client: Client) -> None:
    assert client.get("/says/").content == b"<p>part</p>"
    assert "The reply is on its way." in client.get("/gallery/narrow/").content.decode()


def test_the_gallery_is_for_the_staff_in_production(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evenhand.ui.views.environment", type("Production", (), {"mode": "production"}))
    assert client.get("/gallery/").status_code == 404
    assert client.get("/gallery/desk/").status_code == 404


def test_the_gallery_changes_nothing_and_knows_its_pages(client: Client) -> None:
    assert client.post("/gallery/").status_code == 405
    assert client.get("/gallery/no-such-layout/").status_code == 404


class StillMissing(DomainError):
    message = "This field is required."  # a sentence that Django's own German catalogue knows


@pytest.mark.parametrize("template", ["ui/problem.html", "ui/problem.html#notice"])
def test_a_problem_is_said_in_the_readers_language(template: str) -> None:
    with override("de"):
        page = render_to_string(template, {"problem": StillMissing()}, HttpRequest())
    assert "Dieses Feld ist zwingend erforderlich." in page
