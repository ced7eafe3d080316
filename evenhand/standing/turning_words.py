"""What would change a verdict, and what would not, as sentences to the one it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from evenhand.standing.by_orders import orders_of
from evenhand.standing.models import StandingResult
from evenhand.standing.rules import Audience
from evenhand.standing.turning import Change, Turning, Why, turning_of
from evenhand.standing.words import ORDERS_VERDICT, VERDICT_WORDS

AGENTS, SELLERS, DRIVERS = Audience
FALL = ngettext_lazy(
    "If %(count)s of your %(of)s marks fell, as after a contest decided for you, it would read “%(verdict)s”.",
    "If %(count)s of your %(of)s marks fell, as after contests decided for you, it would read “%(verdict)s”.",
    "count",
)
WOULD: Mapping[tuple[Audience, Change], Any] = {
    (AGENTS, Change.MARKS_FALL): FALL,
    (SELLERS, Change.MARKS_FALL): FALL,
    (DRIVERS, Change.MARKS_FALL): FALL,
    (AGENTS, Change.AS_ESTIMATED): ngettext_lazy(
        "With about %(count)s more answer at today’s fair share (%(marks)s with a mark), it would read “%(verdict)s”.",
        "With about %(count)s more answers at today’s fair share (%(marks)s with a mark), it would read “%(verdict)s”.",
        "count",
    ),
    (AGENTS, Change.LIKE_PEERS): ngettext_lazy(
        "With about %(count)s more answer like the team’s (%(marks)s with a mark), it would read “%(verdict)s”.",
        "With about %(count)s more answers like the team’s (%(marks)s with a mark), it would read “%(verdict)s”.",
        "count",
    ),
    (AGENTS, Change.MORE_MARKS): ngettext_lazy(
        "With %(count)s more mark and no “yes” beside it, it would read “%(verdict)s”.",
        "With %(count)s more marks and no “yes” beside them, it would read “%(verdict)s”.",
        "count",
    ),
    (SELLERS, Change.AS_ESTIMATED): ngettext_lazy(
        "With about %(count)s more order at today’s share (%(marks)s with a mark), it would read “%(verdict)s”.",
        "With about %(count)s more orders at today’s share (%(marks)s with a mark), it would read “%(verdict)s”.",
        "count",
    ),
    (SELLERS, Change.CLEAN): ngettext_lazy(
        "With about %(count)s more order without a mark, it would read “%(verdict)s”.",
        "With about %(count)s more orders without a mark, it would read “%(verdict)s”.",
        "count",
    ),
    (SELLERS, Change.MORE_MARKS): ngettext_lazy(
        "With %(count)s more order that bears a mark, it would read “%(verdict)s”.",
        "With %(count)s more orders that each bear a mark, it would read “%(verdict)s”.",
        "count",
    ),
    (DRIVERS, Change.AS_ESTIMATED): ngettext_lazy(
        "With about %(count)s more parcel at today’s share (%(marks)s with a mark), it would read “%(verdict)s”.",
        "With about %(count)s more parcels at today’s share (%(marks)s with a mark), it would read “%(verdict)s”.",
        "count",
    ),
    (DRIVERS, Change.CLEAN): ngettext_lazy(
        "With about %(count)s more parcel without a mark, it would read “%(verdict)s”.",
        "With about %(count)s more parcels without a mark, it would read “%(verdict)s”.",
        "count",
    ),
    (DRIVERS, Change.MORE_MARKS): ngettext_lazy(
        "With %(count)s more parcel that bears a mark, it would read “%(verdict)s”.",
        "With %(count)s more parcels that each bear a mark, it would read “%(verdict)s”.",
        "count",
    ),
}
NOT_BY_MARKS = _("Not even all %(most)s marks falling would change it.")
WOULD_NOT: Mapping[tuple[Audience, Change], Any] = {
    (AGENTS, Change.MARKS_FALL): NOT_BY_MARKS,
    (SELLERS, Change.MARKS_FALL): NOT_BY_MARKS,
    (DRIVERS, Change.MARKS_FALL): NOT_BY_MARKS,
    (AGENTS, Change.AS_ESTIMATED): _("More answers at today’s fair share would not change it, up to %(most)s."),
    (AGENTS, Change.LIKE_PEERS): _("More answers like the team’s would not change it, up to %(most)s."),
    (AGENTS, Change.MORE_MARKS): _("More marks alone would not change it, up to %(most)s."),
    (SELLERS, Change.AS_ESTIMATED): _("More orders at today’s share would not change it, up to %(most)s."),
    (SELLERS, Change.CLEAN): _("More orders without a mark would not change it, up to %(most)s."),
    (SELLERS, Change.MORE_MARKS): _("More orders with a mark would not change it, up to %(most)s."),
    (DRIVERS, Change.AS_ESTIMATED): _("More parcels at today’s share would not change it, up to %(most)s."),
    (DRIVERS, Change.CLEAN): _("More parcels without a mark would not change it, up to %(most)s."),
    (DRIVERS, Change.MORE_MARKS): _("More parcels with a mark would not change it, up to %(most)s."),
}
WHY = {
    Why.TOO_FEW: _("Nothing at all is said of fewer than %(minimum)s; %(counted)s count so far."),
    Why.NOBODY_DIFFERS: _(
        "Taken together, the team’s answers do not show that its people differ at all. While that is so, nobody is "
        "told apart, however many answers there are."
    ),
    Why.STAYS_OPEN: _(
        "More answers of the same kind would leave it open: the estimate lies near to where a verdict would begin, or "
        "too few people can be compared to say where that is."
    ),
    Why.ALREADY_CLEAR: _("The figures are so clear that nothing within reach would move them."),
}


@dataclass(frozen=True)
class TurningShown:
    """What would change a verdict and what would not, in words; `whys` say why, where that takes saying."""

    would: tuple[str, ...]
    would_not: tuple[str, ...]
    whys: tuple[str, ...]


def turning_shown(result: StandingResult) -> TurningShown:
    """What would change this result's verdict, in words."""
    turning, audience = turning_of(result), Audience(result.computation.audience)
    figures = {"minimum": _minimum(result), "counted": result.counted}
    return TurningShown(
        would=_would(turning, result, audience),
        would_not=tuple(str(WOULD_NOT[audience, way.change] % {"most": way.most}) for way in turning.stays),
        whys=tuple(str(WHY[why] % figures) for why in turning.whys),
    )


def _would(turning: Turning, result: StandingResult, audience: Audience) -> tuple[str, ...]:
    words = VERDICT_WORDS if audience is Audience.AGENTS else ORDERS_VERDICT
    return tuple(
        str(
            WOULD[audience, way.change]
            % {"count": way.count, "of": result.marks, "marks": way.marks, "verdict": words[str(way.verdict)]}
        )
        for way in turning.turns
    )


def _minimum(result: StandingResult) -> int:
    if result.computation.team_id is None:
        return orders_of(result)[1]["minimum"]
    minimum: int = result.computation.inputs["minimum_answers"]
    return minimum
