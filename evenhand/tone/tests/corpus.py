"""Drafts with what a careful reader finds in them, and how often the rules find the same."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evenhand.tone.api import Advice, Context, advise

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Draft:
    about: str
    text: str
    context: Context
    parts: frozenset[str]
    warns: tuple[tuple[str, str], ...]  # kind, and the words warned about


@dataclass
class Tally:
    """How often both saw it, only the rules did, only the reader did."""

    right: int = 0
    false_alarms: list[str] = field(default_factory=list)
    overlooked: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.false_alarms))

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.overlooked))

    def row(self, name: str) -> str:
        said, seen = self.right + len(self.false_alarms), self.right + len(self.overlooked)
        return (
            f"| {name} | {self.precision:.0%} of {said} | {self.recall:.0%} of {seen} "
            f"| {len(self.false_alarms)} | {len(self.overlooked)} |"
        )


def drafts(name: str) -> list[Draft]:
    """The drafts in `tests/<name>.toml`."""
    content = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    return [_draft(content["usual"] | each, name) for each in content["draft"]]


def _draft(told: dict, name: str) -> Draft:
    repairs = told.get("repairs")
    context = Context(
        customer_name=told["name"],
        language=name.rsplit("_", 1)[1],
        things=tuple(told["things"]),
        repairs=None if repairs is None else tuple(repairs),
        customer_text=told["customer"],
    )
    warns = tuple(tuple(each.split(": ", 1)) for each in told.get("warns", ()))
    return Draft(told["about"], told["text"], context, frozenset(told.get("parts", "").split()), warns)


def compare(all_drafts: Iterable[Draft]) -> tuple[Tally, Tally]:
    """Tallies of the warnings and of the parts."""
    warnings, parts = Tally(), Tally()
    for draft in all_drafts:
        advice = advise(draft.text, draft.context)
        false_alarms, overlooked = differences(draft, advice)
        warnings.right += len(draft.warns) - len(overlooked)
        warnings.false_alarms += false_alarms
        warnings.overlooked += overlooked
        found = {each.part.value for each in advice.present}
        parts.right += len(found & draft.parts)
        parts.false_alarms += [f"{draft.about}: {part}" for part in sorted(found - draft.parts)]
        parts.overlooked += [f"{draft.about}: {part}" for part in sorted(draft.parts - found)]
    return warnings, parts


def differences(draft: Draft, advice: Advice) -> tuple[list[str], list[str]]:
    """Warnings that the reader would not give, and those of the reader that were not given."""
    expected = list(draft.warns)
    false_alarms = []
    for warning in advice.warnings:
        match = next((each for each in expected if each[0] == warning.kind and _touch(draft, each[1], warning)), None)
        if match:
            expected.remove(match)
        else:
            false_alarms.append(f"{draft.about}: {warning.kind}: {warning.words}")
    return false_alarms, [f"{draft.about}: {kind}: {words}" for kind, words in expected]


def _touch(draft: Draft, words: str, warning) -> bool:
    return any(start < warning.end and warning.start < start + len(words) for start in _places(draft.text, words))


def _places(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    if start < 0:
        raise ValueError(f"{words!r} does not stand in the draft {text[:60]!r}")
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def table(names: Iterable[str]) -> str:
    """Figures on the drafts of each name, as a table."""
    rows = ["| drafts | precision | recall | false alarms | overlooked |", "| --- | --- | --- | --- | --- |"]
    for name in names:
        written = drafts(name)
        warnings, parts = compare(written)
        rows += [warnings.row(f"{name}, {len(written)} drafts: warnings"), parts.row(f"{name}: parts")]
    return "\n".join(rows)
