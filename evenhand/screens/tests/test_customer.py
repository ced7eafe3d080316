"""The customer's own pages: orders, cases, and writing to us without losing or doubling a word."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evenhand.cases.api import Attachment, Case, Message, add_note, reply, snooze_case
from evenhand.core.api import ActivityEntry, environment, now, system
from evenhand.people.known import forget_old_sessions
from evenhand.people.links import ask_for_link, token_of
from evenhand.remedies.api import grant_remedy, new_key, open_claim
from evenhand.screens.customer.unsent import KEPT_FOR
from evenhand.shop.api import Order

HOUR = datetime.timedelta(hours=1)
MINUTE = datetime.timedelta(minutes=1)  # by then a reply can no longer be taken back, and has left
WORDS = {"subject": "The lamp is broken", "text": "It came in two pieces.", "key": "a-press-of-the-button"}


@pytest.fixture
def mine(client_for, customer) -> Client:
    return client_for(customer)


def order_url(order: Order) -> str:
    return f"/my/orders/{order.number.removeprefix('#')}/"


def test_home_lists_orders_and_cases_and_names_the_shop(mine: Client, case: Case) -> None:
    page = mine.get("/my/").content.decode()
    for words in ("Hello Cleo", "Kettle, Lamp", "Believed lost", "Where is my kettle?", environment().shop_name):
        assert words in page


def test_home_of_a_newcomer_is_kind(client_for, outsider) -> None:
    assert "No orders yet" in client_for(outsider).get("/my/").content.decode()


def test_credit_is_told(mine: Client, order: Order, house_policies, agent, actor) -> None:
    claim = open_claim(order=order, kind="lost", actor=actor(agent), now=now())
    grant_remedy(claim=claim, kind="credit", amount=None, key=new_key(), actor=actor(agent), now=now())
    assert "You have credit for your next order" in mine.get("/my/").content.decode()
    assert "What we did" in mine.get(order_url(order)).content.decode()


@pytest.mark.parametrize("sign", ["", "%23"])
def test_an_order_is_found_with_or_without_its_sign(mine: Client, order: Order, sign) -> None:
    page = mine.get(f"/my/orders/{sign}{order.number.removeprefix('#')}/")
    assert page.status_code == 200
    assert "We believe it is lost" in page.content.decode()


def test_the_links_between_case_and_order_lead_there(mine: Client, case: Case, order: Order) -> None:
    there = mine.get(f"/my/cases/{case.pk}/").content.decode()
    address = f"/my/orders/%23{order.number.removeprefix('#')}/"
    assert address in there
    assert f'href="/my/cases/{case.pk}/"' in mine.get(address).content.decode()


def test_writing_about_an_order_opens_one_case_however_often_it_is_pressed(mine: Client, order: Order) -> None:
    answers = [mine.post(order_url(order), WORDS) for _ in range(3)]
    opened = Case.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/my/cases/{opened.pk}/"}
    assert opened.order == order
    assert opened.channel == "order_page"
    assert opened.messages.count() == 1


SENT_AGAIN = {
    "with the page as it was": {},
    "with a page fetched anew": {"key": "fetched-anew-0123456789"},
}


@pytest.mark.parametrize("again", SENT_AGAIN.values(), ids=SENT_AGAIN.keys())
def test_going_back_and_sending_the_same_words_again_leads_to_the_same_case(
    mine: Client, order: Order, again: dict[str, str]
) -> None:
    first, second = mine.post(order_url(order), WORDS), mine.post(order_url(order), {**WORDS, **again})
    assert first["Location"] == second["Location"]
    assert Case.objects.get().messages.count() == 1


@pytest.mark.parametrize("again", SENT_AGAIN.values(), ids=SENT_AGAIN.keys())
def test_a_file_that_was_forgotten_and_is_sent_after_going_back_comes_in(
    mine: Client, order: Order, again: dict[str, str]
) -> None:
    mine.post(order_url(order), WORDS)
    for _press in range(2):
        picture = SimpleUploadedFile("lamp.png", b"\x89PNG\r\n\x1a\n", "image/png")
        mine.post(order_url(order), {**WORDS, **again, "file": picture})
    assert Case.objects.get().messages.count() == 2
    assert Attachment.objects.get().message.case == Case.objects.get()


def test_other_words_after_going_back_are_not_lost(mine: Client, order: Order) -> None:
    mine.post(order_url(order), WORDS)
    for _press in range(2):
        mine.post(order_url(order), {**WORDS, "text": "The blue one, I mean."})
    [opened] = Case.objects.all()
    assert list(opened.messages.order_by("pk").values_list("text", flat=True)) == [
        WORDS["text"],
        "The blue one, I mean.",
    ]
    page = f"/my/cases/{opened.pk}/"
    for text in ("And soon.", "And soon, please.", "And soon."):
        mine.post(page, {"text": text, "key": "one-page-of-a-case-1"})
    assert [each.text for each in opened.messages.order_by("pk")][2:] == ["And soon.", "And soon, please."]


def test_a_key_that_somebody_else_has_used_opens_nothing_of_theirs(
    mine: Client, client_for, outsider, order: Order
) -> None:
    mine.post(order_url(order), WORDS)
    answer = client_for(outsider).post("/my/write/", {**WORDS, "text": "My words", "order": ""})
    assert answer.status_code == 404
    assert Message.objects.get().text == WORDS["text"]


OTHER_MATTERS = {
    "another subject": {"subject": "Something else"},
    "another order": {"order": ""},
}


@pytest.mark.parametrize("other", OTHER_MATTERS.values(), ids=OTHER_MATTERS.keys())
def test_the_same_words_about_something_else_are_a_case_of_their_own(mine: Client, order: Order, other) -> None:
    said = {**WORDS, "order": order.number}
    mine.post("/my/write/", said)
    mine.post("/my/write/", {**said, **other, "key": "another-page-0123456789"})
    assert Case.objects.count() == 2


def test_the_same_words_after_it_was_settled_or_an_hour_later_are_a_case_of_their_own(
    mine: Client, order: Order
) -> None:
    mine.post(order_url(order), WORDS)
    mine.post(f"/my/cases/{Case.objects.get().pk}/closure/")
    mine.post(order_url(order), {**WORDS, "key": "after-it-was-settled-1"})
    assert Case.objects.count() == 2
    an_hour_ago = now() - HOUR
    Case.objects.update(opened_at=an_hour_ago)
    Message.objects.update(at=an_hour_ago)
    mine.post(order_url(order), {**WORDS, "key": "an-hour-after-it-came-1"})
    assert Case.objects.count() == 3


def test_a_file_comes_along(mine: Client, order: Order) -> None:
    picture = SimpleUploadedFile("lamp.png", b"\x89PNG\r\n\x1a\n", "image/png")
    mine.post(order_url(order), {**WORDS, "file": picture})
    assert Attachment.objects.get().name == "lamp.png"
    assert "lamp.png" in mine.get(f"/my/cases/{Case.objects.get().pk}/").content.decode()


@pytest.mark.parametrize("missing", ["subject", "text"])
def test_what_is_missing_is_said_and_the_rest_stays(mine: Client, order: Order, missing) -> None:
    response = mine.post(order_url(order), {**WORDS, missing: ""})
    assert response.status_code == 422
    page = response.content.decode()
    assert 'aria-invalid="true"' in page
    kept = "text" if missing == "subject" else "subject"
    assert WORDS[kept] in page
    assert WORDS["key"] in page
    assert not Case.objects.exists()


def test_a_subject_that_is_missing_is_asked_for_in_plain_words(mine: Client) -> None:
    assert "Say in a few words what it is about." in mine.post("/my/write/", {**WORDS, "subject": ""}).content.decode()


def test_what_is_sent_after_the_session_was_over_waits_until_one_has_signed_in(
    mine: Client, order: Order, case: Case
) -> None:
    pages = ("/my/write/", order_url(order), f"/my/cases/{case.pk}/")
    for path in pages:
        client, said = Client(), {**WORDS, "text": f"Twenty minutes of words for {path}"}
        asked = client.post(path, said)
        assert asked["Location"] == f"/sign-in/?next={path}"
        assert "your words are kept, and not sent yet" in client.get(asked["Location"]).content.decode()
        client.force_login(case.customer)
        others = [other for other in pages if other != path]
        assert not any(said["text"] in client.get(other).content.decode() for other in others)
        assert said["text"] in client.get(path).content.decode()
        assert client.post(path, said).status_code == 302
        assert said["text"] not in client.get(path).context["form"].initial.values()


def test_words_of_a_session_that_is_over_are_kept_for_an_hour(case: Case) -> None:
    client = Client()
    client.post("/my/write/", WORDS)
    session = client.session
    session["unsent_words"] = {**session["unsent_words"], "until": (now() - MINUTE).timestamp()}
    session.save()
    client.force_login(case.customer)
    assert WORDS["text"] not in client.get("/my/write/").content.decode()


def test_a_session_that_keeps_nothing_but_unsent_words_is_over_with_them(case: Case) -> None:
    client = Client()
    client.post("/my/write/", WORDS)
    assert Session.objects.get().expire_date <= now() + KEPT_FOR
    assert forget_old_sessions(now() + KEPT_FOR + MINUTE) == 1
    client.post("/my/write/", WORDS)
    asked = ask_for_link(email=case.customer.email, ip="", next_path="", actor=system("test"), now=now())
    client.post(f"/sign-in/link/{token_of(asked)}/")
    assert Session.objects.get().expire_date > now() + 11 * KEPT_FOR, "who signs in has as long as anybody"


@pytest.mark.django_db
def test_what_nobody_could_send_is_not_kept_beyond_what_the_form_takes() -> None:
    client = Client()
    client.post("/my/write/", dict.fromkeys(("subject", "order", "text"), "x" * 30_000))
    kept = client.session["unsent_words"]["words"]
    assert {name: len(words) for name, words in kept.items()} == {"subject": 200, "order": 40, "text": 20_000}


@pytest.mark.django_db
def test_so_much_is_kept_from_one_place_and_no_more(monkeypatch) -> None:
    moment = now()
    monkeypatch.setattr("evenhand.screens.customer.unsent.now", lambda: moment)
    answers = [Client(REMOTE_ADDR="203.0.113.66").post("/my/write/", WORDS) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [302] * 30 + [429]
    assert "could not be kept" in answers[-1].content.decode()
    assert Session.objects.count() == 30
    assert Client(REMOTE_ADDR="203.0.113.67").post("/my/write/", WORDS).status_code == 302


def test_a_file_that_is_too_large_is_said_and_the_words_stay(mine: Client, order: Order, monkeypatch) -> None:
    monkeypatch.setattr("evenhand.screens.customer.forms.LARGEST_FILE", 3)
    response = mine.post(order_url(order), {**WORDS, "file": SimpleUploadedFile("lamp.png", b"12345")})
    assert response.status_code == 422
    assert "It came in two pieces." in response.content.decode()


def test_several_files_come_along(mine: Client, case: Case) -> None:
    files = [SimpleUploadedFile("one.png", b"1"), SimpleUploadedFile("two.pdf", b"2")]
    mine.post(f"/my/cases/{case.pk}/", {"text": "Here they are.", "key": "a-press-with-files", "file": files})
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["one.png", "two.pdf"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([SimpleUploadedFile("virus.exe", b"MZ")], "virus.exe is of a kind that can run programs"),
        ([SimpleUploadedFile("empty.png", b"")], "empty.png is empty."),
        ([SimpleUploadedFile(f"{n}.png", b"1") for n in range(11)], "more than 10 files"),
        ([SimpleUploadedFile("good.png", b"1"), SimpleUploadedFile("bad.js", b"1")], "bad.js"),
    ],
)
def test_files_that_we_do_not_take_are_named_and_no_word_is_lost(mine: Client, case: Case, files, said) -> None:
    words = {"text": "Look at these.", "key": "a-press-with-files", "file": files}
    response = mine.post(f"/my/cases/{case.pk}/", words)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert "Look at these." in page
    assert not Attachment.objects.exists()
    assert case.messages.count() == 1


def test_files_that_are_too_much_together_are_said(mine: Client, case: Case, monkeypatch) -> None:
    monkeypatch.setattr("evenhand.screens.customer.forms.LARGEST_TOTAL", 3)
    files = [SimpleUploadedFile("one.png", b"12"), SimpleUploadedFile("two.png", b"34")]
    response = mine.post(f"/my/cases/{case.pk}/", {"text": "Look.", "key": "a-press-with-files", "file": files})
    assert response.status_code == 422
    assert "larger than 25 MB" in response.content.decode()


def test_what_sleeps_at_our_desk_is_with_us_and_not_answered(mine: Client, case: Case, agent, actor) -> None:
    snooze_case(case=case, until=now() + datetime.timedelta(days=2), actor=actor(agent), now=now())
    for path in ("/my/", f"/my/cases/{case.pk}/"):
        page = mine.get(path).content.decode()
        assert "ith us" in page
        assert "answered." not in page


def test_a_new_matter_is_written_about_an_order_or_about_none(mine: Client, order: Order) -> None:
    for number in ("", order.number):
        wanted = {**WORDS, "order": number, "key": f"a-press-{number.strip('#') or 'without'}-it"}
        answers = {mine.post("/my/write/", wanted)["Location"] for _ in range(2)}
        opened = Case.objects.latest("id")
        assert answers == {f"/my/cases/{opened.pk}/"}
        assert (opened.channel, opened.order) == ("form", order if number else None)
    assert Case.objects.count() == 2


def test_a_new_matter_about_somebody_elses_order_is_refused(client_for, outsider, agent, order: Order) -> None:
    response = client_for(outsider).post("/my/write/", {**WORDS, "order": order.number})
    assert response.status_code == 422
    assert WORDS["text"] in response.content.decode()
    assert not Case.objects.exists()
    assert client_for(agent).get("/my/write/").status_code == 404


def test_the_customer_closes_and_opens_again_and_a_second_press_is_harmless(mine: Client, case: Case) -> None:
    for _ in range(2):
        assert mine.post(f"/my/cases/{case.pk}/closure/")["Location"] == f"/my/cases/{case.pk}/"
    case.refresh_from_db()
    assert case.is_closed
    assert ActivityEntry.objects.filter(verb="cases.close_case").count() == 1
    assert "It is not settled: open it again" in mine.get(f"/my/cases/{case.pk}/").content.decode()
    for _ in range(2):
        mine.post(f"/my/cases/{case.pk}/reopening/")
    case.refresh_from_db()
    assert case.is_open
    assert ActivityEntry.objects.filter(verb="cases.reopen_case").count() == 1


@pytest.mark.parametrize("verb", ["closure", "reopening"])
def test_nobody_else_closes_or_opens_it_there(client_for, outsider, agent, mine: Client, case: Case, verb) -> None:
    for other in (outsider, agent):
        assert client_for(other).post(f"/my/cases/{case.pk}/{verb}/").status_code == 404
    assert mine.get(f"/my/cases/{case.pk}/{verb}/").status_code == 405
    case.refresh_from_db()
    assert case.is_open


def test_what_was_done_stands_on_the_first_page_with_its_state_and_day(
    mine: Client, client_for, outsider, order: Order, house_policies, agent, actor
) -> None:
    claim = open_claim(order=order, kind="lost", actor=actor(agent), now=now())
    grant_remedy(claim=claim, kind="refund", amount=None, key=new_key(), actor=actor(agent), now=now())
    page = mine.get("/my/").content.decode()
    assert "What we did for you" in page
    assert "Refund" in page
    assert "today" in page.split("What we did for you")[1]
    assert "What we did for you" not in client_for(outsider).get("/my/").content.decode()


def test_writing_more_lands_in_the_case_once(mine: Client, case: Case) -> None:
    for _ in range(2):
        response = mine.post(f"/my/cases/{case.pk}/", {"text": "Any news?", "key": "another-press-of-it"})
        assert response["Location"] == f"/my/cases/{case.pk}/"
    assert list(case.messages.values_list("text", flat=True))[1:] == ["Any news?"]


def test_an_empty_message_is_said(mine: Client, case: Case) -> None:
    response = mine.post(f"/my/cases/{case.pk}/", {"text": " ", "key": "another-press-of-it"})
    assert response.status_code == 422
    assert "There is no text yet" in response.content.decode()


def test_the_customer_reads_our_reply_and_no_notes(mine: Client, case: Case, agent, actor) -> None:
    last = Message.objects.get(case=case).pk
    reply(case=case, text="Dear Cleo", seen_message_id=last, key="r", actor=actor(agent), now=now() - MINUTE)
    add_note(case=case, text="She is right.", key="n", actor=actor(agent), now=now())
    page = mine.get(f"/my/cases/{case.pk}/").content.decode()
    assert "Dear Cleo" in page
    assert "We have answered." in page
    assert "She is right." not in page


def test_times_are_the_readers_own(mine: Client, customer, case: Case) -> None:
    Message.objects.filter(case=case).update(at=now().replace(hour=12, minute=5))
    customer.time_zone = "Pacific/Auckland"
    customer.save(update_fields=["time_zone"])
    page = mine.get(f"/my/cases/{case.pk}/").content.decode()
    assert "12:05" not in page.split("message-head")[1].split("</header>")[0].split("title=")[1]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["", "something-is-wrong/"])
def test_an_order_of_a_number_that_no_order_can_have_is_not_found(client_for, customer, page: str) -> None:
    assert client_for(customer).get(f"/my/orders/10%00/{page}").status_code == 404
