"""What policies keep about a person: which rules they were told of, and when. That stays: decisions rest on it."""

import datetime
from collections.abc import Mapping
from typing import Any

from evenhand.core.api import ERASED
from evenhand.people.api import Account
from evenhand.policies.models import OwnerQuestion
from evenhand.policies.queries import notices_of


def export_notices(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """Each notice with its version, its dates, and when it was acknowledged."""
    found = [
        {
            "rules": str(notice.version),
            "told_at": notice.given_at,
            "acknowledged_at": notice.acknowledgement.at if hasattr(notice, "acknowledgement") else None,
        }
        for notice in notices_of(account.pk)
    ]
    return {"told": found} if found else {}


def erase_questions(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """The words of questions to owners that the person asked or answered. Notices stay, with their dates."""
    return {
        "asked": OwnerQuestion.objects.filter(asked_by=account).update(words=ERASED),
        "answered": OwnerQuestion.objects.filter(answered_by=account).exclude(answer="").update(answer=ERASED),
    }
