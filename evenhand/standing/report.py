"""How everybody stands, on one page that needs nothing else: a plain reading, charts, and the table behind them."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from scipy.special import expit, logit

from evenhand.fairness.api import LowestShare, PersonStanding, Standing, Verdict
from evenhand.standing import charts
from evenhand.standing.unanswered import Silence, Unanswered

MOST_ROWS = 2_000  # in the table of a page; the whole is in the JSON and CSV
MOST_CHARTED = 3_000
MOST_GROUPS = 8
MOST_NAMED = 6  # in sentences; the table has everybody
UNLIKE = 0.01  # so low a p-value says that people's customers did not answer alike


@dataclass(frozen=True)
class Drawing:
    """A chart in the two widths between which the page chooses, and the sentence under it."""

    wide: SafeString
    narrow: SafeString
    says: str


@dataclass(frozen=True)
class GroupReading:
    """What is told of one group of peers: sentences, then drawings."""

    name: str
    headline: str
    reading: list[str]
    drawings: list[Drawing]


def score_report(
    standing: Standing,
    *,
    source: str,
    now: datetime.datetime,
    circumstances: Sequence[str] = (),
    silence: Silence | None = None,
) -> str:
    """The page as HTML. `source` is where the answers came from, and `circumstances` what was evened out, in the
    reader's words."""
    groups: list[list[PersonStanding]] = [[] for _name in standing.group_names]
    place = {name: number for number, name in enumerate(standing.group_names)}
    for person in standing.people:
        groups[place[person.group]].append(person)
    largest = sorted(range(len(groups)), key=lambda number: -len(groups[number]))[:MOST_GROUPS]
    listed = sorted(standing.people, key=lambda person: (person.r_value, -person.fair_share, person.person))
    return render_to_string(
        "standing/score_report.html",
        {
            "tokens": _static("ui/css/tokens.css"),
            "source": Path(source).name if "://" not in source else _("a database"),
            "now": now,
            "standing": standing,
            "groups": [_group_reading(standing, groups[number], number) for number in sorted(largest)],
            "groups_left_out": len(groups) - len(largest),
            "people": [(person, silence and silence.of(person)) for person in listed[:MOST_ROWS]],
            "silence": _silence(standing, silence),
            "asked_is_known": silence is not None,
            "people_left_out": max(0, len(listed) - MOST_ROWS),
            "has_groups": standing.group_names != ("",),
            "circumstances": circumstances,
        },
    )


def _static(name: str) -> SafeString:
    found = finders.find(name)
    return mark_safe(Path(str(found)).read_text(encoding="utf-8"))  # noqa: S308 - our own style sheet


def _group_reading(standing: Standing, people: Sequence[PersonStanding], number: int) -> GroupReading:
    group = standing.groups[number]
    overall = group.no / group.answers if group.answers else 0.0
    return GroupReading(
        name=group.group,
        headline=_headline(people),
        reading=[
            _counts(people, group.answers, group.no),
            _spread(standing, group.detectable, group.p_value, overall),
            _undecided(people),
            _bare_rule(standing, people),
        ],
        drawings=_drawings(standing, people, overall) if any(person.answers >= 1 for person in people) else [],
    )


def percent(share: float) -> str:
    """A share in per cent, with a decimal only where it is small; number and sign stay on one line."""
    value = 100 * share
    if 0 < value < 0.05:
        return "<\u00a00.1\u00a0%"
    return f"{value:.0f}\u00a0%" if value >= 2 or value == 0 else f"{value:.1f}\u00a0%"


def _headline(people: Sequence[PersonStanding]) -> str:
    by_weight = sorted(people, key=lambda person: person.r_value)
    worse = [person.person for person in by_weight if person.verdict is Verdict.CLEARLY_WORSE]
    if not worse:
        return _("Nobody is clearly worse than the others.")
    return ngettext(
        "One person gets clearly more “no” than the others: %(names)s.",
        "%(count)d people get clearly more “no” than the others: %(names)s.",
        len(worse),
    ) % {"count": len(worse), "names": _listed(worse)}


def _listed(names: Sequence[str], most: int = 6) -> str:
    shown = [charts.short(name, 60) for name in names[:most]]
    if len(names) > most:
        return _("%(names)s and %(count)d more") % {"names": ", ".join(shown), "count": len(names) - most}
    return _(" and ").join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def _counts(people: Sequence[PersonStanding], answers: float, no: float) -> str:
    return _("%(people)s people, %(answers)s answers, %(no)s of them “no”: %(share)s.") % {
        "people": f"{len(people):,}",
        "answers": f"{answers:,.10g}",
        "no": f"{no:,.10g}",
        "share": percent(no / answers) if answers else "–",
    }


def _spread(standing: Standing, detectable: bool, p_value: float, overall: float) -> str:
    if not detectable:
        return _(
            "These answers do not show that the people differ at all: chance alone explains what is seen. So nobody is "
            "named, whatever their figure."
        )
    reach = 1.96 * standing.model.person_sd
    low, high = expit(logit(np.clip(overall, 1e-6, 1 - 1e-6)) + np.array([-reach, reach]))
    chance = _("less than one in ten thousand") if p_value < 1e-4 else percent(p_value)
    return _(
        "The people do differ: nineteen of twenty have a true share between about %(low)s and %(high)s. If all were "
        "alike, figures so far apart would have a chance of %(chance)s."
    ) % {"low": percent(float(low)), "high": percent(float(high)), "chance": chance}


