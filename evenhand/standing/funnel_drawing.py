"""How a team's funnel is drawn. Apart from `funnel`, since the drawing libraries take most of a second to load."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import vl_convert
from django.utils.translation import gettext as _

from evenhand.fairness.api import intervals
from evenhand.standing.funnel import FunnelPoint

WIDTH, HEIGHT, FONT_SIZE = 640, 320, 13
LIMIT_STEPS = 60
ROOM = 1.15  # to the right of who has most answers
NEAR, FAR = 0.95, 0.998
ALL_NAMED = 8  # in a larger team only those who stand out are named at their dots; the table names everybody
LETTER, LINE, DOT = 0.58 * FONT_SIZE, 1.15 * FONT_SIZE, 7.0  # how much room words and dots take

# Colours and addresses that stand for classes and places of ours; they never reach a reader.
_TEXT, _AXIS, _FAR, _NEAR, _TARGET, _POINT, _QUIET = (f"#00ff0{digit}" for digit in range(1, 8))
_CLASSES = {
    _TEXT: "figure-text",
    _AXIS: "figure-axis",
    _FAR: "funnel-far",
    _NEAR: "funnel-near",
    _TARGET: "funnel-target",
    _POINT: "figure-point",
    _QUIET: "funnel-unknown",
}
_HERE = "https://here.invalid"


@dataclass(frozen=True)
class Side:
    """On which side of its dot a name stands: how its words are aligned, and how far from the middle of the dot."""

    align: Literal["left", "center", "right"]
    dx: int
    dy: int


SIDES = (
    Side("center", 0, -15),
    Side("left", 11, 0),
    Side("right", -11, 0),
    Side("center", 0, 15),
    Side("left", 5, -15),
    Side("right", -5, -15),
)


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "_Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_in_the_plot(self) -> bool:
        return self.left >= 0 and self.right <= WIDTH and self.top >= 0 and self.bottom <= HEIGHT


def sides_of(names: Sequence[str], dots: Sequence[tuple[float, float]]) -> list[Side | None]:
    """Where each name stands by its dot (places in the plot, from its top left corner), the earlier names first.

    On the first side on which it meets no dot, no other name and no edge; None where there is none: better no name than
    two that nobody can read. There may be more dots than names: the first ones are theirs.
    """
    taken = [_Box(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in dots]
    found: list[Side | None] = []
    for name, (x, y) in zip(names, dots, strict=False):
        boxes = [(side, _box_of(name, side, x, y)) for side in SIDES]
        free = (pair for pair in boxes if pair[1].is_in_the_plot() and not any(map(pair[1].overlaps, taken)))
        side, box = next(free, (None, None))
        found.append(side)
        if box:
            taken.append(box)
    return found


def _box_of(name: str, side: Side, x: float, y: float) -> _Box:
    width = LETTER * len(name)
    left = x + side.dx - {"left": 0.0, "center": width / 2, "right": width}[side.align]
    return _Box(left, y + side.dy - LINE / 2, left + width, y + side.dy + LINE / 2)


def draw(points: list[FunnelPoint], target: float) -> str:
    """The plot as SVG in our classes; it takes its colours from the page."""
    return _in_our_classes(vl_convert.vegalite_to_svg(_chart(points, target).to_dict()))


def _chart(points: list[FunnelPoint], target: float) -> alt.LayerChart:
    most = max(point.answers for point in points)
    far = float(intervals.funnel([most], target=target, level=FAR).high[0]) if 0 < target < 1 else 0.0
    highest = min(1.0, 1.15 * max([point.share for point in points] + [far, 0.1]))
    x = alt.X("answers:Q", title=_("Answers"), scale=alt.Scale(domain=[0, most * ROOM], nice=False))
    y = alt.Y(
        "share:Q", title=_("Share of “no”"), scale=alt.Scale(domain=[0, highest], nice=False), axis=alt.Axis(format="%")
    )
    names = [_words(rows, x, y, side) for side, rows in _names(points, target, most * ROOM, highest).items()]
    layers = [*_limits(most, target, x, y), _target(target, x, y), _dots(points, x, y), *names]
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, background="transparent")
    return chart.configure_view(stroke=None).configure_axis(
        labelColor=_TEXT,
        titleColor=_TEXT,
        domainColor=_AXIS,
        tickColor=_AXIS,
        grid=False,
        tickCount=5,
        labelFontSize=FONT_SIZE,
        titleFontSize=FONT_SIZE,
        titleFontWeight="normal",
        labelFont="inherit",
        titleFont="inherit",
    )


def _limits(most: int, target: float, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Within which shares 95 of 100, and 998 of 1,000, people would fall if all were alike."""
    if not 0 < target < 1:
        return []
    answers = sorted({max(1, round(most * ROOM * step / LIMIT_STEPS)) for step in range(1, LIMIT_STEPS + 1)})
    charts = []
    for level, colour, dash in ((NEAR, _NEAR, [5, 4]), (FAR, _FAR, [1, 0])):
        limits = intervals.funnel(answers, target=target, level=level)
        for side in (limits.low, limits.high):
            rows = [{"answers": n, "share": float(share)} for n, share in zip(answers, side, strict=True)]
            line = _chart_of(rows).mark_line(clip=True, strokeWidth=1.5, strokeDash=dash, color=colour)
            charts.append(line.encode(x=x, y=y))
        charts.append(_words([{**rows[-1], "words": f"{level * 100:g} %"}], x, y, Side("left", 6, 0)))
    return charts


