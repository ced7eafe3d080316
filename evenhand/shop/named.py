"""Which pieces of an order something was promised about: these stay in it, also when the shop's files drop them."""

from collections.abc import Callable, Iterable

from evenhand.shop.models import ReturnedLine

NamedPieces = Callable[[int], Iterable[int]]
_named: dict[str, NamedPieces] = {}


def register_named_pieces(room: str, named: NamedPieces) -> None:
    """From now on the pieces of an order that `named` answers for its number are kept, for `room`."""
    _named[room] = named


def named_pieces(order_id: int) -> frozenset[int]:
    """The pieces of an order that a return of ours or a room above names."""
    returned = ReturnedLine.objects.filter(
        line__order_id=order_id, is_live=True, request__requested_at__isnull=False
    ).values_list("line_id", flat=True)
    return frozenset(returned).union(*(named(order_id) for named in _named.values()))
