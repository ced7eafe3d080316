"""Routing as a Django app: its duties, its place in the navigation, what it keeps about people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    name = "evenhand.routing"
    label = "routing"

    def ready(self) -> None:
        """New cases are sorted and given out within a second or two; nobody away keeps a customer waiting."""
        from evenhand.core.api import Duty, register_duty  # noqa: PLC0415 - models must be loaded first
        from evenhand.people.api import PersonalData, register_personal_data  # noqa: PLC0415
        from evenhand.routing.access import KEEPERS  # noqa: PLC0415
        from evenhand.routing.giving import give_due  # noqa: PLC0415
        from evenhand.routing.personal import erase_routing, export_routing  # noqa: PLC0415
        from evenhand.routing.posts import hand_back_for_absent  # noqa: PLC0415
        from evenhand.routing.sorting import sort_due  # noqa: PLC0415
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        register_duty(Duty("sort new cases", 0.5, lambda now: sort_due(now=now)))
        register_duty(Duty("give cases out", 1, lambda now: give_due(now=now)))
        register_duty(Duty("hand back for those who are away", 60, lambda now: hand_back_for_absent(now=now)))
        keepers = frozenset(KEEPERS)
        register(NavigationItem(_("Who gets what"), "routing:routing", "split", keepers, order=45))
        about = _("What you can, and whether you are there")
        register_personal_data(PersonalData("routing", about, export_routing, erase_routing))