def _target(target: float, x: alt.X, y: alt.Y) -> alt.Chart:
    return _chart_of([{"share": target}]).mark_rule(strokeWidth=1.5, color=_TARGET).encode(y=y)


def _dots(points: list[FunnelPoint], x: alt.X, y: alt.Y) -> alt.Chart:
    rows = [
        {
            "answers": point.answers,
            "share": point.share,
            "href": _HERE + point.href,
            "colour": _POINT if point.is_known else _QUIET,
        }
        for point in points
    ]
    dots = _chart_of(rows).mark_circle(size=110, opacity=1)
    return dots.encode(x=x, y=y, href="href:N", color=alt.Color("colour:N", scale=None))


def _names(
    points: list[FunnelPoint], target: float, most: float, highest: float
) -> dict[Side, list[dict[str, float | str]]]:
    """Names by the side of their dots, those who stand out first; in a small team the others too where there is room.

    `most` answers and the `highest` share are those at the ends of the axes.
    """
    outstanding = {point for point in points if _stands_out(point, target)}
    first = sorted(points, key=lambda point: (point not in outstanding, -point.answers, point.name))
    named = first if len(points) <= ALL_NAMED else [point for point in first if point in outstanding]
    dots = [(WIDTH * point.answers / most, HEIGHT * (1 - point.share / highest)) for point in first]
    found: dict[Side, list[dict[str, float | str]]] = {}
    for point, side in zip(named, sides_of([point.name for point in named], dots), strict=True):
        if side:
            rows = found.setdefault(side, [])
            rows.append({"answers": point.answers, "share": point.share, "words": point.name})
    return found


def _stands_out(point: FunnelPoint, target: float) -> bool:
    if point.is_known or not 0 < target < 1:
        return point.is_known
    near = intervals.funnel([point.answers], target=target, level=NEAR)
    return not near.low[0] <= point.share <= near.high[0]


def _words(rows: Sequence[Mapping[str, Any]], x: alt.X, y: alt.Y, side: Side) -> alt.Chart:
    text = _chart_of(rows).mark_text(
        align=side.align,
        baseline="middle",
        dx=side.dx,
        dy=side.dy,
        fontSize=FONT_SIZE,
        font="inherit",
        color=_TEXT,
        clip=False,
    )
    return text.encode(x=x, y=y, text="words:N")


def _in_our_classes(svg: str) -> str:
    """Colours become classes, addresses ours; what readers of the screen would hear twice goes: a table says it."""
    for colour, name in _CLASSES.items():
        svg = re.sub(rf' (?:fill|stroke)="{colour}"', f' class="{name}"', svg)
    svg = re.sub(r' (?:role|aria-label|aria-roledescription)="[^"]*"', "", svg)
    svg = svg.replace(f'<a xlink:href="{_HERE}', '<a tabindex="-1" href="').replace(' font-family="inherit"', "")
    return re.sub(r'(<svg[^>]*?) width="\d+" height="\d+"', r"\1", svg, count=1)


def _chart_of(rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))
