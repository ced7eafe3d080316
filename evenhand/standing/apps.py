"""Standing as a Django app: the events it listens to, its duty, its places."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandingConfig(AppConfig):
    name = "evenhand.standing"
    label = "standing"

    def ready(self) -> None:
        """Look for causes as answers and claims come in, and compute what is due."""
        from evenhand.cases.api import register_file_names  # noqa: PLC0415
        from evenhand.core.api import Duty, register_duty, subscribe  # noqa: PLC0415 - models must be loaded first
        from evenhand.people.api import (  # noqa: PLC0415
            STAFF_ROLES,
            PersonalData,
            register_personal_data,
        )
        from evenhand.policies.api import register_figure_note  # noqa: PLC0415
        from evenhand.remedies.api import ClaimEnded, ClaimOpened  # noqa: PLC0415
        from evenhand.standing.access import BOARD_READERS, DECIDERS, OVERSEERS, RATED  # noqa: PLC0415
        from evenhand.standing.board_views import luck_note  # noqa: PLC0415
        from evenhand.standing.looking import compute_due  # noqa: PLC0415
        from evenhand.standing.models import ContestFile  # noqa: PLC0415
        from evenhand.standing.personal import erase_record, export_record, holds  # noqa: PLC0415
        from evenhand.standing.policy import STANDING  # noqa: PLC0415
        from evenhand.standing.second_looks import draw_second_looks  # noqa: PLC0415
        from evenhand.standing.subscribers import (  # noqa: PLC0415
            look_for_cause,
            look_for_cause_of_claim,
            take_back_cause_of_claim,
            weigh_answer,
        )
        from evenhand.surveys.api import ReasonGiven, VoteCast  # noqa: PLC0415
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        subscribe(VoteCast, weigh_answer)
        subscribe(ReasonGiven, look_for_cause)
        subscribe(ClaimOpened, look_for_cause_of_claim)
        subscribe(ClaimEnded, take_back_cause_of_claim)
        register_duty(Duty("compute standing", 3600, lambda now: compute_due(now=now)))
        register_figure_note(STANDING, "lower_share_rule", luck_note)
        register_duty(Duty("draw second looks", 3600, lambda now: draw_second_looks(now=now)))
        register(
            NavigationItem(
                _("Policy scoreboard"), "standing:scoreboard", "gauge", STAFF_ROLES, order=83, section="business"
            )
        )
        register(NavigationItem(_("My record"), "standing:my_record", "scale", RATED, order=10, section="standing"))
        register(
            NavigationItem(
                _("Team board"), "standing:boards", "chart-scatter", BOARD_READERS, order=20, section="standing"
            )
        )
        register(
            NavigationItem(_("Causes"), "standing:findings", "search-check", DECIDERS, order=30, section="standing")
        )
        register(NavigationItem(_("Contests"), "standing:contests", "gavel", OVERSEERS, order=40, section="standing"))
        register(
            NavigationItem(
                _("How often we erred"), "standing:overturns", "undo-2", STAFF_ROLES, order=90, section="standing"
            )
        )
        register_personal_data(
            PersonalData(
                "standing", _("Your record: figures, marks, contests, who looked"), export_record, erase_record, holds
            )
        )
        register_file_names("standing", lambda digest: ContestFile.objects.filter(sha256=digest).exists())
