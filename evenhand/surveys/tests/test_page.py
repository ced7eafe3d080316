"""The page of a question: looking changes nothing, a pressed button does."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from evenhand.cases.api import Case, Message
from evenhand.core.api import ActivityEntry
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.surveys.api import Invitation, PageRequest, Reason, Refusal, Vote, VoteReason, retire_reason
from evenhand.surveys.links import new_press, token_for
from evenhand.surveys.testing import DAY, HOUR, sent_question, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]


@shared
def question(customer: Account, agent: Account) -> Invitation:
    """A question sent an hour ago."""
    return sent_question(customer, agent, at=timezone.now() - DAY - 2 * HOUR)


@pytest.fixture
def browser() -> Client:
    """A customer's browser: no session, and the check for forged posts switched on."""
    return Client(enforce_csrf_checks=True)


def address(question: Invitation, page: str = "") -> str:
    return f"/answer/{token_for(question)}/{page}"


def press_on(response) -> str:
    return re.search(r'name="press" value="([^"]+)"', response.content.decode())[1]


def answer(browser: Client, question: Invitation, choice: str):
    press = press_on(browser.get(address(question)))
    return browser.post(address(question), {"press": press, "choice": choice})


def state_of(question: Invitation):
    kept = Invitation.objects.get(pk=question.pk)
    return kept.choice, kept.answered_at, kept.reason, Vote.objects.count(), ActivityEntry.objects.count()


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("end", ["", "?choice=yes", "?choice=no", "more/", "?choice=sideways"])
def test_looking_changes_nothing(browser: Client, question: Invitation, method: str, end: str) -> None:
    before = state_of(question)
    response = getattr(browser, method)(address(question) + end)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    assert state_of(question) == before
    assert PageRequest.objects.get().method == method.upper()


@pytest.mark.parametrize("end", ["reason/", "again/", "no-more/"])
def test_what_changes_something_cannot_be_fetched(browser: Client, question: Invitation, end: str) -> None:
    before = state_of(question)
    assert browser.get(address(question, end)).status_code == 405
    assert browser.head(address(question, end)).status_code == 405
    assert state_of(question) == before


def test_a_link_with_an_answer_only_preselects(browser: Client, question: Invitation) -> None:
    page = browser.get(address(question) + "?choice=no").content.decode()
    assert re.search(r'value="no" data-picked', page)
    assert not re.search(r'value="yes" data-picked', page)


def test_the_buttons_stand_in_the_order_of_the_mail(browser: Client, question: Invitation) -> None:
    for yes_first in (True, False):
        Invitation.objects.update(yes_first=yes_first)
        page = browser.get(address(question)).content.decode()
        assert (page.index('value="yes"') < page.index('value="no"')) is yes_first


def test_a_pressed_button_stores_the_answer(browser: Client, question: Invitation) -> None:
    response = answer(browser, question, "no")
    assert (response.status_code, response["Location"]) == (302, address(question))
    assert Vote.objects.get().choice == Invitation.objects.get().choice == "no"
    entry = ActivityEntry.objects.get(verb="surveys.cast_vote")
    assert (entry.actor_label, entry.subject, entry.facts) == ("customer", f"question:{question.pk}", {"choice": "no"})


def test_pressing_twice_stores_once(browser: Client, question: Invitation) -> None:
    answer(browser, question, "no")
    answer(browser, question, "no")
    assert Vote.objects.count() == 1
    assert ActivityEntry.objects.filter(verb="surveys.cast_vote").count() == 1


def test_the_latest_answer_counts_and_the_history_stays(browser: Client, question: Invitation) -> None:
    for choice in ("no", "yes", "no", "yes"):
        answer(browser, question, choice)
    assert Invitation.objects.get().choice == "yes"
    assert [cast.choice for cast in Vote.objects.all()] == ["no", "yes", "no", "yes"]


def test_a_post_without_the_press_of_a_page_stores_nothing(
    browser: Client, question: Invitation, customer, agent
) -> None:
    other = sent_question(customer, agent, at=timezone.now() - 40 * DAY)
    long_ago = new_press(question, timezone.now() - datetime.timedelta(hours=25))
    ahead = new_press(question, timezone.now() + HOUR)
    for press in ("", "made-up", new_press(other, timezone.now()), long_ago, ahead):
        response = browser.post(address(question), {"press": press, "choice": "no"})
        assert "Please press once more" in response.content.decode()
        assert re.search(r'value="no" data-picked', response.content.decode())
    assert not Vote.objects.exists()


def test_a_post_of_something_else_than_an_answer_stores_nothing(browser: Client, question: Invitation) -> None:
    press = press_on(browser.get(address(question)))
    assert browser.post(address(question), {"press": press, "choice": "perhaps"}).status_code == 200
    assert browser.put(address(question)).status_code == 405
    assert not Vote.objects.exists()


