"""What is kept about a case at the desk, and what waits for one person: the same for HTMX, harmless when repeated."""

import datetime

import pytest
from django.test import Client

from evenhand.cases.api import Case, Message, add_note, open_case, snooze_case
from evenhand.core.api import OutgoingMail, now
from evenhand.core.testing import shared
from evenhand.screens.desk.times import moment_of
from evenhand.screens.tests.conftest import TEST

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


@shared
def other(case: Case) -> Case:
    return open_case(
        customer=case.customer, subject="My lamp", text="Broken.", channel="mail", key="other", actor=TEST, now=now()
    )


def press(desk: Client, case: Case, verb: str, **fields: object) -> str:
    """Press a button, and answer the page on which that ends."""
    response = desk.post(f"/desk/cases/{case.pk}/{verb}/", fields)
    assert response.status_code == 302, response.content.decode()
    case.refresh_from_db()
    return desk.get(response["Location"].partition("#")[0]).content.decode()


def test_tags_are_put_on_and_taken_off(desk: Client, case: Case) -> None:
    assert "late-parcel" in press(desk, case, "tags", add="Late-Parcel, urgent")
    standing = desk.post(f"/desk/cases/{case.pk}/tags/", {"remove": "urgent"}, headers=HTMX).content.decode()
    assert "late-parcel" in standing
    assert "urgent" not in standing
    assert standing.strip().startswith('<section class="case-bar" id="standing"')


def test_a_case_sleeps_by_a_word_and_is_woken(desk: Client, case: Case) -> None:
    page = press(desk, case, "sleep", word="tomorrow")
    assert "Asleep until" in page
    assert case.status == "snoozed"
    assert "Wake it" in page
    press(desk, case, "waking")
    assert case.status == "open"


def test_a_case_sleeps_until_a_date_in_the_readers_time(desk: Client, case: Case) -> None:
    day = now().date() + datetime.timedelta(days=3)
    press(desk, case, "sleep", at=f"{day}T09:30")
    assert case.snoozed_until is not None
    assert case.snoozed_until.isoformat() == f"{day}T09:30:00+00:00"


@pytest.mark.parametrize("fields", [{}, {"at": "2001-01-01T09:00"}, {"at": "soon"}, {"word": "never"}])
def test_a_time_that_is_none_is_said_on_the_page(desk: Client, case: Case, fields) -> None:
    response = desk.post(f"/desk/cases/{case.pk}/sleep/", fields)
    assert response.status_code == 422
    assert "Until when shall the case sleep?" in response.content.decode()


@pytest.mark.parametrize(
    ("word", "moment"),
    [
        ("hour", "2026-03-06T16:30:00+00:00"),
        ("tomorrow", "2026-03-07T08:00:00+00:00"),
        ("three_days", "2026-03-09T08:00:00+00:00"),
        ("monday", "2026-03-09T08:00:00+00:00"),
        ("fortnight", "2026-03-20T08:00:00+00:00"),
    ],
)
def test_words_for_moments(word, moment) -> None:
    friday = datetime.datetime(2026, 3, 6, 15, 30, tzinfo=datetime.UTC)
    assert moment_of(word, friday).isoformat() == moment


def test_a_date_to_come_back_is_on_the_list_when_it_has_come(desk: Client, case: Case, monkeypatch) -> None:
    tomorrow = now() + datetime.timedelta(days=1)
    press(desk, case, "follow-up", at=f"{tomorrow:%Y-%m-%dT%H:%M}", why="Ask the depot")
    assert case.status == "open"
    assert "Later" in desk.get("/desk/for-you/").content.decode()
    monkeypatch.setattr("evenhand.screens.desk.for_you.now", lambda: tomorrow + datetime.timedelta(hours=1))
    assert "You wanted to come back to" in desk.get("/desk/for-you/").content.decode()
    press(desk, case, "follow-up/done")
    assert "Ask the depot" not in desk.get("/desk/for-you/").content.decode()


def test_priority_is_a_press(desk: Client, case: Case) -> None:
    assert "Urgent" in press(desk, case, "priority", priority=3)
    assert case.priority == 3
    assert desk.post(f"/desk/cases/{case.pk}/priority/", {"priority": 9}).status_code == 422


def test_a_mention_waits_on_the_list_until_it_was_seen(
    desk: Client, case: Case, client_for, second_agent, agent, actor
) -> None:
    press(desk, case, "notes", text="@Amir do you know the depot?", key="n")
    theirs = client_for(second_agent)
    assert "do you know the depot?" in theirs.get("/desk/for-you/").content.decode()
    assert "do you know" not in desk.get("/desk/for-you/").content.decode()
    theirs.get(f"/desk/cases/{case.pk}/")
    assert "do you know the depot?" in theirs.get("/desk/for-you/").content.decode()
    press(theirs, case, "seen")
    assert "Nobody has asked for you" in theirs.get("/desk/for-you/").content.decode()
    add_note(case=case, text="@amir again", key="n2", actor=actor(agent), now=now())
    theirs.post(f"/desk/cases/{case.pk}/presence/", {})
    assert "Nobody has asked for you" in theirs.get("/desk/for-you/").content.decode()


