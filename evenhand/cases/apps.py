"""Cases as a Django app: its place in the navigation, and its duties."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "evenhand.cases"
    label = "cases"

    def ready(self) -> None:
        """Mail that was accepted lands within a second; contacts that were forgotten are ended."""
        from evenhand.cases.actions.contacts import end_forgotten_contacts  # noqa: PLC0415 - models must be there first
        from evenhand.cases.mail.landing import land_due  # noqa: PLC0415
        from evenhand.core.api import Duty, register_duty  # noqa: PLC0415
        from evenhand.people.api import STAFF_ROLES  # noqa: PLC0415
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        register(NavigationItem(_("Quarantine"), "cases:quarantine", "mail-warning", STAFF_ROLES, order=80))

        register_duty(Duty("land mail", 0.25, lambda now: land_due(now=now)))
        register_duty(Duty("end forgotten contacts", 60, lambda now: end_forgotten_contacts(now=now)))
