"""What rules do by luck: the exact sums against simulation, and both against figures worked out elsewhere."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.fairness.luck import Outcome, Team, exact_outcome, outcomes, simulate
from evenhand.fairness.naming import BeyondDoubt, BeyondFunnel, LowestShare, Running

TEAM = Team(people=100, fewest_answers=40, most_answers=40, mean=0.15, sd=0.05)


def of_size(answers: int, sd: float) -> Team:
    return replace(TEAM, fewest_answers=answers, most_answers=answers, sd=sd)


class Known(NamedTuple):
    """A row of the project's earlier simulation: 100 people, mean 15 %, the lower 15 % named, rounded as printed.

    There, the fifteen of each team with the highest true shares are the truly worst.
    """

    answers: int
    sd: float
    reliability: float
    truly_worst: float  # of those named
    better_than_median: float  # of those named
    twice_running: float
    twice_wrongly: float
    at_the_cut: float  # people at or above it, ties counted


KNOWN = [
    Known(20, 0.05, 0.29, 0.41, 0.16, 4.2, 1.4, 20.6),
    Known(40, 0.05, 0.44, 0.51, 0.09, 5.5, 1.3, 18.6),
    Known(100, 0.05, 0.67, 0.63, 0.02, 7.6, 1.1, 16.7),
    Known(400, 0.05, 0.89, 0.79, 0.00, 10.7, 0.7, 15.5),
    Known(40, 0.03, 0.22, 0.37, 0.20, 3.7, 1.4, 19.4),
    Known(40, 0.00, 0.00, 0.15, 0.50, 2.2, 1.9, 20.7),
]


@pytest.mark.parametrize("known", KNOWN)
def test_the_lower_fifteen_percent_rule_does_what_the_known_table_says(known: Known) -> None:
    team, random, teams = of_size(known.answers, known.sd), np.random.default_rng(11), 3000
    truth = team.true_shares(random, teams)
    no = random.binomial(known.answers, truth, (2, *truth.shape)).astype(float)
    size = np.full_like(no, known.answers)
    rank = (-truth - 1e-12 * random.random(truth.shape)).argsort(axis=1).argsort(axis=1)

    once = LowestShare().named(no[:1], size[:1], random)
    running = Running(LowestShare()).named(no, size, random)

    def about(value: float, *, digit: float, deviation: float) -> object:
        """Half a unit of the last printed digit, and two Monte Carlo errors of a table made with a thousand teams."""
        return pytest.approx(value, abs=digit / 2 + 2 * deviation / np.sqrt(1000))

    assert team.reliability == pytest.approx(known.reliability, abs=0.005)
    assert (once.sum(axis=1) == 15).all()
    assert (once & (rank < 15)).sum() / once.sum() == about(known.truly_worst, digit=0.01, deviation=0.12)
    assert (once & (rank >= 50)).sum() / once.sum() == about(known.better_than_median, digit=0.01, deviation=0.12)
    assert running.sum(axis=1).mean() == about(known.twice_running, digit=0.1, deviation=1.7)
    assert (running & (rank >= 15)).sum(axis=1).mean() == about(known.twice_wrongly, digit=0.1, deviation=1.2)
    cut = np.sort(no[0], axis=1)[:, [-15]]
    assert (no[0] >= cut).sum(axis=1).mean() == about(known.at_the_cut, digit=0.1, deviation=3.5)


def test_where_all_are_equal_luck_alone_brings_people_to_a_final_warning() -> None:
    """Fifteen of a hundred each time, so 15 x 15/100 of them twice running; and every one of them wrongly."""
    once, running = outcomes([LowestShare(), Running(LowestShare())], of_size(40, 0.0), teams=3000, seed=12)

    assert once.named.value == pytest.approx(15)
    assert once.wrong_share == pytest.approx(1)
    assert running.named.value == pytest.approx(2.25, abs=4 * running.named.error)
    assert running.wrong_share == 1
    assert running.missed_share is None


FIELDS = ("named", "wrongly", "better_than_middle", "missed", "nobody_named")


def assert_alike(exact: Outcome | None, simulated: Outcome) -> None:
    assert exact is not None
    assert exact.teams == 0
    for field in FIELDS:
        seen = getattr(simulated, field)
        assert getattr(exact, field).value == pytest.approx(seen.value, abs=4.5 * seen.error + 1e-9), field


@pytest.mark.slow
@pytest.mark.parametrize("rule", [LowestShare(), LowestShare(0.3), BeyondFunnel(target=0.15)])
@pytest.mark.parametrize(
    "team",
    [
        TEAM,
        of_size(40, 0.0),
        Team(people=7, fewest_answers=5, most_answers=60, mean=0.2, sd=0.1),
        Team(people=3, fewest_answers=1, most_answers=4, mean=0.5, sd=0.2),
    ],
)
def test_exact_sums_agree_with_simulation(rule, team: Team) -> None:
    [simulated] = simulate([rule], team, teams=4000, seed=13)

    assert_alike(exact_outcome(rule, team), simulated)


def test_rules_without_a_formula_are_simulated() -> None:
    assert exact_outcome(Running(LowestShare()), TEAM) is None
    assert exact_outcome(BeyondFunnel(), TEAM) is None
    assert exact_outcome(LowestShare(minimum_answers=20), replace(TEAM, fewest_answers=10)) is None


def test_a_minimum_of_answers_spares_those_who_have_fewer() -> None:
    random = np.random.default_rng(1)
    answers = np.array([[5.0, 40, 40, 40, 40, 40, 40]])
    no = np.array([[[5.0, 8, 6, 6, 6, 6, 6]]])

    named = LowestShare(0.2, minimum_answers=20).named(no, answers[None], random)

    assert named.tolist() == [[False, True, False, False, False, False, False]]


@pytest.mark.parametrize(("people", "places"), [(0, 0), (1, 0), (6, 0), (7, 1), (13, 1), (14, 2), (20, 3), (100, 15)])
def test_a_share_never_names_more_than_fit_into_it(people: int, places: int) -> None:
    assert LowestShare().places(np.array(people)) == places


def test_ties_are_decided_by_lot_and_not_by_order() -> None:
    answers = np.full((1, 3000, 10), 20.0)
    named = LowestShare(0.1).named(np.full_like(answers, 3), answers, np.random.default_rng(3))

    assert (named.sum(axis=1) == 1).all()
    assert named.mean(axis=0) == pytest.approx(np.full(10, 0.1), abs=4 * np.sqrt(0.09 / 3000))


@settings(max_examples=25)
@given(st.integers(1, 30), st.integers(1, 12), st.floats(0.02, 0.9), st.floats(0.01, 0.6), st.floats(0.05, 0.6))
def test_exact_figures_are_consistent(people: int, answers: int, mean: float, part: float, share: float) -> None:
    team = Team(people, answers, answers, mean, part * np.sqrt(mean * (1 - mean)), share)
    rule = LowestShare(share)
    outcome = exact_outcome(rule, team)

    assert outcome is not None
    assert outcome.named.value == pytest.approx(int(rule.places(np.array(people))), abs=1e-6)
    found = outcome.named.value - outcome.wrongly.value
    assert found + outcome.missed.value == pytest.approx(outcome.truly_worst, abs=1e-6)
    assert -1e-9 <= outcome.wrongly.value <= outcome.named.value + 1e-9


def test_the_same_seed_gives_the_same_figures() -> None:
    once, again = (simulate([Running(LowestShare())], TEAM, teams=120, seed=4) for _ in range(2))

    assert once == again


def test_progress_counts_all_teams() -> None:
    seen: list[int] = []

    simulate([BeyondFunnel()], TEAM, teams=120, progress=seen.append)

    assert sum(seen) == 120


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"people": 0}, "at least one person"),
        ({"fewest_answers": 50}, "the fewest no more than the most"),
        ({"mean": 1.0}, "between 0 and 1"),
        ({"sd": 0.4}, "cannot have a standard deviation"),
    ],
)
def test_impossible_teams_are_refused(change: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(TEAM, **change)


@pytest.mark.slow
@pytest.mark.parametrize("sd", [0.0, 0.05])
def test_our_rule_names_few_wrongly_where_the_customary_one_names_many(sd: float) -> None:
    ours, bare = outcomes([BeyondDoubt(), LowestShare()], of_size(60, sd), teams=100, seed=14)

    assert bare.wrong_share is not None
    assert bare.wrong_share > 0.4
    assert ours.wrongly.value <= 0.1 * ours.named.value + 3 * ours.wrongly.error + 0.1
