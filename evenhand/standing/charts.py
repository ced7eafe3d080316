"""Charts of how everybody stands, as SVG that takes its colours from the page and reads without a legend.

The same drawing serves a wide and a narrow page; colours are written as the design tokens that they stand for.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import count
from typing import Any

import altair as alt
import numpy as np
from django.utils.translation import gettext as _

from evenhand.fairness.api import PersonStanding, Verdict, intervals

INK, SOFT, LINE, ACCENT, WORSE, BETTER, GROUND = (f"#0102{number:02x}" for number in range(7))
_TOKENS = {
    INK: "--ink",
    SOFT: "--ink-faint",
    LINE: "--line-strong",
    ACCENT: "--accent",
    WORSE: "--bad-fill",
    BETTER: "--good-ink",
    GROUND: "--surface",
}
_COLOURS = {Verdict.CLEARLY_WORSE: WORSE, Verdict.CLEARLY_BETTER: BETTER}
MOST_ROWS = 40  # people with a row each; more become thin columns
_LONGEST_NAME = 26
_numbers = count(1)


@dataclass(frozen=True)
class Size:
    """The width of a drawing, and how large its text is against it."""

    width: int
    is_narrow: bool

    @property
    def text(self) -> int:
        """Size of small text, in the drawing's own units."""
        return 12


WIDE, NARROW = Size(720, is_narrow=False), Size(360, is_narrow=True)


def short(name: str, longest: int = _LONGEST_NAME) -> str:
    """A name cut to what a chart has room for."""
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def funnel(people: Sequence[PersonStanding], size: Size, title: str) -> str:
    """Each person's raw share over their answers, within the limits of what chance does to people who are all alike."""
    seen = [person for person in people if person.raw_share is not None and person.answers >= 1]
    answers = np.array([person.answers for person in seen])
    target = float(np.clip(sum(person.no for person in seen) / answers.sum(), 1e-6, 1 - 1e-6))
    span = _span(answers)
    grid = np.unique(np.round(np.geomspace(*span, 120)))
    limits = {level: intervals.funnel(grid, target=target, level=level) for level in (0.95, 0.998)}
    top = max([0.01, float(limits[0.95].high[0]), *(person.raw_share or 0 for person in seen)]) * 1.05
    x_scale = alt.Scale(type="log", domain=list(span), nice=False)
    y_scale = alt.Scale(domain=[0, min(1.0, top)], clamp=True)
    x = alt.X("answers:Q", scale=x_scale, title=_("answers"), axis=alt.Axis(values=_ticks(*span), format="~s"))
    y = alt.Y("share:Q", scale=y_scale, title=_("raw share of “no”"), axis=_above(format="%", tickCount=5))
    areas = [_between(grid, limits[level], opacity, x, y_scale) for level, opacity in ((0.998, 0.25), (0.95, 0.45))]
    middle = _layer([{"answers": end, "share": target} for end in span]).mark_line(color=SOFT, strokeWidth=1)
    layers = [*areas, middle.encode(x, y), *_points(seen, x, y), *_limit_labels(span, target, size, x, y)]
    layers += _names(_labelled(seen, span, top, size), x, y)
    height = 300 if size.is_narrow else 360
    return svg(alt.layer(*layers).properties(width=size.width - 110, height=height), title)


def fair_shares(people: Sequence[PersonStanding], size: Size, title: str, overall: float) -> str:
    """Each person's fair share with its interval, worst first: a row each, or thin columns where they are many."""
    ordered = sorted(people, key=lambda person: (-person.fair_share, person.person))
    return _rows(ordered, size, title, overall) if len(people) <= MOST_ROWS else _columns(ordered, size, title, overall)


def _rows(people: Sequence[PersonStanding], size: Size, title: str, overall: float) -> str:
    room = 18 if size.is_narrow else _LONGEST_NAME
    rows = [_row(person, f"{place:04}") for place, person in enumerate(people)]
    labels = {f"{place:04}": short(person.person, room) for place, person in enumerate(people)}
    named = f"({labels!r})[datum.value]"
    y = alt.Y(
        "place:N",
        title=None,
        sort=None,
        axis=alt.Axis(labelExpr=named, labelLimit=230, domain=False, ticks=False, labelPadding=8, labelColor=INK),
    )
    x_axis = alt.Axis(format="%", tickCount=4 if size.is_narrow else 6, grid=True)
    x = alt.X("low:Q", title=_("fair share of “no”"), scale=alt.Scale(domain=_shares(people), clamp=True), axis=x_axis)
    base = _layer(rows).encode(y=y, color=alt.Color("colour:N", scale=None))
    spans = base.mark_rule(strokeWidth=5, strokeCap="round", opacity=0.35).encode(x=x, x2="high:Q")
    fair = base.mark_point(filled=True, size=70, opacity=1).encode(x="fair:Q")
    raw = base.mark_tick(thickness=2, size=11, color=INK).encode(x="raw:Q", color=alt.value(INK))
    middle = _layer([{"low": overall}]).mark_rule(color=SOFT, strokeDash=[3, 3]).encode(x="low:Q")
    chart = alt.layer(middle, spans, raw, fair)
    labels_width = 7 * max(len(label) for label in labels.values()) + 30
    sized = chart.properties(width=max(size.width - labels_width, 150), height=alt.Step(24))
    return svg(sized, title, left=24)  # the page may set names wider than they were measured


