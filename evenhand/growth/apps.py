"""Growth as a Django app: what it listens to, its place, its part of everybody's record."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrowthConfig(AppConfig):
    name = "evenhand.growth"
    label = "growth"

    def ready(self) -> None:
        """Look again at steps when a mark falls; stand in the navigation and in "My record"."""
        from evenhand.core.api import Duty, register_duty, subscribe  # noqa: PLC0415
        from evenhand.growth.access import READERS  # noqa: PLC0415
        from evenhand.growth.pages import measures_part, record_part  # noqa: PLC0415
        from evenhand.growth.personal import erase_steps, export_steps, holds  # noqa: PLC0415
        from evenhand.growth.retention import forget_old_steps  # noqa: PLC0415
        from evenhand.growth.subscribers import look_at_steps  # noqa: PLC0415
        from evenhand.people.api import PersonalData, register_personal_data  # noqa: PLC0415
        from evenhand.standing.api import (  # noqa: PLC0415
            MarkFell,
            MeasuresPart,
            RecordPart,
            register_measures_part,
            register_record_part,
        )
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        subscribe(MarkFell, look_at_steps)
        register_record_part(RecordPart("growth", "growth/record_part.html", record_part))
        register(NavigationItem(_("Steps"), "growth:queue", "footprints", READERS, order=50, section="standing"))
        register_personal_data(
            PersonalData(
                "growth", _("What went well; steps, plans, sessions, letters"), export_steps, erase_steps, holds
            )
        )
        register_duty(Duty("forget the words of old steps", 3600, lambda now: forget_old_steps(now=now)))
        register_measures_part(MeasuresPart("growth", "growth/measures_part.html", measures_part))
