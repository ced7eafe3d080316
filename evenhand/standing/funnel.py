"""The funnel plot of a team: each member's share of "no" by number of answers, within the limits that chance draws."""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

KEPT_SECONDS = 7 * 24 * 3600
DRAWING = 4  # changes whenever the same points would be drawn otherwise


@dataclass(frozen=True)
class FunnelPoint:
    """One member: a dot that leads to `href`. `is_known` is false where nothing can be said about them yet."""

    name: str
    answers: int
    no: int
    href: str
    is_known: bool

    @property
    def share(self) -> float:
        """The share of "no" as customers gave it."""
        return self.no / self.answers


def funnel_svg(points: list[FunnelPoint], target: float) -> SafeString:
    """The plot as SVG that takes its colours from the page. The same points are drawn once.

    `points` hold people with answers; `target` is the share of the whole team.
    """
    content = json.dumps([DRAWING, target, [asdict(point) for point in points], get_language()])
    key = f"standing.funnel.{hashlib.sha256(content.encode()).hexdigest()}"
    drawn: str | None = cache.get(key)
    if drawn is None:
        from evenhand.standing.funnel_drawing import draw  # noqa: PLC0415 - loaded with the first plot, not at each start

        drawn = draw(points, target)
        cache.set(key, drawn, KEPT_SECONDS)
    return mark_safe(drawn)  # noqa: S308 - drawn from numbers and names, which the drawing escapes
