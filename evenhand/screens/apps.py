"""Screens as a Django app, and its places in the navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreensConfig(AppConfig):
    name = "evenhand.screens"
    label = "screens"

    def ready(self) -> None:
        from evenhand.people.api import STAFF_ROLES, Role  # noqa: PLC0415 - models must be loaded first
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        register(NavigationItem(_("Inbox"), "desk:inbox", "inbox", STAFF_ROLES, order=10))
        register(NavigationItem(_("Search"), "desk:search", "search", STAFF_ROLES, order=20))
        keepers = frozenset({Role.ADMINISTRATOR, Role.LEAD})
        register(NavigationItem(_("Outgoing mail"), "mailbox:mailbox", "mailbox", keepers, order=80, section="house"))
        customers = frozenset({Role.CUSTOMER})
        register(NavigationItem(_("My orders"), "my:home", "shopping-bag", customers, order=10, section="customer"))
