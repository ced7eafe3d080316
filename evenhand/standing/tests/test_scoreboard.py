"""Each policy's own figures: its share of "no", its cost, and what its owner owes."""

import datetime
import re

import pytest

from evenhand.people.api import actor_for
from evenhand.policies.api import Policy
from evenhand.policies.owners import ask_owner
from evenhand.remedies.api import grant_remedy, open_claim
from evenhand.standing.api import Cause, Finding, decide_finding
from evenhand.standing.scoreboard import scoreboard
from evenhand.surveys.api import Window
from evenhand.surveys.testing import DAY, HOUR, MONDAY, sent_question, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]
WINDOW = Window(MONDAY - DAY, MONDAY + 28 * DAY)


def test_a_policy_has_its_own_share_its_cost_and_its_owners_due_answer(
    agent, customer, outsider, order, reviewer, lead, client_for
) -> None:
    judge = actor_for(reviewer, "test")
    vote(sent_question(customer, agent), "no", reason="policy")
    vote(sent_question(outsider, agent), "no", reason="product")
    decide_finding(
        finding=Finding.objects.get(cause="policy"),
        cause=Cause.POLICY,
        words="Clause 3.",
        policy_key="goodwill",
        actor=judge,
        now=MONDAY + 5 * DAY,
    )
    claim = open_claim(order=order, kind="lost", actor=actor_for(agent, "test"), now=MONDAY + HOUR)
    credit = grant_remedy(claim=claim, kind="credit", key="k", actor=actor_for(agent, "test"), now=MONDAY + HOUR)
    due = (MONDAY + 2 * DAY).date()
    goodwill = Policy.objects.get(key="goodwill")
    ask_owner(policy=goodwill, words="Why so little?", due_on=due, actor=actor_for(lead, "test"), now=MONDAY)
    board = scoreboard(WINDOW, now=MONDAY + 20 * DAY)
    row = next(each for each in board.rows if each.policy.key == "goodwill")
    assert (row.no.part, row.no.whole, row.no_checked) == (1, 2, 1)
    assert (row.remedies, row.cost) == (1, (credit.amount,))
    assert ([question.words for question in row.open_questions], row.overdue) == (["Why so little?"], 1)
    conduct = next(each for each in board.rows if each.policy.key == "conduct")
    assert (conduct.no.part, conduct.remedies, conduct.overdue) == (0, 0, 0)
    behind = client_for(reviewer).get("/standing/findings/?policy=goodwill&cause=policy&state=")
    assert len(behind.context["page"].object_list) == 1


def test_its_share_leads_to_just_the_cases_of_its_days_where_the_reader_may_see_them(
    agent, customer, outsider, reviewer, policy_owner, client_for, monkeypatch
) -> None:
    for person, at in ((customer, MONDAY - 80 * DAY), (outsider, MONDAY)):
        vote(sent_question(person, agent, at=at), "no", reason="policy")
        judge = actor_for(reviewer, "test")
        latest = Finding.objects.latest("id")
        goodwill = {"cause": Cause.POLICY, "policy_key": "goodwill", "words": "Clause 3."}
        decide_finding(finding=latest, **goodwill, actor=judge, now=at + 5 * DAY)
    monkeypatch.setattr("evenhand.standing.cause_views.clock", lambda: MONDAY + 20 * DAY)
    page = client_for(reviewer).get("/standing/policies/").content.decode()
    link = re.search(r'href="(/standing/findings/[^"]*policy=goodwill[^"]*)"', page)[1].replace("&amp;", "&")
    assert [each.pk for each in client_for(reviewer).get(link).context["page"]] == [latest.pk]
    assert len(client_for(reviewer).get(link.replace("since=", "since=soon")).context["page"]) == 2
    assert "/standing/findings/" not in client_for(policy_owner).get("/standing/policies/").content.decode()


def test_a_policy_that_nobody_named_stands_apart(agent, customer) -> None:
    vote(sent_question(customer, agent), "no", reason="policy")
    assert scoreboard(WINDOW, now=MONDAY + datetime.timedelta(days=20)).unnamed == 1


def test_more_policies_and_remedies_need_no_more_queries(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(8):
        scoreboard(WINDOW, now=MONDAY)
