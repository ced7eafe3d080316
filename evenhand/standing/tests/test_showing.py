"""What a person is shown over time never tells a single answer: each stands in company, whatever is added and taken."""

import datetime
import json
from collections import Counter

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.testing import shared
from evenhand.people.api import Account, actor_for
from evenhand.people.personal import export_of
from evenhand.policies.api import acknowledge, notices_of
from evenhand.standing.api import Cause, Finding, Mark, compute_results, decide_finding, revoke_mark, shown_result
from evenhand.standing.looking import figures_anew
from evenhand.standing.models import StandingResult
from evenhand.standing.rules import keeps_company
from evenhand.standing.testing import Given, answer_about, answers_as_rows
from evenhand.standing.verification import verify
from evenhand.surveys.testing import DAY, HOUR, vote

MONDAY = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
WEEK = 7 * DAY
BATCH = 5


@pytest.mark.parametrize(
    ("shown", "new", "may"),
    [
        ([], range(4), False),
        ([], range(5), True),
        ([], [], True),
        ([range(10)], range(14), False),
        ([range(10)], range(15), True),
        ([range(10)], range(10), True),
        ([range(10)], range(4, 10), False),
        ([range(10)], range(5, 10), True),
        ([range(10)], range(6, 16), False),
        ([range(10), range(5, 15)], [*range(5), *range(10, 15)], True),
        ([range(10), range(5, 15)], [*range(4), *range(10, 15)], False),
        ([range(10), range(5, 15)], range(20, 25), True),
        ([range(3)], range(3), True),
    ],
)
def test_what_comes_and_what_goes_is_five_at_least(shown, new, may) -> None:
    assert keeps_company(shown, new, minimum=BATCH) is may


@given(st.lists(st.sets(st.integers(0, 40)), max_size=12))
def test_however_figures_are_added_and_taken_away_no_fewer_than_five_stand_alone(windows) -> None:
    """Sums of figures are sums over answers that are in exactly the same of them."""
    shown: list[set[int]] = []
    for new in windows:
        if keeps_company(shown, new, minimum=BATCH):
            shown.append(new)
    stood = Counter(tuple(answer in each for each in shown) for answer in set().union(*shown))
    assert all(count >= BATCH for count in stood.values())


@shared
def bound(house_policies, agent: Account) -> Account:
    """An agent who knows every policy."""
    for notice in notices_of(agent.pk):
        acknowledge(notice=notice, actor=actor_for(agent, "test"), now=notice.given_at + HOUR)
    return agent


def asked(agent: Account, choices: list[str], since: datetime.datetime) -> None:
    answers_as_rows(agent, choices, [since + number * 6 * HOUR for number in range(len(choices))])


def computed_until(end: datetime.datetime, team, actor) -> None:
    compute_results(team=team, window_end=end, actor=actor, now=end + HOUR)


@shared
def two_mondays(team, bound, reviewer, actor) -> Account:
    """Somebody with twelve answers up to one Monday, and three more up to the next."""
    asked(bound, ["yes"] * 9 + ["no"] * 3, MONDAY - 12 * DAY)
    computed_until(MONDAY, team, actor(reviewer))
    asked(bound, ["yes"] * 2 + ["no"], MONDAY + DAY)
    computed_until(MONDAY + WEEK, team, actor(reviewer))
    return bound


def test_a_window_that_adds_too_few_waits_and_the_record_says_so(two_mondays, client_for, monkeypatch) -> None:
    now = MONDAY + WEEK + 3 * DAY
    monkeypatch.setattr("evenhand.standing.views.clock", lambda: now)
    assert shown_result(two_mondays.pk, now).answers == 12
    page = client_for(two_mondays).get("/record/").content.decode()
    assert "12 customers were asked about your answers, 12 answered: 9 yes, 3 no" in page
    assert "Newer figures were computed, up to" in page
    assert "at least 5 answers" in page


def test_it_is_shown_once_enough_have_come_and_the_earlier_one_stays_readable(
    two_mondays, team, reviewer, actor, client_for, monkeypatch
) -> None:
    asked(two_mondays, ["yes"] * 2, MONDAY + WEEK + DAY)
    computed_until(MONDAY + 2 * WEEK, team, actor(reviewer))
    now = MONDAY + 2 * WEEK + 3 * DAY
    assert shown_result(two_mondays.pk, now).answers == 17
    monkeypatch.setattr("evenhand.standing.views.clock", lambda: now)
    page = client_for(two_mondays).get("/record/").content.decode()
    assert "Newer figures" not in page
    earlier = page.split('id="earlier"')[1]
    assert "of 12 answers" in earlier
    assert "of 15 answers" not in earlier


