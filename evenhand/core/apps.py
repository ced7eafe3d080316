"""Core as a Django app, and its duties: handing over mail that is due, and keeping the database quick."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "evenhand.core"
    label = "core"

    def ready(self) -> None:
        from evenhand.core.clockwork import Duty, register_duty  # noqa: PLC0415 - models must be loaded first
        from evenhand.core.outbox import hand_over_due  # noqa: PLC0415
        from evenhand.core.planner import refresh_where_nobody_does  # noqa: PLC0415

        register_duty(Duty("look at tables anew", 24 * 3600, lambda _now: refresh_where_nobody_does()))
        register_duty(Duty("hand over outgoing mail", 1, lambda now: hand_over_due(now=now)))
