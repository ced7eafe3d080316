"""The doors of visitors: what they take, what they refuse, and in which words."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from evenhand.cases.api import Case, Message, reply
from evenhand.chat.actions import end_chat
from evenhand.chat.models import Chat
from evenhand.chat.presence import visitor_is_writing
from evenhand.chat.testing import SHOP, VISITOR, make_chat, set_chat, signed
from evenhand.chat.tokens import PRESS_LASTS, new_press, token_for
from evenhand.core.api import Actor, OutgoingMail, environment, now
from evenhand.people.api import Account

pytestmark = pytest.mark.django_db
POSTS = ["start", "orders", "signs", "end", "by-mail", "copy"]
WITH_TOKEN = ["lines", "signs", "end", "by-mail", "copy"]


@pytest.fixture(autouse=True)
def _chat(monkeypatch: pytest.MonkeyPatch) -> None:
    set_chat(monkeypatch)
    cache.clear()


@pytest.fixture
def chat(agent: Account) -> Chat:
    return make_chat(now(), taken_by=agent, email="vera@mail.example")


def post(path: str, body: object, token: str = "", client: Client | None = None) -> Any:
    headers = {"X-Chat": token} if token else {}
    sent = body if isinstance(body, str) else json.dumps(body)
    return (client or Client()).post(f"/chat/{path}/", sent, content_type="application/json", headers=headers)


def start(**given: str) -> Any:
    return post("start", {"press": new_press(now()), "text": "Where is my kettle?", **given})


# The script and the frame.


def test_the_script_is_small_and_for_every_page(client: Client) -> None:
    script = client.get("/chat/widget.js")
    assert script["Content-Type"] == "text/javascript; charset=utf-8"
    assert script["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(script.content) < 5_000
    assert script.cookies == {}


def test_the_frame_is_for_the_one_shop_that_asks(client: Client) -> None:
    page = client.get("/chat/", {"origin": SHOP})
    assert f"frame-ancestors {SHOP};" in page["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in page
    assert (page["Cache-Control"].count("no-store"), page.cookies) == (1, {})
    assert page["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "origin", ["", "https://elsewhere.example", "https://www.shop.example.elsewhere.example", f"{SHOP}/", "*", "null"]
)
def test_for_another_page_there_is_no_frame(client: Client, origin: str) -> None:
    assert client.get("/chat/", {"origin": origin}).status_code == 404


def test_other_pages_are_shown_in_no_frame(client: Client) -> None:
    page = client.get("/chat/message/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["widget.js", "?origin=https://www.shop.example", "message/", "lines/"])
def test_without_origins_there_is_no_chat(monkeypatch: pytest.MonkeyPatch, client: Client, path: str) -> None:
    set_chat(monkeypatch, chat_origins=[])
    assert client.get(f"/chat/{path}").status_code == 404


@pytest.mark.parametrize("door", POSTS)
def test_nothing_is_done_by_looking(client: Client, door: str) -> None:
    assert client.get(f"/chat/{door}/").status_code == 405


@pytest.mark.parametrize("path", ["widget.js", "?origin=https://www.shop.example"])
def test_looking_takes_no_post(client: Client, path: str) -> None:
    assert client.post(f"/chat/{path}").status_code == 405


# Starting.


def test_a_chat_starts_by_one_press_and_a_second_finds_it(agent: Account, chat: Chat) -> None:
    press = new_press(now())
    answers = [post("start", {"press": press, "text": "Hello", "name": "Vera"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    first, second = (answer.json() for answer in answers)
    assert first["token"] == second["token"]
    assert [line["text"] for line in first["lines"]] == ["Hello"]
    assert Case.objects.filter(subject="Hello").count() == 1
    assert answers[0].cookies == {}


def test_nobody_there_is_said_in_words() -> None:
    refused = start()
    assert refused.status_code == 409
    assert "answer by mail" in refused.json()["problem"]
    assert Case.objects.count() == 0


@pytest.mark.parametrize("press", ["", "made-up", new_press(now() - PRESS_LASTS)])
def test_a_chat_starts_from_our_own_page_only(chat: Chat, press: str) -> None:
    refused = start(press=press)
    assert refused.status_code in (409, 422)
    assert Chat.objects.count() == 1


@pytest.mark.parametrize(
    "given", [{"text": ""}, {"text": " \x00 "}, {"text": "x" * 4001}, {"email": "nowhere"}, {"name": "x" * 101}]
)
def test_what_is_too_much_or_nothing_is_told_so(chat: Chat, given: dict[str, str]) -> None:
    refused = start(**given)
    assert refused.status_code == 422
    assert refused.json()["problem"]
    assert Chat.objects.count() == 1


@pytest.mark.parametrize("body", ["", "[]", "no json", "{" * 5000, json.dumps({"text": "x" * 40_000})])
@pytest.mark.parametrize("door", ["start", "lines", "signs"])
def test_what_cannot_be_read_is_refused_kindly(chat: Chat, door: str, body: str) -> None:
    assert post(door, body, token_for(chat)).status_code == 422


def test_a_form_of_another_site_is_not_taken(client: Client, chat: Chat) -> None:
    assert client.post("/chat/start/", {"text": "Hello", "press": new_press(now())}).status_code == 422
    assert Chat.objects.count() == 1


def test_ten_chats_an_hour_come_from_one_place(chat: Chat) -> None:
    answers = [start().status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


# Who it is.


def test_orders_show_to_a_customer_whom_the_shop_has_signed(customer: Account, order) -> None:
    shown = post("orders", {"identity": signed(now(), email=customer.email, name="Cleo")}).json()
    assert [each["number"] for each in shown["orders"]] == [order.number]


@pytest.mark.parametrize("given", ["", "x.y", "é.é", "." * 900, "eyJhIjoxfQ.00"])
def test_orders_show_to_nobody_else(customer: Account, order, given: str) -> None:
    refused = post("orders", {"identity": given})
    assert refused.status_code == 422
    assert order.number not in refused.content.decode()


def test_a_signature_of_somebody_else_or_of_long_ago_is_none(customer: Account, order) -> None:
    old = now() - datetime.timedelta(hours=2)
    for identity in (
        signed(now(), secret="x" * 40, email=customer.email),
        signed(old, email=customer.email),
        signed(now() + datetime.timedelta(hours=1), email=customer.email),
        signed(now(), email="no address"),
        signed(now(), name="Cleo"),
    ):
        assert post("orders", {"identity": identity}).status_code == 422


def test_without_a_secret_nobody_is_believed(monkeypatch: pytest.MonkeyPatch, customer: Account, order) -> None:
    set_chat(monkeypatch, chat_identity_secret="")
    assert post("orders", {"identity": signed(now(), secret="", email=customer.email)}).status_code == 422


def test_a_typed_address_shows_nothing_of_its_owner(chat: Chat, customer: Account, order) -> None:
    answer = start(email=customer.email, order=order.number)
    assert order.number not in answer.content.decode()
    assert Chat.objects.order_by("-id")[0].case.order is None


@pytest.mark.parametrize("given", ["Ann\nLee", " Ann \r\n\u2028 Lee ", "Ann\x00 Lee"])
def test_a_name_is_one_line(chat: Chat, client: Client, given: str) -> None:
    assert start(name=given, email="ann@mail.example").status_code == 200
    assert start(name=given).status_code == 200
    assert {each.case.customer.name for each in Chat.objects.exclude(pk=chat.pk)} == {"Ann Lee"}


def test_a_name_beside_a_message_is_one_line(client: Client) -> None:
    assert leave(client, name="Ann\r\nLee").status_code == 200
    assert Case.objects.get().customer.name == "Ann Lee"


# Lines.


def test_a_line_comes_once_and_shows_with_its_key(chat: Chat) -> None:
    token = token_for(chat)
    first, second = (post("lines", {"key": "abcdefgh", "text": "Hello?"}, token) for _ in range(2))
    assert first.json() == second.json()
    lines = Client().get("/chat/lines/", headers={"X-Chat": token}).json()["lines"]
    assert [(line["text"], line["key"], line["own"]) for line in lines] == [
        ("Where is my kettle?", "first", True),
        ("Hello?", "abcdefgh", True),
    ]
    after = Client().get("/chat/lines/", {"after": lines[0]["id"]}, headers={"X-Chat": token}).json()["lines"]
    assert [line["text"] for line in after] == ["Hello?"]


HALF_AN_EMOJI = "\ud83d"


def test_half_an_emoji_is_shown_as_what_cannot_be_read(chat: Chat) -> None:
    said = post("lines", {"key": "abcdefgh", "text": f"Hello {HALF_AN_EMOJI}"}, token_for(chat)).json()
    assert Message.objects.get(pk=said["id"]).text == "Hello \ufffd"
    press = new_press(now())
    for _ in range(2):
        begun = post("start", {"press": press, "text": f"Where {HALF_AN_EMOJI}", "name": f"Vera {HALF_AN_EMOJI}"})
        assert begun.json()["lines"][0]["text"] == "Where \ufffd"
    assert Chat.objects.latest("pk").case.customer.name == "Vera \ufffd"


@pytest.mark.parametrize("name", ["press", "identity", "email", "order"])
def test_half_an_emoji_elsewhere_makes_no_chat_fail(chat: Chat, name: str) -> None:
    assert start(**{name: HALF_AN_EMOJI}).status_code in (200, 409, 422)
    assert post("orders", {name: HALF_AN_EMOJI}).status_code == 422
    assert post("copy", {name: HALF_AN_EMOJI}, token_for(chat)).status_code in (200, 422)


def test_half_an_emoji_in_a_name_that_the_shop_has_signed_is_no_hindrance(chat: Chat, customer: Account) -> None:
    identity = signed(now(), email="new@mail.example", name=f"Ann {HALF_AN_EMOJI}")
    assert post("orders", {"identity": identity}).json()["name"] == "Ann \ufffd"


def test_one_visitors_key_is_not_anothers(agent: Account, chat: Chat) -> None:
    other = make_chat(now(), taken_by=agent)
    ids = {post("lines", {"key": "abcdefgh", "text": "Hi"}, token_for(each)).json()["id"] for each in (chat, other)}
    assert len(ids) == 2


@pytest.mark.parametrize("door", WITH_TOKEN)
@pytest.mark.parametrize("token", ["", "made-up", "made.up", "x" * 5000])
def test_a_made_up_token_reaches_no_chat(chat: Chat, door: str, token: str) -> None:
    refused = post(door, {"key": "abcdefgh", "text": "Hi"}, token)
    assert refused.status_code == 404
    assert Message.objects.filter(text="Hi").count() == 0


def test_a_session_of_the_desk_is_no_token(client_for: Callable[[Account], Client], agent: Account, chat: Chat) -> None:
    assert post("lines", {"key": "abcdefgh", "text": "Hi"}, client=client_for(agent)).status_code == 404


def test_thirty_lines_a_minute_come_from_one_visitor(chat: Chat) -> None:
    answers = [post("lines", {"key": f"key-{n:06}", "text": str(n)}, token_for(chat)).status_code for n in range(31)]
    assert answers[:29] == [200] * 29
    assert answers.count(429) <= 1  # the minute may have turned


def test_a_sign_brings_what_is_new_and_says_who_writes(chat: Chat, agent: Account, actor) -> None:
    last = chat.case.messages.order_by("-id")[0].pk
    me: Actor = actor(agent)
    reply(case=chat.case, text="Let me look.", seen_message_id=last, key="r", actor=me, now=now())
    shown = post("signs", {"after": last, "writing": True}, token_for(chat)).json()
    assert ([line["text"] for line in shown["lines"]], shown["agent"]) == (["Let me look."], "Ada Agent")
    assert visitor_is_writing(chat)
    post("signs", {"after": shown["lines"][0]["id"]}, token_for(chat))
    assert Chat.objects.get(pk=chat.pk).visitor_read == shown["lines"][0]["id"]


def test_a_line_after_the_end_is_refused_with_its_words_kept(chat: Chat) -> None:
    end_chat(chat=chat, by="agent", actor=VISITOR, now=now())
    refused = post("lines", {"key": "abcdefgh", "text": "One more"}, token_for(chat))
    assert refused.status_code == 410
    assert "your words are still here" in refused.json()["problem"]


# The end.


def test_the_visitor_ends_it_once(chat: Chat) -> None:
    answers = [post("end", {}, token_for(chat)).json() for _ in range(2)]
    assert [(each["standing"], each["ended"]) for each in answers] == [("ended", "visitor")] * 2


def test_the_visitor_goes_on_by_mail(agent: Account) -> None:
    chat = make_chat(now(), taken_by=agent)
    assert post("by-mail", {"email": "nowhere"}, token_for(chat)).status_code == 422
    assert post("by-mail", {}, token_for(chat)).status_code == 422
    assert post("by-mail", {"email": "vera@mail.example"}, token_for(chat)).json()["ended"] == "mail"
    assert Chat.objects.get(pk=chat.pk).case.customer.email == "vera@mail.example"


def test_the_visitor_wants_a_copy(chat: Chat) -> None:
    assert post("copy", {}, token_for(chat)).json()["copy"] is True
    assert OutgoingMail.objects.filter(about=chat.case.log_subject).count() == 0


# A message, with or without scripts.


def leave(client: Client, query: str = "", **given: str) -> Any:
    said = {"text": "Where is it?", "email": "vera@mail.example", "name": "", "press": new_press(now()), **given}
    return client.post(f"/chat/message/{query}", said)


def test_a_message_is_left_once_without_a_cookie(client: Client) -> None:
    press = new_press(now())
    answers = [leave(client, press=press) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "answers by mail" in answers[0].content.decode()
    assert Case.objects.filter(customer__email="vera@mail.example").count() == 1
    assert answers[0].cookies == {}


@pytest.mark.parametrize("given", [{"email": ""}, {"email": "nowhere"}, {"text": ""}, {"press": ""}, {"press": "x"}])
def test_a_message_that_is_not_whole_keeps_its_words(client: Client, given: dict[str, str]) -> None:
    answer = leave(client, f"?origin={SHOP}", **{"text": "My words", **given})
    assert answer.status_code == 422
    assert given.get("text", "My words") in answer.content.decode()
    assert f"frame-ancestors {SHOP}" in answer["Content-Security-Policy"]
    assert Case.objects.count() == 0


def test_a_message_in_a_frame_of_elsewhere_is_not_taken(client: Client) -> None:
    assert leave(client, "?origin=https://elsewhere.example").status_code == 404


def test_what_a_visitor_writes_is_never_markup(client: Client, chat: Chat) -> None:
    answer = leave(client, email="", text="<script>alert(1)</script>")
    assert "<script>alert" not in answer.content.decode()


def test_the_settings_have_no_chat_of_their_own() -> None:
    assert environment().chat_origins == []
