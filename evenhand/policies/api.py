"""The door of policies: what other rooms may use."""

from evenhand.policies.actions import acknowledge, publish_version, save_draft, start_draft
from evenhand.policies.conditions import Facts, FactValue
from evenhand.policies.decisions import (
    NoVersionInForce,
    decide,
    parameters,
    parameters_of,
    version_binding,
    version_in_force,
)
from evenhand.policies.models import Policy, PolicyVersion
from evenhand.policies.notices import tell_audience
from evenhand.policies.packs import load_pack
from evenhand.policies.queries import notices_of, words_of
from evenhand.policies.rules import ClauseRef, Decision, Parameter, Parameters, Verdict, VersionRef

__all__ = [
    "ClauseRef",
    "Decision",
    "FactValue",
    "Facts",
    "NoVersionInForce",
    "Parameter",
    "Parameters",
    "Policy",
    "PolicyVersion",
    "Verdict",
    "VersionRef",
    "acknowledge",
    "decide",
    "load_pack",
    "notices_of",
    "parameters",
    "parameters_of",
    "publish_version",
    "save_draft",
    "start_draft",
    "tell_audience",
    "version_binding",
    "version_in_force",
    "words_of",
]
