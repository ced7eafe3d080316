"""The door of policies: what other rooms may use."""

from evenhand.policies.conditions import Facts, FactValue
from evenhand.policies.decisions import (
    NoVersionInForce,
    decide,
    parameters,
    parameters_of,
    version_binding,
    version_in_force,
)
from evenhand.policies.models import PolicyVersion
from evenhand.policies.rules import ClauseRef, Decision, Parameter, Parameters, Verdict, VersionRef

__all__ = [
    "ClauseRef",
    "Decision",
    "FactValue",
    "Facts",
    "NoVersionInForce",
    "Parameter",
    "Parameters",
    "PolicyVersion",
    "Verdict",
    "VersionRef",
    "decide",
    "parameters",
    "parameters_of",
    "version_binding",
    "version_in_force",
]
