"""Here, back soon or away, from the inbox; and the next case, please."""

import pytest
from django.test import Client

from evenhand.cases.api import Case, take_case
from evenhand.core.api import now
from evenhand.routing.api import Handback, sort_due


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


def test_one_says_that_one_is_here_and_takes_the_next_case(desk: Client, case: Case, agent) -> None:
    sort_due(now=now())
    assert "I am here" in desk.get("/desk/").content.decode()
    desk.post("/desk/post/", {"state": "here"})
    assert "I am here" not in desk.get("/desk/").content.decode()
    assert desk.post("/desk/next/")["Location"] == f"/desk/cases/{case.pk}/"
    case.refresh_from_db()
    assert case.assignee_id == agent.pk
    again = desk.post("/desk/next/", follow=True).content.decode()
    assert "No case waits that you could take" in again


def test_who_goes_is_told_what_went_back_and_takes_it_back_by_a_press(desk: Client, case: Case, agent, actor) -> None:
    take_case(case=case, actor=actor(agent), now=now())
    gone = desk.post("/desk/post/", {"state": "away"}, follow=True).content.decode()
    assert "1 case waits in its queue again, with your draft." in gone
    assert "Take my cases back" in gone
    undo = f"/desk/post/handbacks/{Handback.objects.get().pk}/undo/"
    assert "1 case is yours again." in desk.post(undo, follow=True).content.decode()
    case.refresh_from_db()
    assert case.assignee_id == agent.pk


def test_a_break_says_until_when(desk: Client) -> None:
    assert "Back soon" in desk.post("/desk/post/", {"state": "30"}, follow=True).content.decode()
    assert desk.post("/desk/post/", {"state": "forever"}).status_code == 422


def test_somebody_elses_handback_does_not_exist(desk: Client, second_agent, client_for, case, agent, actor) -> None:
    take_case(case=case, actor=actor(agent), now=now())
    desk.post("/desk/post/", {"state": "away"})
    undo = f"/desk/post/handbacks/{Handback.objects.get().pk}/undo/"
    assert client_for(second_agent).post(undo).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["customer", "outsider", "seller", "reviewer"])
def test_it_is_for_those_who_answer(client_for, request, who) -> None:
    client = client_for(request.getfixturevalue(who))
    for path in ("/desk/post/", "/desk/next/", "/desk/post/handbacks/1/undo/"):
        assert client.post(path).status_code == 404


@pytest.mark.parametrize("path", ["/desk/post/", "/desk/next/", "/desk/post/handbacks/1/undo/"])
def test_nothing_is_done_by_looking(desk: Client, path) -> None:
    assert desk.get(path).status_code == 405
