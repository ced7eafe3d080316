"""What the telephone keeps about a person: numbers and calls. That there was a call, and how long, stays."""

import datetime
from collections.abc import Mapping
from typing import Any

from evenhand.core.api import erase_activity_words
from evenhand.people.api import Account
from evenhand.phone.models import Call, CallEvent, KeptRequest, KnownNumber


def export_calls(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """The customer's numbers that we know, and the calls with them."""
    numbers = list(KnownNumber.objects.filter(account=account).order_by("number").values_list("number", flat=True))
    calls = Call.objects.filter(customer=account).order_by("began_at", "id")
    if not numbers and not calls:
        return {}
    return {
        "numbers": numbers,
        "calls": [
            {
                "number": call.number,
                "direction": call.get_direction_display(),
                "state": call.get_state_display(),
                "began_at": call.began_at,
                "ended_at": call.ended_at,
            }
            for call in calls
        ],
    }


def erase_calls(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """Numbers go, and what telephone systems sent about these calls as it came. Times and states stay."""
    calls = Call.objects.filter(customer=account)
    numbers = list(calls.values_list("pk", flat=True))
    dialled = {number for number in calls.values_list("number", flat=True) if len(number) > 4}
    return {
        "raw": CallEvent.objects.filter(call__in=numbers).update(raw=""),
        "kept_requests": sum(KeptRequest.objects.filter(raw__contains=number).delete()[0] for number in dialled),
        "numbers": KnownNumber.objects.filter(account=account).delete()[0],
        "activity": erase_activity_words(subjects=[f"call:{number}" for number in numbers]),
        "calls": Call.objects.filter(pk__in=numbers).update(number="", customer=None),
    }
