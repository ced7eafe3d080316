"""Calls stand in the service level as the telephone system measured them, chats by their first answer."""

import datetime

import pytest

from evenhand.cases.api import Message, reply, take_case
from evenhand.chat.api import Chat, end_chat
from evenhand.chat.testing import VISITOR, make_chat, set_chat
from evenhand.core.api import now, system
from evenhand.people.api import Account, actor_for
from evenhand.phone.api import give_extension
from evenhand.phone.testing import Exchange, make_phone_line
from evenhand.promises.api import Formula, Wait, publish_due, publish_rule
from evenhand.promises.models import ServiceFigure, ServiceRule
from evenhand.screens.waits import waits_on_chats

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]

TEST = system("test")


@pytest.mark.parametrize(
    ("formula", "part", "whole"), [(Formula.ALL_WHO_CAME, 1, 3), (Formula.EARLY_LEAVERS_COUNT, 2, 3)]
)
def test_a_call_answered_in_time_one_answered_late_and_one_given_up(agent, formula, part, whole) -> None:
    began_at = now() - datetime.timedelta(minutes=10)
    line = make_phone_line(began_at)
    give_extension(account=agent, extension="201", actor=TEST, now=began_at)
    for number, waited in (("in-time", 10), ("late", 40)):
        exchange = Exchange(line, began_at, call=number)
        for told in (("ringing", 0, "201"), ("answered", waited, "201"), ("ended", waited + 60, "201")):
            assert exchange.send(exchange.event(*told)).status_code == 201
    gone = Exchange(line, began_at, call="gone")
    for told in (("ringing", 0), ("ended", 15)):
        assert gone.send(gone.event(*told)).status_code == 201
    publish_rule(formula=formula, within_seconds=20, short_seconds=5, actor=TEST, now=now())
    assert publish_due(now=now() + datetime.timedelta(days=1)) == 1
    figure = ServiceFigure.objects.get()
    assert ((figure.part, figure.whole), figure.queue) == ((part, whole), line.queue)


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, lead: Account) -> Chat:
    set_chat(monkeypatch)
    return make_chat(BEGAN, taken_by=lead)


BEGAN = now() - datetime.timedelta(days=1)


def after(seconds: float) -> datetime.datetime:
    return BEGAN + datetime.timedelta(seconds=seconds)


def say(chat: Chat, who: Account, seconds: float) -> None:
    me, seen = actor_for(who, "test"), chat.case.messages.latest("id").pk
    reply(case=chat.case, text="Hello", seen_message_id=seen, key=f"a{seconds}", actor=me, now=after(seconds))


def the_wait() -> Wait | None:
    (came,) = waits_on_chats(BEGAN, after(3600)).came
    return came.wait


def test_a_chat_waits_until_the_first_answer_not_until_somebody_takes_it(chat: Chat, agent: Account) -> None:
    take_case(case=chat.case, actor=actor_for(agent, "test"), now=after(5))
    assert the_wait() is None
    say(chat, agent, 42.5)
    say(chat, agent, 90)
    assert the_wait() == Wait(42.5, was_answered=True)
    end_chat(chat=chat, by="visitor", actor=VISITOR, now=after(120))
    assert the_wait() == Wait(42.5, was_answered=True)


@pytest.mark.parametrize(
    ("by", "gone_after", "wait"),
    [
        ("visitor", None, Wait(30, was_answered=False)),
        ("mail", None, Wait(30, was_answered=False)),
        ("quiet", 20, Wait(20, was_answered=False)),
        ("agent", None, Wait(float("inf"), was_answered=False)),
    ],
)
def test_a_chat_that_ended_without_an_answer_was_given_up_or_never_answered(
    chat: Chat, by: str, gone_after: int | None, wait: Wait
) -> None:
    if gone_after:
        Chat.objects.filter(pk=chat.pk).update(gone_at=after(gone_after))
    end_chat(chat=chat, by=by, actor=VISITOR, now=after(30))
    assert the_wait() == wait


def test_what_goes_by_mail_to_somebody_who_left_is_no_answer_in_the_chat(chat: Chat, agent: Account) -> None:
    Chat.objects.filter(pk=chat.pk).update(gone_at=after(20))
    end_chat(chat=chat, by="mail", actor=VISITOR, now=after(30))
    Message.objects.create(case=chat.case, author_kind="agent", author=agent, text="By mail", at=after(30))
    assert the_wait() == Wait(20, was_answered=False)


@pytest.mark.parametrize(("chat_within", "part"), [(60, 1), (None, 0)])
def test_a_chat_has_a_target_of_its_own_in_seconds(chat: Chat, agent: Account, chat_within, part) -> None:
    say(chat, agent, 42)
    publish_rule(
        formula=Formula.ALL_WHO_CAME,
        within_seconds=20,
        chat_within_seconds=chat_within,
        short_seconds=5,
        actor=TEST,
        now=now(),
    )
    assert publish_due(now=BEGAN + datetime.timedelta(days=2)) == 1
    figure = ServiceFigure.objects.get()
    assert (figure.part, figure.whole) == (part, 1)


def test_the_target_of_chats_is_chosen_and_shown_where_the_service_level_is(client_for, lead: Account) -> None:
    client = client_for(lead)
    chosen = {"formula": "all_who_came", "within_seconds": "20", "chat_within_seconds": "45", "short_seconds": "5"}
    assert client.post("/work/service/", chosen).status_code == 302
    assert ServiceRule.objects.get().target_seconds("chat") == 45
    assert "the first answer in a chat within 45 seconds" in client.get("/work/").content.decode()
    assert client.post("/work/service/", {**chosen, "chat_within_seconds": "4"}).status_code == 422
