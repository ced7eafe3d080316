"""What the pages of macros show: the form as a macro fills it, and what each edition said."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evenhand.core.api import Actor
from evenhand.macros.forms import OWN, SHOP, MacroForm, WordsFormSet
from evenhand.macros.models import Macro, MacroEdition
from evenhand.macros.rules import PLACEHOLDERS
from evenhand.macros.words import MEANINGS, language_name

MOST_EDITIONS = 50


@dataclass(frozen=True)
class EditionLine:
    """One edition in the history: who saved it, and its words."""

    edition: MacroEdition
    texts: tuple[tuple[str, str], ...]
    is_current: bool


def placeholder_lines() -> list[tuple[str, str]]:
    """Each placeholder as it is written, and what it stands for."""
    return [(f"{{{{{name}}}}}", str(MEANINGS[name])) for name in PLACEHOLDERS]


def history(macro: Macro) -> list[EditionLine]:
    """How the macro was, the newest first."""
    return [
        EditionLine(
            edition,
            tuple((language_name(tag), text) for tag, text in edition.kept["texts"].items()),
            edition.number == macro.edition,
        )
        for edition in macro.editions.all()[:MOST_EDITIONS]
    ]


def filled_forms(macro: Macro, actor: Actor, edition: MacroEdition | None) -> tuple[MacroForm, Any]:
    """The forms with the macro as it is, or as it was in `edition`."""
    kept = (edition or macro.editions.get(number=macro.edition)).kept
    deeds = kept["deeds"]
    initial = {
        **deeds,
        "name": kept["name"],
        "whose": OWN if kept["owner"] else str(kept["team"] or SHOP),
        "tags": " ".join(deeds["tags"]),
        "remedy": f"{deeds['claim_kind']}:{deeds['remedy_kind']}" if deeds["remedy_kind"] else "",
        "edition": macro.edition,
    }
    words = [{"language": tag, "text": text} for tag, text in kept["texts"].items()]
    return MacroForm(initial=initial, actor=actor), WordsFormSet(initial=words, prefix="words")


def whose_words(macro: Macro) -> str:
    """For whom a macro is, in words."""
    if macro.owner_id:
        return _("For me alone")
    return _("For the team %(team)s") % {"team": macro.team.name} if macro.team else _("For everybody")
