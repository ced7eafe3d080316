"""Records, boards and the queue of causes: each role's view, and what each may not see."""

import datetime
import re

import pytest
from django.utils import timezone

from evenhand.core.api import ActivityEntry, system
from evenhand.core.testing import shared
from evenhand.people.api import Role, actor_for, create_team, join_team
from evenhand.people.testing import make_account
from evenhand.policies.api import acknowledge, notices_of
from evenhand.standing.api import Finding, Mark, compute_results, last_monday, revoke_mark
from evenhand.standing.testing import Given, answer_about
from evenhand.surveys.testing import DAY, HOUR, sent_question, vote
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
BOARD_READERS = {"lead", "reviewer", "administrator"}


@shared
def weeks(house_policies, team, agent, second_agent, reviewer) -> datetime.datetime:
    """Weeks of answers about two agents, computed up to last Monday; answers that Monday."""
    monday = last_monday(timezone.now())
    judge = actor_for(reviewer, "test")
    for notice in (*notices_of(agent.pk), *notices_of(second_agent.pk)):
        acknowledge(notice=notice, actor=judge, now=notice.given_at + HOUR)
    answer_about(agent, Given(yes=18, marked=2, carrier=3, bare=2), since=monday - 30 * DAY, decider=judge)
    answer_about(second_agent, Given(yes=22, bare=1), since=monday - 29 * DAY, decider=judge)
    compute_results(team=team, window_end=monday - 3 * DAY, actor=judge, now=monday - 3 * DAY)
    return monday


def status(client_for, request, name: str, path: str) -> int:
    return client_for(request.getfixturevalue(name)).get(path).status_code


@pytest.mark.django_db
@pytest.mark.usefixtures("house_policies", "lead")
class TestWhoSeesWhat:
    @pytest.mark.parametrize("name", CAST)
    def test_a_record_exists_for_its_person_lead_and_overseers_only(self, client_for, request, agent, name) -> None:
        seen = {200, 302} if name in RECORD_READERS else {404}
        assert status(client_for, request, name, f"/record/{agent.pk}/") in seen

    @pytest.mark.parametrize("name", CAST)
    def test_a_customer_has_no_record(self, client_for, request, customer, name) -> None:
        assert status(client_for, request, name, f"/record/{customer.pk}/") == 404

    @pytest.mark.parametrize("name", CAST)
    def test_each_rated_person_has_a_record_of_their_own(self, client_for, request, name) -> None:
        expected = 200 if name in {"agent", "second_agent", "seller", "driver"} else 404
        assert status(client_for, request, name, "/record/") == expected

    @pytest.mark.parametrize("name", CAST)
    def test_a_board_exists_for_its_lead_and_overseers_only(self, client_for, request, team, name) -> None:
        assert status(client_for, request, name, f"/board/{team.pk}/") == (200 if name in BOARD_READERS else 404)

    @pytest.mark.parametrize("name", CAST)
    def test_causes_exist_for_those_who_may_see_them(self, client_for, request, name) -> None:
        customer, agent = request.getfixturevalue("customer"), request.getfixturevalue("agent")
        vote(sent_question(customer, agent), "no")
        expected = 200 if name in BOARD_READERS else 404
        assert status(client_for, request, name, "/standing/findings/") == expected
        assert status(client_for, request, name, f"/standing/findings/{Finding.objects.get().pk}/") == expected

    def test_the_signed_out_are_asked_to_sign_in(self, client, agent, team) -> None:
        for path in ("/record/", f"/record/{agent.pk}/", "/board/", f"/board/{team.pk}/", "/standing/findings/"):
            assert client.get(path).status_code == 302

    def test_a_lead_of_another_team_sees_nothing(self, client_for, customer, agent, team) -> None:
        other = make_account("Otis Other", Role.LEAD)
        elsewhere = create_team(name="Chat", channel="chat", kind_of_work="", actor=system("test"), now=timezone.now())
        join_team(account=other, team=elsewhere, is_lead=True, actor=system("test"), now=timezone.now() - DAY)
        vote(sent_question(customer, agent), "no")
        browser = client_for(other)
        for path in (f"/record/{agent.pk}/", f"/board/{team.pk}/", f"/standing/findings/{Finding.objects.get().pk}/"):
            assert browser.get(path).status_code == 404
        assert "Nothing waits" in browser.get("/standing/findings/").content.decode()


