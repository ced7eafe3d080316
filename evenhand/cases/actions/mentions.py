"""Notes that name a colleague: the note stands on that person's list until they have seen it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.cases.access import WORKERS
from evenhand.cases.models import Case, Mention, Message
from evenhand.cases.rules import Colleague, mentioned, names_of_nobody
from evenhand.core.api import Actor, one_transaction
from evenhand.people.api import accounts_with_role


def mention_by_name(note: Message, *, actor: Actor, now: datetime.datetime) -> list[int]:
    """Put a note on the lists of those whom it names; nobody is told of their own words. Answers whom."""
    if "@" not in note.text:
        return []
    named = mentioned(note.text, _colleagues())
    others = [account_id for account_id in named if account_id != actor.account_id]
    mention(note, others, now=now)
    return others


@dataclass(frozen=True)
class NamedInNote:
    """Who finds a note on their list, and which words after an "@" named nobody."""

    people: tuple[str, ...] = ()
    nobodys: tuple[str, ...] = ()


def named_in(note: Message) -> NamedInNote:
    """What became of the names in a note."""
    if "@" not in note.text:
        return NamedInNote()
    people = Mention.objects.filter(message=note).order_by("id").values_list("account__name", flat=True)
    return NamedInNote(people=tuple(people), nobodys=names_of_nobody(note.text, _colleagues()))


def _colleagues() -> list[Colleague]:
    return [Colleague(*each) for each in accounts_with_role(WORKERS).values_list("pk", "name", "email")]


def mention(note: Message, account_ids: Sequence[int], *, now: datetime.datetime) -> None:
    """Put a note on somebody's list, once."""
    Mention.objects.bulk_create(
        [Mention(message=note, account_id=account_id, at=now) for account_id in account_ids], ignore_conflicts=True
    )


def see_mentions(*, case: Case, actor: Actor, now: datetime.datetime) -> int:
    """The actor has the case before their eyes: what names them there has been seen. Leaves no entry in the log: it is
    theirs alone. Answers how many were new."""
    assert actor.account_id is not None
    with one_transaction():
        unseen = Mention.objects.filter(account_id=actor.account_id, message__case=case, seen_at=None)
        return unseen.update(seen_at=now) if unseen.exists() else 0
