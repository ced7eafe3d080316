"""Drafts: what an agent has begun to write. They leave no entry in the log: nobody has said anything yet."""

import datetime

from evenhand.cases.actions.contacts import sign_of_life
from evenhand.cases.conversation import locked_survivor, survivor_of
from evenhand.cases.errors import DraftChanged
from evenhand.cases.models import Case, Draft, Message
from evenhand.core.api import Actor, one_transaction


def save_draft(
    *, case: Case, text: str, version: int, actor: Actor, now: datetime.datetime, key: str = ""
) -> Draft | None:
    """Keep what the agent has written so far. `version` is the one that this text was made from, 0 for none.

    Raises DraftChanged where another window saved meanwhile; saving the same text again changes nothing. With the
    `key` of a reply that was sent meanwhile, nothing is kept: the page saved a moment too late what has left already.
    """
    assert actor.account_id is not None
    with one_transaction():
        case = locked_survivor(case)  # one after the other with a reply that is being sent
        if key and Message.objects.filter(key=key, author_id=actor.account_id).exists():
            return None
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


def add_to_draft(case: Case, text: str, *, actor: Actor, now: datetime.datetime) -> None:
    """Put `text` before what the agent has begun to write in the case, or where it went, so that both are there."""
    case = survivor_of(Case.objects.get(pk=case.pk))
    begun = Draft.objects.filter(case=case, agent_id=actor.account_id).values_list("text", flat=True).first()
    if not begun or text not in begun:
        keep_draft(case, f"{text}\n\n{begun}" if begun else text, actor=actor, now=now)


def keep_words(*, case: Case, text: str, actor: Actor, now: datetime.datetime) -> None:
    """Nothing was sent: `text` is the draft, in the case where it was meant for or in the one that this went into."""
    goes_on_in = survivor_of(Case.objects.get(pk=case.pk))
    if goes_on_in.pk == case.pk:
        keep_draft(case, text, actor=actor, now=now)
    else:
        add_to_draft(goes_on_in, text, actor=actor, now=now)
