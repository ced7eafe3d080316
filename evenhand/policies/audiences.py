"""Whom a policy is for, and who among them is told in person."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from evenhand.people.api import STAFF_ROLES, Role

AUDIENCES = {
    "agents": _("Everybody at the desk"),
    "sellers": _("Sellers"),
    "drivers": _("Drivers"),
    "customers": _("Customers"),
}
_ROLES: dict[str, Collection[str]] = {
    "agents": STAFF_ROLES,
    "sellers": {Role.SELLER},
    "drivers": {Role.DRIVER},
    "customers": {Role.CUSTOMER},
}


def roles_of(audiences: Iterable[str]) -> frozenset[str]:
    """The roles whose holders may read a policy for these audiences; the desk reads them all."""
    return frozenset(STAFF_ROLES).union(*(_ROLES[audience] for audience in audiences))


def roles_told(audiences: Iterable[str]) -> frozenset[str]:
    """The roles whose holders get a notice. Customers can look at the text; nothing is held against them by it."""
    told = (_ROLES[audience] for audience in audiences if audience != "customers")
    return frozenset[str]().union(*told)


def audiences_of(roles: Iterable[str]) -> frozenset[str]:
    """The audiences that holders of these roles belong to."""
    held = set(roles)
    return frozenset(audience for audience, members in _ROLES.items() if not held.isdisjoint(members))