def _columns(people: Sequence[PersonStanding], size: Size, title: str, overall: float) -> str:
    rows = [_row(person, place) for place, person in enumerate(people, start=1)]
    x = alt.X(
        "place:Q",
        title=_("people, highest fair share first"),
        scale=alt.Scale(domain=[0, len(people) + 1], nice=False),
        axis=alt.Axis(grid=False, tickCount=5, format=",d"),
    )
    y = alt.Y(
        "low:Q",
        title=_("fair share of “no”"),
        scale=alt.Scale(domain=_shares(people), clamp=True),
        axis=_above(format="%"),
    )
    thin = max(0.5, min(6.0, 0.7 * (size.width - 70) / len(people)))
    base = _layer(rows).encode(x=x, color=alt.Color("colour:N", scale=None))
    spans = base.mark_rule(strokeWidth=thin, opacity=0.4).encode(y=y, y2="high:Q")
    fair = base.mark_point(filled=True, size=max(3.0, 4 * thin**2), opacity=1).encode(y="fair:Q")
    middle = _layer([{"low": overall}]).mark_rule(color=INK, strokeDash=[3, 3]).encode(y="low:Q")
    told = _layer([{"place": len(people), "low": overall}]).mark_text(
        text=_("the whole group"), align="right", dy=-6, color=INK, fontSize=size.text
    )
    height = 260 if size.is_narrow else 320
    chart = alt.layer(spans, fair, middle, told.encode(x="place:Q", y="low:Q"))
    return svg(chart.properties(width=size.width - 70, height=height), title)


def _row(person: PersonStanding, place: Any) -> dict[str, Any]:
    return {
        "place": place,
        "low": person.low,
        "high": person.high,
        "fair": person.fair_share,
        "raw": person.raw_share,
        "colour": _COLOURS.get(person.verdict, SOFT),
    }


def _shares(people: Sequence[PersonStanding]) -> list[float]:
    highest = max([person.high for person in people] + [person.raw_share or 0 for person in people])
    return [0, min(1.0, float(highest) * 1.03)]


def _span(answers: np.ndarray[Any, Any]) -> tuple[float, float]:
    low, high = max(1.0, float(answers.min()) * 0.8), float(answers.max()) * 1.25
    return low, max(high, low * 2)


def _ticks(low: float, high: float) -> list[int]:
    steps = [step * 10**power for power in range(8) for step in (1, 2, 5)]
    return [step for step in steps if low <= step <= high]


def _between(grid: Any, limits: intervals.Limits, opacity: float, x: alt.X, y_scale: alt.Scale) -> Any:
    rows = [
        {"answers": float(n), "share": float(low), "high": float(high)}
        for n, low, high in zip(grid, limits.low, limits.high, strict=True)
    ]
    area = _layer(rows).mark_area(color=LINE, opacity=opacity, clip=True)
    return area.encode(x, alt.Y("share:Q", scale=y_scale), alt.Y2("high:Q"))


