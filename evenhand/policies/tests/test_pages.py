"""Reading and writing policies in the browser."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from evenhand.core.api import ActivityEntry
from evenhand.core.testing import shared
from evenhand.people.models import Account
from evenhand.policies.models import Policy, PolicyVersion
from evenhand.policies.queries import words_of
from evenhand.policies.tests.test_versions import publish, save, start

Browsers = Callable[[Account], Client]
READING = ["/policies/", "/policies/goodwill/", "/policies/goodwill/versions/1/", "/policies/goodwill/changes/1/1/"]


@shared
def goodwill(house_policies: datetime.datetime) -> Policy:
    return Policy.objects.get(key="goodwill")


def typed(browser: Client, **changes: str) -> dict[str, str]:
    """What the editor's form holds, as a browser would send it, changed as told."""
    forms = browser.get("/policies/goodwill/draft/").context["forms"]
    fields = {}
    for form in (
        forms.version,
        forms.clauses.management_form,
        *forms.clauses,
        forms.parameters.management_form,
        *forms.parameters,
    ):
        for bound in form:
            value = bound.value()
            if value not in (None, False):
                fields[bound.html_name] = str(value)
    return {**fields, **changes}


@pytest.mark.parametrize("page", READING)
@pytest.mark.parametrize("who", ["agent", "lead", "policy_owner", "customer"])
def test_whom_a_policy_is_for_can_read_it(
    page: str, who: str, goodwill: Policy, request: pytest.FixtureRequest, client_for: Browsers
) -> None:
    assert client_for(request.getfixturevalue(who)).get(page).status_code == 200


@pytest.mark.parametrize("page", READING[1:])
def test_for_others_it_does_not_exist(page: str, goodwill: Policy, driver: Account, client_for: Browsers) -> None:
    assert client_for(driver).get(page).status_code == 404
    assert Client().get(page).status_code == 302
    assert "Goodwill" not in client_for(driver).get("/policies/").content.decode()


def test_a_policy_is_shown_with_clauses_figures_and_how_they_decide(
    goodwill: Policy, agent: Account, client_for: Browsers
) -> None:
    page = client_for(agent).get("/policies/goodwill/").content.decode()
    assert "2.1 An agent&#x27;s own judgement" in page
    assert "amount_minor &gt; 0 &amp;&amp; amount_minor &lt;= agent_limit_minor" in page
    assert "$25.00" in page
    assert "Give a goodwill credit?" in page
    assert "Write the next version" not in page


def test_a_version_that_comes_later_is_marked_and_compared(
    goodwill: Policy, agent: Account, client_for: Browsers
) -> None:
    publish(save(start(goodwill)), "2099-01-01")
    browser = client_for(agent)
    assert "In force" in browser.get("/policies/goodwill/").content.decode()
    assert "Comes into force later" in browser.get("/policies/goodwill/versions/2/").content.decode()
    changes = browser.get("/policies/goodwill/changes/1/2/").content.decode()
    assert "<del>" in changes
    assert "<ins>" in changes


def test_a_draft_is_seen_by_policy_owners_only(
    goodwill: Policy, agent: Account, policy_owner: Account, customer: Account, client_for: Browsers
) -> None:
    assert client_for(agent).post("/policies/goodwill/draft/start/").status_code == 403
    assert client_for(customer).post("/policies/goodwill/draft/start/").status_code == 404
    assert client_for(policy_owner).get("/policies/goodwill/draft/start/").status_code == 405
    assert not PolicyVersion.objects.filter(published_at=None).exists()
    client_for(policy_owner).post("/policies/goodwill/draft/start/")
    assert client_for(policy_owner).get("/policies/goodwill/draft/").status_code == 200
    assert client_for(agent).get("/policies/goodwill/draft/").status_code == 403
    assert client_for(agent).get("/policies/goodwill/versions/2/").status_code == 404
    for door in ("publication", "discard"):
        assert client_for(agent).post(f"/policies/goodwill/draft/{door}/").status_code == 403


def test_saving_the_form_as_it_is_changes_no_word(
    goodwill: Policy, policy_owner: Account, client_for: Browsers
) -> None:
    browser = client_for(policy_owner)
    browser.post("/policies/goodwill/draft/start/")
    answer = browser.post("/policies/goodwill/draft/", typed(browser))
    assert answer.status_code == 302
    draft = goodwill.versions.get(number=2)
    assert words_of(draft) == words_of(goodwill.versions.get(number=1))


