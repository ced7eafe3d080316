"""Macros as a Django app, and its place in the navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MacrosConfig(AppConfig):
    name = "evenhand.macros"
    label = "macros"

    def ready(self) -> None:
        from evenhand.cases.api import WORKERS  # noqa: PLC0415 - models must be loaded first
        from evenhand.macros.personal import erase_macros, export_macros  # noqa: PLC0415
        from evenhand.people.api import PersonalData, register_personal_data  # noqa: PLC0415
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        register(NavigationItem(_("Macros"), "macros:macros", "message-square-quote", WORKERS, order=40))
        register_personal_data(PersonalData("macros", _("Your own macros"), export_macros, erase_macros))
