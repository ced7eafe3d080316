"""Small teams with few answers: fair share, interval and chances come from one posterior and cannot part ways."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.fairness.api import Standing, Tallies, stand

SPREADS = ["normal", "beta", "flexible"]
SPARSE = {"Tom": (25, 12), "Ida": (27, 0), "Nil": (13, 0), "Amy": (3, 0), "Bo": (3, 0), "Cem": (4, 0), "Dee": (1, 0)}
ROWS = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from("xyz"), st.sampled_from("ab"), st.integers(0, 40)).flatmap(
        lambda row: st.tuples(*map(st.just, row), st.integers(0, row[3]))
    ),
    min_size=1,
    max_size=16,
).filter(lambda rows: sum(row[3] for row in rows) > 0)


def sparse_team(spread: str) -> Standing:
    answers, no = zip(*SPARSE.values(), strict=True)
    return stand(Tallies.from_columns(person=list(SPARSE), answers=answers, no=no), spread=spread)


@pytest.mark.parametrize("spread", SPREADS)
def test_one_person_with_half_of_all_no_among_people_without_any_has_a_figure_within_its_interval(spread: str) -> None:
    """The most likely spread is 3.4 here; what the answers leave open reaches from 0.9 to 3.2."""
    standing = sparse_team(spread)

    for person in standing.people:
        assert person.low <= person.fair_share <= person.high
    tom = next(person for person in standing.people if person.person == "Tom")
    assert tom.low > 0.15
    assert tom.low < tom.raw_share < tom.high
    assert tom.fair_share == pytest.approx(0.45, abs=0.03)
    assert 1e-8 < standing.groups[0].p_value < 1e-4


def test_a_normal_and_a_beta_spread_agree_about_a_sparse_team() -> None:
    normal, beta = sparse_team("normal"), sparse_team("beta")

    assert normal.model.spread_low == pytest.approx(beta.model.spread_low, abs=0.2)
    assert normal.model.spread_high == pytest.approx(beta.model.spread_high, abs=0.3)
    assert normal.columns.probability_worst == pytest.approx(beta.columns.probability_worst, abs=0.08)


def test_what_circumstances_do_is_not_blown_up_with_the_most_likely_spread() -> None:
    """Ten people, of whom one has nearly all "no": circumstances keep effects of the size that the counts show."""
    person = np.repeat(np.arange(10), 2)
    no = np.zeros(20, int)
    no[:2] = 9, 6
    tallies = Tallies.from_columns(
        person=person, answers=np.full(20, 12), no=no, circumstances={"channel": ["call", "chat"] * 10}
    )

    standing = stand(tallies)

    assert standing.people[0].low <= standing.people[0].fair_share <= standing.people[0].high
    assert standing.people[0].fair_share == pytest.approx(15 / 24, abs=0.12)


@pytest.mark.slow
@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("level", [0.1, 0.95])
@given(rows=ROWS)
@settings(max_examples=25, deadline=None)
def test_a_fair_share_lies_within_its_interval_whatever_the_team(spread: str, level: float, rows: list) -> None:
    person, group, work, answers, no = zip(*rows, strict=True)
    tallies = Tallies.from_columns(
        person=person,
        group=group,
        answers=answers,
        no=no,
        circumstances=None if spread == "beta" else {"work": work},
    )

    standing = stand(tallies, spread=spread, level=level)

    columns = standing.columns
    assert ((columns.low <= columns.fair_share) & (columns.fair_share <= columns.high)).all()
    assert ((columns.low >= 0) & (columns.high <= 1) & (columns.low < columns.high)).all()
    assert ((columns.probability_worst + columns.probability_best) <= 1 + 1e-6).all()


@pytest.mark.slow
def test_the_interval_holds_the_fair_share_by_the_posterior_and_not_by_being_widened_to_it() -> None:
    """At the usual level the best figure is well inside, so that both have the same source."""
    random = np.random.default_rng(41)
    for _ in range(40):
        answers = random.integers(1, 30, 7)
        no = random.binomial(answers, random.beta(0.3, 2, 7))
        columns = stand(Tallies.from_columns(person=range(7), answers=answers, no=no)).columns
        assert (columns.low < columns.fair_share - 1e-9).all()
        assert (columns.fair_share + 1e-6 < columns.high).all()
