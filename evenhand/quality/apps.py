"""Quality as a Django app: its lots, its place, its part of everybody's record."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class QualityConfig(AppConfig):
    name = "evenhand.quality"
    label = "quality"

    def ready(self) -> None:
        """Draw lots, keep the house's scorecard in place, stand in the navigation and in "My record"."""
        from evenhand.core.api import Duty, register_duty  # noqa: PLC0415 - models must be loaded first
        from evenhand.people.api import PersonalData, register_personal_data  # noqa: PLC0415
        from evenhand.quality.access import READERS  # noqa: PLC0415
        from evenhand.quality.drawing import draw_samples  # noqa: PLC0415
        from evenhand.quality.personal import erase_reviews, export_reviews, holds  # noqa: PLC0415
        from evenhand.quality.record import measures_part, record_part  # noqa: PLC0415
        from evenhand.quality.scorecards import put_in_house_scorecard  # noqa: PLC0415
        from evenhand.standing.api import MeasuresPart, RecordPart, register_measures_part, register_record_part  # noqa: PLC0415
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        post_migrate.connect(put_in_house_scorecard, sender=self)
        register_duty(Duty("draw quality reviews", 3600, lambda now: draw_samples(now=now)))
        register_record_part(RecordPart("quality", "quality/record_part.html", record_part))
        register(
            NavigationItem(
                _("Quality reviews"), "quality:overview", "clipboard-check", READERS, order=60, section="standing"
            )
        )
        register_personal_data(
            PersonalData("quality", _("Quality reviews of your contacts"), export_reviews, erase_reviews, holds)
        )
        register_measures_part(MeasuresPart("quality", "quality/measures_part.html", measures_part))
