"""The chat as a Django app: the events it listens to, and its duties."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "evenhand.chat"
    label = "chat"

    def ready(self) -> None:
        """A chat ends with its case; who has left is noted, and what they did not see goes by mail."""
        from evenhand.cases.api import CaseClosed, CaseMerged, CaseSetAside, ReplySent  # noqa: PLC0415 - models come first
        from evenhand.chat.desk import (  # noqa: PLC0415
            end_when_merged,
            end_with_case,
            end_with_spam,
            follow_reply,
            forget_takers,
            look_after_chats,
        )
        from evenhand.chat.personal import erase_chats, export_chats  # noqa: PLC0415
        from evenhand.core.api import Duty, register_duty, subscribe  # noqa: PLC0415
        from evenhand.people.api import PersonalData, register_personal_data  # noqa: PLC0415

        subscribe(CaseClosed, end_with_case)
        subscribe(CaseSetAside, end_with_spam)
        subscribe(CaseMerged, end_when_merged)
        subscribe(ReplySent, follow_reply)
        register_personal_data(PersonalData("chat", _("Chats"), export_chats, erase_chats))
        register_duty(Duty("look after chats", 10, lambda now: look_after_chats(now=now)))
        register_duty(Duty("forget who took chats", 600, lambda now: forget_takers(now=now)))
