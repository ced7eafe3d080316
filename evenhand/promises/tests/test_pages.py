"""The pages on which it is set what we promise: for all staff to read, for those who lead to change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.cases.testing import make_case
from evenhand.core.api import ActivityEntry, now
from evenhand.promises.models import Calendar, LevelsVersion, Promise
from evenhand.promises.testing import make_levels
from evenhand.ui.testing import barriers, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]

READ = ["/promises/", "/promises/levels/1/", "/promises/calendars/"]
WRITE = ["/promises/levels/", "/promises/calendars/new/", "/promises/calendars/{calendar}/"]
WEEK = {f"day_{n}": "09:00-12:30, 13:30-18:00" for n in range(5)} | {"day_5": "", "day_6": ""}


@pytest.fixture
def calendar() -> Calendar:
    """The one that every installation has."""
    return Calendar.objects.get()


def calendar_fields(**changed: str) -> dict[str, str]:
    return {"name": "Berlin", "zone": "Europe/Berlin", "holidays": "12-25 Christmas", **WEEK, **changed}


def level_fields(calendar: Calendar, *rows: dict[str, object], **changed: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "warn_percent": 75,
        "pausing_causes": "waiting on carrier",
        "why": "We have more hands now.",
        "level-TOTAL_FORMS": len(rows),
        "level-INITIAL_FORMS": 0,
    }
    for place, row in enumerate(rows):
        for name, value in {"calendar": calendar.pk, **row}.items():
            fields[f"level-{place}-{name}"] = value
    return {**fields, **changed}


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("who", ["agent", "lead", "administrator", "reviewer"])
def test_all_who_work_here_read_what_is_promised(client_for, request, path, who) -> None:
    make_levels()
    assert client_for(request.getfixturevalue(who)).get(path).status_code == 200


@pytest.mark.parametrize("path", READ + WRITE)
@pytest.mark.parametrize("who", ["customer", "outsider", "seller", "driver"])
def test_for_others_there_is_no_such_page(client_for, request, calendar, path, who) -> None:
    make_levels()
    client = client_for(request.getfixturevalue(who))
    assert client.get(path.format(calendar=calendar.pk)).status_code == 404


@pytest.mark.parametrize("path", WRITE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_does_not_lead_changes_nothing(client_for, agent, calendar, path, method) -> None:
    assert getattr(client_for(agent), method)(path.format(calendar=calendar.pk)).status_code == 403
    assert LevelsVersion.objects.count() == 0
    assert calendar.versions.count() == 1


@pytest.mark.parametrize("path", READ)
def test_reading_takes_no_post(client_for, lead, path) -> None:
    make_levels()
    assert client_for(lead).post(path).status_code == 405


@pytest.mark.parametrize("path", ["/promises/levels/7/", "/promises/calendars/999999/"])
def test_what_does_not_exist_is_not_found(client_for, lead, path) -> None:
    assert client_for(lead).get(path).status_code == 404


def test_an_installation_begins_with_the_sites_hours_and_no_promise(client_for, lead) -> None:
    assert "Nothing is promised yet" in client_for(lead).get("/promises/").content.decode()
    page = client_for(lead).get("/promises/calendars/").content.decode()
    assert "House hours" in page
    assert "follows the site" in page


def test_a_lead_publishes_levels_that_bind_from_then_on(client_for, lead, customer, calendar) -> None:
    desk = client_for(lead)
    typed = level_fields(calendar, {"first": "4 h", "next": "2 h 30", "resolution": ""}, {"priority": 3, "first": "30"})
    assert desk.post("/promises/levels/", typed)["Location"] == "/promises/"
    page = desk.get("/promises/").content.decode()
    assert "version 1" in page
    assert "2 h 30" in page
    assert ActivityEntry.objects.filter(verb="promises.publish_levels", actor_id=lead.pk).count() == 1
    desk.post("/promises/levels/", typed)
    assert LevelsVersion.objects.count() == 1
    make_case(customer, key="later")
    LevelsVersion.objects.update(at=now().replace(year=2020))
    make_case(customer, key="later still")
    assert Promise.objects.get().target_minutes == 240


def test_the_form_begins_with_what_holds(client_for, lead, calendar) -> None:
    desk = client_for(lead)
    assert 'value="8 h"' in desk.get("/promises/levels/").content.decode()
    desk.post("/promises/levels/", level_fields(calendar, {"first": "45 min", "reason": "lost"}))
    page = desk.get("/promises/levels/").content.decode()
    assert 'value="45 min"' in page
    assert 'value="lost"' in page


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"first": "soon"}], "Write a time as in"),
        ([{"first": "1 h"}, {"first": "2 h"}], "Two levels are for the same"),
        ([{"first": "1 h", "calendar": ""}], "Choose the hours"),
        ([{"first": "1 h", "priority": 9}], "Select a valid choice"),
        ([{"first": "99999999 h"}], "Ensure this value|Write a time"),
        ([{"first": "1 h", "reason": "late parcel!"}], "A tag has letters, digits and hyphens, as in late-parcel."),
    ],
)
def test_levels_that_are_not_right_are_said_so_and_kept_as_typed(client_for, lead, calendar, rows, words) -> None:
    response = client_for(lead).post("/promises/levels/", level_fields(calendar, *rows))
    assert response.status_code == 422
    assert any(each in response.content.decode() for each in words.split("|"))
    assert f'value="{rows[0]["first"]}"' in response.content.decode()
    assert LevelsVersion.objects.count() == 0


@pytest.mark.parametrize("fields", [{}, {"warn_percent": "x"}, {"level-TOTAL_FORMS": "many"}])
def test_half_a_form_does_no_harm(client_for, lead, calendar, fields) -> None:
    typed = {**level_fields(calendar, {"first": "1 h"}), **fields} if fields else {}
    assert client_for(lead).post("/promises/levels/", typed).status_code == 422


def test_a_new_calendar_keeps_the_zone_that_was_chosen(client_for, lead) -> None:
    assert client_for(lead).get("/promises/calendars/new/").context["form"].initial["follows_site"] is False


def test_a_calendar_is_made_shown_ahead_and_saved_once(client_for, lead) -> None:
    desk = client_for(lead)
    shown = desk.post("/promises/calendars/new/", calendar_fields(preview="1"))
    assert shown.status_code == 200
    assert "The days ahead" in shown.content.decode()
    assert not Calendar.objects.filter(name="Berlin").exists()
    assert desk.post("/promises/calendars/new/", calendar_fields())["Location"] == "/promises/calendars/"
    berlin = Calendar.objects.get(name="Berlin")
    desk.post(f"/promises/calendars/{berlin.pk}/", calendar_fields())
    assert berlin.versions.count() == 1
    desk.post(f"/promises/calendars/{berlin.pk}/", calendar_fields(day_5="10-14"))
    assert list(berlin.versions.values_list("number", flat=True)) == [1, 2]
    assert 'value="10:00-14:00"' in desk.get(f"/promises/calendars/{berlin.pk}/").content.decode()
    assert ActivityEntry.objects.filter(verb="promises.save_calendar", actor_id=lead.pk).count() == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"day_0": "nine to five"}, "no stretch of time"),
        ({"holidays": "Christmas"}, "is no day"),
        ({"zone": "Europe/Atlantis"}, "Select a valid choice"),
        ({"name": "house hours"}, "has this name already"),
        ({f"day_{n}": "" for n in range(7)}, "never be there"),
    ],
)
def test_hours_that_are_not_right_are_said_so(client_for, lead, changed, words) -> None:
    response = client_for(lead).post("/promises/calendars/new/", calendar_fields(**changed))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Calendar.objects.count() == 1


def test_a_promise_keeps_the_hours_in_which_it_was_made(client_for, lead, customer, calendar) -> None:
    desk = client_for(lead)
    desk.post("/promises/levels/", level_fields(calendar, {"first": "4 h"}))
    LevelsVersion.objects.update(at=now().replace(year=2020))
    case = make_case(customer)
    before = Promise.objects.get(case=case).due_at
    desk.post(f"/promises/calendars/{calendar.pk}/", calendar_fields(name="House hours"))
    assert Promise.objects.get(case=case).due_at == before
    assert calendar.versions.count() == 2


def test_more_levels_are_not_more_queries(client_for, lead, calendar) -> None:
    desk = client_for(lead)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get("/promises/")
        return len(captured)

    desk.post("/promises/levels/", level_fields(calendar, {"first": "4 h"}))
    desk.get("/promises/")
    few = cost()
    rows = [{"first": "1 h", "reason": f"r{n}"} for n in range(20)]
    desk.post("/promises/levels/", level_fields(calendar, *rows))
    assert cost() <= few


@pytest.mark.browser
def test_the_pages_are_right_in_every_look(live_server, browser_page, lead, customer, calendar) -> None:
    make_levels()
    make_case(customer)
    page = browser_page()
    sign_in(page, live_server.url, lead)
    for path in (*READ, *WRITE):
        page.goto(live_server.url + path.format(calendar=calendar.pk))
        assert barriers(page) == [], path
