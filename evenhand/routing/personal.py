"""What routing keeps about a person: what they can, how much they take, whether they are there."""

import datetime
from collections.abc import Mapping
from typing import Any

from evenhand.people.api import Account
from evenhand.routing.models import Ability, Availability, Handback


def export_routing(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """Skills, languages and room as leads wrote them, how the person stands, and what they gave back."""
    able = Ability.objects.filter(account=account).values("skills", "languages", "capacity").first()
    there = Availability.objects.filter(account=account).values("state", "since", "back_at", "last_given_at").first()
    given_back = list(Handback.objects.filter(account=account).order_by("id").values("at", "case_ids", "undone_at"))
    found = {"abilities": able, "availability": there, "handbacks": given_back}
    return {name: each for name, each in found.items() if each}


def erase_routing(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """All of it goes: nothing is decided by it any more."""
    return {
        "abilities": Ability.objects.filter(account=account).delete()[0],
        "availability": Availability.objects.filter(account=account).delete()[0],
        "handbacks": Handback.objects.filter(account=account).delete()[0],
    }
