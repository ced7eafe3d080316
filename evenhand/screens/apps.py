"""Screens as a Django app, and its places in the navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreensConfig(AppConfig):
    name = "evenhand.screens"
    label = "screens"

    def ready(self) -> None:
        from evenhand.cases.api import Channel  # noqa: PLC0415 - models must be loaded first
        from evenhand.chat.api import free_takers, register_able, register_calendars  # noqa: PLC0415
        from evenhand.knowledge.api import Way, register_way  # noqa: PLC0415
        from evenhand.people.api import STAFF_ROLES, Role  # noqa: PLC0415
        from evenhand.promises.api import calendar_hours, register_meter  # noqa: PLC0415
        from evenhand.routing.api import able_for, register_live  # noqa: PLC0415
        from evenhand.screens.desk.chats import shows_chats  # noqa: PLC0415
        from evenhand.screens.waits import waits_on_chats, waits_on_the_phone  # noqa: PLC0415
        from evenhand.ui.navigation import DeskRegion, NavigationItem, register, register_region  # noqa: PLC0415

        register_region(DeskRegion("chats", "screens/desk/chat_strip.html", shows_chats))
        register_meter("phone", waits_on_the_phone)
        register_meter("chat", waits_on_chats)
        register_calendars(calendar_hours)
        register_able(able_for)
        register_live(Channel.CHAT, free_takers)

        register(NavigationItem(_("Inbox"), "desk:inbox", "inbox", STAFF_ROLES, order=10))
        register(NavigationItem(_("For you"), "desk:for_you", "at-sign", STAFF_ROLES, order=15))
        register(NavigationItem(_("Chats"), "desk:chats", "messages-square", STAFF_ROLES, order=17))
        register(NavigationItem(_("Search"), "desk:search", "search", STAFF_ROLES, order=20))
        keepers = frozenset({Role.ADMINISTRATOR, Role.LEAD})
        register(NavigationItem(_("Outgoing mail"), "mailbox:mailbox", "mailbox", keepers, order=80, section="house"))
        money = frozenset({Role.FINANCE, Role.ADMINISTRATOR})
        register(NavigationItem(_("Money"), "finance:ledger", "coins", money, order=60, section="business"))
        care = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})
        safer = NavigationItem(_("Safer parcels"), "care:waiting", "package-check", care, order=70, section="business")
        register(safer)
        customers = frozenset({Role.CUSTOMER})
        register_way(Way(_("Write to us"), "message-circle", "my:write", customers))
        register(NavigationItem(_("My orders"), "my:home", "shopping-bag", customers, order=10, section="customer"))
