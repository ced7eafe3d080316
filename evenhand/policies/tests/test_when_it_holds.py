"""From which moment a version decides, on the clock of the site, and what an earlier order keeps of its promise."""

import dataclasses
import datetime

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from evenhand.core.api import environment, system
from evenhand.policies import actions, api
from evenhand.policies.models import Policy, PolicyVersion
from evenhand.policies.queries import words_of
from evenhand.policies.rules import Parameter
from evenhand.policies.wording import ClauseWords, VersionWords

TEST = system("test")
SINCE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
DRAFTED = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
NOON = datetime.time(12, 0)
SECOND = datetime.timedelta(seconds=1)
KEEPS = ClauseWords("9", "Kept", "Text.", "credit.goodwill", "keep", "ordered_before_version", "It was promised.")

pytestmark = pytest.mark.django_db


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site stands in Berlin: in 2026 summer time begins on 29 March at 2 o'clock and ends on 25 October at 3."""
    there = environment().model_copy(update={"time_zone": "Europe/Berlin"})
    for place in ("evenhand.policies.actions.environment", "evenhand.core.clock.environment"):
        monkeypatch.setattr(place, lambda: there)


def up_to(limit: int, *more: ClauseWords) -> VersionWords:
    """Credits up to `limit` are allowed."""
    allows = ClauseWords("1", "Credit", "Text.", "credit.goodwill", "allow", "amount_minor <= limit_minor", "Gladly.")
    return VersionWords("Text.", (Parameter("limit_minor", limit, "", "The most."),), (allows, *more))


@pytest.fixture
def policy() -> Policy:
    """Version 1 allows credits up to 10, since the new year."""
    actions.install_policy(
        key="trial",
        title="Trial",
        purpose="For a test.",
        audiences=["agents"],
        words=up_to(10),
        notice_days=0,
        needs_acknowledgement=False,
        owner=None,
        actor=TEST,
        now=SINCE,
    )
    return Policy.objects.get(key="trial")


def publish(policy: Policy, words: VersionWords, on: str, at: datetime.time = NOON) -> PolicyVersion:
    draft = actions.start_draft(policy=policy, actor=TEST, now=DRAFTED)
    draft = actions.save_draft(
        draft=draft,
        words=words,
        changes="",
        notice_days=0,
        needs_acknowledgement=False,
        revision=draft.revision,
        actor=TEST,
        now=DRAFTED,
    )
    return actions.publish_version(
        draft=draft,
        revision=draft.revision,
        effective_on=datetime.date.fromisoformat(on),
        effective_at=at,
        actor=TEST,
        now=DRAFTED,
    )


def verdict(at: datetime.datetime, amount: int = 10, ordered_at: datetime.datetime | None = None) -> str:
    return api.decide("trial", "credit.goodwill", {"amount_minor": amount}, at, ordered_at).verdict.value


@pytest.mark.parametrize(
    ("on", "at", "begins"),
    [
        pytest.param("2026-03-20", NOON, "2026-03-20T11:00", id="in winter"),
        pytest.param("2026-07-20", NOON, "2026-07-20T10:00", id="in summer"),
        pytest.param("2026-03-28", NOON, "2026-03-28T11:00", id="the day before the clocks go forward"),
        pytest.param("2026-03-29", NOON, "2026-03-29T10:00", id="the day on which they do"),
        pytest.param("2026-03-29", datetime.time(2, 30), "2026-03-29T01:30", id="at a time that this day has not"),
        pytest.param("2026-10-25", NOON, "2026-10-25T11:00", id="the day on which they go back"),
        pytest.param("2026-10-25", datetime.time(2, 30), "2026-10-25T00:30", id="at a time that this day has twice"),
    ],
)
def test_a_version_decides_from_its_time_on_the_sites_clock(
    berlin: None, policy: Policy, on: str, at: datetime.time, begins: str
) -> None:
    publish(policy, up_to(5), on, at)
    moment = datetime.datetime.fromisoformat(begins).replace(tzinfo=datetime.UTC)
    assert verdict(moment - SECOND) == "allowed"
    assert verdict(moment) == "not_allowed"
    assert api.decide("trial", "credit.goodwill", {"amount_minor": 1}, moment).version.number == 2


