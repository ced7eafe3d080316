"""Writes: pieces that leave the shelf and come back to it, in the transaction that is open."""

import datetime
from collections import Counter
from collections.abc import Iterable

from django.db.models import F

from evenhand.core.api import Actor, DomainError, record
from evenhand.shop.models import Variant


class OutOfStock(DomainError):
    """There are not enough pieces left."""

    message = "There is no piece of this left in stock. Offer a refund, or another variant."


def move_pieces(
    *, taken: Iterable[int] = (), put_back: Iterable[int] = (), actor: Actor, now: datetime.datetime
) -> None:
    """Take pieces of these variants off the shelf, and put others back on it; where nobody counts, nothing moves.

    One variant after the other by its key, so that no two who move the same ones ever wait for each other. What is put
    back here cannot be taken here. Raises OutOfStock.
    """
    out, back = Counter(taken), Counter(put_back)
    known = Variant.objects.filter(pk__in={*out, *back}).values_list("pk", "stock", "is_available")
    shelf = {pk: (stock, is_available) for pk, stock, is_available in known}
    for pk in sorted({*out, *back}):
        stock, is_available = shelf.get(pk, (0, False))
        if stock is not None:
            _move(pk, out[pk], back[pk], actor, now)
        elif out[pk] and not is_available:
            raise OutOfStock


def _move(variant_id: int, out: int, back: int, actor: Actor, now: datetime.datetime) -> None:
    enough = Variant.objects.filter(pk=variant_id, stock__gte=out)
    if not enough.update(stock=F("stock") - out + back):
        if out:
            raise OutOfStock
        return  # nobody counts it any more
    for verb, pieces in (("shop.take_stock", out), ("shop.put_back", back)):
        if pieces:
            record(actor=actor, verb=verb, subject=f"variant:{variant_id}", now=now, pieces=pieces)
