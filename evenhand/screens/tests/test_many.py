"""Many cases at once, their undo, order, and views that people keep."""

import datetime

import pytest
from django.test import Client

from evenhand.cases.api import (
    BulkChange,
    Case,
    SavedView,
    add_customer_message,
    assign_case,
    close_case,
    open_case,
    set_priority,
    snooze_case,
    tag_case,
    take_case,
    untag_case,
    wake_case,
)
from evenhand.core.api import ActivityEntry, Actor, now
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.screens.tests.conftest import TEST


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


@shared
def three(case: Case) -> list[Case]:
    more = [
        open_case(
            customer=case.customer, subject=f"Case {n}", text="x", channel="mail", key=f"n{n}", actor=TEST, now=now()
        )
        for n in range(2)
    ]
    return [case, *more]


def press(desk: Client, cases: list[Case], verb: str, key: str = "one-press", **fields: object) -> str:
    chosen = {"case": [each.pk for each in cases], "verb": verb, "key": key, "back": "/desk/?view=open", **fields}
    response = desk.post("/desk/many/", chosen)
    assert response["Location"].startswith("/desk/?view=open")
    for each in cases:
        each.refresh_from_db()
    return desk.get(response["Location"]).content.decode()


def undo(desk: Client, cases: list[Case]) -> str:
    bulk = BulkChange.objects.latest("pk")
    for _ in range(2):
        desk.post(f"/desk/many/{bulk.pk}/undo/", {"back": "/desk/"})
    for each in cases:
        each.refresh_from_db()
    return desk.get(f"/desk/?changed={bulk.pk}").content.decode()


@pytest.mark.parametrize(
    ("verb", "fields", "column", "after"),
    [
        ("close", {}, "status", "closed"),
        ("snooze", {"word": "tomorrow"}, "status", "snoozed"),
        ("priority", {"priority": 3}, "priority", 3),
    ],
)
def test_many_are_changed_once_and_given_back(desk: Client, three, verb, fields, column, after) -> None:
    before = [(getattr(each, column), each.waiting_since) for each in three]
    page = press(desk, three, verb, **fields)
    press(desk, three, verb, **fields)
    assert "3 cases were changed." in page
    assert "You changed 3 cases at once." in page
    assert {getattr(each, column) for each in three} == {after}
    assert "You changed" not in undo(desk, three)
    assert [(getattr(each, column), each.waiting_since) for each in three] == before


def test_many_are_given_to_somebody_or_taken(desk: Client, three, agent, second_agent) -> None:
    press(desk, three, "take")
    assert {each.assignee for each in three} == {agent}
    assert not any(each.contacts.exists() for each in three)
    press(desk, three, "assign", key="second", to=second_agent.pk)
    assert {each.assignee for each in three} == {second_agent}
    undo(desk, three)
    assert {each.assignee for each in three} == {agent}


def test_what_somebody_changed_since_stays(desk: Client, three, agent, second_agent, actor) -> None:
    press(desk, three, "take")
    three[0].assignee = second_agent
    three[0].save(update_fields=["assignee"])
    undo(desk, three)
    assert [each.assignee for each in three] == [second_agent, None, None]


def test_cases_of_somebody_who_has_left_are_nobodys_once_their_new_hands_are_undone(
    desk: Client, three, second_agent
) -> None:
    assign_case(case=three[0], to=second_agent, actor=TEST, now=now())
    Account.objects.filter(pk=second_agent.pk).update(is_active=False)
    press(desk, three, "take")
    undo(desk, three)
    assert {each.assignee_id for each in three} == {None}