@pytest.mark.django_db
class TestRecord:
    def test_a_new_agent_has_no_figure_at_all(self, client_for, house_policies, agent) -> None:
        page = client_for(agent).get("/record/").content.decode()
        assert "Too few answers to show yet" in page
        assert "No marks" in page
        assert "%" not in page.split("<main")[1].split("</main>")[0]

    def test_the_figure_is_computed_with_the_figures_filled_in(self, client_for, weeks, agent) -> None:
        page = client_for(agent).get("/record/").content.decode()
        assert "25 customers were asked about your answers, 25 answered: 18 yes, 7 no" in page
        assert "Of 7 “no”, 2 were found to be about you" in page
        assert "That leaves 2 of 20 answers" in page
        assert "3 × the cause was the carrier" in page
        assert "2 × the cause is not known" in page
        assert re.search(r"The thin line is the team’s share, [\d.]+\s?%, counted in the same way", page)
        assert "Survey and marks, version 1 · 2.2" in page

    def test_whoever_looks_stands_in_the_record(self, client_for, weeks, agent, lead) -> None:
        client_for(lead).get(f"/record/{agent.pk}/")
        entry = ActivityEntry.objects.get(verb="standing.open_record")
        assert (entry.actor_id, entry.subject) == (lead.pk, f"record:{agent.pk}")
        assert str(lead) in client_for(agent).get("/record/").content.decode()

    def test_what_would_change_it_stands_there_and_is_one_look_with_its_record(
        self, client_for, weeks, agent, lead, second_agent
    ) -> None:
        path = f"/record/{agent.pk}/turning/"
        own = client_for(agent)
        assert f'hx-get="{path}"' in own.get("/record/").content.decode()
        region = own.get(path, headers={"HX-Request": "true"}).content.decode()
        page = own.get(path).content.decode()
        assert region.strip() in page
        assert "answers at today’s fair share" in region
        assert not ActivityEntry.objects.filter(verb="standing.open_record").exists()
        client_for(lead).get(f"/record/{agent.pk}/")
        client_for(lead).get(path, headers={"HX-Request": "true"})
        assert ActivityEntry.objects.filter(verb="standing.open_record").count() == 1
        client_for(lead).get(f"/record/{agent.pk}/")
        assert ActivityEntry.objects.filter(verb="standing.open_record").count() == 2
        assert client_for(second_agent).get(path).status_code == 404

    def test_ones_own_look_is_not_noted(self, client_for, weeks, agent) -> None:
        client_for(agent).get("/record/")
        assert client_for(agent).get(f"/record/{agent.pk}/")["Location"] == "/record/"
        assert not ActivityEntry.objects.filter(verb="standing.open_record").exists()

    def test_a_revoked_mark_stays_readable_with_why(self, client_for, weeks, agent, reviewer, actor) -> None:
        for _ in range(2):
            revoke_mark(
                mark=Mark.objects.latest("id"), why="Heard, and right.", actor=actor(reviewer), now=timezone.now()
            )
        page = client_for(agent).get("/record/").content.decode()
        assert "Heard, and right." in page
        assert ActivityEntry.objects.filter(verb="standing.revoke_mark").count() == 1

    def test_only_a_marked_case_is_named_to_the_agent(self, client_for, weeks, agent) -> None:
        page = client_for(agent).get("/record/").content.decode()
        named = {mark.finding.vote.case_id for mark in Mark.objects.filter(account=agent)}
        shown = {
            finding.vote.case_id for finding in Finding.objects.all() if f"/desk/cases/{finding.vote.case_id}/" in page
        }
        assert shown == named


