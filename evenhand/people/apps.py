"""People as a Django app: their places in the navigation, and the duty to forget old links."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "evenhand.people"
    label = "people"

    def ready(self) -> None:
        """Register what others look for."""
        from evenhand.core.api import Duty, register_duty  # noqa: PLC0415 - models must be loaded first
        from evenhand.people.links import forget_old_links  # noqa: PLC0415
        from evenhand.people.models import STAFF_ROLES, Role  # noqa: PLC0415
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        administrators, guests = frozenset({Role.ADMINISTRATOR}), frozenset(Role.values) - STAFF_ROLES
        own = _("My account")
        register(NavigationItem(_("People"), "people:people", "users", administrators, order=10, section="house"))
        register(NavigationItem(own, "people:me", "circle-user", STAFF_ROLES, order=90, section="house"))
        register(NavigationItem(own, "people:my_account", "circle-user", guests, order=90, section="customer"))
        register_duty(Duty("forget old sign-in links", 6 * 3600, forget_old_links))
