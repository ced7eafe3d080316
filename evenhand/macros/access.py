"""Who may use or change a macro: own ones, those of one's teams, and the shop's. Others' own do not exist."""

from typing import Literal

from django.db.models import Q

from evenhand.cases.api import WORKERS
from evenhand.core.api import Actor, NotFound, NotPermitted
from evenhand.macros.models import Macro
from evenhand.people.api import Role

KEEPERS = (Role.LEAD, Role.ADMINISTRATOR)
"""Who keeps the macros that several people use."""


def reachable(actor: Actor) -> Q:
    """Which macros exist for `actor`. An administrator looks after those of all teams."""
    of_teams = Q(team__isnull=False) if actor.has_role(Role.ADMINISTRATOR) else Q(team_id__in=actor.team_ids)
    return Q(owner_id=actor.account_id or 0) | of_teams | Q(owner=None, team=None)


def macro_for(actor: Actor, macro_id: int, to: Literal["use", "change"] = "use") -> Macro:
    """A macro, for somebody who may use or change it. Raises NotFound, or NotPermitted to those who may use it only."""
    macro = Macro.objects.filter(reachable(actor), pk=macro_id).select_related("team", "hand_to", "hand_queue").first()
    if macro is None or not actor.has_role(*WORKERS):
        raise NotFound
    if to == "change" and not may_change(actor, macro):
        raise NotPermitted
    return macro


def may_change(actor: Actor, macro: Macro) -> bool:
    """One's own, always; a team's, its lead; the shop's, any lead; everything shared, an administrator."""
    return may_keep(actor, owner_id=macro.owner_id, team_id=macro.team_id)


def may_keep(actor: Actor, *, owner_id: int | None, team_id: int | None) -> bool:
    """Whether `actor` may keep macros of that owner, of that team, or, with neither, of the shop."""
    if owner_id is not None:
        return owner_id == actor.account_id
    if not actor.has_role(*KEEPERS):
        return False
    return team_id is None or team_id in actor.team_ids or actor.has_role(Role.ADMINISTRATOR)
