"""A parcel sent again leaves like any other: the carrier and the number come when it is handed over."""

import datetime

from evenhand.shop import api
from evenhand.shop.models import Order, Shipment
from evenhand.shop.testing import MARCH_2, TEST

SOON = datetime.date(2026, 3, 5)


def replacement(order: Order, parcel: Shipment, key: str, lines: list[api.Line] | None = None) -> Shipment:
    """These pieces once more, all where nothing is said."""
    pieces = lines or list(order.lines.all())
    return api.dispatch_replacement(order=order, lines=pieces, key=key, replaces=parcel, actor=TEST, now=MARCH_2)


def leaves(order: Order, tracking: str, lines: list[api.Line] | None = None) -> Shipment:
    return api.ship(
        order=order,
        lines=lines or list(order.lines.all()),
        carrier="Northway",
        tracking=tracking,
        promised_until=SOON,
        actor=TEST,
        now=MARCH_2,
    )


def test_the_carrier_and_the_number_are_filled_into_the_parcel_that_waits(order: Order, parcel: Shipment) -> None:
    again = replacement(order, parcel, "again")
    left = leaves(order, "NW-AGAIN")
    assert left.pk == again.pk
    view = next(each for each in api.order_view(order, MARCH_2).parcels if each.id == again.pk)
    assert (view.carrier, view.tracking, view.promised_until) == ("Northway", "NW-AGAIN", SOON)
    assert view.replaces_id == parcel.pk
    assert view.standing.state is api.ParcelState.ON_ITS_WAY


def test_told_twice_it_leaves_once(order: Order, parcel: Shipment) -> None:
    replacement(order, parcel, "again")
    assert leaves(order, "NW-AGAIN") == leaves(order, "NW-AGAIN")
    assert order.shipments.count() == 2


def test_of_two_that_wait_the_older_leaves_first(order: Order, parcel: Shipment) -> None:
    first, second = replacement(order, parcel, "first"), replacement(order, parcel, "second")
    assert leaves(order, "NW-1").pk == first.pk
    assert leaves(order, "NW-2").pk == second.pk
    assert leaves(order, "NW-3").pk not in (first.pk, second.pk, parcel.pk)


def test_a_parcel_with_other_pieces_is_another_parcel(order: Order, parcel: Shipment) -> None:
    kettle, lamp = order.lines.order_by("position")
    again = replacement(order, parcel, "again", [lamp])
    assert leaves(order, "NW-KETTLE", [kettle]).pk != again.pk
    assert leaves(order, "NW-LAMP", [lamp]).pk == again.pk
