"""A real browser that runs scripts, prefetches and visits every link of the mail and the page: nothing changes."""

import email
import re
from email import policy
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from evenhand.core.api import ActivityEntry, OutgoingMail
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.surveys.api import Invitation, PageRequest, Vote, VoteReason
from evenhand.surveys.testing import DAY, HOUR, sent_question, vote
from evenhand.ui.testing import OpensPages, barriers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("house_policies"),
]


@shared
def question(customer: Account, agent: Account) -> Invitation:
    return sent_question(customer, agent, at=timezone.now() - DAY - 2 * HOUR)


def links_in_mail() -> list[str]:
    posted = OutgoingMail.objects.get(message_id__startswith="<question.")
    html = email.message_from_bytes(bytes(posted.raw), policy=policy.default).get_body(("html",)).get_content()
    links = [f"{urlsplit(link).path}?{urlsplit(link).query}" for link in re.findall(r'href="([^"]+)"', html)]
    assert len(links) == 3
    return links


def test_a_program_that_runs_scripts_and_visits_every_link_changes_nothing(
    live_server, browser_page: OpensPages, question: Invitation
) -> None:
    entries = ActivityEntry.objects.count()
    page = browser_page()
    for link in links_in_mail():
        page.goto(live_server.url + link, wait_until="networkidle")
        page.evaluate(
            """() => { for (const each of document.querySelectorAll("a[href]")) {
                 const hint = document.createElement("link"); hint.rel = "prefetch"; hint.href = each.href;
                 document.head.append(hint); } window.scrollTo(0, document.body.scrollHeight); }"""
        )
        on_page = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        for address in {each for each in on_page if each.startswith(f"{live_server.url}/answer/")}:
            page.goto(address, wait_until="networkidle")
        page.reload()
        page.keyboard.press("Tab")
    kept = Invitation.objects.get()
    assert (kept.choice, kept.answered_at) == ("", None)
    assert not Vote.objects.exists()
    assert not VoteReason.objects.exists()
    assert ActivityEntry.objects.count() == entries
    assert PageRequest.objects.filter(is_decoy=True, looks_like_robot=True).exists()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_answers_says_why_and_changes_their_mind(
    live_server, browser_page: OpensPages, question: Invitation, scripts: bool
) -> None:
    page = browser_page(width=390, scripts=scripts)
    page.goto(live_server.url + next(link for link in links_in_mail() if link.endswith("choice=no")))
    page.get_by_role("button", name="No").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert Invitation.objects.get().choice == "no"
    page.get_by_label("It took too long").check()
    page.get_by_label("Anything you would like to add").fill("Three weeks.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We have noted that").wait_for()
    assert Invitation.objects.get().reason.code == "too_slow"
    page.get_by_text("Change my answer").click()
    page.get_by_role("button", name="Yes").click()
    page.get_by_text("You answered Yes").wait_for()
    assert Invitation.objects.get().choice == "yes"


@pytest.fixture(params=["asked", "answered", "not_solved", "expired"])
def state(request, question: Invitation) -> str:
    """The states in which a customer can find the page."""
    if request.param in ("answered", "not_solved"):
        vote(question, "no", reason="not_solved" if request.param == "not_solved" else "")
    if request.param == "expired":
        Invitation.objects.update(expires_at=timezone.now() - HOUR)
    return request.param


def test_every_state_is_accessible_in_every_look(live_server, browser_page: OpensPages, state: str) -> None:
    page = browser_page()
    page.goto(live_server.url + links_in_mail()[0])
    for summary in page.locator("summary").all():
        if summary.locator("..").get_attribute("open") is None:
            summary.click()
    assert barriers(page) == []
    if state == "asked":
        yes, no = (page.locator(f'.answers button[value="{choice}"]').bounding_box() for choice in ("yes", "no"))
        assert (yes["width"], yes["height"]) == (no["width"], no["height"])
