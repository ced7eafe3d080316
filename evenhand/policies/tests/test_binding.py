"""What binds whom, today and on a past day; and who may look at it."""

import datetime

import pytest

from evenhand.people.api import Role, actor_for, grant_role
from evenhand.people.testing import CAST_SINCE, TEST, make_account
from evenhand.policies import actions, api
from evenhand.policies.binding import bindings_of, policies_binding
from evenhand.policies.models import Notice, Policy, PolicyVersion
from evenhand.policies.notices import tell_audience
from evenhand.policies.queries import words_of
from evenhand.policies.tests.test_versions import NOW, publish, save, start

DAY = datetime.timedelta(days=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]


def draft_of(key: str, **changes: object) -> PolicyVersion:
    """The next version of a policy, with the words of the one in force."""
    draft = start(Policy.objects.get(key=key))
    return save(draft, words_of(draft), **changes)


def bound(account, key: str, at: datetime.datetime):
    policies = [Policy.objects.get(key=key)]
    return bindings_of([account.pk], policies, at)[account.pk][0]


def test_each_audience_has_its_own_notice(agent, seller) -> None:
    draft = draft_of("refunds-and-claims", notice_days=7, audience_days={"sellers": 15})
    with pytest.raises(actions.TooSoon, match="2026-03-17"):
        publish(draft, "2026-03-16")
    version = publish(draft, "2026-03-17")
    tell_audience(version=version, now=NOW + 10 * DAY)
    days = dict(Notice.objects.filter(version=version).values_list("account_id", "days"))
    assert (days[agent.pk], days[seller.pk]) == (7, 15)
    for account, told in ((agent, 7), (seller, 15)):
        moment = NOW + (10 + told) * DAY
        assert api.version_binding("refunds-and-claims", account.pk, moment - datetime.timedelta(seconds=1)).number == 1
        assert api.version_binding("refunds-and-claims", account.pk, moment).number == 2


def test_of_two_audiences_the_longer_notice_is_kept() -> None:
    both = make_account("Bo Both", Role.AGENT, Role.SELLER)
    draft = draft_of("refunds-and-claims", audience_days={"sellers": 20, "agents": 3})
    version = publish(draft, "2026-04-01")
    tell_audience(version=version, now=NOW)
    assert Notice.objects.get(version=version, account=both).days == 20


def test_the_page_and_the_judgement_agree_at_every_moment(agent) -> None:
    notice = Notice.objects.get(account=agent, version__policy__key="survey-and-marks")
    actions.acknowledge(notice=notice, actor=actor_for(agent, "test"), now=CAST_SINCE + 30 * DAY)
    version = publish(draft_of("survey-and-marks", notice_days=14), "2026-03-20")
    tell_audience(version=version, now=NOW + DAY)
    for days in range(0, 90, 3):
        for policy in policies_binding([Role.AGENT]):
            at = CAST_SINCE + days * DAY
            judged = api.version_binding(policy.key, agent.pk, at)
            shown = bindings_of([agent.pk], [policy], at)[agent.pk][0]
            assert (judged and judged.id) == (shown.version and shown.version.pk), (policy, days)
            assert shown.since is None or shown.since <= at


def test_why_something_does_not_bind_is_said(agent) -> None:
    assert bound(agent, "goodwill", CAST_SINCE + DAY).waiting.why == "notice_runs"
    assert bound(agent, "survey-and-marks", CAST_SINCE + 60 * DAY).waiting.why == "not_acknowledged"
    assert bound(agent, "goodwill", CAST_SINCE - DAY).waiting.why == "not_told"
    settled = bound(agent, "goodwill", CAST_SINCE + 60 * DAY)
    assert (settled.version.number, settled.since, settled.waiting) == (1, CAST_SINCE + 7 * DAY, None)


def test_a_past_day_is_shown_as_it_was(agent, policy_owner, client_for) -> None:
    browser = client_for(policy_owner)
    early = browser.get("/policies/binding/?on=2026-01-06&q=ada").content.decode()
    later = browser.get("/policies/binding/?on=2026-02-06&q=ada").content.decode()
    assert "notice runs until" in early
    assert "Ada Agent" in later
    assert "version 1" in later
    assert "Ada Agent" not in browser.get("/policies/binding/?q=nobody+like+that").content.decode()


CAST = ["agent", "lead", "reviewer", "policy_owner", "administrator", "customer", "seller", "driver", "outsider"]


@pytest.mark.parametrize("name", CAST)
def test_others_notices_exist_for_who_watches_and_the_lead_only(name, request, agent, seller, client_for) -> None:
    viewer = request.getfixturevalue(name)
    browser = client_for(viewer)
    sees = {"lead", "reviewer", "policy_owner", "administrator"}
    assert browser.get("/policies/binding/").status_code == (200 if name in sees else 404)
    own = name == "agent"
    assert browser.get(f"/policies/people/{agent.pk}/").status_code == (200 if name in sees or own else 404)
    others = name in sees - {"lead"} or name == "seller"
    assert browser.get(f"/policies/people/{seller.pk}/").status_code == (200 if others else 404)
    watches = name in sees - {"lead"}
    assert browser.get("/policies/goodwill/versions/1/notices/").status_code == (200 if watches else 404)


def test_a_lead_sees_the_own_team_only(agent, lead, client_for) -> None:
    make_account("Otis Elsewhere", Role.AGENT)
    page = client_for(lead).get("/policies/binding/").content.decode()
    assert "Ada Agent" in page
    assert "Otis Elsewhere" not in page


def test_who_was_told_and_who_has_read_it(agent, second_agent, policy_owner, client_for) -> None:
    notice = Notice.objects.get(account=agent, version__policy__key="conduct")
    actions.acknowledge(notice=notice, actor=actor_for(agent, "test"), now=NOW)
    browser = client_for(policy_owner)
    assert "Ada Agent" in browser.get("/policies/conduct/versions/1/notices/").content.decode()
    unread = browser.get("/policies/conduct/versions/1/notices/?show=unread").content.decode()
    assert "Ada Agent" not in unread.split("<main")[1]
    assert "Amir Agent" in unread


def test_more_people_need_no_more_queries(policy_owner, client_for, django_assert_max_num_queries) -> None:
    for number in range(12):
        grant_role(account=make_account(f"Person {number}"), role=Role.AGENT, actor=TEST, now=CAST_SINCE)
    browser = client_for(policy_owner)
    with django_assert_max_num_queries(10):
        browser.get("/policies/binding/")
