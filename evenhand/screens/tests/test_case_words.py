"""What agents write: replies, drafts and notes. Whatever goes wrong, no word is lost."""

import pytest
from django.test import Client

from evenhand.cases.api import Case, Message, add_customer_message, close_case, draft_of, set_case_aside
from evenhand.core.api import OutgoingMail, now
from evenhand.screens.tests.conftest import TEST

HTMX = {"HX-Request": "true"}
TEXT = "Dear Cleo, I am sorry that your kettle has not come."


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


def last_message(case: Case) -> int:
    return case.messages.order_by("-id").values_list("id", flat=True)[0]


def reply_fields(case: Case, key: str = "one-press", **others: object) -> dict[str, object]:
    return {"text": TEXT, "seen_message_id": last_message(case), "key": key, **others}


def replies_in(case: Case) -> list[str]:
    return [each.text for each in case.messages.filter(kind=Message.Kind.REPLY, author_kind="agent")]


def url(case: Case, verb: str) -> str:
    return f"/desk/cases/{case.pk}/{verb}/"


def test_a_reply_is_sent_once_however_often_it_is_pressed(desk: Client, case: Case) -> None:
    fields = reply_fields(case)
    assert desk.post(url(case, "replies"), fields).status_code == 302
    assert desk.post(url(case, "replies"), fields).status_code == 302
    assert replies_in(case) == [TEXT]
    assert OutgoingMail.objects.filter(about=case.log_subject).count() == 1


def test_a_reply_can_close_the_case(desk: Client, case: Case) -> None:
    desk.post(url(case, "replies"), reply_fields(case, then_close="1"))
    case.refresh_from_db()
    assert case.is_closed


def test_htmx_gets_an_empty_reply_with_a_new_key_and_a_word(desk: Client, case: Case) -> None:
    answer = desk.post(url(case, "replies"), reply_fields(case), headers=HTMX).content.decode()
    assert answer.strip().startswith('<form class="composer-form" id="reply_form"')
    assert TEXT not in answer
    assert 'value="one-press"' not in answer
    assert "Sent." in answer


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_newer_message_stops_the_reply_and_keeps_the_text(desk: Client, case: Case, agent, actor, headers) -> None:
    fields = reply_fields(case)
    add_customer_message(case=case, text="It has come after all!", key="after-all", actor=TEST, now=now())
    response = desk.post(url(case, "replies"), fields, headers=headers)
    assert replies_in(case) == []
    kept = draft_of(case, actor(agent))
    assert kept is not None
    assert kept.text == TEXT
    shown = response.content.decode() if headers else desk.get(response["Location"]).content.decode()
    assert "Somebody wrote in this case while you were writing" in shown
    assert f'name="version" value="{kept.version}"' in shown
    if not headers:
        assert "It has come after all!" in shown
        assert TEXT in shown


def test_a_case_that_cannot_be_answered_keeps_the_text_too(desk: Client, case: Case, agent, actor) -> None:
    case.customer.email = "no address"
    case.customer.save(update_fields=["email"])
    response = desk.post(url(case, "replies"), reply_fields(case), headers=HTMX)
    assert "Nothing was sent" in response.content.decode()
    assert response["HX-Retarget"] == "#advice"
    kept = draft_of(case, actor(agent))
    assert kept is not None
    assert kept.text == TEXT


def test_a_draft_is_kept_with_advice_and_comes_back(desk: Client, case: Case) -> None:
    advice = desk.post(url(case, "draft"), {"text": "Please calm down.", "version": 0}, headers=HTMX).content.decode()
    assert "Kept as your draft" in advice
    assert 'data-tone="warn"' in advice
    assert "Please calm down." in desk.get(url(case, "")[:-1]).content.decode()


def test_an_example_can_be_put_into_the_draft_and_other_words_for_it_cannot(desk: Client, case: Case) -> None:
    advice = desk.post(url(case, "draft"), {"text": "Please calm down.", "version": 0}, headers=HTMX).content.decode()
    for line in advice.split("<li ")[1:]:
        assert ("data-add" in line) == (line.startswith('data-tone="quiet"') and "advice-example" in line)
    assert 'data-into="reply_text"' in advice