def again(verb: str, case: Case, at: datetime.datetime, mine: Actor, theirs: Actor, to: Account) -> None:
    """A colleague changes the case otherwise, and then just as it had been changed at one press."""
    step = datetime.timedelta(seconds=1)
    if verb == "close":
        add_customer_message(case=case, text="It came broken.", key="more", actor=TEST, now=at + step)
        close_case(case=case, actor=theirs, now=at + 2 * step)
    elif verb == "snooze":
        until = Case.objects.get(pk=case.pk).snoozed_until
        assert until is not None
        wake_case(case=case, actor=theirs, now=at + step)
        snooze_case(case=case, until=until, actor=theirs, now=at + 2 * step)
    elif verb == "priority":
        set_priority(case=case, priority=0, actor=theirs, now=at + step)
        set_priority(case=case, priority=3, actor=theirs, now=at + 2 * step)
    elif verb == "tag":
        untag_case(case=case, name="late", actor=theirs, now=at + step)
        tag_case(case=case, name="late", actor=theirs, now=at + 2 * step)
    else:
        assign_case(case=case, to=None, actor=mine, now=at + step)
        assign_case(case=case, to=to, actor=theirs, now=at + 2 * step)


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("close", {}),
        ("snooze", {"word": "tomorrow"}),
        ("priority", {"priority": 3}),
        ("tag", {"tag": "late"}),
        ("take", {}),
    ],
)
def test_what_a_colleague_has_done_anew_since_is_not_undone(
    desk: Client, three, agent, second_agent, actor, verb, fields
) -> None:
    press(desk, three, verb, **fields)
    again(verb, three[0], now(), actor(agent), actor(second_agent), agent)
    three[0].refresh_from_db()
    stands = (three[0].status, three[0].snoozed_until, three[0].priority, three[0].assignee, three[0].case_tags.count())
    bulk = BulkChange.objects.get()
    said = desk.post(f"/desk/many/{bulk.pk}/undo/", {"back": "/desk/"}, follow=True).content.decode()
    assert "2 cases are as before." in said
    three[0].refresh_from_db()
    assert stands == (
        three[0].status,
        three[0].snoozed_until,
        three[0].priority,
        three[0].assignee,
        three[0].case_tags.count(),
    )


def test_after_ten_minutes_it_is_too_late_and_that_is_said(desk: Client, three, monkeypatch) -> None:
    press(desk, three, "close")
    bulk = BulkChange.objects.get()
    moment = bulk.at + datetime.timedelta(minutes=10)
    monkeypatch.setattr("evenhand.screens.desk.many.now", lambda: moment)
    said = desk.post(f"/desk/many/{bulk.pk}/undo/", {"back": "/desk/"}, follow=True).content.decode()
    assert "more than 10 minutes ago" in said
    assert set(Case.objects.values_list("status", flat=True)) == {"closed"}
    moment -= datetime.timedelta(seconds=1)
    for _ in range(2):
        desk.post(f"/desk/many/{bulk.pk}/undo/", {"back": "/desk/"})
    assert set(Case.objects.values_list("status", flat=True)) == {"open"}
    moment += datetime.timedelta(minutes=1)
    said = desk.post(f"/desk/many/{bulk.pk}/undo/", {"back": "/desk/"}, follow=True).content.decode()
    assert "0 cases are as before." in said


def test_only_new_tags_are_taken_off_again(desk: Client, three, agent, actor) -> None:
    tag_case(case=three[0], name="late", actor=actor(agent), now=now())
    press(desk, three, "tag", tag="Late")
    assert [each.case_tags.count() for each in three] == [1, 1, 1]
    assert 'class="tag">late' in desk.get("/desk/?view=open").content.decode()
    undo(desk, three)
    assert [each.case_tags.count() for each in three] == [1, 0, 0]


def test_what_cannot_be_done_is_said_with_its_case_and_the_rest_is_done(desk: Client, three) -> None:
    Case.objects.filter(pk=three[0].pk).update(status="closed", waiting_since=None)
    page = press(desk, three, "snooze", word="monday")
    assert "2 cases were changed." in page
    assert f"#{three[0].pk}: " in page


def test_nothing_chosen_is_said_kindly_and_nothing_is_kept(desk: Client) -> None:
    assert "Choose at least one case" in press(desk, [], "close")
    assert not BulkChange.objects.exists()
    assert desk.post("/desk/many/", {"verb": "burn", "key": "k"}).status_code == 422
    for odd in ("9" * 30, "²", "-1"):
        asked = {"verb": "assign", "key": "k", "to": odd, "case": ["²", "9" * 30, "9" * 5_000]}
        assert desk.post("/desk/many/", asked).status_code == 422


def test_an_address_of_others_is_no_way_back(desk: Client, three) -> None:
    fields = {"case": three[0].pk, "verb": "close", "key": "k", "back": "https://elsewhere.example/desk/"}
    assert desk.post("/desk/many/", fields)["Location"].startswith("/desk/?changed=")


def test_the_undo_is_ones_own_and_not_for_ever(desk: Client, three, client_for, second_agent, monkeypatch) -> None:
    press(desk, three, "close")
    bulk = BulkChange.objects.get()
    assert client_for(second_agent).post(f"/desk/many/{bulk.pk}/undo/").status_code == 404
    later = now() + datetime.timedelta(minutes=11)
    monkeypatch.setattr("evenhand.screens.desk.inbox.now", lambda: later)
    assert "You changed" not in desk.get(f"/desk/?changed={bulk.pk}").content.decode()


