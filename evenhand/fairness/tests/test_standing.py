"""How everybody stands: properties, edges, and what is promised about groups in which nobody differs."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit

from evenhand.fairness.api import PeopleColumns, Standing, Tallies, Verdict, stand

SPREADS = ["normal", "beta", "flexible"]
COUNTS = st.lists(
    st.integers(0, 60).flatmap(lambda answers: st.tuples(st.just(answers), st.integers(0, answers))),
    min_size=1,
    max_size=12,
).filter(lambda counts: sum(answers for answers, _ in counts) > 0)


def judged(answers, no, *, spread: str = "normal", **settings) -> Standing:
    tallies = Tallies.from_columns(person=[f"p{code:04}" for code in range(len(no))], answers=answers, no=no)
    return stand(tallies, spread=spread, **settings)


def same(one: PeopleColumns, two: PeopleColumns, *, besides: tuple[str, ...] = (), tolerance: float = 1e-5) -> None:
    for field in fields(PeopleColumns):
        if field.name not in besides:
            assert getattr(one, field.name) == pytest.approx(
                getattr(two, field.name), abs=tolerance, rel=tolerance, nan_ok=True
            ), field.name


@pytest.mark.slow
@pytest.mark.parametrize("spread", SPREADS)
@given(counts=COUNTS)
@settings(max_examples=25, deadline=None)
def test_whatever_the_counts_every_figure_is_in_its_range(spread: str, counts: list[tuple[int, int]]) -> None:
    answers, no = zip(*counts, strict=True)

    standing = judged(answers, no, spread=spread)

    columns = standing.columns
    for name in ("fair_share", "low", "high", "probability_worst", "probability_best", "reliability", "r_value"):
        assert ((getattr(columns, name) >= 0) & (getattr(columns, name) <= 1)).all(), name
    assert (columns.low < columns.high).all()
    assert ((columns.low - 1e-4 <= columns.fair_share) & (columns.fair_share <= columns.high + 1e-4)).all()
    assert (np.isnan(columns.raw_share) == (columns.answers == 0)).all()
    for person in standing.people:
        if person.answers == 0:
            assert person.raw_share is None
            assert person.verdict is Verdict.NOT_ENOUGH_EVIDENCE


@pytest.mark.parametrize("spread", SPREADS)
def test_the_order_of_rows_does_not_matter(spread: str) -> None:
    answers, no = _people(30)
    order = np.random.default_rng(1).permutation(30)
    names = np.array([f"p{code:02}" for code in range(30)])

    one = stand(Tallies.from_columns(person=names, answers=answers, no=no), spread=spread)
    two = stand(Tallies.from_columns(person=names[order], answers=answers[order], no=no[order]), spread=spread)

    same(one.columns, two.columns)


@pytest.mark.parametrize("spread", SPREADS)
def test_new_names_change_nothing_but_the_names(spread: str) -> None:
    answers, no = _people(30)

    one = stand(Tallies.from_columns(person=np.arange(100, 130), answers=answers, no=no), spread=spread)
    two = stand(Tallies.from_columns(person=np.arange(130, 100, -1), answers=answers, no=no), spread=spread)

    turned = PeopleColumns(**{field.name: getattr(two.columns, field.name)[::-1] for field in fields(PeopleColumns)})
    same(one.columns, turned, besides=("person",), tolerance=1e-4)


def test_single_answers_pool_to_their_tallies() -> None:
    answers, no = _people(12)
    person = np.repeat(np.arange(12), answers)
    votes = np.concatenate([np.arange(count) < nos for count, nos in zip(answers, no, strict=True)])

    one = stand(Tallies.from_columns(person=person, no=votes))
    two = stand(Tallies.from_columns(person=range(12), answers=answers, no=no))

    same(one.columns, two.columns)
    assert one.model.log_likelihood == pytest.approx(two.model.log_likelihood)


def test_weights_of_one_equal_no_weights() -> None:
    votes = np.random.default_rng(4).integers(0, 2, 200)
    person = np.arange(200) % 10

    one = stand(Tallies.from_columns(person=person, no=votes))
    two = stand(Tallies.from_columns(person=person, no=votes * 1.0, answers=np.ones(200)))

    same(one.columns, two.columns)


@pytest.mark.parametrize("spread", SPREADS)
def test_more_evidence_narrows(spread: str) -> None:
    answers, no = _people(40)
    more, more_no = answers.copy(), no.copy()
    more[0], more_no[0] = answers[0] * 10, no[0] * 10

    one, two = judged(answers, no, spread=spread), judged(more, more_no, spread=spread)

    width = [standing.columns.high[0] - standing.columns.low[0] for standing in (one, two)]
    assert width[1] < width[0]
    assert two.columns.reliability[0] > one.columns.reliability[0]
    raw, nearer = no[0] / answers[0], [abs(s.columns.fair_share[0] - no[0] / answers[0]) for s in (one, two)]
    assert 0 < raw < 1
    assert nearer[1] < nearer[0]


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize(
    ("answers", "no"),
    [
        ([1], [1]),
        ([1], [0]),
        ([40], [9]),
        ([40, 40], [2, 12]),
        ([0, 5], [0, 1]),
        ([30] * 6, [0] * 6),
        ([30] * 6, [30] * 6),
    ],
)
def test_too_little_to_tell_people_apart_names_nobody(spread: str, answers: list[int], no: list[int]) -> None:
    standing = judged(answers, no, spread=spread)

    assert {person.verdict for person in standing.people} == {Verdict.NOT_ENOUGH_EVIDENCE}
    assert standing.groups[0].clearly_worse == 0


@pytest.mark.parametrize("spread", SPREADS)
def test_a_million_answers_for_one_person_are_believed(spread: str) -> None:
    answers, no = _people(20)
    standing = judged([*answers, 1_000_000], [*no, 300_000], spread=spread)

    person = standing.people[-1]
    assert person.fair_share == pytest.approx(0.3, abs=1e-4)
    assert person.high - person.low == pytest.approx(2 * 1.96 * (0.3 * 0.7 / 1e6) ** 0.5, rel=0.05)
    assert person.reliability > 0.999


def test_a_circumstance_that_only_one_person_has_cannot_be_told_from_that_person() -> None:
    answers, no = _people(20)
    work = ["usual"] * 20 + ["special"]
    tallies = Tallies.from_columns(person=range(21), answers=[*answers, 50], no=[*no, 45], circumstances={"work": work})

    last = stand(tallies).people[-1]

    assert last.verdict is not Verdict.CLEARLY_WORSE
    assert abs(last.effect) < 0.05
    assert last.high - last.low > 0.15


def test_somebody_far_beyond_the_others_is_named() -> None:
    answers, no = np.full(30, 200), np.random.default_rng(8).binomial(200, 0.1, 30)
    no[7] = 90

    standing = judged(answers, no)

    assert [person.person for person in standing.people if person.verdict is Verdict.CLEARLY_WORSE] == ["p0007"]
    assert standing.people[7].answers_needed == 0
    assert standing.people[7].r_value == min(person.r_value for person in standing.people)


def test_without_answers_there_is_no_verdict_even_among_people_who_differ() -> None:
    answers, no = np.full(40, 400), np.random.default_rng(9).binomial(400, np.linspace(0.05, 0.4, 40))

    standing = judged([0, *answers], [0, *no])

    assert standing.groups[0].detectable
    assert Verdict.IN_LINE in {person.verdict for person in standing.people}
    assert standing.people[0].verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert standing.people[0].raw_share is None
    assert standing.people[0].expected_next == standing.people[0].fair_share


def test_peers_are_those_of_the_group() -> None:
    """Nights are harder for everybody: nobody on nights is worse than their peers."""
    random = np.random.default_rng(3)
    answers = np.full(40, 300)
    no = np.append(random.binomial(300, 0.08, 20), random.binomial(300, 0.3, 20))
    no[0] = 90
    tallies = Tallies.from_columns(person=range(40), answers=answers, no=no, group=["days"] * 20 + ["nights"] * 20)

    standing = stand(tallies)

    named = [person for person in standing.people if person.verdict is Verdict.CLEARLY_WORSE]
    assert [(person.person, person.group) for person in named] == [("0", "days")]
    nights = standing.groups[1]
    assert (nights.group, nights.people, nights.detectable) == ("nights", 20, False)


def test_harder_work_is_allowed_for() -> None:
    """Everybody is alike; some have mostly the hard work. Raw shares differ three-fold, fair shares hardly."""
    random = np.random.default_rng(6)
    hard = np.where(np.arange(30) < 10, 180, 20)
    answers = np.column_stack([hard, 200 - hard])
    no = random.binomial(answers, [0.4, 0.05])
    person, work = np.indices(answers.shape).reshape(2, -1)
    tallies = Tallies.from_columns(
        person=person, answers=answers.ravel(), no=no.ravel(), circumstances={"work": np.array(["hard", "easy"])[work]}
    )

    columns = stand(tallies).columns

    assert columns.raw_share[:10].min() > 2 * columns.raw_share[10:].max()
    assert np.ptp(columns.fair_share) < 0.05
    assert columns.expected_next == pytest.approx(columns.raw_share, abs=0.08)


def test_a_written_standard_is_judged_beside_the_peers() -> None:
    standing = judged([400, 400, 400, 20], [20, 80, 60, 3], standard=0.1)

    assert [person.standard_verdict for person in standing.people] == [
        Verdict.CLEARLY_BETTER,
        Verdict.CLEARLY_WORSE,
        Verdict.CLEARLY_WORSE,
        Verdict.NOT_ENOUGH_EVIDENCE,
    ]
    assert standing.people[1].probability_over_standard > 0.99
    assert judged([5], [1]).people[0].standard_verdict is None


def test_more_answers_are_needed_where_the_estimate_is_nearer_to_the_cut() -> None:
    answers, no = np.full(60, 60), np.random.default_rng(11).binomial(60, np.random.default_rng(12).beta(3, 17, 60))
    standing = judged(answers, no)

    waiting = [person for person in standing.people if person.verdict is Verdict.NOT_ENOUGH_EVIDENCE]
    assert waiting
    assert all(person.answers_needed is None or person.answers_needed >= 1 for person in waiting)
    assert all(person.answers_needed == 0 for person in standing.people if person not in waiting)


def test_the_answers_needed_suffice_when_they_come_in_as_expected() -> None:
    """Most people who are judged again with as many more answers as were said to be needed then have a verdict."""
    random = np.random.default_rng(21)
    answers = np.full(80, 80)
    no = random.binomial(answers, random.beta(3, 17, 80))
    first = judged(answers, no)
    waiting = [place for place, person in enumerate(first.people) if 1 <= (person.answers_needed or 0) <= 400]
    have_one = 0
    for place in waiting[:12]:
        more, more_no = answers.copy(), no.copy()
        more[place] += first.people[place].answers_needed
        more_no[place] += round(first.people[place].fair_share * first.people[place].answers_needed)
        have_one += judged(more, more_no).people[place].verdict is not Verdict.NOT_ENOUGH_EVIDENCE

    assert len(waiting) >= 4
    assert have_one >= 0.75 * len(waiting[:12])


def test_what_is_not_within_reach_is_none_and_never_a_huge_number() -> None:
    """On the very cut no number would do; nor would it where the group does not show that its people differ."""
    answers, no = _people(60)
    found = [person.answers_needed for person in judged(answers, no).people]
    alike = judged([40] * 20, [6] * 20)

    assert all(count is None or 0 <= count <= 5000 for count in found)
    assert {person.answers_needed for person in alike.people} == {None}


def test_bounds_and_cuts_tell_the_same_as_the_chances() -> None:
    """Whoever is above the cut with a chance of 90 % is at least as bad as the cut with that chance."""
    answers, no = np.full(400, 150), np.random.default_rng(31).binomial(150, np.linspace(0.05, 0.3, 400))
    standing = judged(answers, no)
    group, columns = standing.groups[0], standing.columns

    assert ((columns.low <= columns.at_least) & (columns.at_least <= columns.fair_share)).all()
    assert ((columns.fair_share <= columns.at_most) & (columns.at_most <= columns.high)).all()
    surely = np.abs(columns.probability_worst - 0.9) > 0.02
    assert ((columns.at_least > group.worst_cut) == (columns.probability_worst > 0.9))[surely].all()
    surely = np.abs(columns.probability_best - 0.9) > 0.02
    assert ((columns.at_most < group.best_cut) == (columns.probability_best > 0.9))[surely].all()


@pytest.mark.slow
def test_where_nobody_differs_somebody_is_named_no_more_often_than_promised() -> None:
    """Teams of eight, 20 to 60 answers each: the chance of naming anybody is at most half the stated rate."""
    random = np.random.default_rng(2026)
    teams = 300
    named = 0
    for _ in range(teams):
        answers = random.integers(20, 61, 8)
        standing = judged(answers, random.binomial(answers, 0.15))
        named += standing.groups[0].clearly_worse + standing.groups[0].clearly_better > 0

    assert named <= teams * 0.05 + 2 * (teams * 0.05) ** 0.5


def test_a_normal_spread_is_taken_unless_the_answers_show_another_shape() -> None:
    random = np.random.default_rng(5)
    answers = np.full(120, 300)
    alike = random.binomial(300, expit(-1.7 + 0.5 * random.standard_normal(120)))
    two_kinds = random.binomial(300, np.where(np.arange(120) < 100, 0.12, 0.4))

    assert judged(answers, two_kinds, spread="auto").model.spread == "flexible"
    found, asked = judged(answers, alike, spread="auto"), judged(answers, alike, spread="normal")
    assert found.model == asked.model
    assert np.array_equal(found.columns.probability_worst, asked.columns.probability_worst)
    assert judged(answers[:20], two_kinds[90:110], spread="auto").model.spread == "normal"


@pytest.mark.slow
def test_the_stated_rate_is_kept_where_people_come_in_two_kinds() -> None:
    """The cut lies within the smaller kind, where an error of the learnt shape moves many people across it."""
    random = np.random.default_rng(404)
    answers = np.resize([20, 50, 100, 200, 400, 1000], 400)
    cut = stats.norm.isf(0.75, 0.93, 0.19)
    wrongly = []
    for _ in range(40):
        effect = np.where(random.random(400) < 0.2, random.normal(0.93, 0.19, 400), random.normal(-0.23, 0.19, 400))
        worse = judged(answers, random.binomial(answers, expit(-1.7 + effect)), spread="auto").columns.verdict == 0
        wrongly.append((worse & (effect <= cut)).sum() / worse.sum())

    assert np.mean(wrongly) <= 0.1 + 2 * np.std(wrongly) / len(wrongly) ** 0.5


@pytest.mark.slow
@pytest.mark.parametrize("spread", SPREADS)
def test_intervals_hold_the_truth_as_often_as_promised_in_small_teams(spread: str) -> None:
    random = np.random.default_rng(77)
    held, people = 0, 0
    for _ in range(80):
        answers = random.integers(20, 61, 8)
        odds = -1.7 + 0.5 * random.standard_normal(8)
        truth = 1 / (1 + np.exp(-odds))
        columns = judged(answers, random.binomial(answers, truth), spread=spread).columns
        held += ((columns.low <= truth) & (truth <= columns.high)).sum()
        people += 8

    assert held / people > 0.95 - 2.5 * (0.05 * 0.95 / people) ** 0.5


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"share": 0}, "share must lie between 0 and 1"),
        ({"share": 0.6}, "share must not be above one half"),
        ({"level": 1.0}, "level must lie between 0 and 1"),
        ({"false_discovery": 2}, "false_discovery must lie between 0 and 1"),
        ({"standard": -0.1}, "standard must lie between 0 and 1"),
        ({"nodes": 0}, "nodes must be at least 1"),
        ({"spread": "cauchy"}, "spread must be one of auto, normal, beta, flexible"),
    ],
)
def test_settings_out_of_range_are_refused(setting: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        judged([4], [1], **setting)


def _people(count: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(count)
    answers = random.integers(20, 120, count)
    return answers, random.binomial(answers, random.beta(2, 10, count))
