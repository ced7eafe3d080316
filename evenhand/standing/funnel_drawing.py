"""How a team's funnel is drawn. Apart from `funnel`, since the drawing libraries take most of a second to load."""

import re
from typing import Any, Literal

import altair as alt
import vl_convert
from django.utils.translation import gettext as _

from evenhand.fairness.api import intervals
from evenhand.standing.funnel import FunnelPoint

WIDTH, HEIGHT, FONT_SIZE = 640, 320, 13
LIMIT_STEPS = 60
NEAR, FAR = 0.95, 0.998
ALL_NAMED = 8  # in a larger team only those who stand out are named at their dots; the table names everybody

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


def draw(points: list[FunnelPoint], target: float) -> str:
    """The plot as SVG in our classes; it takes its colours from the page."""
    return _in_our_classes(vl_convert.vegalite_to_svg(_chart(points, target).to_dict()))


def _chart(points: list[FunnelPoint], target: float) -> alt.LayerChart:
    most = max(point.answers for point in points)
    far = float(intervals.funnel([most], target=target, level=FAR).high[0]) if 0 < target < 1 else 0.0
    highest = min(1.0, 1.15 * max([point.share for point in points] + [far, 0.1]))
    x = alt.X("answers:Q", title=_("Answers"), scale=alt.Scale(domain=[0, most * 1.15], nice=False))
    y = alt.Y(
        "share:Q", title=_("Share of “no”"), scale=alt.Scale(domain=[0, highest], nice=False), axis=alt.Axis(format="%")
    )
    layers = [*_limits(most, target, x, y), _target(target, x, y), *_dots(points, target, x, y)]
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
    answers = sorted({max(1, round(most * 1.15 * step / LIMIT_STEPS)) for step in range(1, LIMIT_STEPS + 1)})
    charts = []
    for level, colour, dash in ((NEAR, _NEAR, [5, 4]), (FAR, _FAR, [1, 0])):
        limits = intervals.funnel(answers, target=target, level=level)
        for side in (limits.low, limits.high):
            rows = [{"answers": n, "share": float(share)} for n, share in zip(answers, side, strict=True)]
            line = _chart_of(rows).mark_line(clip=True, strokeWidth=1.5, strokeDash=dash, color=colour)
            charts.append(line.encode(x=x, y=y))
        charts.append(_words([{**rows[-1], "words": f"{level * 100:g} %"}], x, y, dx=6, dy=0))
    return charts


def _target(target: float, x: alt.X, y: alt.Y) -> alt.Chart:
    return _chart_of([{"share": target}]).mark_rule(strokeWidth=1.5, color=_TARGET).encode(y=y)


def _dots(points: list[FunnelPoint], target: float, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    rows = [
        {
            "answers": point.answers,
            "share": point.share,
            "words": point.name,
            "href": _HERE + point.href,
            "colour": _POINT if point.is_known else _QUIET,
        }
        for point in points
    ]
    dots = _chart_of(rows).mark_circle(size=110, opacity=1)
    colour = alt.Color("colour:N", scale=None)
    named = [
        row for point, row in zip(points, rows, strict=True) if len(points) <= ALL_NAMED or _stands_out(point, target)
    ]
    return [dots.encode(x=x, y=y, href="href:N", color=colour), _words(named, x, y, dx=0, dy=-11)]


def _stands_out(point: FunnelPoint, target: float) -> bool:
    if point.is_known or not 0 < target < 1:
        return point.is_known
    near = intervals.funnel([point.answers], target=target, level=NEAR)
    return not near.low[0] <= point.share <= near.high[0]


def _words(rows: list[dict[str, Any]], x: alt.X, y: alt.Y, *, dx: int, dy: int) -> alt.Chart:
    align: Literal["left", "center"] = "left" if dx else "center"
    text = _chart_of(rows).mark_text(
        align=align, dx=dx, dy=dy, fontSize=FONT_SIZE, font="inherit", color=_TEXT, clip=False
    )
    return text.encode(x=x, y=y, text="words:N")


def _in_our_classes(svg: str) -> str:
    """Colours become classes, addresses ours; what readers of the screen would hear twice goes: a table says it."""
    for colour, name in _CLASSES.items():
        svg = re.sub(rf' (?:fill|stroke)="{colour}"', f' class="{name}"', svg)
    svg = re.sub(r' (?:role|aria-label|aria-roledescription)="[^"]*"', "", svg)
    svg = svg.replace(f'<a xlink:href="{_HERE}', '<a tabindex="-1" href="').replace(' font-family="inherit"', "")
    return re.sub(r'(<svg[^>]*?) width="\d+" height="\d+"', r"\1", svg, count=1)


def _chart_of(rows: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows))
