"""Policies as a Django app, and the events it listens to."""

from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "evenhand.policies"
    label = "policies"

    def ready(self) -> None:
        """Tell everybody what binds them, newcomers at once, and put the policies into the navigation."""
        from evenhand.core.api import Duty, register_duty, subscribe  # noqa: PLC0415 - models must be loaded first
        from evenhand.people.api import STAFF_ROLES, PersonalData, Role, RoleGranted, register_personal_data  # noqa: PLC0415  # noqa: PLC0415
        from evenhand.policies.decisions import memo  # noqa: PLC0415
        from evenhand.policies.notices import tell_everybody  # noqa: PLC0415
        from evenhand.policies.personal import erase_questions, export_notices  # noqa: PLC0415
        from evenhand.policies.subscribers import tell_of_what_binds  # noqa: PLC0415
        from evenhand.ui.navigation import NavigationItem, register  # noqa: PLC0415

        request_started.connect(memo.begin)
        request_finished.connect(memo.end)
        subscribe(RoleGranted, tell_of_what_binds)
        register_duty(Duty("tell people of new policies", 10, lambda now: tell_everybody(now=now)))
        told, guests = _("What I was told"), frozenset({Role.SELLER, Role.DRIVER})
        register(
            NavigationItem(_("Policies"), "policies:list", "scroll-text", STAFF_ROLES, order=80, section="business")
        )
        watchers = frozenset({Role.LEAD, Role.REVIEWER, Role.POLICY_OWNER, Role.ADMINISTRATOR})
        register(
            NavigationItem(_("What binds whom"), "policies:binding", "stamp", watchers, order=85, section="business")
        )
        register(NavigationItem(told, "policies:told", "bell", STAFF_ROLES, order=90, section="standing"))
        register(NavigationItem(told, "policies:told_to_me", "bell", guests, order=80, section="customer"))
        register_personal_data(
            PersonalData("policies", _("Rules that you were told of"), export_notices, erase_questions)
        )
