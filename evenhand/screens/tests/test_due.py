"""What is due, at the desk: said in words, before it is late, in the inbox, on the case and on its owner's list."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from evenhand.cases.api import Case, close_case, open_case, snooze_case, take_case
from evenhand.core.api import now
from evenhand.core.testing import shared
from evenhand.promises.api import Promise, watch_due
from evenhand.promises.testing import make_levels, promise_of
from evenhand.screens.tests.by_keyboard import by_name
from evenhand.screens.tests.conftest import TEST
from evenhand.ui.testing import OpensPages, barriers, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


@shared
def levels(house_policies: object) -> None:
    make_levels()


def written(customer, minutes_ago: int, key: str = "due") -> Case:
    """A case that came so many minutes ago: an hour for the first reply, close after three quarters of it."""
    at = now() - datetime.timedelta(minutes=minutes_ago)
    return open_case(
        customer=customer, subject="Where is it?", text="Well?", channel="mail", key=key, actor=TEST, now=at
    )


@pytest.mark.parametrize(
    ("minutes_ago", "words"), [(50, "Reply due in 9"), (70, "Reply was due 10"), (200, "Reply was due 2")]
)
@pytest.mark.usefixtures("levels")
def test_the_inbox_and_the_case_say_what_is_close_and_what_is_late(desk, customer, minutes_ago, words) -> None:
    case = written(customer, minutes_ago)
    assert words in desk.get("/desk/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert words in desk.get(f"/desk/cases/{case.pk}/").content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.usefixtures("levels")
def test_a_case_with_time_enough_bears_no_mark(desk, customer) -> None:
    case = written(customer, 5)
    assert "eply due" not in desk.get("/desk/").content.decode()
    assert "First reply: due" in desk.get(f"/desk/cases/{case.pk}/").content.decode()


@pytest.mark.usefixtures("levels")
def test_overdue_holds_the_late_ones_alone_and_counts_them(desk, customer) -> None:
    written(customer, 90, "late")
    written(customer, 50, "close")
    page = desk.get("/desk/?view=overdue").content.decode()
    assert page.count("list-link") == 1
    assert 'Overdue <span class="spoken">: </span><span class="tabs-count">1</span>' in page
    assert "Nothing is overdue" not in page


@pytest.mark.usefixtures("levels")
def test_the_soonest_come_first_where_that_is_asked_for(desk, customer) -> None:
    first, second = written(customer, 50, "a"), written(customer, 70, "b")
    page = desk.get("/desk/?view=open&sort=due").content.decode()
    assert page.index(f"case_{second.pk}") < page.index(f"case_{first.pk}")


@pytest.mark.usefixtures("levels")
def test_a_page_of_due_cases_is_ten_queries_at_most(desk, customer) -> None:
    for number in range(51):
        written(customer, 90, f"k{number}")
    desk.get("/desk/")
    for path in ("/desk/", "/desk/?view=overdue", "/desk/?view=open&sort=due", "/desk/?view=open&sort=due&page=2"):
        with CaptureQueriesContext(connection) as captured:
            page = desk.get(path)
        assert len(captured) <= 10, path
        assert len(page.content) < 100_000


@pytest.mark.usefixtures("levels")
def test_a_clock_that_rests_says_why(desk, customer, agent, actor) -> None:
    case = written(customer, 30)
    until = now() + datetime.timedelta(days=1)
    snooze_case(case=case, until=until, actor=actor(agent), now=now())
    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "the clock rests at" in page
    assert "the case is asleep" in page


@pytest.mark.usefixtures("levels")
def test_holding_for_the_carrier_rests_the_clock_from_the_page(desk, customer, agent, actor) -> None:
    case = written(customer, 30)
    take_case(case=case, actor=actor(agent), now=now())
    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Hold for the carrier" in page
    desk.post(f"/desk/cases/{case.pk}/segments/", {"kind": "hold", "cause": "waiting on carrier"})
    assert promise_of(case, "first").pause == "hold"
    assert "we wait for somebody else" in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    desk.post(f"/desk/cases/{case.pk}/segments/", {"kind": "talk"})
    assert promise_of(case, "first").pause == ""


@pytest.mark.usefixtures("levels")
def test_what_is_close_stands_on_the_list_of_whoever_has_it(client_for, desk, customer, agent, lead, actor) -> None:
    case = written(customer, 50)
    take_case(case=case, actor=actor(agent), now=now())
    page = desk.get("/desk/for-you/").content.decode()
    assert "Yours, and due soon or late" in page
    assert "Reply due in" in page
    assert "Yours, and due soon or late" not in client_for(lead).get("/desk/for-you/").content.decode()
    close_case(case=case, actor=actor(agent), now=now())
    assert "Yours, and due soon or late" not in desk.get("/desk/for-you/").content.decode()


@pytest.mark.usefixtures("levels")
def test_a_warning_refreshes_open_pages_and_comes_once(customer) -> None:
    written(customer, 50)
    assert watch_due(now=now()) == 1
    assert watch_due(now=now()) == 0
    assert Promise.objects.filter(warned_at__isnull=False).count() == 1


@pytest.mark.browser
@pytest.mark.usefixtures("levels")
def test_due_cases_look_right_everywhere(live_server, browser_page: OpensPages, customer, agent, actor) -> None:
    agent.name = "Luís Miguel de Albuquerque e Castro"
    agent.save(update_fields=["name"])
    late, close = written(customer, 3900, "late"), written(customer, 50, "close")
    take_case(case=late, actor=actor(agent), now=now())
    page = browser_page()
    sign_in(page, live_server.url, agent)
    for path in ("?view=open&sort=due", "?view=overdue", "for-you/", f"cases/{late.pk}/", f"cases/{close.pk}/"):
        page.goto(f"{live_server.url}/desk/{path}")
        assert barriers(page) == [], path


@pytest.mark.browser
@pytest.mark.usefixtures("levels")
def test_a_clock_rests_and_runs_again_with_the_keyboard_alone(
    live_server, browser_page: OpensPages, customer, agent, actor
) -> None:
    case = written(customer, 30)
    take_case(case=case, actor=actor(agent), now=now())
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    for words, then in (("hold for the carrier", "we wait for somebody else"), ("go on", "First reply: due")):
        by_name(page, words)
        expect(page.locator("#standing")).to_contain_text(then)
