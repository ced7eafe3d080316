"""The reasons that customers are offered first. They can be retired and added to afterwards."""

from typing import Any

from django.apps import apps as installed_apps

from evenhand.surveys.rules import Owner
from evenhand.surveys.words import MISTAKE, NOT_SOLVED, OTHER

HOUSE_REASONS = {
    NOT_SOLVED: Owner.PROCESS,
    "too_slow": Owner.CAPACITY,
    "wrote_again": Owner.PROCESS,
    "policy": Owner.POLICY,
    "product": Owner.PRODUCT,
    "seller": Owner.SELLER,
    "delivery": Owner.DELIVERY,
    "unclear": Owner.AGENT,
    "not_listened": Owner.AGENT,
    MISTAKE: Owner.VOID,
    OTHER: Owner.UNKNOWN,
}


def put_in_house_reasons(*, using: str, apps: Any = installed_apps, **_: object) -> None:
    """After each migration (and after tests have emptied the tables): put in those that are not there. Changes none."""
    try:
        reasons = apps.get_model("surveys", "Reason").objects.using(using)
    except LookupError:  # migrated back to nothing
        return
    for place, (code, owner) in enumerate(HOUSE_REASONS.items()):
        reasons.get_or_create(code=code, defaults={"owner": owner.value, "place": place})