def _undecided(people: Sequence[PersonStanding]) -> str:
    def count(verdict: Verdict) -> int:
        return sum(person.verdict is verdict for person in people)

    better, in_line, unknown = map(count, (Verdict.CLEARLY_BETTER, Verdict.IN_LINE, Verdict.NOT_ENOUGH_EVIDENCE))
    told = []
    if better:
        told.append(
            ngettext("One person is clearly better.", "%(n)d people are clearly better.", better) % {"n": better}
        )
    if in_line:
        told.append(ngettext("One is in line.", "%(n)d are in line.", in_line) % {"n": in_line})
    if unknown:
        words = _("For %(n)d there is not enough evidence yet: an answer of its own, neither good nor bad.")
        told.append(words % {"n": unknown})
    return " ".join(told)


def _silence(standing: Standing, silence: Silence | None) -> list[str]:
    """What is known of the customers who were asked and did not answer, and what they could change."""
    if silence is None:
        return [
            _(
                "How many customers were asked is not in these answers. So nothing can be said here about those who "
                "were silent, nor how different from the others they would have to be for a verdict to turn."
            )
        ]
    rates = silence.rates
    told = [
        _("Of the customers who were asked, %(overall)s answered; by person from %(lowest)s to %(highest)s.")
        % {"overall": percent(rates.overall), "lowest": percent(rates.lowest), "highest": percent(rates.highest)}
    ]
    if rates.p_value < UNLIKE:
        told.append(
            _("That is further apart than chance would have it: compare these people with care, silence may differ.")
        )
    named = [person for person in standing.people if silence.of(person).has_verdict]
    told += [_what_turns(person, silence.of(person)) for person in named[:MOST_NAMED]]
    if len(named) > MOST_NAMED:
        told.append(_("For everybody else who is named, the table says what would turn the verdict."))
    return told


def _what_turns(person: PersonStanding, unanswered: Unanswered) -> str:
    name = charts.short(person.person, 60)
    if unanswered.turning_share is None:
        return _("%(name)s: nothing that the silent could think would turn the verdict.") % {"name": name}
    words = (
        _("%(name)s: “%(verdict)s” would turn if fewer than %(share)s of the silent had said “no”.")
        if person.verdict is Verdict.CLEARLY_WORSE
        else _("%(name)s: “%(verdict)s” would turn if more than %(share)s of the silent had said “no”.")
    )
    verdict = _("clearly worse") if person.verdict is Verdict.CLEARLY_WORSE else _("clearly better")
    return words % {"name": name, "verdict": verdict, "share": percent(unanswered.turning_share)}


def _bare_rule(standing: Standing, people: Sequence[PersonStanding]) -> str:
    """What the customary rule would have done with the same answers, by this model's own reckoning."""
    rated = [person for person in people if person.raw_share is not None]
    places = int(LowestShare(standing.settings.share).places(np.array(len(rated))))
    if not places:
        return ""
    lowest = sorted(rated, key=lambda person: -(person.raw_share or 0))[:places]
    wrongly = sum(1 - person.probability_worst for person in lowest) / places
    told = ngettext(
        "A rule that names the lower %(share)s by their raw figure would have named one person here, wrongly with a "
        "chance of about %(wrongly)s.",
        "A rule that names the lower %(share)s by their raw figure would have named %(places)d people here, each of "
        "them wrongly with a chance of about %(wrongly)s on average.",
        places,
    )
    return told % {"share": percent(standing.settings.share), "places": places, "wrongly": percent(wrongly)}


def _drawings(standing: Standing, people: Sequence[PersonStanding], overall: float) -> list[Drawing]:
    shown = _charted(people)
    left_out = _("Drawn are all with a verdict and a part of the rest.") if len(shown) < len(people) else ""
    raw = _(
        "Each dot is a person. The grey bands show where chance alone would put people who are all alike: far apart "
        "where answers are few. A dot outside is a reason to look, not a verdict; the verdict also weighs how much "
        "people differ."
    )
    fair = _(
        "Each bar is where the true share lies with a probability of %(level)s, the dot its best single value."
    ) % {"level": percent(standing.settings.level)}
    if len(shown) <= charts.MOST_ROWS:
        more = _(
            "The upright tick is the raw share: the fewer the answers, the nearer the fair share keeps to the group."
        )
    else:
        more = _("Coloured are the people for whom there is a verdict. Long bars mean few answers, not bad work.")
    funnel = partial(charts.funnel, shown, title=_("Funnel plot of raw shares"))
    shares = partial(charts.fair_shares, shown, title=_("Fair shares with their intervals"), overall=overall)
    return [_drawing(funnel, raw, left_out), _drawing(shares, fair, more, left_out)]


def _drawing(draw: Callable[[charts.Size], str], *says: str) -> Drawing:
    # Safe: the charts escape names and titles.
    wide, narrow = (mark_safe(draw(size)) for size in (charts.WIDE, charts.NARROW))  # noqa: S308
    return Drawing(wide, narrow, " ".join(filter(None, says)))


def _charted(people: Sequence[PersonStanding]) -> list[PersonStanding]:
    """Everybody, or where they are too many, those with a verdict and every so-manieth of the rest."""
    if len(people) <= MOST_CHARTED:
        return list(people)
    decided = (Verdict.CLEARLY_WORSE, Verdict.CLEARLY_BETTER)
    named = [person for person in people if person.verdict in decided][:MOST_CHARTED]
    rest = [person for person in people if person.verdict not in decided]
    step = max(1, len(rest) // max(1, MOST_CHARTED - len(named)))
    return named + rest[::step]
