"""Writes: a new remedy, with the decision it rests on. Written once, and never computed again in place."""

import datetime
from collections.abc import Iterable

from evenhand.core.api import Actor
from evenhand.policies.api import ClauseRef, Decision
from evenhand.remedies.models import SENDS_BACK, Remedy


def write_decided(remedy: Remedy, decision: Decision, actor: Actor, now: datetime.datetime) -> Remedy:
    """Write down a remedy that is new: proposed where a second person decides, else as far as it is by that alone."""
    remedy.state = _first_state(remedy) if decision.is_allowed else Remedy.State.PROPOSED
    remedy.policy_version_id = decision.version.id
    remedy.clauses = kept_clauses(decision.clauses)
    remedy.reasons = list(decision.reasons)
    remedy.facts = dict(decision.facts)
    remedy.verdict = decision.verdict.value
    remedy.granted_at, remedy.granted_by_id, remedy.granted_by_label = now, actor.account_id, actor.label[:200]
    remedy.save(force_insert=True)
    return remedy


def _first_state(remedy: Remedy) -> Remedy.State:
    return Remedy.State.REQUESTED if remedy.kind in SENDS_BACK else Remedy.State.RESERVED


def kept_clauses(clauses: Iterable[ClauseRef]) -> list[dict[str, str]]:
    """Clauses as a row keeps them."""
    return [{"number": clause.number, "title": clause.title} for clause in clauses]
