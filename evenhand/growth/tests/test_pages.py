"""Pages of steps: who finds them, the gate in sight, answering, deciding, letters on page and paper."""

import re

import pytest

from evenhand.cases.api import Contact
from evenhand.core.api import ActivityEntry
from evenhand.core.testing import shared
from evenhand.growth import help_views, views
from evenhand.growth.api import Letter, Plan, Session, Step, appeal_step, decide_step
from evenhand.growth.testing import DAY, NOW
from evenhand.people.api import Leave, Role, create_team, join_team
from evenhand.people.testing import TEST, make_account
from evenhand.standing import views as standing_views
from evenhand.standing.api import Mark, contest_mark
from evenhand.ui.testing import OpensPages, barriers, sign_in

CAST = [
    "agent",
    "second_agent",
    "lead",
    "reviewer",
    "policy_owner",
    "administrator",
    "customer",
    "seller",
    "driver",
    "outsider",
]
RECORD_READERS = {"agent", "lead", "reviewer", "administrator"}
STAFF_READERS = {"lead", "reviewer", "administrator"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The pages' clock, which tests can set."""
    hands = {"now": NOW + 2 * DAY}
    for module in (views, help_views, standing_views):
        monkeypatch.setattr(module, "clock", lambda: hands["now"])
    return hands


@shared
def issued(answered, reviewer, actor) -> Step:
    return decide_step(step=answered, is_issued=True, words="Read.", actor=actor(reviewer), now=NOW + DAY)


@pytest.mark.django_db
class TestWhoFindsWhat:
    def test_each_address_exists_for_those_concerned_only(self, client_for, request, issued, agent, lead) -> None:
        plan, session, letter = Plan.objects.get(), Session.objects.all()[0], Letter.objects.all()[0]
        readers = {
            f"/growth/steps/{issued.pk}/": RECORD_READERS,
            f"/growth/letters/{letter.pk}/": RECORD_READERS,
            f"/growth/sessions/{session.pk}/": RECORD_READERS,
            "/growth/": STAFF_READERS,
            f"/growth/people/{agent.pk}/": STAFF_READERS,
            f"/growth/people/{agent.pk}/coaching/": {"lead"},
            f"/growth/people/{agent.pk}/leave/": {"lead"},
            f"/growth/plans/{plan.pk}/assessment/": {"lead"},
            f"/growth/checkpoints/{plan.checkpoints.all()[0].pk}/": {"lead"},
        }
        for name in CAST:
            browser = client_for(request.getfixturevalue(name))
            for path, allowed in readers.items():
                status = browser.get(path).status_code
                concerned = name in RECORD_READERS and path != "/growth/"
                refused = {403, 404} if concerned else {404}
                assert (status == 200) if name in allowed else (status in refused), (name, path, status)

    def test_a_lead_of_another_team_finds_nothing(self, client_for, issued, agent) -> None:
        other = make_account("Otis Other", Role.LEAD)
        elsewhere = create_team(name="Chat", channel="chat", kind_of_work="", actor=TEST, now=NOW)
        join_team(account=other, team=elsewhere, is_lead=True, actor=TEST, now=NOW - 9 * DAY)
        browser = client_for(other)
        for path in (
            f"/growth/steps/{issued.pk}/",
            f"/growth/people/{agent.pk}/",
            f"/growth/people/{agent.pk}/coaching/",
        ):
            assert browser.get(path).status_code == 404

    def test_the_signed_out_are_asked_to_sign_in(self, client, issued) -> None:
        for path in ("/growth/", f"/growth/steps/{issued.pk}/", f"/growth/letters/{Letter.objects.all()[0].pk}/"):
            assert client.get(path).status_code == 302

    @pytest.mark.parametrize(
        ("door", "allowed"),
        [("answer", {"agent"}), ("appeal", {"agent"}), ("withdrawal", {"lead"}), ("decision", {"reviewer"})],
    )
    def test_only_the_right_person_may_press(self, client_for, request, proposed, reviewer, door, allowed) -> None:
        path = f"/growth/steps/{proposed.pk}/{door}/"
        for name in CAST:
            status = client_for(request.getfixturevalue(name)).post(path, {}).status_code
            expected = 422 if name in allowed else 403 if name in RECORD_READERS else 404
            assert status == expected, (name, status)
        assert client_for(reviewer).get(path).status_code == 405

    def test_a_reviewer_who_leads_the_person_decides_nothing(self, client_for, proposed, team) -> None:
        both = make_account("Bo Both", Role.LEAD, Role.REVIEWER)
        join_team(account=both, team=team, is_lead=True, actor=TEST, now=NOW - 9 * DAY)
        assert client_for(both).post(f"/growth/steps/{proposed.pk}/decision/", {}).status_code == 403

    def test_only_a_reviewer_with_no_part_in_it_takes_a_step_back(
        self, client_for, request, issued, second_reviewer
    ) -> None:
        path = f"/growth/steps/{issued.pk}/revocation/"
        for name in CAST:
            browser = client_for(request.getfixturevalue(name))
            assert browser.post(path, {"words": "No."}).status_code == (403 if name in RECORD_READERS else 404), name
            if name in RECORD_READERS:
                assert path not in browser.get(f"/growth/steps/{issued.pk}/").content.decode(), name
        assert Step.objects.get().state == "issued"
        assert client_for(second_reviewer).get(path).status_code == 405
        assert path in client_for(second_reviewer).get(f"/growth/steps/{issued.pk}/").content.decode()

    def test_a_reviewer_who_leads_the_person_takes_nothing_back(self, client_for, issued, team) -> None:
        both = make_account("Bo Both", Role.LEAD, Role.REVIEWER)
        join_team(account=both, team=team, is_lead=True, actor=TEST, now=NOW - 9 * DAY)
        assert client_for(both).post(f"/growth/steps/{issued.pk}/revocation/", {"words": "No."}).status_code == 403

    def test_who_decided_the_step_does_not_decide_its_appeal(self, client_for, issued, bound, reviewer, actor) -> None:
        appeal_step(step=issued, words="The van.", actor=actor(bound), now=NOW + 2 * DAY)
        path = f"/growth/steps/{issued.pk}/appeal/decision/"
        assert client_for(reviewer).post(path, {}).status_code == 403
        assert client_for(make_account("Rolf Reviewer", Role.REVIEWER)).post(path, {}).status_code == 422


@pytest.mark.django_db
class TestWalk:
    def test_the_lead_sees_what_is_missing_and_is_refused_in_words(self, client_for, weeks, agent, lead) -> None:
        browser = client_for(lead)
        page = browser.get(f"/growth/people/{agent.pk}/written_warning/").content.decode()
        assert 'data-state="missing"' in page
        assert "Help comes before any warning" in page
        refused = browser.post(
            f"/growth/people/{agent.pk}/written_warning/", {"why": "The figures.", "expected": "Better ones."}
        )
        assert refused.status_code == 422
        assert "no improvement plan that has ended" in refused.content.decode()
        assert "The figures." in refused.content.decode()
        assert not Step.objects.exists()

    def test_from_proposal_to_letter(self, client_for, weeks, agent, lead, reviewer, clock) -> None:
        clock["now"] = NOW
        goals = {"goal_1": "Read it all first", "goal_2": "Not in the bottom 15 % of the team"}
        words = {"why": "Answers beside the point.", "expected": "Answer what is asked."}
        browser = client_for(lead)
        assert (
            "depends on what others do"
            in browser.post(f"/growth/people/{agent.pk}/improvement_plan/", {**words, **goals}).content.decode()
        )
        goals["goal_2"] = "Answer each question"
        sent = browser.post(f"/growth/people/{agent.pk}/improvement_plan/", {**words, **goals})
        path = sent["Location"]
        assert "Nothing is decided" in client_for(agent).get(path).content.decode()
        client_for(agent).post(f"{path}answer/", {"words": "It was the van."})
        page = client_for(reviewer).get(path).content.decode()
        assert "It was the van." in page
        assert 'data-state="missing"' not in page
        client_for(reviewer).post(f"{path}decision/", {"outcome": "yes", "words": "Read."})
        record = client_for(agent).get("/record/").content.decode()
        assert "Improvement plan" in record
        assert "Sessions promised" in record
        letter = Letter.objects.get(about="issued")
        assert f"/growth/letters/{letter.pk}/" in record
        assert "8 coaching sessions" in client_for(agent).get(f"/growth/letters/{letter.pk}/").content.decode()

    def test_a_decision_too_early_is_refused_with_the_reason(self, client_for, proposed, reviewer, clock) -> None:
        clock["now"] = NOW
        answer = client_for(reviewer).post(
            f"/growth/steps/{proposed.pk}/decision/", {"outcome": "yes", "words": "Yes."}
        )
        assert answer.status_code == 422
        assert "still has time to" in answer.content.decode()

    def test_a_step_is_taken_back_from_its_page(self, client_for, issued, agent, second_reviewer, clock) -> None:
        clock["now"] = issued.appeal_until + 30 * DAY
        page, browser = f"/growth/steps/{issued.pk}/", client_for(second_reviewer)
        empty = browser.post(f"{page}revocation/", {"words": ""})
        assert empty.status_code == 422
        assert re.search(r"<textarea[^>]*autofocus", empty.content.decode())
        for _again in range(2):
            assert browser.post(f"{page}revocation/", {"words": "A lost van."}).status_code == 302
        assert "revocation" not in browser.get(page).content.decode()
        assert "A lost van." in client_for(agent).get(page).content.decode()
        assert Letter.objects.filter(about="revoked").count() == 1
        late = browser.post(f"{page}revocation/", {"words": "And the second van."})
        assert late.status_code == 422
        assert "And the second van." in late.content.decode(), "no word is lost"

    def test_while_an_appeal_is_open_that_is_decided_instead(
        self, client_for, issued, bound, second_reviewer, actor
    ) -> None:
        appeal_step(step=issued, words="The van.", actor=actor(bound), now=NOW + 2 * DAY)
        page = client_for(second_reviewer).get(f"/growth/steps/{issued.pk}/").content.decode()
        assert "appeal/decision" in page
        assert "revocation" not in page

    def test_a_letter_on_paper_is_a_pdf(self, client_for, issued, agent) -> None:
        letter = Letter.objects.get(about="issued")
        answer = client_for(agent).get(f"/growth/letters/{letter.pk}/paper/")
        assert answer.content[:5] == b"%PDF-"
        assert answer["Content-Type"] == "application/pdf"

    def test_sessions_are_noted_by_one_and_confirmed_by_the_other(self, client_for, issued, agent, lead, clock) -> None:
        session = Session.objects.all()[0]
        clock["now"] = NOW + 30 * DAY
        contact = Contact.objects.filter(agent=agent)[0]
        noted = {"held_on": session.promised_for.isoformat(), "contact": contact.pk, "notes": "Read together."}
        path = f"/growth/sessions/{session.pk}/"
        assert 'value="2026-05-09"' in client_for(lead).get(path).content.decode()
        assert client_for(agent).post(path, noted).status_code == 403
        assert client_for(lead).post(path, noted).status_code == 302
        assert client_for(lead).post(f"{path}answer/", {"took_place": "yes"}).status_code == 403
        assert client_for(agent).post(f"{path}answer/", {"took_place": "no"}).status_code == 422
        assert client_for(agent).post(f"{path}answer/", {"took_place": "yes"}).status_code == 302
        session.refresh_from_db()
        assert session.is_given

    def test_leave_is_noted_and_cancelled_by_the_lead(self, client_for, issued, agent, lead) -> None:
        browser, path = client_for(lead), f"/growth/people/{agent.pk}/leave/"
        assert browser.post(path, {"first_day": "2026-04-20", "last_day": "2026-04-13"}).status_code == 422
        browser.post(path, {"first_day": "2026-04-20", "last_day": "2026-04-21"})
        leave = Leave.objects.get()
        assert client_for(agent).post(f"{path}{leave.pk}/cancellation/").status_code == 404
        browser.post(f"{path}{leave.pk}/cancellation/")
        assert Leave.objects.get().cancelled_at

    def test_who_looked_stands_in_the_record_and_ones_own_look_does_not(
        self, client_for, issued, agent, reviewer
    ) -> None:
        path = f"/growth/steps/{issued.pk}/"
        client_for(agent).get(path)
        assert not ActivityEntry.objects.filter(verb="standing.open_record").exists()
        client_for(reviewer).get(path)
        assert "Rosa Reviewer" in client_for(agent).get("/record/").content.decode().split("Who looked")[1]

    def test_overdue_contests_are_shown_to_whoever_leads_the_reviewers(
        self, client_for, weeks, agent, reviewer, lead, actor, clock
    ) -> None:
        head = make_account("Hanna Head", Role.LEAD)
        board = create_team(name="Reviewers", channel="mixed", kind_of_work="", actor=TEST, now=NOW)
        join_team(account=head, team=board, is_lead=True, actor=TEST, now=NOW)
        join_team(account=reviewer, team=board, actor=TEST, now=NOW)
        contest = contest_mark(mark=Mark.objects.filter(account=agent)[0], words="No.", actor=actor(agent), now=NOW)
        words = "1 contest should have been decided by now"
        assert words not in client_for(head).get("/growth/").content.decode()
        clock["now"] = contest.due_at
        assert words in client_for(head).get("/growth/").content.decode()
        assert words not in client_for(lead).get("/growth/").content.decode()

    def test_an_unknown_kind_does_not_exist(self, client_for, agent, lead, house_policies) -> None:
        assert client_for(lead).get(f"/growth/people/{agent.pk}/dismissal/").status_code == 404

    def test_looking_at_the_gate_writes_no_figures(self, client_for, weeks, agent, lead) -> None:
        from evenhand.standing.api import Computation

        before = Computation.objects.count()
        client_for(lead).get(f"/growth/people/{agent.pk}/")
        assert Computation.objects.count() == before

    def test_more_people_take_no_more_queries(
        self, client_for, weeks, peers, agent, lead, django_assert_max_num_queries
    ) -> None:
        browser = client_for(lead)
        browser.get("/growth/")
        with django_assert_max_num_queries(20):
            browser.get("/growth/")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_accessible_in_every_look(
    live_server, browser_page: OpensPages, issued, lead, agent, reviewer, second_reviewer
) -> None:
    letter, session = Letter.objects.get(about="issued"), Session.objects.all()[0]
    places = [
        (agent, "/record/"),
        (agent, f"/growth/steps/{issued.pk}/"),
        (agent, f"/growth/letters/{letter.pk}/"),
        (lead, "/growth/"),
        (lead, f"/growth/people/{agent.pk}/"),
        (lead, f"/growth/people/{agent.pk}/written_warning/"),
        (lead, f"/growth/sessions/{session.pk}/"),
        (reviewer, "/growth/"),
        (second_reviewer, f"/growth/steps/{issued.pk}/"),
        (reviewer, "/standing/contests/"),
        (reviewer, "/standing/overturns/"),
    ]
    for account, path in places:
        page = browser_page()
        sign_in(page, live_server.url, account)
        page.goto(live_server.url + path)
        assert barriers(page) == [], path
