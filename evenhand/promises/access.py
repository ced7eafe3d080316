"""Who may see and set what is promised. What you may not see does not exist."""

from evenhand.core.api import Actor, NotFound, NotPermitted
from evenhand.people.api import STAFF_ROLES, Role
from evenhand.promises.models import Calendar, LevelsVersion

LEADERS = frozenset({Role.LEAD, Role.ADMINISTRATOR})
"""Who sets calendars, service levels and goals, and sees how work goes."""


def can_lead(actor: Actor) -> bool:
    """Whether the actor may set what is promised."""
    return actor.has_role(*LEADERS)


def require_lead(actor: Actor) -> None:
    """Raises NotPermitted to staff who may only look."""
    if not can_lead(actor):
        raise NotPermitted


def calendar_for(actor: Actor, calendar_id: int) -> Calendar:
    """A calendar, for staff. Raises NotFound."""
    calendar = Calendar.objects.filter(pk=calendar_id).first()
    if calendar is None or not actor.has_role(*STAFF_ROLES):
        raise NotFound
    return calendar


def version_for(actor: Actor, number: int) -> LevelsVersion:
    """A version of the service levels, for staff. Raises NotFound."""
    version = LevelsVersion.objects.select_related("by").filter(number=number).first()
    if version is None or not actor.has_role(*STAFF_ROLES):
        raise NotFound
    return version
