"""decide(): verdict, clauses, reasons and version, at the door of the room."""

import datetime
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import DjangoAssertNumQueries

from evenhand.core.api import system
from evenhand.policies import api, decisions
from evenhand.policies.actions import install_policy
from evenhand.policies.rules import Parameter
from evenhand.policies.wording import ClauseWords, VersionWords

NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
CLAUSE = {"title": "A clause", "text": "Some text."}


def lost_parcel(**changes: Any) -> dict[str, Any]:
    """The facts of a parcel that is lost beyond doubt, changed as told."""
    return {
        "amount_minor": 4_999,
        "currency": "USD",
        "order_total_minor": 4_999,
        "refundable_minor": 4_999,
        "already_refunded": False,
        "partly_refunded": False,
        "replacement_given": False,
        "chargeback_open": False,
        "claim_age_days": 5,
        "country": "US",
        "days_since_last_scan": 9,
        "days_after_promise": 5,
        "stock_available": True,
        **changes,
    }


def install(*clauses: ClauseWords, parameters: tuple[Parameter, ...] = (), key: str = "trial") -> None:
    """A policy with these clauses, in force since a day."""
    install_policy(
        key=key,
        title="Trial",
        purpose="For a test.",
        audiences=["agents"],
        words=VersionWords("Text.", parameters, clauses),
        notice_days=0,
        needs_acknowledgement=False,
        owner=None,
        actor=system("test"),
        now=NOW - datetime.timedelta(days=1),
    )


def clause(number: str, effect: str, condition: str = "", reason: str = "Because.") -> ClauseWords:
    """A clause that decides `credit.goodwill`."""
    return ClauseWords(number, "A clause", "Text.", "credit.goodwill", effect, condition, reason)


def ask(**facts: Any) -> api.Decision:
    return api.decide("trial", "credit.goodwill", facts, NOW)


def test_a_lost_parcel_is_refunded_at_once_with_its_clause_and_words(house_policies: datetime.datetime) -> None:
    decision = api.decide("refunds-and-claims", "refund.lost", lost_parcel(), NOW)
    assert decision.verdict is api.Verdict.ALLOWED
    assert [str(clause) for clause in decision.clauses] == ["2.1 Lost on the way"]
    assert "5 days ago and has not been seen for 9 days" in decision.reasons[0]
    assert str(decision.version) == "Refunds and claims, version 1"
    assert decision.facts["amount_minor"] == 4_999


@pytest.mark.parametrize(
    ("question", "changes", "verdict", "clause"),
    [
        ("refund.lost", {"days_after_promise": 3, "days_since_last_scan": 3}, "allowed", "2.1"),
        ("refund.lost", {"days_after_promise": 2}, "not_allowed", None),
        ("refund.lost", {"days_since_last_scan": 2}, "not_allowed", None),
        ("refund.lost", {"replacement_given": True}, "not_allowed", "6.1"),
        ("replacement.lost", {"already_refunded": True}, "not_allowed", "6.1"),
        ("replacement.lost", {"stock_available": False}, "not_allowed", "6.4"),
        ("refund.lost", {"stock_available": False}, "allowed", "2.1"),
        ("refund.lost", {"chargeback_open": True}, "not_allowed", "6.3"),
        ("refund.lost", {"amount_minor": 5_000}, "not_allowed", "6.2"),
        ("refund.lost", {"amount_minor": 20_000, "refundable_minor": 30_000}, "allowed", "2.1"),
        ("refund.lost", {"amount_minor": 20_001, "refundable_minor": 30_000}, "needs_approval", "7.1"),
        ("refund.lost", {"claim_age_days": 90}, "allowed", "2.1"),
        ("refund.lost", {"claim_age_days": 91}, "needs_approval", "7.2"),
        ("refund.lost", {"currency": "EUR"}, "needs_approval", "7.3"),
        ("refund.not_received", {"days_since_delivery_scan": 1}, "allowed", "3.1"),
        ("refund.not_received", {"days_since_delivery_scan": 0}, "not_allowed", None),
        ("replacement.damaged", {"days_since_delivery": 2}, "allowed", "4.1"),
        ("refund.late", {"days_late": 1, "shipping_paid_minor": 4_999}, "allowed", "5.1"),
        ("refund.late", {"days_late": 1, "shipping_paid_minor": 500}, "not_allowed", None),
    ],
)
def test_the_house_rules_on_claims(
    house_policies: datetime.datetime, question: str, changes: dict[str, Any], verdict: str, clause: str | None
) -> None:
    decision = api.decide("refunds-and-claims", question, lost_parcel(**changes), NOW)
    assert decision.verdict == verdict
    assert (decision.clauses[-1].number if decision.clauses else None) == clause
    assert decision.reasons
    assert all("{" not in reason for reason in decision.reasons)


