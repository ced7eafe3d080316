"""What the unexplained are about, how it enters the figures where a policy says so, and what is recomputed."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from evenhand.core.testing import shared
from evenhand.people.api import actor_for
from evenhand.policies.api import Policy, acknowledge, notices_of, parameters
from evenhand.policies.rules import Parameter, Parameters
from evenhand.standing import policy as standing_policy
from evenhand.standing.api import Mark, compute_results, contest_mark, revoke_mark
from evenhand.standing.computing import METHOD, METHOD_WEIGHED, last_review
from evenhand.standing.testing import Given, answer_about
from evenhand.standing.unexplained import explained_by
from evenhand.standing.verification import verify
from evenhand.surveys.api import Window, answers
from evenhand.surveys.testing import DAY, HOUR, MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]
END = MONDAY + 28 * DAY
WINDOW = Window(MONDAY - DAY, END)


@shared
def told(agent, second_agent, reviewer, team, lead):
    """Answers about two agents: 6 marks and 4 of the carrier's explained, 10 unexplained."""
    for each in (agent, second_agent):
        for notice in notices_of(each.pk):
            acknowledge(notice=notice, actor=actor_for(each, "test"), now=notice.given_at + HOUR)
    judge = actor_for(reviewer, "test")
    answer_about(agent, Given(yes=20, marked=4, carrier=3, bare=7), since=MONDAY, decider=judge)
    answer_about(second_agent, Given(yes=25, marked=2, carrier=1, bare=3), since=MONDAY, decider=judge)
    return judge


def switched(monkeypatch, **values) -> None:
    """The policy on standing with other figures."""

    def changed(policy: str, at: datetime.datetime) -> Parameters:
        found = parameters(policy, at)
        own = {name: Parameter(name, value) for name, value in values.items()}
        return Parameters(found.version, {**found.by_name, **own})

    monkeypatch.setattr(standing_policy, "parameters", changed)


def test_explained_unexplained_and_pending_are_kept_apart(told) -> None:
    found = explained_by(answers(WINDOW), prior=1)
    assert (found.explained_count, len(found.unexplained), found.pending) == (10, 10, 0)
    agent = next(share for share in found.shares if share.cause == "agent")
    assert agent.share == pytest.approx((6 + 1 / 7) / 11)
    assert agent.low < agent.share < agent.high
    low, like, high = (expected for _ratio, expected in found.tilts)
    assert low < like < high
    assert like == pytest.approx(10 * agent.share)


def test_a_cause_that_fell_or_is_contested_explains_nothing_of_the_others(told, agent) -> None:
    fallen, contested, *_rest = Mark.objects.filter(account=agent).order_by("id")
    revoke_mark(mark=fallen, why="It was the system.", actor=told, now=END)
    contest_mark(mark=contested, words="I answered it all.", actor=actor_for(agent, "test"), now=END)
    found = explained_by(answers(WINDOW), prior=1)
    assert (found.explained_count, len(found.unexplained), found.pending) == (8, 10, 2)
    agents = next(share for share in found.shares if share.cause == "agent")
    assert agents.share == pytest.approx((4 + 1 / 7) / 9)


def test_switched_off_nothing_of_it_enters_any_figure(told, team) -> None:
    computation = compute_results(team=team, window_end=END, actor=told, now=END)
    assert "unexplained" not in computation.inputs
    assert computation.method_version == METHOD
    assert computation.peer_share == pytest.approx(6 / 51)


def test_switched_on_it_enters_with_its_weight_and_widens_the_range(told, team, agent, monkeypatch) -> None:
    plain = compute_results(team=team, window_end=END, actor=told, now=END)
    switched(monkeypatch, weigh_unexplained=True)
    weighed = compute_results(team=team, window_end=END, actor=told, now=END + HOUR)
    weight = (6 + 1 / 7) / 11
    assert weighed.method_version == METHOD_WEIGHED
    assert {each["weight"] for each in weighed.inputs["unexplained"]} == {weight}
    assert weighed.peer_share == pytest.approx((6 + 10 * weight) / (51 + 10 * weight))
    before, after = plain.results.get(account=agent), weighed.results.get(account=agent)
    assert (before.marks, after.marks) == (4, 4), "a guess is no mark"
    assert after.fair_share > before.fair_share
    assert after.high - after.low > before.high - before.low
    assert verify()[1] == []


