"""Phone as a Django app: its places, the line above every page, and its duties."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PhoneConfig(AppConfig):
    name = "evenhand.phone"
    label = "phone"

    def ready(self) -> None:
        """Work after calls ends in time; long calls are not forgotten; calls whose end nobody told are ended."""
        from evenhand.cases.api import WORKERS  # noqa: PLC0415 - models must be there first
        from evenhand.core.api import Duty, register_duty, subscribe  # noqa: PLC0415
        from evenhand.people.api import PersonalData, register_personal_data  # noqa: PLC0415
        from evenhand.phone.access import KEEPERS  # noqa: PLC0415
        from evenhand.phone.after import end_due_work  # noqa: PLC0415
        from evenhand.phone.forgotten import end_forgotten_calls, give_signs  # noqa: PLC0415
        from evenhand.phone.numbers import note_imported  # noqa: PLC0415
        from evenhand.phone.personal import erase_calls, export_calls  # noqa: PLC0415
        from evenhand.shop.api import NumbersImported  # noqa: PLC0415
        from evenhand.ui.navigation import (  # noqa: PLC0415
            DeskRegion,
            NavigationItem,
            register,
            register_region,
        )

        register(NavigationItem(_("Calls"), "phone:calls", "phone", WORKERS, order=17))
        register(NavigationItem(_("Telephones"), "phone:telephones", "phone-forwarded", KEEPERS, 85, "house"))
        register_region(DeskRegion("calls", "phone/pop.html", _has_a_telephone))

        subscribe(NumbersImported, note_imported)
        register_personal_data(PersonalData("phone", _("Telephone numbers and calls"), export_calls, erase_calls))
        register_duty(Duty("end the work after calls", 2, lambda now: end_due_work(now=now)))
        register_duty(Duty("give signs of those who speak", 60, lambda now: give_signs(now=now)))
        register_duty(Duty("end forgotten calls", 300, lambda now: end_forgotten_calls(now=now)))


def _has_a_telephone(request: HttpRequest) -> bool:
    """Known with the account, which every page has at hand. The page of calls shows what rings by itself."""
    is_there = request.resolver_match is not None and request.resolver_match.view_name == "phone:calls"
    return not is_there and bool(getattr(getattr(request, "user", None), "extension", ""))
