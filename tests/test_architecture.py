"""What ARCHITECTURE.md and the docs say of the code is true."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from evenhand.core.api import Environment, subscriptions, variable_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "evenhand"
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_each_setting_is_documented_with_its_default() -> None:
    page = text_of("docs/operations/settings.md")
    for name, field in Environment.model_fields.items():
        row = next((line for line in page.splitlines() if line.startswith(f"| `{variable_name(name)}` |")), "")
        assert row, f"docs/operations/settings.md has no row for {variable_name(name)}"
        shown = "empty" if field.default == "" else str(field.default).replace("'", '"')
        assert shown in row, f"the default of {variable_name(name)} is {shown}, which its row does not say"


def test_no_setting_is_documented_that_does_not_exist() -> None:
    named = set(re.findall(r"`(EVENHAND_[A-Z_]+)`", text_of("docs/operations/settings.md")))
    assert named <= {variable_name(name) for name in Environment.model_fields}


def test_the_table_of_events_is_what_the_code_does() -> None:
    table = text_of("ARCHITECTURE.md").split("## Table of events")[1].split("##")[0]
    written = {
        tuple(cell.strip(" `") for cell in line.split("|")[1:4])
        for line in table.splitlines()
        if line.startswith("| `")
    }
    done = {
        (event.__name__, event.__module__.split(".")[1], subscriber.__module__.split(".")[1])
        for event, subscribers in subscriptions().items()
        for subscriber in subscribers
    }
    assert written == done


def test_each_room_says_what_it_is_for_and_is_on_the_map() -> None:
    map_ = text_of("ARCHITECTURE.md").split("```")[1]
    for room in ROOMS:
        docstring = ast.get_docstring(ast.parse(text_of(f"evenhand/{room}/__init__.py"))) or ""
        assert docstring.endswith("."), f"{room} does not say in one sentence what it is for"
        assert f"{room}/" in map_, f"{room} is not on the map"


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith("evenhand.")}


# What one room may import of another: its door, what `ui` offers to templates and views, and helpers for tests.
DOORS = {"api", "testing", "navigation", "middleware", "pdf", "fields"}
# Known exceptions; this list may only shrink. Settings are read before any table exists, so not through core's door.
WINDOWS = {"house/settings.py": "core.environment", "house/logs.py": "core.environment"}


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_are_entered_through_their_doors(room: str) -> None:
    for path in sorted((PACKAGE / room).rglob("*.py")):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for name in imports_of(path):
            parts = name.split(".")
            if len(parts) > 2 and parts[1] != room and parts[1] in ROOMS:
                known = WINDOWS.get(str(path.relative_to(PACKAGE))) == ".".join(parts[1:3])
                assert parts[2] in DOORS or known, f"{path.relative_to(ROOT)} enters {name} by the window"


@pytest.mark.parametrize("room", ROOMS)
def test_rules_know_no_web_framework(room: str) -> None:
    for path in (PACKAGE / room).rglob("rules.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            module
            for node in ast.walk(tree)
            for module in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not any(name.split(".")[0] == "django" for name in names), f"{path} imports Django"


def test_imports_go_down_only() -> None:
    answer = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout


def test_lock_files_name_hashes_and_no_address() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        content = path.read_text(encoding="utf-8")
        assert "--hash=sha256:" in content
        assert not re.search(r"https?://|file:", content), f"{path.name} names an address"


def test_each_run_time_dependency_is_decided_on() -> None:
    decision = text_of("docs/decisions/0002-parts-we-stand-on.md").lower()
    for line in text_of("requirements/core.in").splitlines() + text_of("requirements/spark.in").splitlines():
        name = re.split(r"[~=<>\[ ]", line)[0]
        if name and not name.startswith("#"):
            assert f"| {name}" in decision, f"{name} has no line in docs/decisions/0002-parts-we-stand-on.md"


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
