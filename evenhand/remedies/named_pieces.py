"""Reads: the pieces of an order that we promised something about."""

from collections.abc import Iterator

from evenhand.remedies.models import LIVE, Claim, Remedy


def named_pieces(order_id: int) -> Iterator[int]:
    """The pieces that claims name, and remedies that are on their way or stand. Two queries."""
    claimed = Claim.lines.through.objects.filter(claim__order=order_id)
    yield from claimed.values_list("line_id", flat=True)
    standing = Remedy.objects.filter(order=order_id, state__in=LIVE)
    # What was swapped stands in the order itself, as the shop says.
    swapped = standing.filter(kind__in=(Remedy.Kind.CHANGE_ITEMS, Remedy.Kind.EXCHANGE), state=Remedy.State.DONE)
    for wish in standing.exclude(pk__in=swapped).values_list("wish", flat=True):
        yield from wish.get("line_ids", ())
