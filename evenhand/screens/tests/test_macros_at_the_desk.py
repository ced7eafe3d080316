"""Macros on the page of a case: chosen by words, shown with what they would do, used once."""

import re

import pytest
from django.test import Client

from evenhand.cases.api import Case, add_customer_message, draft_of
from evenhand.core.api import ActivityEntry, now
from evenhand.core.testing import shared
from evenhand.macros.api import Macro
from evenhand.macros.testing import make
from evenhand.remedies.api import Remedy, new_key
from evenhand.screens.tests.conftest import TEST

HTMX = {"HX-Request": "true"}
WORDS = {"en": "Dear {{customer.first_name}}, {{remedy.amount}} is on its way back."}


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


@shared
def macro(agent, actor) -> Macro:
    return make(actor(agent), "Lost parcel", texts=WORDS, claim_kind="lost", remedy_kind="refund", closes=True)


def plan_in(page: str) -> str:
    found = re.search(r'name="plan" value="([0-9a-f]{32})"', page)
    assert found, page
    return found[1]


def sent(case: Case, page: str, text: str = "Dear Cleo, sorry.", key: str = "") -> dict[str, object]:
    last = case.messages.order_by("-id").values_list("id", flat=True)[0]
    return {"text": text, "plan": plan_in(page), "seen_message_id": last, "key": key or new_key()}


def composer_of(desk: Client, case: Case, macro: Macro, **headers: str) -> str:
    part = "part=composer&" if headers else ""
    return desk.get(f"/desk/cases/{case.pk}/?{part}macro={macro.pk}", headers=headers).content.decode()


def test_macros_are_found_by_words_from_the_case(desk: Client, case: Case, macro: Macro) -> None:
    path = f"/desk/cases/{case.pk}/macros/"
    assert "Lost parcel" in desk.get(path, {"q": "lost"}).content.decode()
    assert "No macro has these words" in desk.get(path, {"q": "piano"}).content.decode()
    part = desk.get(path, headers=HTMX).content.decode()
    assert part.strip().startswith('<ul class="macro-choice"')
    assert f"?macro={macro.pk}#reply" in part


def test_choosing_one_shows_what_it_would_do_and_changes_nothing(desk: Client, case: Case, macro: Macro) -> None:
    entries = ActivityEntry.objects.count()
    whole, part = composer_of(desk, case, macro), composer_of(desk, case, macro, **HTMX)
    for shown in (whole, part):
        assert "Dear Cleo, $72.20 is on its way back.</textarea>" in shown
        assert "Sending also does this" in shown
        assert "Refund $72.20" in shown
        assert "Close the case" in shown
        assert f"/desk/cases/{case.pk}/macros/{macro.pk}/" in shown
        assert "Send and close" not in shown
    assert ActivityEntry.objects.count() == entries
    assert not Remedy.objects.exists()


def test_its_words_stand_below_what_was_begun(desk: Client, case: Case, macro: Macro) -> None:
    desk.post(f"/desk/cases/{case.pk}/draft/", {"text": "About your kettle:", "version": 0})
    assert "About your kettle:\n\nDear Cleo, $72.20" in composer_of(desk, case, macro, **HTMX)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_one_press_sends_gives_and_closes_once(desk: Client, case: Case, macro: Macro, headers) -> None:
    fields = sent(case, composer_of(desk, case, macro))
    path = f"/desk/cases/{case.pk}/macros/{macro.pk}/"
    for _ in range(2):
        response = desk.post(path, fields, headers=headers)
        assert response.status_code == (200 if headers else 302)
    case.refresh_from_db()
    assert case.is_closed
    assert Remedy.objects.get().state == Remedy.State.DONE
    assert case.messages.filter(author_kind="agent").count() == 1
    shown = response.content.decode() if headers else desk.get(response["Location"]).content.decode()
    assert "Refund of $72.20: done." in shown


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_where_the_policy_says_no_the_words_stay(desk: Client, case: Case, macro: Macro, headers, agent, actor) -> None:
    path = f"/desk/cases/{case.pk}/macros/{macro.pk}/"
    fields = sent(case, composer_of(desk, case, macro))
    desk.post(path, fields)
    again = composer_of(desk, case, macro)
    assert "As things stand, the macro would do nothing" in again
    assert "Send and do all of it" not in again
    refused = desk.post(path, sent(case, again, "Dear Cleo, once more."), headers=headers)
    assert refused.status_code == (200 if headers else 409)
    assert "Dear Cleo, once more.</textarea>" in refused.content.decode()
    assert "Nothing was done" in refused.content.decode()
    assert Remedy.objects.count() == 1
    draft = draft_of(case, actor(agent))
    assert draft is not None
    assert draft.text == "Dear Cleo, once more."


def test_a_newer_message_stops_all_of_it(desk: Client, case: Case, macro: Macro) -> None:
    fields = sent(case, composer_of(desk, case, macro))
    add_customer_message(case=case, text="It has come after all!", key="after-all", actor=TEST, now=now())
    refused = desk.post(f"/desk/cases/{case.pk}/macros/{macro.pk}/", fields, headers=HTMX).content.decode()
    assert "Somebody wrote in this case while you were writing" in refused
    assert "Dear Cleo, sorry.</textarea>" in refused
    assert not Remedy.objects.exists()


def test_the_macro_is_taken_off_and_the_words_stay(desk: Client, case: Case, macro: Macro) -> None:
    fields = {"text": "Dear Cleo, only words.", "version": 0, "without_macro": "1"}
    part = desk.post(f"/desk/cases/{case.pk}/draft/", fields, headers=HTMX).content.decode()
    assert part.strip().startswith('<form class="composer-form" id="reply_form"')
    assert "Dear Cleo, only words.</textarea>" in part
    assert "Send and close" in part


@pytest.mark.parametrize("broken", [{"plan": "x"}, {"key": ""}, {"seen_message_id": "last"}])
def test_what_cannot_be_read_does_nothing(desk: Client, case: Case, macro: Macro, broken) -> None:
    fields = sent(case, composer_of(desk, case, macro)) | broken
    assert desk.post(f"/desk/cases/{case.pk}/macros/{macro.pk}/", fields).status_code == 422
    assert not Remedy.objects.exists()


def test_somebody_elses_own_macro_does_not_exist(client_for, second_agent, desk: Client, case: Case, macro: Macro):
    fields = sent(case, composer_of(desk, case, macro))
    amir = client_for(second_agent)
    assert amir.get(f"/desk/cases/{case.pk}/?macro={macro.pk}").status_code == 404
    assert amir.post(f"/desk/cases/{case.pk}/macros/{macro.pk}/", fields).status_code == 404
    assert not Remedy.objects.exists()


def test_the_case_page_needs_no_more_queries_for_more_macros(
    desk: Client, case: Case, agent, actor, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(40) as few:
        desk.get(f"/desk/cases/{case.pk}/macros/")
    for number in range(6):
        make(actor(agent), f"Macro {number}")
    with django_assert_max_num_queries(len(few) + 1):
        desk.get(f"/desk/cases/{case.pk}/macros/")
