"""The whole way from tallies to how everybody stands."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from evenhand.fairness.design import Design, design_of
from evenhand.fairness.estimate import Estimate, estimate_auto, estimate_beta, estimate_flexible, estimate_normal
from evenhand.fairness.people import Assessment, answers_needed, assess
from evenhand.fairness.results import Fit, GroupStanding, PeopleColumns, Settings, Spread, Standing, Verdict
from evenhand.fairness.shapes import average_cut
from evenhand.fairness.tallies import FloatArray, Tallies, sums
from evenhand.fairness.verdict import CODE, verdict_against_peers, verdict_against_standard

METHOD_VERSION = "4"  # changes whenever the same tallies would give other figures
NOT_WITHIN_REACH = -1
ESTIMATORS = {"auto": estimate_auto, "normal": estimate_normal, "beta": estimate_beta, "flexible": estimate_flexible}


def stand(
    tallies: Tallies,
    *,
    spread: Spread = "auto",
    nodes: int = 15,
    share: float = 0.15,
    false_discovery: float = 0.1,
    level: float = 0.95,
    standard: float | None = None,
    progress: Callable[[float], None] = lambda part: None,
) -> Standing:
    """How does each person stand against their peers, and how sure is that?

    Model: logit P(no) = circumstances + group + effect of the person, effects drawn from the `spread`: "normal", or
    "beta" for tallies without circumstances, or "flexible", a shape learnt from the people; "auto" takes the normal one
    unless the answers strongly show another shape, and `model.spread` says which. Fixed effects and the spread are
    estimated from all groups together; the verdict compares people with the peers of their group only.

    One spread for all groups, because how far people differ belongs to the kind of work, and a team of eight cannot
    tell its own: it would come out as nothing or as huge. Its uncertainty is carried into every interval and chance.
    Against borrowing too much, nobody is named in a group whose own answers do not show that its people differ: the
    likelihood-ratio test of that runs at half of `false_discovery`, so that where nobody differs the chance of naming
    anybody is at most that. Tallies of different kinds of work belong in separate calls.

    `nodes`: of the adaptive quadrature. `share`: what counts as the worst (and best) part of the group, and the most of
    it that may be named. `false_discovery`: the share of the named that may be expected to be named wrongly. `level`:
    of intervals. `standard`: a written share of "no", judged beside the comparison with peers. `progress` is called now
    and then, once the model is fitted, with the part of the people (0 to 1) who are judged.
    Shares are between 0 and 1, effects and their spread in log-odds; there is one result for each person and group.
    Raises ValueError for settings out of range, `TalliesError` for a beta spread with circumstances.

    Lin, Louis, Paddock and Ridgeway (2006), Bayesian Analysis 1:915, for the chance of truly being in the worst share;
    Henderson and Newton (2016), JRSS B 78:781, for the r-value; Gu and Koenker (2023), Econometrica 91:1, for verdicts.

    >>> tallies = Tallies.from_columns(person=["ann", "bo"], answers=[40, 40], no=[4, 9])
    >>> [(person.person, str(person.verdict)) for person in stand(tallies).people]
    [('ann', 'not enough evidence'), ('bo', 'not enough evidence')]
    """
    settings = Settings(spread, nodes, share, false_discovery, level, standard)
    design = design_of(tallies)
    found = ESTIMATORS[spread](design, nodes)
    assessment = assess(design, found, settings, progress)
    detectable = found.spread.p_value <= false_discovery / 2
    columns = _columns(design, found, assessment, detectable, settings)
    return Standing(
        model=_model(design, found, settings, bool(detectable.any())),
        groups=_groups(tallies, found, columns, detectable, settings),
        columns=columns,
        person_names=tallies.person_names,
        group_names=tallies.group_names,
        settings=settings,
    )


def _columns(
    design: Design, found: Estimate, assessment: Assessment, detectable: NDArray[np.bool_], settings: Settings
) -> PeopleColumns:
    points, group = found.points, design.group
    answers, no = design.unit_answers, design.unit_no
    verdict = verdict_against_peers(
        assessment.probability_worst,
        assessment.probability_best,
        group,
        detectable[group] & (answers > 0),
        share=settings.share,
        false_discovery=settings.false_discovery,
    )
    if settings.standard is None:
        standard_verdict = np.full(len(group), CODE[Verdict.NOT_ENOUGH_EVIDENCE])
    else:
        over = np.where(answers > 0, assessment.probability_over_standard, 0.5)
        standard_verdict = verdict_against_standard(over, false_discovery=settings.false_discovery)
    fair_share = assessment.fair_share if points.fair_share is None else points.fair_share
    own_share = assessment.own_share if points.fair_share is None else points.fair_share
    needed = answers_needed(assessment, found, design, settings)
    return PeopleColumns(
        person=design.person,
        group=group,
        answers=answers,
        no=no,
        raw_share=np.divide(no, answers, out=np.full(len(group), np.nan), where=answers > 0),
        fair_share=fair_share,
        low=np.minimum(assessment.low, fair_share),
        high=np.maximum(assessment.high, fair_share),
        at_least=assessment.at_least,
        at_most=assessment.at_most,
        effect=points.effect,
        effect_sd=points.effect_sd,
        reliability=points.reliability,
        probability_worst=assessment.probability_worst,
        probability_best=assessment.probability_best,
        r_value=assessment.r_value,
        verdict=verdict,
        answers_needed=np.select(
            [verdict != CODE[Verdict.NOT_ENOUGH_EVIDENCE], ~detectable[group]], [0, NOT_WITHIN_REACH], needed
        ),
        expected_next=np.where(answers > 0, own_share, fair_share),
        probability_over_standard=assessment.probability_over_standard,
        standard_verdict=standard_verdict,
    )


def _model(design: Design, found: Estimate, settings: Settings, detectable: bool) -> Fit:
    low, high = found.spread.bounds(settings.level)
    return Fit(
        spread=found.kind,
        log_likelihood=found.log_likelihood,
        person_sd=found.person_sd,
        spread_low=low,
        spread_high=high,
        fixed_effects=dict(zip(design.names, found.fixed_effects.tolist(), strict=True)),
        fixed_effects_sd=dict(zip(design.names, found.fixed_effects_sd.tolist(), strict=True)),
        alpha=found.alpha,
        beta=found.beta,
        detectable=detectable,
        converged=found.converged,
        nodes=settings.nodes,
        method_version=METHOD_VERSION,
    )


def _groups(
    tallies: Tallies, found: Estimate, columns: PeopleColumns, detectable: NDArray[np.bool_], settings: Settings
) -> tuple[GroupStanding, ...]:
    def per_group(values: FloatArray | None) -> list[float]:
        return [float(total) for total in sums(columns.group, values, len(tallies.group_names))]

    group = np.arange(len(tallies.group_names))
    cuts = np.column_stack([average_cut(found.shapes, part) for part in (settings.share, 1 - settings.share)])
    worst_cut, best_cut = found.fair(cuts, group).T.tolist()
    each = {
        "group": tallies.group_names,
        "people": [int(count) for count in per_group(None)],
        "answers": per_group(columns.answers),
        "no": per_group(columns.no),
        "p_value": found.spread.p_value.tolist(),
        "detectable": detectable.tolist(),
        "clearly_worse": _counted(per_group, columns, Verdict.CLEARLY_WORSE),
        "clearly_better": _counted(per_group, columns, Verdict.CLEARLY_BETTER),
        "worst_cut": worst_cut,
        "best_cut": best_cut,
    }
    return tuple(GroupStanding(**dict(zip(each, values, strict=True))) for values in zip(*each.values(), strict=True))


def _counted(per_group: Callable[[FloatArray], list[float]], columns: PeopleColumns, verdict: Verdict) -> list[int]:
    return [int(count) for count in per_group((columns.verdict == CODE[verdict]).astype(np.float64))]
