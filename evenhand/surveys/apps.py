"""Surveys as a Django app: the events it listens to, and its duty."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "evenhand.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Plan a question when a contact is over, send what is due, and keep the house's reasons in place."""
        from evenhand.cases.api import (  # noqa: PLC0415 - models come first
            CaseMerged,
            CaseReopened,
            CaseSetAside,
            ContactClosed,
            CustomerNamed,
            MergeUndone,
        )
        from evenhand.core.api import Duty, register_duty, subscribe  # noqa: PLC0415
        from evenhand.people.api import PersonalData, register_personal_data  # noqa: PLC0415
        from evenhand.surveys.actions import send_due_invitations  # noqa: PLC0415
        from evenhand.surveys.house_reasons import put_in_house_reasons  # noqa: PLC0415
        from evenhand.surveys.personal import erase_answers, export_answers  # noqa: PLC0415
        from evenhand.surveys.retention import forget_old_requests  # noqa: PLC0415
        from evenhand.surveys.subscribers import (  # noqa: PLC0415
            ask_nothing_more,
            ask_nothing_yet,
            ask_who_it_was,
            plan_question,
            stay_with_contacts,
        )

        subscribe(ContactClosed, plan_question)
        subscribe(CaseReopened, ask_nothing_yet)
        subscribe(CaseSetAside, ask_nothing_more)
        subscribe(CaseMerged, stay_with_contacts)
        subscribe(MergeUndone, stay_with_contacts)
        subscribe(CustomerNamed, ask_who_it_was)
        post_migrate.connect(put_in_house_reasons, sender=self)
        register_duty(Duty("send questions to customers", 30, lambda now: send_due_invitations(now=now)))
        register_personal_data(
            PersonalData("surveys", _("Questions that we asked, and your answers"), export_answers, erase_answers)
        )
        register_duty(Duty("forget what fetched questions", 3600, lambda now: forget_old_requests(now=now)))
