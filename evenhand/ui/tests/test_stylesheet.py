"""The style sheet: raw values live in the tokens, contrast holds in both themes, service gets one file."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import call_command
from django.test import override_settings

from evenhand.ui.storage import STYLESHEET, join_imports

EVENHAND = Path(__file__).resolve().parents[2]
CSS = EVENHAND / "ui/static/ui/css"
PARTS = sorted(path for path in CSS.rglob("*.css") if path.name not in {"tokens.css", "fonts.css", "evenhand.css"})
RAW = {
    "colour": re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch)a?\(", re.I),
    "size": re.compile(r"(?<![\w.-])\d*\.?\d+(?:px|rem|pt)\b"),
    "shadow": re.compile(r"(?:box|text)-shadow:(?!.*var\()"),
    "font size": re.compile(r"font-size:\s*\d*\.?\d+(?:px|rem)"),
}


def _rules(path: Path) -> str:
    without_comments = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    return re.sub(r"@media[^{]+", "@media ", without_comments)  # a media query cannot read a token


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", RAW)
def test_raw_values_stand_in_the_tokens_only(path: Path, kind: str) -> None:
    assert RAW[kind].findall(_rules(path)) == []


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_every_token_that_is_used_exists(path: Path) -> None:
    known = set(re.findall(r"(--[\w-]+):", (CSS / "tokens.css").read_text() + path.read_text()))
    assert set(re.findall(r"var\((--[\w-]+)", path.read_text())) <= known


def test_every_part_is_imported_once() -> None:
    imported = re.findall(r'@import url\("([^"]+)"\)', (CSS / "evenhand.css").read_text())
    assert sorted(imported) == sorted(
        str(path.relative_to(CSS)) for path in CSS.rglob("*.css") if path.name != "evenhand.css"
    )


def test_palette_is_used_by_the_tokens_only() -> None:
    palette = set(re.findall(r"(--[a-z]+-\d+): #", (CSS / "tokens.css").read_text()))
    assert palette
    used = {name for path in PARTS for name in re.findall(r"var\((--[\w-]+)", path.read_text())}
    assert not palette & used


@pytest.mark.parametrize("path", sorted(EVENHAND.rglob("*.css")), ids=lambda path: path.stem)
def test_themes_differ_in_colours_alone(path: Path) -> None:
    """By `light-dark()`, which takes nothing but colours: so looking at colours is enough to check the dark theme."""
    rules = _rules(path)
    assert "prefers-color-scheme" not in path.read_text()
    assert set(re.findall(r"\[data-theme[^{]*{([^}]*)}", rules)) <= {" color-scheme: light; ", " color-scheme: dark; "}


def _meanings(theme: str) -> dict[str, str]:
    tokens = dict(re.findall(r"(--[\w-]+): ([^;]+);", (CSS / "tokens.css").read_text()))

    def value(name: str) -> str:
        text = tokens[name]
        if pair := re.fullmatch(r"light-dark\(var\((.+?)\), var\((.+?)\)\)", text):
            return value(pair[1 if theme == "light" else 2])
        if alias := re.fullmatch(r"var\((.+?)\)", text):
            return value(alias[1])
        return text

    return {name: colour for name in tokens if (colour := value(name)).startswith("#")}


def _contrast(first: str, second: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = ["--ground", "--surface", "--sunken", "--surface-hover", "--accent-soft", "--note-ground"]
TONES = ["neutral", "good", "warn", "bad", "info"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        *[(text, ground, 7.0) for text in ("--ink", "--ink-soft") for ground in GROUNDS],
        *[("--ink-faint", ground, 4.5) for ground in GROUNDS],
        *[("--accent-text", ground, 4.5) for ground in GROUNDS],
        *[(f"--{tone}-ink", f"--{tone}-soft", 4.5) for tone in TONES],
        *[(f"--{tone}-ink", ground, 4.5) for tone in TONES for ground in GROUNDS],
        ("--accent-ink", "--accent", 7.0),
        ("--accent-ink", "--accent-hover", 7.0),
        ("--bad-fill-ink", "--bad-fill", 4.5),
        *[("--line-control", ground, 3.0) for ground in ("--ground", "--surface")],
        *[("--focus", ground, 3.0) for ground in GROUNDS],
        *[("--range", ground, 3.0) for ground in ("--ground", "--surface")],
    ],
)
def test_contrast_holds(theme: str, text: str, ground: str, least: float) -> None:
    meanings = _meanings(theme)
    assert _contrast(meanings[text], meanings[ground]) >= least


def test_service_gets_one_file_with_its_layers(tmp_path: Path) -> None:
    storages = {"staticfiles": {"BACKEND": "evenhand.ui.storage.OneStylesheetStorage"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    (served,) = (path for path in (tmp_path / "ui/css").glob("evenhand.*.css"))
    text = served.read_text()
    assert "@import" not in text
    assert text.index("@layer reset, tokens") < text.index("@layer components {") < text.index("@layer pages {")
    (font,) = (path.name for path in (tmp_path / "ui/fonts").glob("figtree-latin-wght-normal.*.woff2"))
    assert font in text
    assert served.with_name(served.name + ".gz").exists()
    (module,) = (tmp_path / "chat").glob("frame.*.js")
    (imported,) = (tmp_path / "chat").glob("parts.*.js")
    assert f'from "./{imported.name}"' in module.read_text()


def test_joining_keeps_every_rule() -> None:
    source = StaticFilesStorage(location=CSS.parent.parent)
    joined = join_imports(STYLESHEET, source)
    for path in PARTS:
        assert path.read_text() in joined
