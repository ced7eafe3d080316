"""Core as a Django app, and its duty: handing over the mail that is due."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "evenhand.core"
    label = "core"

    def ready(self) -> None:
        from evenhand.core.clockwork import Duty, register_duty  # noqa: PLC0415 - models must be loaded first
        from evenhand.core.outbox import hand_over_due  # noqa: PLC0415

        register_duty(Duty("hand over outgoing mail", 1, lambda now: hand_over_due(now=now)))
