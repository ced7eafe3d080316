"""How a mark falls, for whatever reason: it stays readable, counts no more, and what rests on it is told."""

import datetime

from django.utils.translation import gettext as _

from evenhand.core.api import Actor, InvalidInput, action, publish, record
from evenhand.standing.events import MarkFell
from evenhand.standing.models import Contest, Mark


@action
def revoke_mark(*, mark: Mark, why: str, actor: Actor, now: datetime.datetime) -> None:
    """The mark no longer counts. It stays readable, with why. Revoking twice is harmless."""
    if not why:
        raise InvalidInput(_("Please write why the mark is revoked."))
    changes = {"revoked_at": now, "revoked_by_id": actor.account_id, "revoked_why": why[:500]}
    if not Mark.objects.filter(pk=mark.pk, revoked_at=None).update(**changes):
        return
    Contest.objects.filter(mark_id=mark.pk, decided_at=None).update(
        outcome=Contest.Outcome.MOOT, decided_at=now, decision=why
    )
    record(actor=actor, verb="standing.revoke_mark", subject=mark.log_subject, now=now, mark=mark.pk)
    publish(MarkFell(mark_id=mark.pk, account_id=mark.account_id, why=why, at=now))