def test_a_decision_that_was_made_stays_as_it_was_made(policy: Policy) -> None:
    at = datetime.datetime(2026, 3, 20, 11, 59, tzinfo=datetime.UTC)
    before = api.decide("trial", "credit.goodwill", {"amount_minor": 10}, at)
    publish(policy, up_to(5), "2026-03-20")
    assert api.decide("trial", "credit.goodwill", {"amount_minor": 10}, at) == before


ORDERED = datetime.datetime(2026, 3, 20, 11, 59, 59, tzinfo=datetime.UTC)
LATER = datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)


def test_an_order_placed_before_keeps_what_it_was_promised(policy: Policy) -> None:
    publish(policy, up_to(5, KEEPS), "2026-03-20")
    kept = api.decide("trial", "credit.goodwill", {"amount_minor": 10}, LATER, ORDERED)
    assert (kept.verdict, kept.version.number) == ("allowed", 1)
    assert kept.reasons == ("It was promised.", "Gladly.")
    assert [clause.number for clause in kept.clauses] == ["1"]
    assert verdict(LATER, ordered_at=ORDERED + SECOND) == "not_allowed"
    assert verdict(LATER, ordered_at=None) == "not_allowed"


def test_the_facts_of_a_decision_say_whether_the_order_came_before(policy: Policy) -> None:
    publish(policy, up_to(5, KEEPS), "2026-03-20")
    told = [
        api.decide("trial", "credit.goodwill", {"amount_minor": 1}, LATER, at).facts["ordered_before_version"]
        for at in (ORDERED, ORDERED + SECOND, None)
    ]
    assert told == [True, False, False]


def test_without_such_a_clause_the_version_in_force_decides_alone(policy: Policy) -> None:
    publish(policy, up_to(5), "2026-03-20")
    assert verdict(LATER, ordered_at=ORDERED) == "not_allowed"


def test_what_became_kinder_since_is_kinder_for_earlier_orders_too(policy: Policy) -> None:
    publish(policy, up_to(20, KEEPS), "2026-03-20")
    found = api.decide("trial", "credit.goodwill", {"amount_minor": 20}, LATER, ORDERED)
    assert (found.verdict, found.version.number) == ("allowed", 2)


def test_a_clause_may_keep_the_promise_for_some_questions_only(policy: Policy) -> None:
    for_others = dataclasses.replace(KEEPS, questions="refund.lost")
    publish(policy, up_to(5, for_others), "2026-03-20")
    assert verdict(LATER, ordered_at=ORDERED) == "not_allowed"


def test_an_order_older_than_the_first_version_is_judged_by_the_one_in_force(policy: Policy) -> None:
    publish(policy, up_to(5, KEEPS), "2026-03-20")
    assert verdict(LATER, ordered_at=SINCE - SECOND) == "not_allowed"


def test_a_version_between_is_the_one_that_was_promised(policy: Policy) -> None:
    publish(policy, up_to(7), "2026-03-10")
    publish(policy, up_to(5, KEEPS), "2026-03-20")
    assert verdict(LATER, amount=7, ordered_at=ORDERED) == "allowed"
    assert verdict(LATER, amount=8, ordered_at=ORDERED) == "not_allowed"


def test_keeping_a_promise_takes_no_query_more(
    policy: Policy, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(policy, up_to(5, KEEPS), "2026-03-20")
    verdict(LATER, ordered_at=ORDERED)
    with django_assert_num_queries(1, connection=connection):
        verdict(LATER, ordered_at=ORDERED)


def test_a_draft_of_such_a_clause_is_read_back_as_it_was_written(policy: Policy) -> None:
    published = publish(policy, up_to(5, KEEPS), "2026-03-20")
    assert words_of(published).clauses[-1] == KEEPS
