"""What drafting keeps about a person: proposals that nobody has taken yet, for a day at most."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from evenhand.drafting.models import Proposal
from evenhand.people.api import Account


def export_proposals(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """Those in the person's cases, and those that the person asked for."""
    found = Proposal.objects.filter(Q(case__customer=account) | Q(agent=account)).exclude(text="")
    drafts = [{"case": each.case_id, "asked_at": each.asked_at, "text": each.text} for each in found]
    return {"drafts_by_a_language_model": drafts} if drafts else {}


def erase_proposals(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """All of them go."""
    return {"drafts": Proposal.objects.filter(Q(case__customer=account) | Q(agent=account)).delete()[0]}
