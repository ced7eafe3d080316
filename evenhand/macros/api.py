"""The door of macros: what rooms above may use."""

from evenhand.macros.access import macro_for
from evenhand.macros.actions import Wanted, bring_back_macro, change_macro, make_macro, retire_macro
from evenhand.macros.errors import CannotBeUsed, WouldDoOtherwise
from evenhand.macros.models import Macro, MacroUse
from evenhand.macros.plan import Plan, PlannedStep, foresee
from evenhand.macros.queries import MacroLine, macro_lines
from evenhand.macros.rules import PLACEHOLDERS, Deeds
from evenhand.macros.using import Press, use_macro

__all__ = [
    "PLACEHOLDERS",
    "CannotBeUsed",
    "Deeds",
    "Macro",
    "MacroLine",
    "MacroUse",
    "Plan",
    "PlannedStep",
    "Press",
    "Wanted",
    "WouldDoOtherwise",
    "bring_back_macro",
    "change_macro",
    "foresee",
    "macro_for",
    "macro_lines",
    "make_macro",
    "retire_macro",
    "use_macro",
]
