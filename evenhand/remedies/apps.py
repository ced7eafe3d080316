"""Remedies as a Django app, and what the clockwork does for it."""

from django.apps import AppConfig


class RemediesConfig(AppConfig):
    name = "evenhand.remedies"
    label = "remedies"

    def ready(self) -> None:
        """Refunds on their way are asked about again, and lapsed credits written off."""
        from evenhand.core.api import Duty, register_duty  # noqa: PLC0415 - models can be imported only now
        from evenhand.remedies import duties  # noqa: PLC0415

        register_duty(Duty("refunds on their way", 60, duties.ask_about_refunds))
        register_duty(Duty("lapsed credits", 3600, duties.write_off_lapsed_credits))
