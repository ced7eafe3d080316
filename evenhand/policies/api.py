"""The door of policies: what other rooms may use."""

from evenhand.policies.actions import acknowledge, publish_version, save_draft, start_draft
from evenhand.policies.adopting import DraftInTheWay, adopt_pack
from evenhand.policies.binding import Binding, bindings_for
from evenhand.policies.conditions import Facts, FactValue
from evenhand.policies.decisions import (
    NoVersionInForce,
    Rulebook,
    decide,
    parameters,
    parameters_of,
    rulebook,
    version_binding,
    version_in_force,
)
from evenhand.policies.models import OwnerQuestion, Policy, PolicyVersion
from evenhand.policies.notes import FigureNote, register_figure_note
from evenhand.policies.notices import tell_audience
from evenhand.policies.owners import answer_question, ask_owner
from evenhand.policies.packs import HOUSE, RETAILER, load_pack, packed_figures
from evenhand.policies.queries import notices_of, words_of
from evenhand.policies.retention import kept_since
from evenhand.policies.rules import ClauseRef, Decision, Parameter, Parameters, Verdict, VersionRef
from evenhand.policies.trials import PastDecision, register_past_decisions

__all__ = [
    "HOUSE",
    "RETAILER",
    "Binding",
    "ClauseRef",
    "Decision",
    "DraftInTheWay",
    "FactValue",
    "Facts",
    "FigureNote",
    "NoVersionInForce",
    "OwnerQuestion",
    "Parameter",
    "Parameters",
    "PastDecision",
    "Policy",
    "PolicyVersion",
    "Rulebook",
    "Verdict",
    "VersionRef",
    "acknowledge",
    "adopt_pack",
    "answer_question",
    "ask_owner",
    "bindings_for",
    "decide",
    "kept_since",
    "load_pack",
    "notices_of",
    "packed_figures",
    "parameters",
    "parameters_of",
    "publish_version",
    "register_figure_note",
    "register_past_decisions",
    "rulebook",
    "save_draft",
    "start_draft",
    "tell_audience",
    "version_binding",
    "version_in_force",
    "words_of",
]
