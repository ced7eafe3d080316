"""People as a Django app: their places in the navigation, and its duties."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "evenhand.people"
    label = "people"

    def ready(self) -> None:
        """Register what others look for."""
        from evenhand.core.api import Duty, register_duty  # noqa: PLC0415 - models must be loaded first
        from evenhand.people.erasures import erase_what_was_held, forget_who_was_told  # noqa: PLC0415
        from evenhand.people.known import forget_old_sessions  # noqa: PLC0415
        from evenhand.people.links import forget_old_links  # noqa: PLC0415
        from evenhand.people.models import STAFF_ROLES, Role  # noqa: PLC0415
        from evenhand.people.own_data import erase_account, export_account  # noqa: PLC0415
        from evenhand.people.personal import PersonalData, register_personal_data  # noqa: PLC0415
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        administrators, guests = frozenset({Role.ADMINISTRATOR}), frozenset(Role.values) - STAFF_ROLES
        own = _("My account")
        register(NavigationItem(_("People"), "people:people", "users", administrators, order=10, section="house"))
        register(NavigationItem(own, "people:me", "circle-user", STAFF_ROLES, order=90, section="house"))
        register(NavigationItem(own, "people:my_account", "circle-user", guests, order=90, section="customer"))
        register_personal_data(
            PersonalData("people", _("Your account: name, address, roles, teams"), export_account, erase_account)
        )
        register_duty(Duty("erase who was held", 3600, lambda now: erase_what_was_held(now=now)))
        register_duty(Duty("forget whom we told of their erasure", 6 * 3600, forget_who_was_told))
        register_duty(Duty("forget sessions that are over", 60, forget_old_sessions))
        register_duty(Duty("forget old sign-in links", 6 * 3600, forget_old_links))