@pytest.mark.parametrize(
    ("amount", "is_lead", "given", "verdict"),
    [
        (2_500, False, 0, "allowed"),
        (2_501, False, 0, "needs_approval"),
        (2_501, True, 0, "allowed"),
        (10_000, True, 0, "allowed"),
        (10_001, True, 0, "not_allowed"),
        (0, False, 0, "not_allowed"),
        (1_000, False, 9_000, "allowed"),
        (1_000, False, 9_001, "needs_approval"),
    ],
)
def test_the_house_rules_on_goodwill(
    house_policies: datetime.datetime, amount: int, is_lead: bool, given: int, verdict: str
) -> None:
    facts = {
        "amount_minor": amount,
        "currency": "USD",
        "actor_is_lead": is_lead,
        "given_this_year_minor": given,
        "earlier_failures": 1,
        "asked_by_customer": False,
        "failure_is_seen": False,
    }
    assert api.decide("goodwill", "credit.goodwill", facts, NOW).verdict == verdict


@pytest.mark.django_db
def test_the_strictest_clause_that_is_true_decides() -> None:
    install(
        clause("1", "allow"), clause("2", "needs_approval", "amount_minor > 10"), clause("3", "refuse", "actor_is_lead")
    )
    assert ask(amount_minor=5, actor_is_lead=False).verdict == "allowed"
    assert ask(amount_minor=11, actor_is_lead=False).verdict == "needs_approval"
    refused = ask(amount_minor=11, actor_is_lead=True)
    assert refused.verdict == "not_allowed"
    assert [each.number for each in refused.clauses] == ["3"]


@pytest.mark.django_db
def test_what_no_clause_allows_is_not_allowed_and_says_so() -> None:
    install(clause("1", "allow", "actor_is_lead"), clause("2", "needs_approval"))
    decision = ask(actor_is_lead=False)
    assert decision.verdict == "not_allowed"
    assert decision.clauses == ()
    assert decision.reasons == ("No clause of “Trial, version 1” covers this as things stand.",)
    assert api.decide("trial", "refund.lost", {}, NOW).verdict == "not_allowed"


@pytest.mark.django_db
@pytest.mark.parametrize("facts", [{}, {"given_this_year_minor": None}])
def test_a_missing_fact_never_allows_and_is_named_in_plain_words(facts: dict[str, Any]) -> None:
    install(clause("1", "allow"), clause("2", "refuse", "given_this_year_minor > 100"))
    decision = ask(**facts)
    assert decision.verdict == "needs_approval"
    assert "goodwill this customer had in the last 365 days" in decision.reasons[0]


@pytest.mark.django_db
def test_a_fact_of_the_wrong_kind_never_allows() -> None:
    install(clause("1.1", "allow", "amount_minor > 100"))
    decision = ask(amount_minor="much")
    assert decision.verdict == "needs_approval"
    assert "1.1 A clause" in decision.reasons[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "condition",
    [
        "earlier_failures > 9 || amount_minor <= [1000, 2500][earlier_failures]",
        "earlier_failures > 9 || amount_minor <= {0: 1000}[earlier_failures]",
        "earlier_failures > 9 || amount_minor / (earlier_failures - 3) > 0",
        "earlier_failures > 9 || amount_minor * (earlier_failures * 9000000000000000000) > 0",
        "earlier_failures > 9 || earlier_failures == 0 || currency.matches('(')",
    ],
    ids=["beyond a list", "not in a map", "divided by nothing", "too large", "no pattern"],
)
def test_what_fails_only_on_some_facts_never_allows_and_a_person_decides(condition: str) -> None:
    install(clause("1", "allow", condition))
    decision = ask(amount_minor=1000, earlier_failures=3, currency="USD")
    assert decision.needs_approval
    assert decision.reasons == (
        "The condition of 1 A clause could not be judged. So a second person has a look first.",
    )


