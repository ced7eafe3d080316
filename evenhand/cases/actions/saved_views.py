"""Views that people keep: a question to the search under a name. Nobody's record: no entry but the making."""

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evenhand.cases.models import SavedView
from evenhand.core.api import Actor, InvalidInput, NotFound, action, record
from evenhand.people.api import Team

MOST_VIEWS = 30


@action
def save_view(*, name: str, question: str, team: Team | None, actor: Actor, now: datetime.datetime) -> SavedView:
    """Keep a question under a name, for oneself or for a team that one is in. The same name again changes that view."""
    assert actor.account_id is not None
    name, question = _asked(name, question, team, actor)
    if SavedView.objects.filter(owner_id=actor.account_id).exclude(name=name).count() >= MOST_VIEWS:
        raise InvalidInput(_("You keep %(most)d views already. Let one go first.") % {"most": MOST_VIEWS})
    wanted = {"question": question, "team": team}
    view, is_new = SavedView.objects.get_or_create(owner_id=actor.account_id, name=name, defaults={**wanted, "at": now})
    if not is_new and (view.question, view.team_id) != (question, team.pk if team else None):
        view.question, view.team = question, team
        view.save(update_fields=["question", "team"])
    _record(view, actor, now)
    return view


@action
def change_view(
    *, view: SavedView, name: str, question: str, team: Team | None, actor: Actor, now: datetime.datetime
) -> SavedView:
    """Give a view another name, question or circle. Again changes nothing. Raises NotFound where it is gone."""
    name, question = _asked(name, question, team, actor)
    kept = SavedView.objects.select_for_update().filter(pk=view.pk).first()
    if kept is None:
        raise NotFound
    if (kept.name, kept.question, kept.team_id) == (name, question, team.pk if team else None):
        return kept
    kept.name, kept.question, kept.team = name, question, team
    try:
        with transaction.atomic():
            kept.save(update_fields=["name", "question", "team"])
    except IntegrityError:
        message = _("You keep another view of that name. Choose one that says how this one differs.")
        raise InvalidInput(message) from None
    _record(kept, actor, now)
    return kept


def _asked(name: str, question: str, team: Team | None, actor: Actor) -> tuple[str, str]:
    """Name and question as they are kept. Raises InvalidInput for what cannot be kept, or not shared."""
    name, question = " ".join(name.split())[:60], question.strip()[:200]
    if not name or not question:
        raise InvalidInput(_("A view needs a name, and something to look for."))
    if team and team.pk not in actor.team_ids:
        raise InvalidInput(_("You can share a view with a team that you are in."))
    return name, question


def _record(view: SavedView, actor: Actor, now: datetime.datetime) -> None:
    record(actor=actor, verb="cases.save_view", subject=f"view:{view.pk}", now=now, team=view.team_id)


@action
def forget_view(*, view: SavedView, actor: Actor, now: datetime.datetime) -> None:
    """Keep a view no longer. Twice changes nothing."""
    gone, _each = SavedView.objects.filter(pk=view.pk).delete()
    if gone:
        record(actor=actor, verb="cases.forget_view", subject=f"view:{view.pk}", now=now)
