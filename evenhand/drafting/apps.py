"""Drafting as a Django app: drafts that nobody took are forgotten."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftingConfig(AppConfig):
    name = "evenhand.drafting"
    label = "drafting"

    def ready(self) -> None:
        """Forget what nobody took, since it repeats what a customer said."""
        from evenhand.core.api import Duty, register_duty  # noqa: PLC0415 - models must be loaded first
        from evenhand.drafting.actions import forget_old_proposals  # noqa: PLC0415
        from evenhand.drafting.personal import erase_proposals, export_proposals  # noqa: PLC0415
        from evenhand.people.api import PersonalData, register_personal_data  # noqa: PLC0415

        register_personal_data(
            PersonalData("drafting", _("Drafts by a language model"), export_proposals, erase_proposals)
        )
        register_duty(Duty("forget drafts that nobody took", 3600, lambda now: forget_old_proposals(now=now)))
