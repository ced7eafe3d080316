"""The story of a warning, walked in the browser as agent, lead, reviewer and policy owner.

Rules changed overnight bind nobody; the carrier's "no" does not count; a warning out of the blue is refused with its
reasons; coaching that was missed blocks the next step; a contest that is upheld takes a letter back.
"""

import datetime

import pytest
from playwright.sync_api import Page, expect

from evenhand.cases.api import Contact
from evenhand.core.api import system
from evenhand.growth import help_views, views
from evenhand.growth.api import Letter, Plan, Session, Step, answer_session, note_session
from evenhand.growth.testing import (
    DAY,
    FINE,
    HOUR,
    MONDAY,
    NOW,
    WORSE,
    Told,
    acknowledge_all,
    answers_about,
    peers_of,
    weeks_of_answers,
)
from evenhand.people.api import Account, Role, actor_for
from evenhand.people.testing import make_account
from evenhand.policies import editor
from evenhand.policies.api import Policy
from evenhand.standing import contest_views
from evenhand.standing import views as standing_views
from evenhand.standing.api import Finding, Mark, compute_results, propose_finding
from evenhand.surveys.api import Invitation
from evenhand.ui.testing import OpensPages, axe_violations, overflow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Walk:
    """One story: a browser, the clock on its wall, and who sits in front of it."""

    def __init__(self, page: Page, address: str, *, scripts: bool) -> None:
        self.page, self.address, self.scripts = page, address, scripts
        self.now = NOW

    def be(self, account: Account, path: str) -> None:
        self.page.context.clear_cookies()
        sign_in(self.page, self.address, account)
        self.open(path)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        if self.scripts:
            assert axe_violations(self.page) == [], path
            assert overflow(self.page) == 0, path

    def write(self, name: str, words: str) -> None:
        self.page.locator(f"[name={name}]").first.fill(words)

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def reads(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)


@pytest.fixture(params=[(1280, True), (390, False)], ids=["desktop", "phone-without-scripts"])
def walk(request, live_server, browser_page: OpensPages, monkeypatch) -> Walk:
    width, scripts = request.param
    story = Walk(browser_page("light", width, scripts=scripts), live_server.url, scripts=scripts)
    for module in (views, help_views, standing_views, contest_views):
        monkeypatch.setattr(module, "clock", lambda: story.now)
    monkeypatch.setattr(editor, "now", lambda: story.now)
    return story


@pytest.fixture
def peers(house_policies, team, agent, second_agent, lead, policy_owner) -> list[Account]:
    """A team of eight and eight weeks of answers; the agent's are worse, and of some "no" nobody knows the cause."""
    Policy.objects.update(owner=policy_owner)
    acknowledge_all(agent)
    others = peers_of(team, second_agent)
    weeks_of_answers(agent, others, team, lead, Told(WORSE.yes, WORSE.marked, bare=5), computes=actor_for(lead, "test"))
    unexplained = Invitation.objects.get(agent=agent, choice="no", contact__opened_at=_last_contact(agent))
    propose_finding(invitation=unexplained, actor=system("test"), now=MONDAY - DAY)
    return others


def _last_contact(agent: Account) -> datetime.datetime:
    return Contact.objects.filter(agent=agent).latest("opened_at").opened_at


def test_nobody_is_warned_without_evidence_notice_help_and_a_hearing(
    walk: Walk, peers, team, agent, lead, reviewer, policy_owner
) -> None:
    the_carriers_no_does_not_count(walk, team, agent, lead)
    rules_made_overnight_are_refused(walk, policy_owner)
    a_warning_out_of_the_blue_is_refused(walk, agent, lead)
    a_plan_is_proposed_answered_and_issued(walk, agent, lead, reviewer)
    coaching_that_was_missed_blocks_what_follows(walk, peers, agent, lead)
    a_warning_is_issued_with_a_letter(walk, agent, lead, reviewer)
    a_contest_upheld_takes_the_letter_back(walk, agent)


def the_carriers_no_does_not_count(walk: Walk, team, agent, lead) -> None:
    walk.now = MONDAY + 2 * HOUR
    finding = Finding.objects.get(state=Finding.State.PROPOSED)
    walk.be(lead, f"/standing/findings/{finding.pk}/")
    walk.choose("the carrier")
    walk.write("words", "No scan for nine days.")
    walk.press("Decide")
    compute_results(team=team, window_end=MONDAY, actor=actor_for(lead, "test"), now=MONDAY + 3 * HOUR)
    walk.now = NOW
    walk.be(agent, "/record/")
    walk.reads("18 no", "1 × the cause was the carrier", "That leaves 13 of 40 answers")


def rules_made_overnight_are_refused(walk: Walk, policy_owner) -> None:
    walk.be(policy_owner, "/policies/standing-and-steps/")
    walk.press("Write the next version")
    walk.page.locator("[name$=changes]").first.fill("Stricter from tomorrow.")
    walk.press("Save the draft")
    walk.write("effective_on", (walk.now + DAY).date().isoformat())
    walk.press("Publish this version")
    expect(walk.page.locator("body")).to_contain_text("People are promised notice")
    assert Policy.objects.get(key="standing-and-steps").versions.filter(published_at__isnull=False).count() == 1


def a_warning_out_of_the_blue_is_refused(walk: Walk, agent, lead) -> None:
    walk.be(lead, f"/growth/people/{agent.pk}/written_warning/")
    walk.reads("Help comes before any warning", "no improvement plan that has ended")
    walk.write("why", "The lower fifteen percent.")
    walk.write("expected", "Better figures.")
    walk.press("Propose it")
    walk.reads("This step cannot be taken as things stand", "Help comes before any warning")
    assert not Step.objects.exists()


