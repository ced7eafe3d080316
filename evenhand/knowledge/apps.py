"""The knowledge base as a Django app, and its places in the navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "evenhand.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        """Put the articles into the navigation of the desk, and help into that of customers."""
        from evenhand.people.api import STAFF_ROLES, PersonalData, Role, register_personal_data  # noqa: PLC0415 - models must be loaded first
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        register(NavigationItem(_("Help articles"), "knowledge:articles", "book-open", STAFF_ROLES, order=60))
        guests = frozenset({Role.CUSTOMER})
        register(NavigationItem(_("Help"), "knowledge:start", "life-buoy", guests, order=40, section="customer"))
        # Articles are the shop's; beside a version stands the number of its author, and no name.
        register_personal_data(PersonalData("knowledge", _("Help articles: that you wrote some")))