def test_a_draft_that_comes_too_late_does_not_bring_back_what_was_sent(desk: Client, case: Case, agent, actor) -> None:
    desk.post(url(case, "replies"), reply_fields(case, key="sent"))
    late = {"text": TEXT, "version": 0, "key": "sent"}
    assert "Kept as your draft" not in desk.post(url(case, "draft"), late, headers=HTMX).content.decode()
    assert draft_of(case, actor(agent)) is None
    desk.post(url(case, "draft"), {**late, "key": "the next reply"}, headers=HTMX)
    assert draft_of(case, actor(agent)) is not None


def test_two_windows_keep_both_texts_until_the_writer_chooses(desk: Client, case: Case, agent, actor) -> None:
    desk.post(url(case, "draft"), {"text": "From the first window.", "version": 0})
    mine = {"text": "From the second window.", "version": 0}
    parted = desk.post(url(case, "draft"), mine, headers=HTMX).content.decode()
    assert "From the first window." in parted
    assert 'name="version" value="0"' in parted
    kept = draft_of(case, actor(agent))
    assert kept is not None
    assert kept.text == "From the first window."
    desk.post(url(case, "draft"), {**mine, "over": kept.version}, headers=HTMX)
    kept.refresh_from_db()
    assert kept.text == "From the second window."


def test_two_windows_without_scripts_see_both_texts_too(desk: Client, case: Case) -> None:
    desk.post(url(case, "draft"), {"text": "From the first window.", "version": 0})
    response = desk.post(url(case, "draft"), {"text": "From the second window.", "version": 0})
    assert response.status_code == 409
    page = response.content.decode()
    assert "From the first window." in page
    assert "From the second window.</textarea>" in page


def test_the_advice_knows_what_was_granted(desk: Client, case: Case) -> None:
    text = "Dear Cleo, I am sorry. I have refunded $72.20 to your card."
    before = desk.post(url(case, "draft"), {"text": text, "version": 0}, headers=HTMX).content.decode()
    given = {"claim_kind": "lost", "kind": "refund", "key": "k" * 32, "currency": "USD"}
    response = desk.post(url(case, "remedies"), given, headers=HTMX)
    assert response["HX-Trigger"] == "remedies-changed"
    after = desk.post(url(case, "draft"), {"text": text, "version": 1}, headers=HTMX).content.decode()
    assert 'data-tone="warn"' in before
    assert 'data-tone="warn"' not in after


def test_a_note_is_for_colleagues_and_added_once(desk: Client, case: Case, customer, client_for) -> None:
    fields = {"text": "Called the depot.", "key": "one-note"}
    answer = desk.post(url(case, "notes"), fields, headers=HTMX).content.decode()
    desk.post(url(case, "notes"), fields)
    assert answer.strip().startswith('<details class="composer-note" id="note"')
    assert case.messages.filter(kind=Message.Kind.NOTE).count() == 1
    assert "Called the depot." in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Called the depot." not in client_for(customer).get(f"/my/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize("verb", ["replies", "notes"])
def test_nothing_empty_is_sent(desk: Client, case: Case, verb) -> None:
    response = desk.post(url(case, verb), {"text": "", "seen_message_id": 1, "key": "k"})
    assert response.status_code == 422
    assert replies_in(case) == []


def test_a_case_that_is_set_aside_offers_no_reply(desk: Client, case: Case) -> None:
    set_case_aside(case=case, as_what="spam", actor=TEST, now=now())
    assert "reply_form" not in desk.get(f"/desk/cases/{case.pk}/").content.decode().replace('form="reply_form"', "")


def test_a_closed_case_can_be_answered_again(desk: Client, case: Case) -> None:
    close_case(case=case, actor=TEST, now=now())
    desk.post(url(case, "replies"), reply_fields(case))
    case.refresh_from_db()
    assert case.status == Case.Status.WAITING
    assert replies_in(case) == [TEXT]
