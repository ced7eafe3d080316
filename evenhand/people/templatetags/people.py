"""How roles and what was done about an account are told in words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.core.api import ActivityEntry
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
    "people.join_team": gettext_lazy("Team joined"),
    "people.leave_team": gettext_lazy("Team left"),
}


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
