"""The inbox and the search: ways to a case, cheap however much there is."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.cases.api import Case, close_case, open_case, take_case
from evenhand.core.api import now
from evenhand.people.api import Account
from evenhand.screens.tests.conftest import TEST


@pytest.fixture
def desk(client_for: Callable[..., Client], agent) -> Client:
    return client_for(agent)


def many(customer: Account, count: int, subject: str = "Where is my lamp?") -> list[Case]:
    text = "It was meant as a present, and I had hoped that it would be here by now. " * 4
    return [
        open_case(customer=customer, subject=subject, text=text, channel="mail", key=f"case-{n}", actor=TEST, now=now())
        for n in range(count)
    ]


def cost_of(client: Client, path: str) -> tuple[int, int]:
    """Queries and bytes of a page."""
    with CaptureQueriesContext(connection) as captured:
        page = client.get(path)
    return len(captured), len(page.content)


def test_an_empty_inbox_is_kind(desk: Client) -> None:
    assert "Nobody is waiting" in desk.get("/desk/").content.decode()


@pytest.mark.parametrize("view", ["mine", "team", "unassigned", "waiting", "open", "closed", "nonsense"])
def test_each_view_says_something_of_its_own_where_it_is_empty(desk: Client, view) -> None:
    page = desk.get(f"/desk/?view={view}").content.decode()
    assert "empty-title" in page
    assert 'aria-current="page"' in page


def test_a_case_stands_where_it_belongs(desk: Client, case: Case, agent, actor) -> None:
    assert "Where is my kettle?" in desk.get("/desk/?view=unassigned").content.decode()
    take_case(case=case, actor=actor(agent), now=now())
    assert "Where is my kettle?" in desk.get("/desk/?view=mine").content.decode()
    assert "Where is my kettle?" not in desk.get("/desk/?view=unassigned").content.decode()
    close_case(case=case, actor=actor(agent), now=now())
    assert "Where is my kettle?" in desk.get("/desk/?view=closed").content.decode()
    assert "Where is my kettle?" not in desk.get("/desk/").content.decode()


def test_htmx_gets_the_same_region_as_the_page(desk: Client, case: Case) -> None:
    region = desk.get("/desk/?view=open", headers={"HX-Request": "true"}).content.decode()
    assert region.strip().startswith('<div class="stack" id="cases"')
    assert region.strip() in desk.get("/desk/?view=open").content.decode()


def test_fifty_rows_are_few_queries_and_less_than_100_kilobytes(desk: Client, customer) -> None:
    many(customer, 51)
    desk.get("/desk/")
    queries, size = cost_of(desk, "/desk/")
    assert queries <= 10
    assert size < 100_000
    assert cost_of(desk, "/desk/?view=open&page=2")[0] <= 10


def test_more_pages_are_linked(desk: Client, customer) -> None:
    many(customer, 51)
    assert "?view=open&amp;page=2" in desk.get("/desk/").content.decode()
    second = desk.get("/desk/?view=open&page=2").content.decode()
    assert second.count("list-link") == 1
    assert 'href="?view=open"' in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999"])
def test_a_page_number_that_is_none_does_no_harm(desk: Client, case: Case, page) -> None:
    assert desk.get("/desk/", {"page": page}).status_code == 200


def test_search_marks_what_was_found(desk: Client, case: Case) -> None:
    page = desk.get("/desk/search/?q=kettle").content.decode()
    assert "<mark>kettle</mark>" in page
    assert f"/desk/cases/{case.pk}/" in page


@pytest.mark.parametrize("query", ["", "unfindable", '"', "a" * 500, "<b>", "NOT", "#"])
def test_search_takes_whatever_is_typed(desk: Client, case: Case, query) -> None:
    page = desk.get("/desk/search/", {"q": query})
    assert page.status_code == 200
    assert "<b>" not in page.content.decode()


def test_many_finds_are_few_queries(desk: Client, customer) -> None:
    many(customer, 51)
    desk.get("/desk/search/?q=present")
    queries, _ = cost_of(desk, "/desk/search/?q=present")
    assert queries <= 7
    assert "page=2" in desk.get("/desk/search/?q=present").content.decode()
