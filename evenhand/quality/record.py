"""What "My record" shows of quality reviews."""

import datetime
from typing import Any

from evenhand.core.api import Actor
from evenhand.people.api import STAFF_ROLES, Account, Role
from evenhand.quality.actions import can_be_disputed
from evenhand.quality.models import Sample
from evenhand.quality.policy import quality_rules
from evenhand.quality.queries import samples_of
from evenhand.quality.scorecards import current_scorecard
from evenhand.quality.words import KIND_WORDS


def record_part(account: Account, is_own: bool, now: datetime.datetime) -> dict[str, Any]:
    """Every reviewed contact of the person, with how it came out in each class."""
    return {
        "is_agent": account.role_grants.filter(role=Role.AGENT).exists(),
        "is_own": is_own,
        "samples": [(sample, shown(sample), can_be_disputed(sample, now)) for sample in samples_of(account.pk)],
    }


def measures_part(actor: Actor, now: datetime.datetime) -> dict[str, Any]:
    """What reviewers look for, where reviews are drawn at all; to those whose contacts can be."""
    if not quality_rules(now).per_agent or not actor.has_role(*STAFF_ROLES):
        return {}
    card = current_scorecard()
    groups = [(words, [each for each in card.lines if each.kind is kind]) for kind, words in KIND_WORDS.items()]
    return {"card": card, "groups": [(words, items) for words, items in groups if items]}


def shown(sample: Sample) -> dict[str, Any]:
    """How one contact came out, with the words for it."""
    found = sample.outcome
    return {
        "kinds": [(KIND_WORDS[each.kind], each.passed, each.missed) for each in found.critical],
        "others_met": found.others_met,
        "others_applied": found.others_applied,
        "others_missed": found.others_missed,
        "is_clear": all(each.passed is not False for each in found.critical) and not found.others_missed,
        "considered": len(sample.draw.considered_of(sample.agent_id)),
    }
