"""A year under two rules: on the same luck, the same again for a seed, and through the very gate of the house."""

import numpy as np
import pytest
from django.core.management import call_command

from evenhand.growth import year
from evenhand.growth.management.commands.simulate_year import house_rules
from evenhand.growth.rules import Kind
from evenhand.growth.year import Centre, bare_year, draw, lived, our_year, simulated

pytestmark = pytest.mark.slow

SMALL = Centre(people=40, periods=5)


def of(found: list[year.Figure], name: str) -> year.Figure:
    return next(each for each in found if each.name == name)


@pytest.fixture(scope="module")
def found() -> list[year.Figure]:
    return simulated(SMALL, house_rules(), years=2, seed=3)


def test_the_figures_are_those_of_the_houses_policy() -> None:
    rules = house_rules()
    assert (rules.share, rules.false_discovery, rules.minimum_answers, rules.plan_sessions) == (0.15, 0.1, 20, 8)
    assert rules.warning_periods == 6, "182 days"


def test_the_same_seed_lives_the_same_years(found) -> None:
    assert simulated(SMALL, house_rules(), years=2, seed=3) == found


def test_the_bare_rule_warns_many_who_are_not_among_the_worst_and_ours_hardly_anybody(found) -> None:
    wrongly = of(found, "of them not truly among the worst")
    assert wrongly.bare.value is not None
    assert wrongly.ours.value is not None
    assert wrongly.bare.value > 5
    assert wrongly.ours.value <= 1
    helped = of(found, "truly worst who got help")
    assert helped.ours.value is not None
    assert helped.ours.value > 0.5, "who needs help gets it, warned or not"


def test_where_everybody_is_equal_the_bare_rule_warns_all_the_same() -> None:
    [warned, *_rest] = simulated(Centre(people=40, periods=5, own_sd=0.0), house_rules(), years=1, seed=3)
    assert warned.bare.value is not None
    assert warned.bare.value >= 10
    assert warned.ours.value == 0


def test_both_rules_see_the_same_luck_until_they_help_differently() -> None:
    random = np.random.default_rng(5)
    luck = draw(SMALL, random)
    first, again = (lived(luck, SMALL, luck.own, 0) for _ in range(2))
    assert (first.no == again.no).all()
    helped = lived(luck, SMALL, luck.own * 0.5, 0)
    assert (helped.no <= first.no).all(), "whoever misses less gets no more no on the same dice"


def test_ours_goes_through_the_gate_of_the_house(monkeypatch) -> None:
    asked = set()
    real = year.gate
    monkeypatch.setattr(year, "gate", lambda facts: asked.add(facts.kind) or real(facts))
    our_year(draw(SMALL, np.random.default_rng(5)), SMALL, house_rules())
    assert {Kind.PLAN, Kind.FINAL_WARNING} <= asked


def test_as_many_are_named_each_time_as_the_bare_rule_has_places() -> None:
    random = np.random.default_rng(5)
    tally, _own = bare_year(draw(SMALL, random), SMALL, house_rules(), random)
    assert tally.sessions.sum() == SMALL.periods * SMALL.teams * 3 * house_rules().given_under_bare


def test_the_command_shows_both_rules_side_by_side(capsys) -> None:
    call_command("simulate_year", people=40, years=1)
    told = capsys.readouterr().out
    assert "bare lower 15 %" in told
    assert "people warned finally" in told