def test_a_clause_is_changed_added_and_removed_and_published(
    goodwill: Policy, policy_owner: Account, client_for: Browsers
) -> None:
    browser = client_for(policy_owner)
    browser.post("/policies/goodwill/draft/start/")
    last = goodwill.versions.get(number=2).clauses.count()
    changes = {
        "clauses-0-title": "Never instead",
        "clauses-1-DELETE": "on",
        f"clauses-{last}-number": "1.0",
        f"clauses-{last}-title": "A new one",
        f"clauses-{last}-text": "Its text.",
        "parameters-0-value": "1500",
        "changes": "A little more generous.",
    }
    browser.post("/policies/goodwill/draft/", typed(browser, **changes))
    draft = goodwill.versions.get(number=2)
    assert list(draft.clauses.values_list("number", "title")[:3]) == [
        ("1.0", "A new one"),
        ("1.1", "Never instead"),
        ("1.3", "How long it lasts"),
    ]
    assert draft.parameters[0]["value"] == 1500
    publication = {"revision": draft.revision, "effective_on": "2099-01-01"}
    answer = browser.post("/policies/goodwill/draft/publication/", publication)
    assert answer.headers["Location"] == "/policies/goodwill/versions/2/"
    draft.refresh_from_db()
    assert draft.is_published
    assert draft.published_by == policy_owner


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("amount_minor >", "at character 15"),
        ("customers_past_claims > 3", "“customers_past_claims” is neither a fact of this question nor a parameter"),
        ("amount_minor", "instead of true or false"),
        ("currency > 3", "No such overload"),
        ("amount_minor <= [1000, 2500][earlier_failures]", "a list is too short for what is looked up in it"),
        ("amount_minor <= {'USD': 1000}[currency]", "&#x27;DE&#x27; is looked up where it does not stand"),
        ("amount_minor / earlier_failures > 10", "division by zero"),
        ("amount_minor * 9223372036854775807 > 10", "Arithmetic overflow"),
        ("currency.matches('(')", "not a valid regex"),
        ("int(currency) > 3", "string parse error"),
    ],
)
def test_a_wrong_condition_is_kept_and_explained(
    goodwill: Policy, policy_owner: Account, client_for: Browsers, condition: str, told: str
) -> None:
    browser = client_for(policy_owner)
    browser.post("/policies/goodwill/draft/start/")
    browser.post("/policies/goodwill/draft/", typed(browser, **{"clauses-3-condition": condition}))
    assert browser.get("/policies/goodwill/draft/trial/").status_code == 200
    page = browser.get("/policies/goodwill/draft/").content.decode()
    assert "clause 2.1, condition" in page
    assert told in page
    assert goodwill.versions.get(number=2).clauses.get(number="2.1").condition == condition
    revision = str(goodwill.versions.get(number=2).revision)
    browser.post("/policies/goodwill/draft/publication/", {"revision": revision, "effective_on": "2099-01-01"})
    assert not goodwill.versions.get(number=2).is_published


def test_two_owners_at_once_lose_nothing(goodwill: Policy, policy_owner: Account, client_for: Browsers) -> None:
    first, second = client_for(policy_owner), client_for(policy_owner)
    first.post("/policies/goodwill/draft/start/")
    mine, yours = typed(first, text="Written by the first."), typed(second, text="Written by the second.")
    first.post("/policies/goodwill/draft/", mine)
    answer = second.post("/policies/goodwill/draft/", yours)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing is lost" in page
    assert "Written by the second." in page
    assert "first.</del>" in page
    assert goodwill.versions.get(number=2).text == "Written by the first."
    again = {**yours, "revision": str(answer.context["forms"].version["revision"].value())}
    assert second.post("/policies/goodwill/draft/", again).status_code == 302
    assert goodwill.versions.get(number=2).text == "Written by the second."


def test_two_clauses_of_one_number_are_refused_and_what_was_typed_stays(
    goodwill: Policy, policy_owner: Account, client_for: Browsers
) -> None:
    browser = client_for(policy_owner)
    browser.post("/policies/goodwill/draft/start/")
    answer = browser.post("/policies/goodwill/draft/", typed(browser, **{"clauses-1-number": "1.1", "text": "Typed."}))
    assert answer.status_code == 422
    assert "two clauses 1.1" in answer.content.decode()
    assert "Typed." in answer.content.decode()


def test_too_soon_a_day_is_explained(goodwill: Policy, policy_owner: Account, client_for: Browsers) -> None:
    browser = client_for(policy_owner)
    browser.post("/policies/goodwill/draft/start/")
    revision = str(goodwill.versions.get(number=2).revision)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    answer = browser.post(
        "/policies/goodwill/draft/publication/", {"revision": revision, "effective_on": today}, follow=True
    )
    assert "promised notice" in answer.content.decode()
    assert not ActivityEntry.objects.filter(subject="policy:goodwill/2", verb="policies.publish_version").exists()


def test_more_clauses_and_versions_need_no_more_queries(
    goodwill: Policy,
    agent: Account,
    client_for: Browsers,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    publish(save(start(goodwill)), "2099-01-01")
    browser = client_for(agent)
    for page in ("/policies/", "/policies/goodwill/", "/policies/told/"):
        with django_assert_max_num_queries(11):
            browser.get(page)
