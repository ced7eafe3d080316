"""Drafts: what an agent has begun to write. They leave no entry in the log: nobody has said anything yet."""

import datetime

from evenhand.cases.actions.contacts import sign_of_life
from evenhand.cases.errors import DraftChanged
from evenhand.cases.models import Case, Draft
from evenhand.core.api import Actor, one_transaction


def save_draft(*, case: Case, text: str, version: int, actor: Actor, now: datetime.datetime) -> Draft:
    """Keep what the agent has written so far. `version` is the one that this text was made from, 0 for none.

    Raises DraftChanged where another window saved meanwhile; saving the same text again changes nothing.
    """
    assert actor.account_id is not None
    with one_transaction():
        sign_of_life(case=case, actor=actor, now=now)
        Draft.objects.get_or_create(
            case=case, agent_id=actor.account_id, defaults={"text": "", "version": 0, "updated_at": now}
        )
        draft = Draft.objects.select_for_update().get(case=case, agent_id=actor.account_id)
        if draft.text == text:
            return draft
        if draft.version != version:
            raise DraftChanged
        draft.text, draft.version, draft.updated_at = text, draft.version + 1, now
        draft.save()
        return draft


def keep_draft(case: Case, text: str, *, actor: Actor, now: datetime.datetime) -> None:
    """Keep `text` as the draft, whatever was there: it is what the agent had before their eyes when sending."""
    current = Draft.objects.filter(case=case, agent_id=actor.account_id).values_list("version", flat=True).first()
    save_draft(case=case, text=text, version=current or 0, actor=actor, now=now)


def discard_draft(*, case: Case, actor: Actor) -> None:
    """Throw the agent's draft away. Where there is none, nothing happens."""
    Draft.objects.filter(case=case, agent_id=actor.account_id).delete()