def a_plan_is_proposed_answered_and_issued(walk: Walk, agent, lead, reviewer) -> None:
    walk.open(f"/growth/people/{agent.pk}/improvement_plan/")
    walk.write("why", "Several answers did not touch what was asked.")
    walk.write("expected", "Each question answered, the first one first.")
    walk.write("goal_1", "Read the whole conversation before the first answer")
    walk.write("goal_2", "Not in the bottom 15 % of the team")
    walk.press("Propose it")
    walk.reads("This depends on what others do")
    walk.write("goal_2", "Answer each question, the first one first")
    walk.press("Propose it")
    path = f"/growth/steps/{Step.objects.get().pk}/"
    walk.be(agent, path)
    walk.reads("Nothing is decided", "13 of 40 answers", "1 × the cause was the carrier")
    walk.write("words", "Three of these were one lost van.")
    walk.press("Send my answer")
    walk.be(lead, path)
    assert walk.page.get_by_role("button", name="Decide").count() == 0
    walk.be(reviewer, path)
    walk.reads("Three of these were one lost van.", "Standing and steps, version 1")
    decide(walk, "It is issued", "I read all of it. Without the van ten remain, and help is what follows.")
    walk.be(agent, f"/growth/letters/{Letter.objects.get(about='issued').pk}/")
    walk.reads("8 coaching sessions", "from 10 April 2026 to 7 May 2026", "You were told of it on")


def decide(walk: Walk, outcome: str, words: str) -> None:
    walk.choose(outcome)
    walk.write("words", words)
    walk.press("Decide")


def coaching_that_was_missed_blocks_what_follows(walk: Walk, peers, agent, lead) -> None:
    since = datetime.datetime(2026, 4, 11, 9, 0, tzinfo=datetime.UTC)
    for person, told in [(agent, WORSE), *[(peer, FINE) for peer in peers]]:
        answers_about(person, told, since=since, until=since + 26 * DAY, decider=lead)
    sessions = list(Session.objects.all())
    for session in sessions[:-1]:
        _give(session, agent, lead)
    walk.now = datetime.datetime(2026, 5, 8, 9, 0, tzinfo=datetime.UTC)
    plan = Plan.objects.get()
    walk.be(lead, f"/growth/people/{agent.pk}/")
    walk.reads("7 of 8 promised coaching sessions")
    walk.open(f"/growth/plans/{plan.pk}/assessment/")
    walk.write("words", "The figures.")
    walk.press("Look back on the plan")
    walk.reads("The plan goes on until the missing ones are given")
    walk.open(f"/growth/sessions/{sessions[-1].pk}/")
    walk.page.locator("[name=contact]").select_option(index=1)
    walk.write("notes", "Read it together; the second question had been missed.")
    walk.press("Note it")
    walk.be(agent, f"/growth/sessions/{sessions[-1].pk}/")
    walk.choose("Yes")
    walk.press("Send")
    walk.be(lead, f"/growth/plans/{plan.pk}/assessment/")
    walk.write("words", "We worked on it; the second question is still missed now and then.")
    walk.press("Look back on the plan")
    walk.reads("not reached yet")


def _give(session: Session, agent: Account, lead: Account) -> None:
    at = datetime.datetime.combine(session.promised_for, datetime.time(12), datetime.UTC)
    note_session(
        session=session,
        held_on=session.promised_for,
        contact=Contact.objects.filter(agent=agent)[0],
        notes="Read it together.",
        actor=actor_for(lead, "test"),
        now=at,
    )
    answer_session(session=session, took_place=True, words="", actor=actor_for(agent, "test"), now=at + HOUR)


def a_warning_is_issued_with_a_letter(walk: Walk, agent, lead, reviewer) -> None:
    walk.open(f"/growth/people/{agent.pk}/written_warning/")
    walk.write("why", "The second question is missed still.")
    walk.write("expected", "Each question answered.")
    walk.press("Propose it")
    path = f"/growth/steps/{Step.objects.get(kind='written_warning').pk}/"
    walk.be(reviewer, path)
    decide(walk, "It is issued", "Now.")
    walk.reads("still has time to")
    walk.be(agent, path)
    walk.write("words", "I see it for most. Not for the one of 12 April.")
    walk.press("Send my answer")
    walk.be(reviewer, path)
    decide(walk, "It is issued", "Most of it stands.")
    walk.be(agent, "/record/")
    walk.reads("Written warning for Ada Agent")


def a_contest_upheld_takes_the_letter_back(walk: Walk, agent) -> None:
    mark = Mark.objects.filter(account=agent).latest("at")
    walk.open(f"/record/marks/{mark.pk}/contest/")
    walk.write("words", "I did answer the second question, in my second mail.")
    walk.press("Ask somebody else to look")
    walk.reads("Until then the mark does not count")
    walk.now += 2 * DAY
    walk.be(make_account("Rolf Reviewer", Role.REVIEWER), "/standing/contests/")
    walk.page.get_by_role("link", name="Ada Agent").click()
    walk.choose("The mark falls")
    walk.write("words", "The second mail answers it in full.")
    walk.press("Decide")
    walk.be(agent, "/record/")
    walk.reads("Taken back: Written warning")
    walk.open(f"/growth/letters/{Letter.objects.get(about='revoked').pk}/")
    walk.reads("We are sorry that it stood", "The second mail answers it in full.")
    assert Step.objects.get(kind="written_warning").state == "revoked"
