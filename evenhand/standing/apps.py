"""Standing as a Django app: the events it listens to, its duty, its places."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandingConfig(AppConfig):
    name = "evenhand.standing"
    label = "standing"

    def ready(self) -> None:
        """Look for causes as answers and claims come in, and compute what is due."""
        from evenhand.core.api import Duty, register_duty, subscribe  # noqa: PLC0415 - models must be loaded first
        from evenhand.remedies.api import ClaimOpened  # noqa: PLC0415
        from evenhand.standing.access import BOARD_READERS, DECIDERS, RATED  # noqa: PLC0415
        from evenhand.standing.computing import compute_due  # noqa: PLC0415
        from evenhand.standing.subscribers import (  # noqa: PLC0415
            look_for_cause,
            look_for_cause_of_claim,
            weigh_answer,
        )
        from evenhand.surveys.api import ReasonGiven, VoteCast  # noqa: PLC0415
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        subscribe(VoteCast, weigh_answer)
        subscribe(ReasonGiven, look_for_cause)
        subscribe(ClaimOpened, look_for_cause_of_claim)
        register_duty(Duty("compute standing", 3600, lambda now: compute_due(now=now)))
        register(NavigationItem(_("My record"), "standing:my_record", "scale", RATED, order=10, section="standing"))
        register(
            NavigationItem(
                _("Team board"), "standing:boards", "chart-scatter", BOARD_READERS, order=20, section="standing"
            )
        )
        register(
            NavigationItem(_("Causes"), "standing:findings", "search-check", DECIDERS, order=30, section="standing")
        )
