"""Remedies as a Django app, and what the clockwork does for it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemediesConfig(AppConfig):
    name = "evenhand.remedies"
    label = "remedies"

    def ready(self) -> None:
        """Refunds on their way are asked about again, and lapsed credits written off."""
        from evenhand.cases.api import (  # noqa: PLC0415 - models can be imported only now
            CaseMerged,
            MergeUndone,
            register_file_names,
        )
        from evenhand.core.api import Duty, register_duty, subscribe  # noqa: PLC0415
        from evenhand.people.api import PersonalData, register_personal_data  # noqa: PLC0415
        from evenhand.policies.api import register_past_decisions  # noqa: PLC0415
        from evenhand.remedies import duties  # noqa: PLC0415
        from evenhand.remedies.models import Evidence  # noqa: PLC0415
        from evenhand.remedies.named_pieces import named_pieces  # noqa: PLC0415
        from evenhand.remedies.past_decisions import RemedyDecisions  # noqa: PLC0415
        from evenhand.remedies.personal import erase_remedies, export_remedies, holds  # noqa: PLC0415
        from evenhand.remedies.subscribers import come_back, go_along  # noqa: PLC0415
        from evenhand.shop.api import register_named_pieces  # noqa: PLC0415

        subscribe(CaseMerged, go_along)
        subscribe(MergeUndone, come_back)
        register_duty(Duty("refunds on their way", 60, duties.ask_about_refunds))
        register_duty(Duty("care about parcels", 86400, duties.care_about_next_parcels))
        register_duty(Duty("lapsed credits", 3600, duties.write_off_lapsed_credits))
        register_past_decisions(RemedyDecisions())
        register_named_pieces("remedies", named_pieces)
        register_personal_data(
            PersonalData("remedies", _("What went wrong, and what was done"), export_remedies, erase_remedies, holds)
        )
        register_file_names("remedies", lambda digest: Evidence.objects.filter(sha256=digest).exists())
