"""How roles and what was done about an account are told in words."""

import datetime
from collections.abc import Mapping

from django import template
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.core.api import ActivityEntry, environment
from evenhand.people.models import Role

register = template.Library()

_WORDS = {
    "people.create_account": gettext_lazy("Account made"),
    "people.change_profile": gettext_lazy("Own particulars changed"),
    "people.end_sessions": gettext_lazy("Signed out everywhere"),
    "people.deactivate_account": gettext_lazy("Account closed"),
    "people.reactivate_account": gettext_lazy("Account opened again"),
    "people.send_link": gettext_lazy("Sign-in link sent"),
    "people.sign_in_by_link": gettext_lazy("Signed in by link"),
    "people.accept_invite": gettext_lazy("Invitation accepted"),
    "people.ask_erasure": gettext_lazy("Erasure asked for"),
    "people.withdraw_erasure": gettext_lazy("Erasure withdrawn"),
    "people.hold_erasure": gettext_lazy("Erasure agreed to, held for now"),
    "people.erase_person": gettext_lazy("Erased"),
    "people.join_team": gettext_lazy("Team joined"),
    "people.leave_team": gettext_lazy("Team left"),
    "people.set_extension": gettext_lazy("Telephone changed"),
}


@register.simple_tag
def demo_door() -> str:
    """Where the demo lets people in without signing in; "" outside the demo."""
    return reverse("demo:welcome") if environment().mode == "demo" else ""


@register.filter
def role_name(role: str) -> str:
    """A role as people call it."""
    return str(Role(role).label)


@register.filter
def in_words(entry: ActivityEntry) -> str:
    """What an entry about an account says."""
    if entry.verb in ("people.grant_role", "people.end_role"):
        words = _("Role given: %(role)s") if entry.verb == "people.grant_role" else _("Role ended: %(role)s")
        return words % {"role": role_name(entry.facts["role"])}
    return str(_WORDS.get(entry.verb, entry.verb))


@register.filter
def kind(value: object) -> str:
    """How a plain value of an export is laid out: pairs, list or plain."""
    if isinstance(value, Mapping):
        return "pairs"
    return "list" if isinstance(value, list | tuple) else "plain"


@register.filter
def plain(value: object) -> str:
    """A plain value of an export as it reads: dates by the site's clock, a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime.datetime):
        return f"{value.astimezone(environment().zone):%Y-%m-%d %H:%M}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return f"{value:.4f}" if isinstance(value, float) else str(localize(value, use_l10n=False))


@register.filter
def as_words(name: str) -> str:
    """The name of a field as words."""
    return name.replace("_", " ")