def test_readers_may_not_and_outsiders_find_nothing(client_for, three, reviewer, outsider) -> None:
    fields = {"case": three[0].pk, "verb": "close", "key": "k"}
    assert client_for(reviewer).post("/desk/many/", fields).status_code == 403
    assert client_for(outsider).post("/desk/many/", fields).status_code == 404
    assert "many_form" not in client_for(reviewer).get("/desk/").content.decode().replace('form="many_form"', "")


@pytest.mark.parametrize(("sort", "first"), [("first", 2), ("newest", 1), ("oldest", 0), ("nonsense", 2)])
def test_the_inbox_is_sorted(desk: Client, three, sort, first) -> None:
    Case.objects.filter(pk=three[2].pk).update(priority=3)
    Case.objects.filter(pk=three[1].pk).update(last_message_at=now() + datetime.timedelta(hours=1))
    page = desk.get(f"/desk/?view=open&sort={sort}").content.decode()
    places = [page.index(f'id="case_{each.pk}"') for each in three]
    assert places.index(min(places)) == first


def test_a_view_is_kept_shown_and_let_go(desk: Client, three, client_for, second_agent, outsider) -> None:
    three[0].subject = "Where is my kettle?"
    fields = {"name": "Late ones", "q": "is:open kettle", "is_shared": "1", "back": "/desk/search/?q=is:open"}
    for _ in range(2):
        assert desk.post("/desk/views/", fields)["Location"] == "/desk/search/?q=is:open"
    view = SavedView.objects.get()
    theirs = client_for(second_agent)
    assert "Late ones" in theirs.get("/desk/").content.decode()
    assert theirs.post(f"/desk/views/{view.pk}/end/").status_code == 403
    assert client_for(outsider).post(f"/desk/views/{view.pk}/end/").status_code == 404
    assert "no longer" in desk.get("/desk/search/?q=is:open kettle").content.decode()
    desk.post(f"/desk/views/{view.pk}/end/")
    assert "Late ones" not in desk.get("/desk/").content.decode()


def test_a_view_is_changed_by_whoever_keeps_it(desk: Client, three, client_for, second_agent, outsider) -> None:
    for name in ("Late ones", "Others"):
        desk.post("/desk/views/", {"name": name, "q": "is:open", "is_shared": "1"})
    view = SavedView.objects.get(name="Late ones")
    change, fields = f"/desk/views/{view.pk}/", {"name": "Kettles", "q": "kettle -lamp"}
    for _ in range(2):
        assert desk.post(change, fields)["Location"] == "/desk/search/?q=kettle+-lamp"
    view.refresh_from_db()
    assert (view.name, view.question, view.team) == ("Kettles", "kettle -lamp", None)
    assert ActivityEntry.objects.filter(verb="cases.save_view", subject=f"view:{view.pk}").count() == 2
    taken = desk.post(change, {**fields, "name": "Others"})
    assert (taken.status_code, "You keep another view of that name" in taken.content.decode()) == (422, True)
    assert desk.get(change).status_code == 405
    other = SavedView.objects.get(name="Others")
    assert client_for(second_agent).post(f"/desk/views/{other.pk}/", fields).status_code == 403
    for stranger in (client_for(second_agent), client_for(outsider)):
        assert stranger.post(change, fields).status_code == 404
    desk.post(f"{change}end/")
    assert desk.post(change, fields).status_code == 404


def test_a_view_of_ones_own_is_nobody_elses(desk: Client, three, client_for, second_agent) -> None:
    desk.post("/desk/views/", {"name": "Mine", "q": "agent:me"})
    assert "Mine</a>" not in client_for(second_agent).get("/desk/").content.decode().replace("Mine <span", "")


def test_a_number_leads_to_its_case(desk: Client, case: Case) -> None:
    assert desk.get("/desk/search/", {"q": f"#{case.pk}"})["Location"] == f"/desk/cases/{case.pk}/"
    assert desk.get("/desk/search/", {"q": "#999999"}).status_code == 200


def test_a_filter_that_means_nothing_is_said(desk: Client, case: Case, agent, actor) -> None:
    take_case(case=case, actor=actor(agent), now=now())
    page = desk.get("/desk/search/?q=is:lost agent:me").content.decode()
    assert "is:lost means nothing to us" in page
    assert "Where is my kettle?" in page