def test_nobody_is_named_by_weights_alone(team, agent, second_agent, told, monkeypatch) -> None:
    answer_about(agent, Given(bare=60), since=MONDAY + 12 * DAY, decider=told)
    plain = compute_results(team=team, window_end=END, actor=told, now=END)
    assert plain.results.get(account=agent).verdict != "clearly worse"
    switched(monkeypatch, weigh_unexplained=True)
    weighed = compute_results(team=team, window_end=END, actor=told, now=END)
    assert weighed.results.get(account=agent).fair_share > 0.3
    assert weighed.results.get(account=agent).verdict != "clearly worse"


def test_review_dates_come_from_the_policy(monkeypatch) -> None:
    assert last_review(MONDAY + 3 * DAY) == MONDAY.replace(hour=0)
    switched(monkeypatch, review_every_weeks=4)
    dates = {last_review(MONDAY + days * DAY) for days in range(56)}
    assert len(dates) == 3
    assert all((later - earlier).days == 28 for earlier, later in zip(sorted(dates), sorted(dates)[1:], strict=False))


def test_every_result_of_a_past_day_is_computed_again_bit_for_bit(told, team) -> None:
    compute_results(team=team, window_end=END, actor=told, now=END)
    out = StringIO()
    call_command("verify_standing", "--day", END.date().isoformat(), stdout=out)
    assert "1 computations computed again" in out.getvalue()
    assert verify((END + DAY).date()) == (0, [])


def test_what_an_earlier_method_computed_is_said_apart_and_is_no_tampering(told, team, monkeypatch) -> None:
    monkeypatch.setattr("evenhand.standing.computing.METHOD", "evenhand 0")
    compute_results(team=team, window_end=END, actor=told, now=END)
    out, problems = StringIO(), StringIO()
    call_command("verify_standing", stdout=out, stderr=problems)
    assert "0 computations computed again" in out.getvalue()
    assert "1 more are of an earlier method" in out.getvalue()
    assert "computed by “evenhand 0”" in problems.getvalue()


TAMPERINGS = [
    ("UPDATE standing_standingresult SET fair_share = fair_share + 0.0000000000001", "fair_share"),
    ("UPDATE standing_standingresult SET verdict = 'clearly worse'", "verdict"),
    ("UPDATE standing_standingresult SET may_be_shown = NOT may_be_shown", "may_be_shown"),
    ("UPDATE standing_computation SET peer_share = 0.5", "peers' share"),
    ("UPDATE standing_computation SET inputs_sha256 = 'another'", "not those whose hash"),
    ("DELETE FROM standing_standingresult WHERE id = (SELECT MIN(id) FROM standing_standingresult)", "missing"),
]


@pytest.mark.parametrize(("tampering", "told_of"), TAMPERINGS)
def test_a_tampered_row_is_found(told, team, tampering: str, told_of: str) -> None:
    compute_results(team=team, window_end=END, actor=told, now=END)
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(tampering)
    problems = StringIO()
    with pytest.raises(CommandError, match="differences in 1 computations"):
        call_command("verify_standing", stderr=problems, stdout=StringIO())
    assert told_of in problems.getvalue()


class without_triggers:  # noqa: N801 - reads as words in `with`
    """What somebody with the database in hand could do."""

    tables = ("standing_computation", "standing_standingresult")

    def __enter__(self) -> None:
        self.run("ALTER TABLE {0} DISABLE TRIGGER USER", "DROP TRIGGER {0}_never_changes")

    def __exit__(self, *_: object) -> None:
        if connection.vendor == "postgresql":
            self.run("ALTER TABLE {0} ENABLE TRIGGER USER", "")

    def run(self, on_postgresql: str, on_sqlite: str) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may be pending when triggers are switched
            for table in self.tables:
                cursor.execute((on_postgresql if connection.vendor == "postgresql" else on_sqlite).format(table))


def test_the_pages_say_what_is_on_and_what_a_policy_brings_about(told, team, agent, lead, customer, client_for) -> None:
    page = client_for(lead).get("/standing/causes/unexplained/")
    assert page.status_code == 200
    assert client_for(agent).get("/standing/causes/unexplained/").status_code == 404
    board = client_for(agent).get("/standing/policies/").content.decode()
    for policy in Policy.objects.all():
        assert policy.title in board
    assert client_for(customer).get("/standing/policies/").status_code == 404
