"""Chats at the desk: the list, taking, reading and ending, and the visitor beside the conversation."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.cases.api import Case, Message, add_customer_message
from evenhand.chat.api import Chat, end_chat, write_line
from evenhand.chat.testing import SHOP, VISITOR, make_chat, set_chat
from evenhand.core.api import ActivityEntry, now
from evenhand.people.api import Account, actor_for
from evenhand.promises.api import OpenHours
from evenhand.promises.testing import make_calendar
from evenhand.routing.api import WantedRule, be_here, give_due, keep_rule, set_abilities, set_queue_mode, sort_due
from evenhand.screens.tests.conftest import TEST

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, lead: Account) -> Chat:
    set_chat(monkeypatch)
    return make_chat(now(), taken_by=lead, name="Vera", email="vera@mail.example")


@pytest.fixture
def desk(client_for: Callable[[Account], Client], agent: Account) -> Client:
    return client_for(agent)


def writes(chat: Chat) -> list[str]:
    of_chat = [f"/desk/chats/{chat.pk}/{verb}/" for verb in ("taking", "reading", "end")]
    return ["/desk/chats/signs/", "/desk/chats/taking/", *of_chat]


@pytest.mark.parametrize("who", ["customer", "outsider", "seller", "driver"])
def test_chats_do_not_exist_for_those_who_do_not_work_there(client_for, request, chat: Chat, who: str) -> None:
    client: Client = client_for(request.getfixturevalue(who))
    said = ActivityEntry.objects.count()
    assert client.get("/desk/chats/").status_code == 404
    assert {client.post(path).status_code for path in writes(chat)} == {404}
    assert ActivityEntry.objects.count() == said


def test_a_reviewer_looks_and_changes_nothing(client_for, reviewer: Account, chat: Chat) -> None:
    client: Client = client_for(reviewer)
    said = ActivityEntry.objects.count()
    page = client.get("/desk/chats/").content.decode()
    assert "Vera" in page
    assert 'action="/desk/chats/' not in page
    assert {client.post(path, {"line": 1}).status_code for path in writes(chat)} == {403}
    assert ActivityEntry.objects.count() == said


def test_nothing_is_done_by_looking(desk: Client, chat: Chat) -> None:
    assert {desk.get(path).status_code for path in writes(chat)} == {405}
    assert desk.post("/desk/chats/").status_code == 405


def test_a_chat_that_is_not_there_is_not_found(desk: Client, chat: Chat) -> None:
    assert desk.post("/desk/chats/999999/taking/").status_code == 404


def test_whoever_takes_chats_has_them_above_each_case(desk: Client, case: Case) -> None:
    assert 'id="chats"' not in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    for _ in range(2):
        assert desk.post("/desk/chats/taking/", {"takes": "1"}).status_code == 302
    assert ActivityEntry.objects.filter(verb="chat.take_chats").count() == 1
    for path in (f"/desk/cases/{case.pk}/", "/desk/"):
        assert 'id="chats"' in desk.get(path).content.decode()
    desk.post("/desk/chats/taking/", {"takes": ""})
    assert 'id="chats"' not in desk.get("/desk/").content.decode()


def test_a_chat_is_taken_from_the_list_and_its_lines_are_counted(desk: Client, chat: Chat) -> None:
    assert "Take the chat" in desk.get("/desk/chats/").content.decode()
    taken = desk.post(f"/desk/chats/{chat.pk}/taking/")
    assert taken["Location"] == f"/desk/cases/{chat.case_id}/"
    line = desk.post("/desk/chats/signs/", headers=HTMX).content.decode()
    assert "Vera" in line
    assert "unread line" in line
    last = Message.objects.filter(author_kind="customer").order_by("-id")[0].pk
    desk.post(f"/desk/chats/{chat.pk}/reading/", {"line": last}, headers=HTMX)
    assert "unread line" not in desk.post("/desk/chats/signs/", headers=HTMX).content.decode()


@pytest.fixture
def skilled(second_agent: Account, client_for: Callable[[Account], Client], chat: Chat) -> Client:
    """Amir, who takes chats and has the skill that the chat asks for."""
    set_abilities(account=second_agent, skills=["kettles"], languages=["en", "de"], capacity={}, actor=TEST, now=now())
    wanted = WantedRule(name="Kettles", channel="chat", skill="kettles")
    keep_rule(rule=None, wanted=wanted, actor=TEST, now=now())
    sort_due(now=now())
    client = client_for(second_agent)
    client.post("/desk/chats/taking/", {"takes": "1"})
    return client


OFFERED, FOR_OTHERS = "Waiting for somebody", "For colleagues with their language or skill"


def test_a_chat_is_offered_to_who_has_the_skill_and_others_see_it_apart(
    desk: Client, skilled: Client, chat: Chat
) -> None:
    desk.post("/desk/chats/taking/", {"takes": "1"})
    theirs, mine = (each.get("/desk/chats/").content.decode() for each in (skilled, desk))
    assert (OFFERED in theirs, FOR_OTHERS in theirs) == (True, False)
    assert (OFFERED in mine, FOR_OTHERS in mine) == (False, True)
    assert "Take the chat" in mine
    assert "1 chat waits" in skilled.post("/desk/chats/signs/", headers=HTMX).content.decode()
    assert "1 chat waits" not in desk.post("/desk/chats/signs/", headers=HTMX).content.decode()


def test_after_two_minutes_or_when_the_able_are_gone_it_is_for_anybody(
    desk: Client, skilled: Client, chat: Chat, second_agent: Account
) -> None:
    Case.objects.filter(pk=chat.case_id).update(waiting_since=now() - datetime.timedelta(minutes=2))
    assert OFFERED in desk.get("/desk/chats/").content.decode()
    Case.objects.filter(pk=chat.case_id).update(waiting_since=now())
    assert OFFERED not in desk.get("/desk/chats/").content.decode()
    skilled.post("/desk/chats/taking/", {"takes": ""})
    assert OFFERED in desk.get("/desk/chats/").content.decode()


def test_among_the_skilled_those_who_speak_the_language_come_first(
    desk: Client, skilled: Client, chat: Chat, agent: Account
) -> None:
    Case.objects.filter(pk=chat.case_id).update(language="de-at")
    able = {"skills": ["kettles"], "capacity": {}, "actor": TEST, "now": now()}
    set_abilities(account=agent, languages=["fr"], **able)
    assert FOR_OTHERS in desk.get("/desk/chats/").content.decode()
    set_abilities(account=agent, languages=["fr", "de"], **able)
    assert OFFERED in desk.get("/desk/chats/").content.decode()


def test_a_queue_that_gives_out_gives_a_chat_to_who_takes_chats_and_to_nobody_else(
    desk: Client, skilled: Client, chat: Chat, agent: Account, second_agent: Account, lead: Account
) -> None:
    set_queue_mode(queue=chat.case.queue, mode="round_robin", actor=TEST, now=now())
    for account in (agent, second_agent):
        be_here(actor=actor_for(account, "test"), now=now())
    set_abilities(account=agent, skills=["kettles"], languages=[], capacity={}, actor=TEST, now=now())
    assert give_due(now=now()) == 1
    chat.case.refresh_from_db()
    assert chat.case.assignee == second_agent
    desk.post("/desk/chats/taking/", {"takes": "1"})
    assert FOR_OTHERS in desk.get("/desk/chats/").content.decode()
    assert OFFERED in skilled.get("/desk/chats/").content.decode()


def test_a_sign_without_scripts_leads_to_the_list(desk: Client, chat: Chat) -> None:
    assert desk.post("/desk/chats/signs/")["Location"] == "/desk/chats/"


@pytest.mark.parametrize("line", ["", "0", "x", "9" * 30])
def test_a_line_that_is_none_is_refused(desk: Client, chat: Chat, line: str) -> None:
    assert desk.post(f"/desk/chats/{chat.pk}/reading/", {"line": line}).status_code == 422


def test_the_visitor_stands_beside_the_conversation(desk: Client, chat: Chat) -> None:
    address = f"/desk/cases/{chat.case_id}/"
    assert "Show the visitor" in desk.get(address).content.decode()
    whole, part = (desk.get(f"{address}{query}").content.decode() for query in ("?chat=", "?part=chat"))
    for words in ("The visitor is there", "not checked", "End the chat"):
        assert words in whole
        assert words in part


def test_a_case_that_came_by_mail_has_no_visitor(desk: Client, case: Case) -> None:
    assert 'id="chat"' not in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "load" not in desk.get(f"/desk/cases/{case.pk}/?part=chat").content.decode()


def test_an_agent_ends_the_chat_once_and_the_case_stays_open(desk: Client, chat: Chat) -> None:
    desk.post(f"/desk/chats/{chat.pk}/taking/")
    for _ in range(2):
        part = desk.post(f"/desk/chats/{chat.pk}/end/", headers=HTMX).content.decode()
        assert "We ended it" in part
        assert "What you write now goes by mail." in part
    chat.case.refresh_from_db()
    assert chat.case.status == "open"
    assert ActivityEntry.objects.filter(verb="chat.end").count() == 1


def test_to_nobody_an_answer_is_said_not_to_reach_them(desk: Client, chat: Chat, lead: Account) -> None:
    nameless = make_chat(now(), taken_by=lead)
    end_chat(chat=nameless, by="visitor", actor=VISITOR, now=now())
    address = f"/desk/cases/{nameless.case_id}/"
    assert "No answer can reach them any more." in desk.get(f"{address}?part=chat").content.decode()
    last = Message.objects.order_by("-id")[0].pk
    sent = {"text": "Hello?", "seen_message_id": last, "key": "k" * 20}
    refused = desk.post(f"{address}replies/", sent, headers=HTMX)
    assert "know no mail address" in refused.content.decode()
    assert Message.objects.filter(text="Hello?").count() == 0


def test_more_chats_and_lines_ask_no_more_queries(desk: Client, chat: Chat, lead: Account) -> None:
    desk.post(f"/desk/chats/{chat.pk}/taking/")
    desk.get("/desk/chats/")
    few = queries_of(desk, chat)
    for number in range(4):
        more = make_chat(now(), taken_by=lead, email=f"v{number}@mail.example")
        desk.post(f"/desk/chats/{more.pk}/taking/")
        write_line(chat=more, text="Hello?", key="line-two", actor=VISITOR, now=now())
    add_customer_message(case=chat.case, text="And?", key="more", actor=TEST, now=now())
    assert queries_of(desk, chat) <= few + 1  # whose lines are unread, where before nobody's were
    assert few < 20


def queries_of(desk: Client, chat: Chat) -> int:
    with CaptureQueriesContext(connection) as captured:
        desk.get("/desk/chats/")
        desk.get(f"/desk/cases/{chat.case_id}/?part=chat")
    return len(captured)


def test_outside_the_hours_of_its_calendar_the_widget_says_when_we_are_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = now() + datetime.timedelta(days=3)
    week = tuple(((540, 1020),) if day == opening.weekday() else () for day in range(7))
    make_calendar(OpenHours("UTC", week), "Afternoons")
    set_chat(monkeypatch, chat_calendar="Afternoons")
    page = client.get(f"/chat/?origin={SHOP}").content.decode()
    assert "We are back to chat" in page
    assert f'datetime="{opening:%Y-%m-%d}T09:00Z"' in page


def test_a_visitor_who_gave_no_address_is_shown_without_the_one_that_stands_for_it(
    desk: Client, chat: Chat, lead
) -> None:
    unnamed = make_chat(now(), taken_by=lead, name="Wanda")
    page = desk.get(f"/desk/cases/{unnamed.case_id}/?part=beside").content.decode()
    assert "We have no mail address of theirs" in page
    assert ".invalid" not in page
    assert "vera@mail.example" in desk.get(f"/desk/cases/{chat.case_id}/?part=beside").content.decode()