@pytest.mark.django_db
def test_a_clause_that_is_true_and_refuses_outweighs_what_is_not_known() -> None:
    install(clause("1", "allow", "amount_minor < 5"), clause("2", "refuse", "actor_is_lead"))
    assert ask(actor_is_lead=True).verdict == "not_allowed"


@pytest.mark.django_db
def test_money_is_said_with_its_own_currency() -> None:
    limits = (Parameter("limit_minor", 2_500, "", "A limit."), Parameter("limits_currency", "USD", "", "Its currency."))
    install(clause("1", "allow", reason="{amount_minor} of {limit_minor}, {actor_is_lead}"), parameters=limits)
    assert ask(amount_minor=1_050, currency="EUR", actor_is_lead=True).reasons == ("€10.50 of $25.00, yes",)


@pytest.mark.django_db
def test_before_the_first_version_nothing_is_decided() -> None:
    install(clause("1", "allow"))
    with pytest.raises(api.NoVersionInForce, match="load_policies"):
        api.decide("trial", "credit.goodwill", {}, NOW - datetime.timedelta(days=2))


@pytest.mark.django_db
def test_a_decision_takes_two_queries_the_first_time_and_one_then(
    django_assert_max_num_queries: DjangoAssertNumQueries, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    install(clause("1", "allow", "amount_minor < 7"))
    decisions._content_sealed.cache_clear()
    with django_assert_max_num_queries(2):
        ask(amount_minor=1)
    with django_assert_num_queries(1):
        assert ask(amount_minor=8).verdict == "not_allowed"
    with django_assert_num_queries(1):
        api.parameters("trial", NOW)


@pytest.mark.django_db
def test_parameters_are_asked_by_name_and_kind() -> None:
    rows = (Parameter("days", 3, "days", "How long."), Parameter("is_on", False, "", "Whether."))
    install(clause("1", "allow"), parameters=rows)
    found = api.parameters("trial", NOW)
    assert found.integer("days") == 3
    assert found.fraction("days") == 0.03
    assert found.switch("is_on") is False
    assert found.by_name["days"].explanation == "How long."
    with pytest.raises(KeyError, match="Trial, version 1 has no parameter 'weeks'"):
        found.integer("weeks")
    with pytest.raises(TypeError, match="not a whole number"):
        found.integer("is_on")


@pytest.mark.django_db
@pytest.mark.usefixtures("house_policies")
def test_a_page_that_is_looked_at_asks_once_which_version_holds(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    decisions.memo.begin(environ={"REQUEST_METHOD": "GET"})
    try:
        with django_assert_num_queries(1):
            assert api.version_in_force("goodwill", NOW) == api.version_in_force("goodwill", NOW)
    finally:
        decisions.memo.end()
    with django_assert_num_queries(2):
        assert api.version_in_force("goodwill", NOW) == api.version_in_force("goodwill", NOW)


def asked_three_times(request: HttpRequest) -> HttpResponse:
    """A page that asks of two policies, one of them twice."""
    versions = [api.version_in_force(policy, NOW) for policy in ("goodwill", "conduct", "goodwill")]
    return HttpResponse(", ".join(map(str, versions)))


urlpatterns = [path("asked/", asked_three_times)]


@pytest.mark.django_db
@pytest.mark.usefixtures("house_policies")
@pytest.mark.urls(__name__)
def test_each_request_begins_and_ends_what_is_remembered(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        looked_at = client.get("/asked/").content
    assert looked_at.count(b"version 1") == 3
    with django_assert_num_queries(1):
        assert client.get("/asked/").content == looked_at  # nothing is left of the page before
    with django_assert_num_queries(3):
        assert client.post("/asked/").content == looked_at
    client.get("/asked/")
    with django_assert_num_queries(2):
        assert api.version_in_force("goodwill", NOW) == api.version_in_force("goodwill", NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("house_policies")
def test_a_page_that_may_publish_asks_anew(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    decisions.memo.begin(environ={"REQUEST_METHOD": "POST"})
    try:
        with django_assert_num_queries(2):
            assert api.version_in_force("goodwill", NOW) == api.version_in_force("goodwill", NOW)
    finally:
        decisions.memo.end()