@pytest.mark.django_db
class TestBoard:
    def test_unknown_people_stand_in_a_list_of_their_own(self, client_for, weeks, team, lead) -> None:
        page = client_for(lead).get("/board/", follow=True).content.decode()
        assert "Not yet known" in page
        assert page.index("Ada Agent") < page.index("Amir Agent")
        assert "8 of 48" in page
        assert "<svg" in page

    def test_bars_lead_to_the_findings_behind_them(self, client_for, weeks, lead) -> None:
        page = client_for(lead).get("/board/", follow=True).content.decode()
        links = re.findall(r'href="(/standing/findings/[^"]+cause=carrier[^"]+)"', page)
        behind = client_for(lead).get(links[0].replace("&amp;", "&"))
        assert len(behind.context["page"].object_list) == 3

    def test_every_bar_dot_and_line_leads_to_just_the_cases_that_it_counts(self, client_for, weeks, team, lead) -> None:
        first, second = Finding.objects.filter(state=Finding.State.PROPOSED).order_by("id")[:2]
        Finding.objects.filter(pk__in=[first.pk, second.pk]).update(cause="policy")
        Finding.objects.filter(pk=first.pk).update(policy_key="goodwill")
        page = client_for(lead).get(f"/board/{team.pk}/")
        board, helps = page.context["board"], page.context["helps"]
        assert {("our policy: Goodwill", 1), ("our policy", 1)} < {(row.words, row.total) for row in board.causes}
        counted = {f"cause={row.cause}{self.policy(row)}": row.total for row in board.causes}
        counted |= {f"agent={row.account_id}": row.no for row in board.rows}
        counted |= {
            f"cause={each.cause}{self.policy(each)}{f'&matter={each.matter}' if each.matter else ''}": each.no.part
            for each in helps
        }
        found = re.findall(
            rf'href="(/standing/findings/.computation={board.computation.pk}[^"]+)"', page.content.decode()
        )
        led_to = {}
        for link in found:
            behind = client_for(lead).get(link.replace("&amp;", "&"))
            name = link.replace("&amp;", "&").partition("&")[2].removesuffix("&state=")
            led_to[name] = len(behind.context["page"].object_list)
        assert led_to == counted

    def policy(self, row) -> str:
        return f"&policy={row.policy_key or '-'}" if row.cause == "policy" else ""

    def test_a_lead_without_a_team_is_told_so(self, client_for, house_policies) -> None:
        assert "You lead no team" in client_for(make_account("Lou", Role.LEAD)).get("/board/").content.decode()

    def test_an_empty_board_says_when_there_will_be_something(self, client_for, house_policies, team, lead) -> None:
        assert "No answers yet" in client_for(lead).get(f"/board/{team.pk}/").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("house_policies")
class TestDeciding:
    def path(self) -> str:
        return f"/standing/findings/{Finding.objects.get().pk}/decision/"

    def test_a_lead_confirms_or_changes_a_cause(self, client_for, customer, agent, lead) -> None:
        vote(sent_question(customer, agent), "no")
        response = client_for(lead).post(self.path(), {"cause": "carrier", "words": "No scan for nine days."})
        assert response["Location"] == "/standing/findings/"
        assert Finding.objects.get().decided_by == lead

    def test_missing_words_are_asked_for_and_nothing_is_lost(self, client_for, customer, agent, lead) -> None:
        vote(sent_question(customer, agent), "no")
        response = client_for(lead).post(self.path(), {"cause": "agent", "words": " "})
        assert response.status_code == 422
        assert "no evidence against a person" in response.content.decode()
        assert Finding.objects.get().state == "proposed"

    def test_a_lead_cannot_decide_about_their_own_answer(self, client_for, customer, lead) -> None:
        vote(sent_question(customer, lead), "no")
        assert client_for(lead).post(self.path(), {"cause": "carrier", "words": "Lost."}).status_code == 403
        assert "cannot decide this one" in client_for(lead).get(self.path().removesuffix("decision/")).content.decode()

    def test_an_administrator_reads_but_does_not_decide(self, client_for, customer, agent, administrator) -> None:
        vote(sent_question(customer, agent), "no")
        assert client_for(administrator).post(self.path(), {"cause": "carrier", "words": "Lost."}).status_code == 403

    def test_the_rated_agent_cannot_reach_it(self, client_for, customer, agent) -> None:
        vote(sent_question(customer, agent), "no")
        assert client_for(agent).post(self.path(), {"cause": "carrier", "words": "Lost."}).status_code == 404

    def test_more_findings_take_no_more_queries(
        self, client_for, customer, agent, reviewer, django_assert_max_num_queries
    ) -> None:
        browser = client_for(reviewer)
        for number in range(6):
            vote(sent_question(customer, agent, at=timezone.now() - (200 - 31 * number) * DAY), "no")
        with django_assert_max_num_queries(12):
            browser.get("/standing/findings/")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("weeks", "lead")
def test_the_pages_are_accessible_in_every_look(live_server, browser_page: OpensPages, request, team) -> None:
    waiting = Finding.objects.filter(state=Finding.State.PROPOSED).earliest("id")
    places = [
        ("agent", "/record/"),
        ("lead", "/board/"),
        ("reviewer", "/standing/findings/"),
        ("reviewer", f"/standing/findings/{waiting.pk}/"),
        ("lead", f"/board/{team.pk}/luck/"),
        ("lead", "/standing/causes/who/"),
        ("lead", "/standing/causes/unexplained/"),
        ("lead", "/standing/second-looks/"),
        ("lead", "/standing/policies/"),
    ]
    for name, path in places:
        page = browser_page()
        sign_in(page, live_server.url, request.getfixturevalue(name))
        page.goto(live_server.url + path)
        assert barriers(page) == [], path