def test_a_note_says_who_finds_it_and_which_name_is_nobodys(desk: Client, case: Case, second_agent) -> None:
    page = press(desk, case, "notes", text="@Amir and @Zoe, do you know the depot?", key="n")
    assert "It stands on the list of Amir Agent." in page
    assert "Nobody could be told by @Zoe" in page


def test_colleagues_see_who_is_there_and_who_writes(desk: Client, case: Case, client_for, second_agent) -> None:
    theirs = client_for(second_agent)
    presence = f"/desk/cases/{case.pk}/presence/"
    assert "Amir Agent" not in desk.post(presence, {}, headers=HTMX).content.decode()
    theirs.post(presence, {})
    assert "Amir Agent is looking at this too" in desk.post(presence, {}, headers=HTMX).content.decode()
    theirs.post(presence, {"is_writing": "1"})
    assert "Amir Agent is writing here" in desk.post(presence, {}, headers=HTMX).content.decode()
    assert "Ada Agent is looking" in theirs.get(f"/desk/cases/{case.pk}/").content.decode()
    assert theirs.post(presence, {"is_leaving": "1"}).status_code == 204
    assert "Amir Agent" not in desk.post(presence, {}, headers=HTMX).content.decode()


def test_a_sign_fades_by_itself(desk: Client, case: Case, client_for, second_agent, monkeypatch) -> None:
    client_for(second_agent).post(f"/desk/cases/{case.pk}/presence/", {})
    later = now() + datetime.timedelta(seconds=120)
    monkeypatch.setattr("evenhand.screens.desk.case_view.now", lambda: later)
    assert "Amir Agent" not in desk.get(f"/desk/cases/{case.pk}/").content.decode()


def test_a_reply_is_taken_back_from_the_page(desk: Client, case: Case, client_for, customer) -> None:
    seen = case.messages.get().pk
    page = press(desk, case, "replies", text="Oh no.", seen_message_id=seen, key="k")
    assert "Take it back" in page
    message = Message.objects.get(author_kind="agent")
    assert "Oh no." not in client_for(case.customer).get(f"/my/cases/{case.pk}/").content.decode()
    back = press(desk, case, "replies/taking-back", message=message.pk)
    assert "Oh no.</textarea>" in back
    assert "Take it back" not in back
    assert not OutgoingMail.objects.filter(about=case.log_subject).exists()
    press(desk, case, "replies/taking-back", message=message.pk)


def test_a_reply_that_left_cannot_be_taken_back(desk: Client, case: Case, monkeypatch) -> None:
    seen = case.messages.get().pk
    press(desk, case, "replies", text="Oh no.", seen_message_id=seen, key="k")
    message = Message.objects.get(author_kind="agent")
    later = now() + datetime.timedelta(seconds=11)
    monkeypatch.setattr("evenhand.screens.desk.case_keeping.now", lambda: later)
    assert "has left already" in press(desk, case, "replies/taking-back", message=message.pk)


def test_merging_and_its_undo(desk: Client, case: Case, other: Case) -> None:
    assert "My lamp" in desk.get(f"/desk/cases/{case.pk}/joining/").content.decode()
    there = press(desk, case, "merges", number=other.pk)
    assert "Broken." in there
    assert f'action="/desk/cases/{other.pk}/merges/undo/"' in there
    gone = desk.get(f"/desk/cases/{other.pk}/").content.decode()
    assert f"/desk/cases/{case.pk}/" in gone
    assert "Bring it back" not in gone
    press(desk, other, "merges/undo")
    assert other.status == "open"
    assert "merges/undo" not in desk.get(f"/desk/cases/{case.pk}/?went={other.pk}").content.decode()


def test_linking_says_it_on_both_pages(desk: Client, case: Case, other: Case) -> None:
    press(desk, case, "links", number=other.pk)
    assert f'title="{case.subject}"' in desk.get(f"/desk/cases/{other.pk}/").content.decode()
    press(desk, case, "links", number=other.pk, is_over="1")
    assert f'title="{case.subject}"' not in desk.get(f"/desk/cases/{other.pk}/").content.decode()
    assert desk.post(f"/desk/cases/{case.pk}/links/", {"number": 10**9}).status_code == 422


def test_splitting_leads_to_the_new_case(desk: Client, case: Case) -> None:
    press(desk, case, "notes", text="About the lamp: see the photo.", key="n")
    note = case.messages.get(key="n")
    page = press(desk, case, "splits", message=note.pk, subject="The lamp", key="split")
    assert "<h1>The lamp</h1>" in page
    assert "Choose the messages" in press(desk, case, "splits", key="nothing chosen")


def test_a_sleeping_case_stands_among_those_asleep(desk: Client, case: Case, agent, actor) -> None:
    snooze_case(case=case, until=now() + datetime.timedelta(days=1), actor=actor(agent), now=now())
    assert case.subject not in desk.get("/desk/?view=open").content.decode()


VERBS = ("tags", "priority", "sleep", "waking", "follow-up", "links", "merges", "merges/undo", "splits")


@pytest.mark.parametrize("verb", [*VERBS, "follow-up/done", "replies/taking-back", "presence"])
def test_readers_may_not_and_outsiders_find_nothing(client_for, case: Case, reviewer, outsider, verb) -> None:
    url = f"/desk/cases/{case.pk}/{verb}/"
    assert client_for(reviewer).post(url, {}).status_code == 403
    assert client_for(outsider).post(url, {}).status_code == 404