def test_the_export_holds_every_result_and_figures_where_they_tell_nobody(two_mondays) -> None:
    exported = export_of(two_mondays, MONDAY + WEEK + 3 * DAY)["standing"]["every_result"]
    newer, older = json.loads(json.dumps(exported, cls=DjangoJSONEncoder))
    assert (older["yes"], older["no"], older["verdict"]) == (9, 3, "not enough evidence")
    assert "single customer" in newer["why_without_figures"]
    assert StandingResult.objects.count() == 2
    assert not {"yes", "no", "fair_share", "verdict", "team_share"} & newer.keys()
    assert newer["inputs_sha256"] != older["inputs_sha256"]


def test_who_could_be_shown_what_is_found_again_though_a_mark_has_told_more_since(team, bound, reviewer, actor) -> None:
    judge = actor(reviewer)
    answer_about(bound, Given(yes=8), since=MONDAY - 12 * DAY, decider=judge)
    computed_until(MONDAY, team, judge)
    answer_about(bound, Given(bare=1), since=MONDAY + DAY, decider=judge)
    computed_until(MONDAY + WEEK, team, judge)
    told_later = {"cause": Cause.AGENT, "words": "The second question was left.", "actor": judge}
    decide_finding(finding=Finding.objects.get(), now=MONDAY + 8 * DAY, **told_later)
    computed_until(MONDAY + 2 * WEEK, team, judge)
    stored = StandingResult.objects.filter(account=bound).order_by("computation__window_end")
    assert list(stored.values_list("may_be_shown", flat=True)) == [True, False, True]
    assert verify() == (3, [])


def test_what_comes_late_belongs_to_the_next_window(team, bound, customer, reviewer, actor) -> None:
    asked(bound, ["yes"] * 8, MONDAY - 12 * DAY)
    [late] = answers_as_rows(bound, [""], [MONDAY - 2 * DAY])
    computed_until(MONDAY, team, actor(reviewer))
    vote(late, "no", at=MONDAY + 2 * DAY)
    again = compute_results(team=team, window_end=MONDAY, actor=actor(reviewer), now=MONDAY + 3 * DAY)
    assert (again.look, again.results.get(account=bound).no) == (1, 0)
    later = compute_results(team=team, window_end=MONDAY + WEEK, actor=actor(reviewer), now=MONDAY + WEEK)
    assert later.results.get(account=bound).no == 1


def test_a_mark_that_falls_changes_what_is_shown_at_once_though_a_later_window_waits(
    team, bound, reviewer, actor
) -> None:
    judge = actor(reviewer)
    answer_about(bound, Given(yes=10, marked=2), since=MONDAY - 12 * DAY, decider=judge)
    computed_until(MONDAY, team, judge)
    asked(bound, ["yes"], MONDAY + DAY)
    computed_until(MONDAY + WEEK, team, judge)
    now = MONDAY + WEEK + 3 * DAY
    assert (shown_result(bound.pk, now).yes, shown_result(bound.pk, now).marks) == (10, 2)
    revoke_mark(mark=Mark.objects.latest("id"), why="Heard, and right.", actor=judge, now=now)
    figures_anew(mark=Mark.objects.latest("id"), actor=judge, now=now)
    assert (shown_result(bound.pk, now).yes, shown_result(bound.pk, now).marks) == (10, 1)


def test_an_answer_that_a_mark_has_told_of_needs_no_company(team, bound, reviewer, actor) -> None:
    judge = actor(reviewer)
    answer_about(bound, Given(yes=8), since=MONDAY - 12 * DAY, decider=judge)
    computed_until(MONDAY, team, judge)
    answer_about(bound, Given(marked=1), since=MONDAY + DAY, decider=judge)
    computed_until(MONDAY + WEEK, team, judge)
    assert shown_result(bound.pk, MONDAY + WEEK + 3 * DAY).marks == 1


def test_the_lead_reads_why_newer_figures_cannot_count_yet(two_mondays, lead, client_for, monkeypatch) -> None:
    monkeypatch.setattr("evenhand.growth.views.clock", lambda: MONDAY + WEEK + 3 * DAY)
    page = client_for(lead).get(f"/growth/people/{two_mondays.pk}/").content.decode()
    assert "Newer figures were computed, up to" in page
    monkeypatch.setattr("evenhand.growth.views.clock", lambda: MONDAY + 3 * DAY)
    assert "Newer figures" not in client_for(lead).get(f"/growth/people/{two_mondays.pk}/").content.decode()
