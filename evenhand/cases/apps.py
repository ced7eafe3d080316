"""Cases as a Django app: its place in the navigation, and its duties."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "evenhand.cases"
    label = "cases"

    def ready(self) -> None:
        """Mail that was accepted lands within a second; cases wake in time; forgotten contacts are ended."""
        from evenhand.cases.actions.contacts import end_forgotten_contacts  # noqa: PLC0415 - models must be there first
        from evenhand.cases.actions.presence import forget_old_viewers  # noqa: PLC0415
        from evenhand.cases.actions.sleep import wake_due  # noqa: PLC0415
        from evenhand.cases.files import SWEPT_EVERY, sweep_files  # noqa: PLC0415
        from evenhand.cases.mail.landing import land_due  # noqa: PLC0415
        from evenhand.cases.mail.senders import ROUTE, mail_server_of  # noqa: PLC0415
        from evenhand.cases.personal import erase_cases, export_cases, holds  # noqa: PLC0415
        from evenhand.cases.retention import forget_old_mail, forget_old_words  # noqa: PLC0415
        from evenhand.cases.scanning import note_unscanned, scan_due  # noqa: PLC0415
        from evenhand.core.api import Duty, register_duty, register_mail_route  # noqa: PLC0415
        from evenhand.people.api import (  # noqa: PLC0415
            STAFF_ROLES,
            PersonalData,
            Role,
            register_personal_data,
        )
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        register(NavigationItem(_("Quarantine"), "cases:quarantine", "mail-warning", STAFF_ROLES, order=80))

        keepers = frozenset({Role.ADMINISTRATOR})
        register(NavigationItem(_("Mailboxes"), "cases:mailboxes", "mails", keepers, order=85, section="house"))

        register_mail_route(ROUTE, mail_server_of)
        register_duty(Duty("land mail", 0.25, lambda now: land_due(now=now)))
        register_duty(Duty("scan files for viruses", 1, lambda now: scan_due(now=now)))
        register_duty(Duty("find files that were never scanned", 3600, lambda now: note_unscanned(now=now)))
        register_duty(Duty("sweep files that nothing names", SWEPT_EVERY, lambda now: sweep_files(now=now)))
        register_duty(Duty("forget who looked", 600, lambda now: forget_old_viewers(now=now)))
        register_duty(Duty("wake cases whose time has come", 5, lambda now: wake_due(now=now)))
        register_duty(Duty("end forgotten contacts", 60, lambda now: end_forgotten_contacts(now=now)))
        register_personal_data(
            PersonalData("cases", _("What you wrote to us, and what we answered"), export_cases, erase_cases, holds)
        )
        register_duty(Duty("forget old mail", 3600, lambda now: forget_old_mail(now=now)))
        register_duty(Duty("forget the words of old cases", 3600, lambda now: forget_old_words(now=now)))