@pytest.mark.parametrize("end", ["", "more/"])
def test_a_link_that_lost_a_part_is_met_with_a_kind_page(browser: Client, question: Invitation, end: str) -> None:
    cut = address(question)[:-5] + "/"
    response = browser.get(cut + end)
    assert response.status_code == 404
    assert "This link is not complete" in response.content.decode()
    assert not PageRequest.objects.exists()


def test_a_forged_link_costs_no_query(browser: Client, question: Invitation, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        browser.get("/answer/abc.def/")


def test_a_question_that_was_not_sent_cannot_be_answered(browser: Client, question: Invitation) -> None:
    Invitation.objects.update(state="due", sent_at=None)
    assert browser.get(address(question)).status_code == 404


def test_after_the_last_day_the_page_says_what_one_can_still_do(browser: Client, question: Invitation) -> None:
    answer(browser, question, "yes")
    press = press_on(browser.get(address(question)))
    Invitation.objects.update(expires_at=timezone.now() - HOUR)
    for response in (browser.get(address(question)), browser.post(address(question), {"press": press, "choice": "no"})):
        assert response.status_code == 410
        assert "You can still reach us" in response.content.decode()
    assert Invitation.objects.get().choice == "yes"
    reason = browser.post(address(question, "reason/"), {"press": press, "comment": "late"})
    assert reason.status_code == 410
    assert not VoteReason.objects.exists()


def test_a_question_that_was_taken_back_says_so(browser: Client, question: Invitation) -> None:
    Invitation.objects.update(state="withdrawn")
    response = browser.get(address(question))
    assert response.status_code == 410
    assert "taken this question back" in response.content.decode()


def test_no_reason_is_asked_for_before_the_answer_is_stored(browser: Client, question: Invitation) -> None:
    page = browser.get(address(question) + "?choice=no")
    assert 'name="reason"' not in page.content.decode()
    response = browser.post(address(question, "reason/"), {"press": press_on(page), "reason": "policy"})
    assert response.status_code in (409, 422, 200)
    assert not VoteReason.objects.exists()


def test_a_reason_may_be_given_and_changed(browser: Client, question: Invitation) -> None:
    answer(browser, question, "no")
    press = press_on(browser.get(address(question)))
    for reason in ("too_slow", "too_slow", "delivery"):
        browser.post(address(question, "reason/"), {"press": press, "reason": reason, "comment": " It rained. "})
    assert Invitation.objects.get().reason.code == "delivery"
    assert [said.reason.code for said in VoteReason.objects.all()] == ["too_slow", "delivery"]
    assert VoteReason.objects.last().comment == "It rained."
    page = browser.get(address(question)).content.decode()
    assert re.search(r'value="delivery"[^>]* checked', page)
    assert "It rained." in page


def test_nothing_need_be_said(browser: Client, question: Invitation) -> None:
    answer(browser, question, "no")
    press = press_on(browser.get(address(question)))
    assert browser.post(address(question, "reason/"), {"press": press, "comment": " "}).status_code == 302
    assert not VoteReason.objects.exists()


def test_a_reason_that_is_not_offered_is_refused_with_words(browser: Client, question: Invitation) -> None:
    answer(browser, question, "no")
    press = press_on(browser.get(address(question)))
    response = browser.post(address(question, "reason/"), {"press": press, "reason": "witchcraft"})
    assert response.status_code == 422
    assert not VoteReason.objects.exists()


def test_a_comment_that_is_too_long_is_kept_on_the_page(browser: Client, question: Invitation) -> None:
    answer(browser, question, "no")
    press = press_on(browser.get(address(question)))
    response = browser.post(address(question, "reason/"), {"press": press, "comment": "x" * 2001})
    assert response.status_code == 422
    assert "x" * 2001 in response.content.decode()
    assert "longer than fits" in response.content.decode()


def test_a_retired_reason_is_offered_no_more_and_stays_readable(
    browser: Client, question: Invitation, administrator: Account, actor
) -> None:
    vote(question, "no", reason="unclear")
    retire_reason(reason=Reason.objects.get(code="unclear"), actor=actor(administrator), now=timezone.now())
    page = browser.get(address(question)).content.decode()
    assert 'value="unclear"' not in page
    assert Invitation.objects.get().reason.words == "The answer was not clear to me"


def test_a_changed_answer_starts_without_the_old_reason(browser: Client, question: Invitation) -> None:
    vote(question, "no", reason="unclear")
    answer(browser, question, "yes")
    assert Invitation.objects.get().reason is None
    assert VoteReason.objects.get().reason.code == "unclear"


def test_what_is_not_solved_can_be_written_again_by_the_customers_own_press(
    browser: Client, question: Invitation
) -> None:
    vote(question, "no", reason="not_solved")
    assert Case.objects.get().is_closed
    page = browser.get(address(question))
    assert "Send it and open my case again" in page.content.decode()
    assert Case.objects.get().is_closed
    for _again in range(2):
        browser.post(address(question, "again/"), {"press": press_on(page), "words": "It is still not here."})
    assert Case.objects.get().is_open
    assert Message.objects.filter(text="It is still not here.").count() == 1


def test_an_empty_message_opens_nothing(browser: Client, question: Invitation) -> None:
    vote(question, "no", reason="not_solved")
    press = press_on(browser.get(address(question)))
    response = browser.post(address(question, "again/"), {"press": press, "words": ""})
    assert response.status_code == 422
    assert "Please tell us what is still open" in response.content.decode()
    assert Case.objects.get().is_closed


def test_after_the_last_day_one_can_still_write(browser: Client, question: Invitation) -> None:
    Invitation.objects.update(expires_at=timezone.now() - HOUR)
    press = press_on(browser.get(address(question)))
    browser.post(address(question, "again/"), {"press": press, "words": "Hello again"})
    assert Message.objects.filter(text="Hello again").exists()


def test_a_slip_counts_for_nobody_and_can_be_put_right(browser: Client, question: Invitation) -> None:
    vote(question, "no", reason="mistake")
    page = browser.get(address(question)).content.decode()
    assert "we do not count it" in page
    answer(browser, question, "yes")
    assert not Invitation.objects.select_related("reason").get().is_void


def test_a_slip_that_is_answered_no_again_counts_as_a_no(browser: Client, question: Invitation) -> None:
    vote(question, "no", reason="mistake")
    page = browser.get(address(question)).content.decode()
    assert "data-picked" not in page, "nothing is answered as things stand"
    for _again in range(2):
        answer(browser, question, "no")
    page = browser.get(address(question)).content.decode()
    assert "You answered No." in page
    assert "Was it helpful, then?" not in page
    kept = Invitation.objects.select_related("reason").get()
    assert (kept.choice, kept.reason, kept.is_void) == ("no", None, False)
    assert list(Vote.objects.values_list("choice", flat=True)) == ["no", "no"]
    assert VoteReason.objects.get().reason.code == "mistake", "what was said stays in the history"
    looked_for_cause = ActivityEntry.objects.filter(verb="standing.propose_finding")
    assert looked_for_cause.count() == 2, "whoever looks for causes has heard of it again"


def test_the_customer_can_ask_for_no_more_questions(browser: Client, question: Invitation, customer: Account) -> None:
    answer(browser, question, "yes")
    press = press_on(browser.get(address(question)))
    browser.post(address(question, "no-more/"), {"press": press})
    assert Refusal.objects.get().customer == customer


def test_the_page_says_truthfully_who_sees_the_answer(browser: Client, question: Invitation) -> None:
    page = browser.get(address(question)).content.decode()
    assert "not anonymous" in page
    assert "after 2 days" in page
    assert "5 at a time" in page


def test_a_robot_that_opens_everything_is_noted_and_never_counted(browser: Client, question: Invitation) -> None:
    for end in ("?choice=yes", "?choice=no", "more/"):
        browser.get(address(question) + end, headers={"User-Agent": "Scanner 1.0"})
    noted = list(PageRequest.objects.values_list("choice", "is_decoy", "looks_like_robot"))
    assert noted == [("yes", False, False), ("no", False, True), ("", True, True)]
    assert not Vote.objects.exists()
    assert "Scanner" not in str(PageRequest.objects.values())


def test_a_flood_of_fetches_is_kept_within_bounds(browser: Client, question: Invitation) -> None:
    for _ in range(105):
        browser.head(address(question))
    assert PageRequest.objects.count() == 100


def test_an_answer_takes_few_queries(browser: Client, question: Invitation, django_assert_max_num_queries) -> None:
    press = press_on(browser.get(address(question)))
    with django_assert_max_num_queries(13):
        browser.post(address(question), {"press": press, "choice": "yes"})


def test_words_of_another_answer_are_not_offered_to_be_passed_on(browser: Client, question: Invitation) -> None:
    answer(browser, question, "yes")
    said = {"comment": "Thank you, Ann.", "pass_on": "on", "press": press_on(browser.get(address(question)))}
    browser.post(address(question, "reason/"), said)
    assert browser.get(address(question)).context["reason_form"]["pass_on"].value() is True
    answer(browser, question, "no")
    answer(browser, question, "yes")
    assert browser.get(address(question)).context["reason_form"]["pass_on"].value() is False
