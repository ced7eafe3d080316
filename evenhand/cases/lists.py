"""Reads for the inbox besides its rows: views that people keep, and the last change of many cases."""

import datetime

from django.db.models import Q

from evenhand.cases.errors import NotYours
from evenhand.cases.models import BulkChange, SavedView
from evenhand.core.api import Actor, NotFound, Prepared

CAN_BE_UNDONE_FOR = datetime.timedelta(minutes=10)


def saved_views(actor: Actor) -> list[SavedView]:
    """The actor's own views and those that their teams share, by name."""
    return _VIEWS.rows(actor.account_id, list(actor.team_ids))


_VIEWS = Prepared(
    lambda owner, teams: SavedView.objects.filter(Q(owner=owner) | Q(team__pk__among=teams)).select_related("owner")
)


def saved_view_for(actor: Actor, view_id: int) -> SavedView:
    """A view of the actor's own. Raises NotFound, or NotYours where a colleague shares it."""
    view = next((each for each in saved_views(actor) if each.pk == view_id), None)
    if view is None:
        raise NotFound
    if view.owner_id != actor.account_id:
        raise NotYours(str(view.owner))
    return view


def change_to_undo(actor: Actor, bulk_id: int, now: datetime.datetime) -> BulkChange | None:
    """A change of many cases that the actor made just now, as long as it can be taken back by one press."""
    recent = BulkChange.objects.filter(account_id=actor.account_id or 0, at__gt=now - CAN_BE_UNDONE_FOR, undone_at=None)
    return recent.exclude(rows=[]).filter(pk=bulk_id).first()


def bulk_change_for(actor: Actor, bulk_id: int) -> BulkChange:
    """A change of the actor's own. Raises NotFound."""
    bulk = BulkChange.objects.filter(pk=bulk_id, account_id=actor.account_id or 0).first()
    if bulk is None:
        raise NotFound
    return bulk
