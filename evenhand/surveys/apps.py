"""Surveys as a Django app: the events it listens to, and its duty."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SurveysConfig(AppConfig):
    name = "evenhand.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Plan a question when a contact is over, send what is due, and keep the house's reasons in place."""
        from evenhand.cases.api import CaseReopened, CaseSetAside, ContactClosed  # noqa: PLC0415 - models come first
        from evenhand.core.api import Duty, register_duty, subscribe  # noqa: PLC0415
        from evenhand.surveys.actions import send_due_invitations  # noqa: PLC0415
        from evenhand.surveys.house_reasons import put_in_house_reasons  # noqa: PLC0415
        from evenhand.surveys.subscribers import ask_nothing_more, ask_nothing_yet, plan_question  # noqa: PLC0415

        subscribe(ContactClosed, plan_question)
        subscribe(CaseReopened, ask_nothing_yet)
        subscribe(CaseSetAside, ask_nothing_more)
        post_migrate.connect(put_in_house_reasons, sender=self)
        register_duty(Duty("send questions to customers", 30, lambda now: send_due_invitations(now=now)))
