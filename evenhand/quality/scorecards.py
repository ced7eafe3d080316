"""Scorecards: the one that comes with the house, and publishing the next."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps as installed_apps
from django.utils.translation import gettext as _

from evenhand.core.api import Actor, InvalidInput, action, record
from evenhand.quality.models import Scorecard
from evenhand.quality.rules import CRITICAL, Item, Kind

MOST_ITEMS = 40
HOUSE_ITEMS = (
    Item("answered", Kind.CUSTOMER, "Every question that the customer asked is answered."),
    Item("true", Kind.CUSTOMER, "What was said about the order, the money and the time is true."),
    Item("next", Kind.CUSTOMER, "What the customer needs was done, or promised with a day."),
    Item("policy", Kind.BUSINESS, "What was granted is what the policy allows: no less, and no more."),
    Item("noted", Kind.BUSINESS, "Whoever opens the case next can go on without asking again."),
    Item("private", Kind.COMPLIANCE, "Nothing about an order was told to somebody whose it is not."),
    Item("rights", Kind.COMPLIANCE, "Nothing that the law grants was denied or played down."),
    Item("accused", Kind.COMPLIANCE, "Nobody was accused: not the customer, the carrier or the seller."),
    Item("first", Kind.OTHER, "The answer begins with what matters most to the customer."),
    Item("plain", Kind.OTHER, "Plain words, short sentences, nothing left to look up."),
    Item("warm", Kind.OTHER, "It reads as if written for this customer."),
)


def put_in_house_scorecard(*, using: str, apps: Any = installed_apps, **_: object) -> None:
    """After each migration (and after tests have emptied the tables): put in version 1 where there is none."""
    try:
        cards = apps.get_model("quality", "Scorecard").objects.using(using)
    except LookupError:  # migrated back to nothing
        return
    cards.get_or_create(version=1, defaults={"items": [as_json(item) for item in HOUSE_ITEMS]})


def as_json(item: Item) -> dict[str, str]:
    """An item as it is stored."""
    return {"key": item.key, "kind": item.kind.value, "words": item.words}


def current_scorecard() -> Scorecard:
    """The latest version: what is drawn from now on is looked at with it."""
    latest: Scorecard = Scorecard.objects.order_by("-version")[0]
    return latest


@action
def publish_scorecard(
    *, lines: Mapping[Kind, Sequence[str]], why: str, actor: Actor, now: datetime.datetime
) -> Scorecard:
    """Publish the next version. The same items again answer what stands. Raises InvalidInput.

    What is drawn already keeps the version it was drawn under.
    """
    latest: Scorecard = Scorecard.objects.select_for_update().order_by("-version")[0]
    items = _keyed(lines, latest)
    _require_items(items)
    if items == list(latest.lines):
        return latest
    if not why.strip():
        raise InvalidInput(_("Please write in a sentence why it changes. Those who are reviewed read it."))
    card = Scorecard.objects.create(
        version=latest.version + 1,
        items=[as_json(item) for item in items],
        why=why.strip(),
        published_at=now,
        published_by_id=actor.account_id,
    )
    record(actor=actor, verb="quality.publish_scorecard", subject=f"scorecard:{card.pk}", now=now, version=card.version)
    return card


def _keyed(lines: Mapping[Kind, Sequence[str]], latest: Scorecard) -> list[Item]:
    """Each line as an item; one that stood there before keeps its key, so that its figures go on."""
    known = {(item.kind, item.words): item.key for item in latest.lines}
    items = []
    for kind in Kind:
        for place, line in enumerate(lines.get(kind, ())):
            key = known.get((kind, line), f"v{latest.version + 1}-{kind.value}-{place + 1}")
            items.append(Item(key, kind, line))
    return items


def _require_items(items: Sequence[Item]) -> None:
    if len(items) > MOST_ITEMS:
        raise InvalidInput(_("That is more than forty items. Nobody can look for so many at once; please choose."))
    if len({(item.kind, item.words) for item in items}) < len(items):
        raise InvalidInput(_("The same line stands there twice. Please take one out."))
    for kind in CRITICAL:
        if not any(item.kind is kind for item in items):
            raise InvalidInput(_("Each of the three critical classes needs at least one item."))
