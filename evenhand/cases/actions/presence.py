"""Who has a case before their eyes: a hint for colleagues that fades by itself. It leaves no entry in the log."""

import datetime

from evenhand.cases.actions.contacts import sign_of_life
from evenhand.cases.actions.mentions import see_mentions
from evenhand.cases.models import Case, Viewer
from evenhand.core.api import Actor, one_transaction

WRITE_EVERY = datetime.timedelta(seconds=20)
FORGOTTEN_AFTER = datetime.timedelta(hours=1)


def note_viewer(*, case: Case, actor: Actor, now: datetime.datetime, is_writing: bool = False) -> None:
    """The page is before somebody's eyes, or they write in it. Signs in quick succession are written down once."""
    assert actor.account_id is not None
    known = Viewer.objects.filter(case=case, account_id=actor.account_id).first()
    fresh = known and known.seen_at > now - WRITE_EVERY
    if fresh and known and (not is_writing or (known.writing_at and known.writing_at > now - WRITE_EVERY)):
        return
    with one_transaction():
        written = {"seen_at": now, **({"writing_at": now} if is_writing else {})}
        Viewer.objects.update_or_create(case=case, account_id=actor.account_id, defaults=written)
        sign_of_life(case=case, actor=actor, now=now)
        see_mentions(case=case, actor=actor, now=now)


def forget_viewer(*, case: Case, actor: Actor) -> None:
    """The page was left. Where nobody looked, nothing happens."""
    Viewer.objects.filter(case=case, account_id=actor.account_id or 0).delete()


def forget_old_viewers(*, now: datetime.datetime) -> int:
    """Clear away signs that have long stopped counting; answers how many."""
    return Viewer.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()[0]
