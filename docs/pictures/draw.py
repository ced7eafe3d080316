"""Draws the pictures of docs/rules/how-we-judge-figures.md: python docs/pictures/draw.py."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("EVENHAND_MODE", "test")  # it needs no installation
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.house.settings")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))
django.setup()

import altair as alt  # noqa: E402 - after the set-up above
import numpy as np  # noqa: E402

from evenhand.fairness.api import LowestShare, Standing, Tallies, Team, exact_outcome, intervals, looks, stand  # noqa: E402
from evenhand.standing import charts  # noqa: E402

TOKENS = HERE.parent.parent / "evenhand/ui/static/ui/css/tokens.css"
PERCENT = alt.Axis(format="%", title=None)


def main() -> None:
    """Write every picture, and say which."""
    standing = one_team()
    pictures = {
        "figures-few-answers": few_answers(),
        "figures-lower-fifteen": wrongly_named(),
        "figures-by-itself": by_itself(),
        "figures-funnel": charts.funnel(standing.people, charts.WIDE, "Twenty people in a funnel plot"),
        "figures-fair-shares": charts.fair_shares(
            standing.people, charts.WIDE, "Twenty people's fair shares", overall(standing)
        ),
    }
    for name, svg in pictures.items():
        path = HERE / f"{name}.svg"
        path.write_text(alone(svg), encoding="utf-8")
        print(f"drew {path.relative_to(HERE.parent.parent)}")  # noqa: T201


def few_answers() -> str:
    """The same raw share with ever more answers behind it."""
    answers = np.array([8, 40, 200, 1000])
    limits = intervals.wilson(answers / 4, answers)
    rows = [
        {"who": f"{n // 4} “no” of {n:,}", "place": place, "low": low, "high": high, "raw": 0.25}
        for place, (n, low, high) in enumerate(zip(answers.tolist(), limits.low, limits.high, strict=True))
    ]
    for row in rows:
        row["says"] = f"{row['low']:.0%} to {row['high']:.0%}"
    y = alt.Y(
        "who:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False, labelColor=charts.INK, labelPadding=8)
    )
    x = alt.X(
        "low:Q", axis=alt.Axis(format="%", title="where the true share may lie"), scale=alt.Scale(domain=[0, 0.6])
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=y)
    spans = base.mark_rule(strokeWidth=6, strokeCap="round", color=charts.ACCENT, opacity=0.45).encode(x=x, x2="high:Q")
    dots = base.mark_point(filled=True, size=80, color=charts.ACCENT, opacity=1).encode(x="raw:Q")
    words = base.mark_text(align="left", dx=12, color=charts.SOFT, fontSize=12).encode(x="high:Q", text="says:N")
    return charts.svg(
        alt.layer(spans, dots, words).properties(width=560, height=alt.Step(34)),
        "25 % of 8, 40, 200 and 1,000 answers",
        left=40,
        right=40,
    )


def wrongly_named() -> str:
    """How many of those whom the lower-15 % rule names do not belong there, by the answers behind it."""
    rows = []
    for sd, words in (
        (0.03, "people differ little"),
        (0.05, "people differ as is usual"),
        (0.08, "people differ a lot"),
    ):
        for answers in np.unique(np.round(np.geomspace(10, 400, 25))).astype(int).tolist():
            found = exact_outcome(LowestShare(), Team(100, answers, answers, 0.15, sd))
            if found is not None:
                rows.append({"answers": answers, "share": found.wrong_share, "who": words})
    x = alt.X(
        "answers:Q",
        scale=alt.Scale(type="log", domain=[10, 400], nice=False),
        axis=alt.Axis(values=[10, 20, 40, 100, 200, 400], title="answers each"),
    )
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 0.8]), axis=alt.Axis(format="%", title=None, tickCount=5))
    lines = (
        alt.Chart(alt.InlineData(values=rows)).mark_line(color=charts.WORSE, strokeWidth=2).encode(x, y, detail="who:N")
    )
    ends = [row for row in rows if row["answers"] == 400]
    words = alt.Chart(alt.InlineData(values=ends)).mark_text(align="left", dx=6, color=charts.INK, fontSize=12)
    chart = alt.layer(lines, words.encode(x, y, text="who:N")).properties(width=520, height=280)
    return charts.svg(chart, "Of those named by the lower-15 % rule, the part named wrongly", right=60)


def by_itself() -> str:
    """What the next forty answers bring somebody of whom nothing changed."""
    no = np.array([1, 3, 6, 9, 12, 15])
    unaided = looks.regression_to_the_mean(no, np.full(no.shape, 40), alpha=7.5, beta=42.5, next_answers=40)
    rows: list[dict[str, Any]] = []
    for seen, expected in zip(no / 40, unaided.expected_share, strict=True):
        rows += [
            {"when": "seen", "share": seen, "who": seen},
            {"when": "to be expected next", "share": expected, "who": seen},
        ]
    x = alt.X(
        "when:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelAngle=0, orient="top", domain=False, ticks=False, labelFontSize=13),
    )
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 0.42]), axis=None)
    base = alt.Chart(alt.InlineData(values=rows))
    lines = base.mark_line(
        color=charts.ACCENT, strokeWidth=2, point={"filled": True, "size": 60, "color": charts.ACCENT}
    ).encode(x, y, detail="who:N")
    mean = (
        alt.Chart(alt.InlineData(values=[{"share": 0.15}])).mark_rule(color=charts.SOFT, strokeDash=[3, 3]).encode(y=y)
    )
    told = [
        base.transform_filter(f"datum.when == '{when}'")
        .mark_text(align=align, dx=dx, color=charts.INK, fontSize=12)
        .encode(x, y, text=alt.Text("share:Q", format=".0%"))
        for when, align, dx in (("seen", "right", -10), ("to be expected next", "left", 10))
    ]
    whole = (
        alt.Chart(alt.InlineData(values=[{"share": 0.15}]))
        .mark_text(text="the whole team: 15%", align="center", dy=-7, color=charts.SOFT, fontSize=12)
        .encode(y=y)
    )
    return charts.svg(
        alt.layer(mean, lines, *told, whole).properties(width=520, height=320),
        "Shares of “no” seen in forty answers, and those to be expected next",
    )


def one_team() -> Standing:
    """Twenty made-up people, one of whom truly gets a third of “no”."""
    random = np.random.default_rng(15)
    answers = random.integers(15, 320, 20)
    truth = random.beta(16, 90, 20)
    truth[7], answers[7] = 0.33, 190
    names = [f"Agent {chr(65 + place)}" for place in range(20)]
    return stand(Tallies.from_columns(person=names, answers=answers, no=random.binomial(answers, truth)))


def overall(standing: Standing) -> float:
    """The whole group's raw share."""
    return float(standing.columns.no.sum() / standing.columns.answers.sum())


def alone(svg: str) -> str:
    """The same picture with its own colours, light or dark as the reader's screen, and a ground to stand on."""
    css = TOKENS.read_text(encoding="utf-8")
    palette = dict(re.findall(r"(--[a-z]+-\d+): (#[0-9a-f]{6})", css))
    pairs = re.findall(r"(--[a-z-]+): light-dark\(var\((--[a-z]+-\d+)\), var\((--[a-z]+-\d+)\)\)", css)
    used = [
        (name, palette[light], palette[dark])
        for name, light, dark in pairs
        if f"var({name})" in svg or name == "--surface"
    ]
    light, dark = (";".join(f"{name}:{shades[theme]}" for name, *shades in used) for theme in (0, 1))
    themes = f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
    style = f"<style>{themes}text{{font-family:system-ui,sans-serif}}</style>"
    left, top, width, height = re.search(r'viewBox="([^"]*)"', svg)[1].split()
    opening, _, drawing = svg.partition(">")
    ground = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="10" fill="var(--surface)"/>'
    return f'{opening} width="{width}" height="{height}">{style}{ground}{drawing}\n'


if __name__ == "__main__":
    main()