def _points(people: Sequence[PersonStanding], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    few = len(people) <= 60
    rows = [
        {"answers": person.answers, "share": person.raw_share, "colour": _COLOURS.get(person.verdict, SOFT)}
        for person in sorted(people, key=lambda person: person.verdict in _COLOURS)
    ]
    dots = _layer(rows).mark_point(filled=True, size=55 if few else 16, opacity=1 if few else 0.75)
    return [
        dots.encode(x, y, color=alt.Color("colour:N", scale=None), stroke=alt.value(GROUND), strokeWidth=alt.value(0.5))
    ]


def _limit_labels(span: tuple[float, float], target: float, size: Size, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """What the bands and the line mean, written where they are: the inner at its lower rim, the outer at its upper."""
    inner_at, outer_at = span[0] * (span[1] / span[0]) ** 0.45, span[1] / 1.02
    inner = float(intervals.funnel([inner_at], target=target, level=0.95).low[0])
    outer = float(intervals.funnel([outer_at], target=target, level=0.998).high[0])
    style = {"fontSize": size.text - 1, "color": SOFT}
    told = [
        (inner_at, inner, _("95 of 100 within"), {"align": "center", "dy": -7}),
        (outer_at, outer, _("998 of 1,000 within"), {"align": "right", "dy": -6}),
        (span[1], target, _("all: %(share)s") % {"share": f"{target:.0%}"}, {"align": "left", "dx": 5}),
    ]
    layers = [
        _written([{"answers": n, "share": share, "text": text}], x, y, **place, **style)
        for n, share, text, place in told
    ]
    return [layer for pair in layers for layer in pair]


def _labelled(
    people: Sequence[PersonStanding], span: tuple[float, float], top: float, size: Size
) -> list[dict[str, Any]]:
    """Names to write: of everybody where they are few, else of those with a verdict, as far as they do not touch."""
    few = len(people) <= 12
    wanted = people if few else [person for person in people if person.verdict in _COLOURS]
    by_weight = sorted(wanted, key=lambda person: (person.verdict not in _COLOURS, -abs(person.effect)))
    width, height = size.width - 110, 300 if size.is_narrow else 360

    def place(person: PersonStanding) -> tuple[float, float]:
        across = np.log(person.answers / span[0]) / np.log(span[1] / span[0]) * width
        return float(across), (person.raw_share or 0) / top * height

    taken = [(x - 5, x + 5, y) for x, y in map(place, people)] if few else []
    rows: list[dict[str, Any]] = []
    for person in by_weight[:60]:
        text = short(person.person, 14 if size.is_narrow else 20)
        (x, y), long = place(person), 7.5 * len(text)
        sides = {False: (x + 8, x + 8 + long), True: (x - 8 - long, x - 8)}
        free = [to_left for to_left, (start, end) in sides.items() if _is_free(start, end, y, width, taken)]
        if free and len(rows) < (6 if size.is_narrow else 14):
            taken.append((*sides[free[0]], y))
            rows.append({"answers": person.answers, "share": person.raw_share, "text": text, "left": free[0]})
    return rows


def _is_free(start: float, end: float, y: float, width: float, taken: Sequence[tuple[float, float, float]]) -> bool:
    touches = any(abs(y - other) < 14 and start < right and left < end for left, right, other in taken)
    return not touches and start >= 0 and end <= width


def _names(rows: list[dict[str, Any]], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    left, right = ([row for row in rows if row["left"] == side] for side in (True, False))
    style = {"color": INK, "fontSize": 12}
    return [*_written(left, x, y, align="right", dx=-8, **style), *_written(right, x, y, align="left", dx=8, **style)]


def _above(**axis: Any) -> alt.Axis:
    """An upright axis whose title stands above it, to be read without turning the head."""
    return alt.Axis(titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-34, titleY=-12, **axis)


def _written(rows: list[dict[str, Any]], x: alt.X, y: alt.Y, **text: Any) -> list[alt.Chart]:
    """Words in a chart, each with a rim in the colour of the ground so that what is behind does not cut them."""
    rim = {**text, "color": GROUND, "stroke": GROUND, "strokeWidth": 3, "opacity": 0.85}
    return [_layer(rows).mark_text(**style).encode(x, y, text="text:N") for style in (rim, text)]


def _layer(rows: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows))


def svg(chart: Any, title: str, *, left: int = 6, right: int = 6) -> str:
    """The chart as SVG for a page: as wide as there is room, in the page's colours and type, with a title."""
    axis = alt.AxisConfig(
        labelFontSize=12,
        titleFontSize=12,
        titleFontWeight="normal",
        labelColor=SOFT,
        titleColor=SOFT,
        gridColor=LINE,
        gridOpacity=0.45,
        domainColor=LINE,
        tickColor=LINE,
    )
    view = alt.ViewConfig(stroke="transparent")
    around = {"left": left, "right": right, "top": 6, "bottom": 6}
    configured = chart.configure(axis=axis, view=view, background="transparent", font="sans-serif", padding=around)
    drawn = io.StringIO()
    configured.save(drawn, format="svg")
    return _for_page(drawn.getvalue(), title)


def _for_page(drawn: str, title: str) -> str:
    opening, _, drawing = drawn.partition(">")
    box = re.search(r'viewBox="[^"]*"', opening)
    drawing = re.sub(r' (?:aria-\w+|role|class|pointer-events|font-family)="[^"]*"', "", drawing)
    drawing = re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), drawing)
    place = next(_numbers)  # several drawings on one page must not share the names of their clips
    drawing = re.sub(r'(id="|url\(#)(\w)', rf"\g<1>chart{place}-\g<2>", drawing)
    for colour, token in _TOKENS.items():
        drawing = drawing.replace(colour, f"var({token})")
    name = escape(title, quote=True)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box[0] if box else ""} role="img" aria-label="{name}">{drawing}'
