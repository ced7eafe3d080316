"""The figures in a letter: of an agent's answers, or of a seller's orders and a driver's parcels."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evenhand.core.api import site_calendar
from evenhand.growth.evidence import Evidence
from evenhand.growth.words import day_words, percent
from evenhand.standing.api import Audience, left_out_words


@dataclass(frozen=True)
class Part:
    """One part of a letter: a heading, what it says, and facts as pairs of a name and what it says."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def evidence_part(evidence: Evidence | None) -> list[Part]:
    """The figures in a letter: raw beside adjusted, with their counts, and what was left out."""
    if evidence is None:
        return []
    start, end = (datetime.datetime.fromisoformat(each) for each in (evidence.window_start, evidence.window_end))
    last = site_calendar().day_of(end - datetime.timedelta(microseconds=1))
    left_out = "; ".join(f"{each.count} × {left_out_words(each.why)}" for each in evidence.left_out)
    if evidence.standard_per_1000 is not None:
        return [_orders_part(evidence, f"{day_words(site_calendar().day_of(start))} – {day_words(last)}", left_out)]
    span = _("%(share)s; the truth lies most likely between %(low)s and %(high)s") % {
        "share": percent(evidence.fair_share),
        "low": percent(evidence.low),
        "high": percent(evidence.high),
    }
    counted = _("%(marks)s of %(counted)s answers") % {"marks": evidence.marks, "counted": evidence.counted}
    given = _("%(no)s of %(answers)s answers") % {"no": evidence.no, "answers": evidence.yes + evidence.no}
    return [
        Part(
            _("The figures"),
            (
                _(
                    "Of all the people of whom we say this, at most %(rate)s may be named wrongly, on average. That is "
                    "why a person decides, and not the figure."
                )
                % {"rate": percent(evidence.false_discovery)},
            ),
            (
                (_("Time"), f"{day_words(site_calendar().day_of(start))} – {day_words(last)}, {evidence.team}"),
                (_("Customers asked"), str(evidence.sent)),
                (_("“No” as given"), given),
                (_("“No” that count"), counted),
                (_("Left out"), left_out or _("none")),
                (_("Fair share of “no”"), span),
                (_("The team's share"), percent(evidence.peer_share)),
                (_("Computed by"), f"{evidence.method}, {evidence.inputs_sha256[:16]}…"),
            ),
        )
    ]


def _orders_part(evidence: Evidence, time: str, left_out: str) -> Part:
    """The figures of a seller's orders or a driver's parcels, against what was agreed."""
    is_seller, chance = evidence.audience == Audience.SELLERS, f"{1000 * evidence.false_discovery:g}"
    words = _(
        "Of 1,000 who just keep the standard, luck alone would bring at most %(chance)s to such a count. That is why a "
        "person decides, and not the figure. Each one counts once, however much was said about it."
    )
    share = _("%(marks)s of %(counted)s, %(share)s; the truth lies most likely between %(low)s and %(high)s") % {
        "marks": evidence.marks,
        "counted": evidence.counted,
        "share": percent(evidence.fair_share),
        "low": percent(evidence.low),
        "high": percent(evidence.high),
    }
    agreed = _("at most %(count)s of 1,000") % {"count": evidence.standard_per_1000}
    return Part(
        _("The figures"),
        (words % {"chance": chance},),
        (
            (_("Orders placed") if is_seller else _("Parcels sent"), time),
            (_("Reported by customers"), str(evidence.sent)),
            (_("With a mark that counts"), share),
            (_("Left out"), left_out or _("none")),
            (_("Agreed"), agreed),
            (_("All sellers together") if is_seller else _("All drivers together"), percent(evidence.peer_share)),
            (_("Computed by"), f"{evidence.method}, {evidence.inputs_sha256[:16]}…"),
        ),
    )
