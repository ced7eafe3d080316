"""The whole way from tallies to how everybody stands."""

import numpy as np
from numpy.typing import NDArray

from evenhand.fairness.design import Design, design_of
from evenhand.fairness.estimate import Estimate, estimate_beta, estimate_flexible, estimate_normal
from evenhand.fairness.people import Assessment, answers_needed, assess
from evenhand.fairness.results import Fit, GroupStanding, PeopleColumns, Settings, Spread, Standing, Verdict
from evenhand.fairness.tallies import FloatArray, Tallies, sums
from evenhand.fairness.verdict import CODE, verdict_against_peers, verdict_against_standard

METHOD_VERSION = "1"  # changes whenever the same tallies would give other figures
ESTIMATORS = {"normal": estimate_normal, "beta": estimate_beta, "flexible": estimate_flexible}


def stand(
    tallies: Tallies,
    *,
    spread: Spread = "normal",
    nodes: int = 15,
    share: float = 0.15,
    false_discovery: float = 0.1,
    level: float = 0.95,
    standard: float | None = None,
) -> Standing:
    """How does each person stand against their peers, and how sure is that?

    Model: logit P(no) = circumstances + group + effect of the person, effects drawn from the `spread` ("normal", or
    "beta" for tallies without circumstances, or "flexible"). Fixed effects and the spread are estimated from all
    groups together; the verdict compares people with the peers of their group only.

    One spread for all groups, because how far people differ belongs to the kind of work, and a team of eight cannot
    tell its own: it would come out as nothing or as huge. Its uncertainty is carried into every interval and chance.
    Against borrowing too much, nobody is named in a group whose own answers do not show that its people differ: the
    likelihood-ratio test of that runs at half of `false_discovery`, so that where nobody differs the chance of naming
    anybody is at most that. Tallies of different kinds of work belong in separate calls.

    `nodes`: of the adaptive quadrature. `share`: what counts as the worst (and best) part of the group, and the most of
    it that may be named. `false_discovery`: the share of the named that may be expected to be named wrongly. `level`:
    of intervals. `standard`: a written share of "no", judged beside the comparison with peers.
    Raises ValueError for settings out of range, `TalliesError` for a beta spread with circumstances.

    >>> tallies = Tallies.from_columns(person=["ann", "bo"], answers=[40, 40], no=[4, 9])
    >>> [(person.person, str(person.verdict)) for person in stand(tallies).people]
    [('ann', 'not enough evidence'), ('bo', 'not enough evidence')]
    """
    settings = Settings(spread, nodes, share, false_discovery, level, standard)
    design = design_of(tallies)
    found = ESTIMATORS[spread](design, nodes)
    assessment = assess(design, found, settings)
    detectable = found.spread.p_value <= false_discovery / 2
    columns = _columns(design, found, assessment, detectable, settings)
    return Standing(
        model=_model(design, found, settings, bool(detectable.any())),
        groups=_groups(tallies, columns, found.spread.p_value, detectable),
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
    needed = answers_needed(assessment, found, design, settings)
    return PeopleColumns(
        person=design.person,
        group=group,
        answers=answers,
        no=no,
        raw_share=np.divide(no, answers, out=np.full(len(group), np.nan), where=answers > 0),
        fair_share=points.fair_share,
        low=assessment.low,
        high=assessment.high,
        effect=points.effect,
        effect_sd=points.effect_sd,
        reliability=points.reliability,
        probability_worst=assessment.probability_worst,
        probability_best=assessment.probability_best,
        r_value=assessment.r_value,
        verdict=verdict,
        answers_needed=np.where(verdict == CODE[Verdict.NOT_ENOUGH_EVIDENCE], needed, 0),
        expected_next=np.where(answers > 0, points.own_share, points.fair_share),
        probability_over_standard=assessment.probability_over_standard,
        standard_verdict=standard_verdict,
    )


def _model(design: Design, found: Estimate, settings: Settings, detectable: bool) -> Fit:
    low, high = found.spread.bounds(settings.level)
    deviations = np.sqrt(np.diag(found.centre.covariance))
    return Fit(
        spread=settings.spread,
        log_likelihood=found.log_likelihood,
        person_sd=found.person_sd,
        spread_low=low,
        spread_high=high,
        fixed_effects=dict(zip(design.names, found.centre.beta.tolist(), strict=True)),
        fixed_effects_sd=dict(zip(design.names, deviations.tolist(), strict=True)),
        alpha=found.alpha,
        beta=found.beta,
        detectable=detectable,
        converged=found.converged,
        nodes=settings.nodes,
        method_version=METHOD_VERSION,
    )


def _groups(
    tallies: Tallies, columns: PeopleColumns, p_value: FloatArray, detectable: NDArray[np.bool_]
) -> tuple[GroupStanding, ...]:
    def per_group(values: FloatArray | None) -> FloatArray:
        return sums(columns.group, values, len(tallies.group_names))

    worse = per_group((columns.verdict == CODE[Verdict.CLEARLY_WORSE]).astype(np.float64))
    better = per_group((columns.verdict == CODE[Verdict.CLEARLY_BETTER]).astype(np.float64))
    figures = (per_group(None), per_group(columns.answers), per_group(columns.no), p_value)
    return tuple(
        GroupStanding(name, int(people), float(answers), float(no), float(p), bool(shown), int(worst), int(best))
        for name, people, answers, no, p, shown, worst, best in zip(
            tallies.group_names, *figures, detectable, worse, better, strict=True
        )
    )
