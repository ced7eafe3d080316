"""Who is signed in, with which every page begins: sessions and accounts as Django keeps them, found more quickly."""

import datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from evenhand.core.api import Prepared
from evenhand.people.models import Account

MOST_FORGOTTEN = 2_000  # at once: writers wait no longer, and what is left is done a minute later
_SESSION = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_ACCOUNT = Prepared(lambda key: Account.objects.filter(pk=key))


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key or ""
        # PostgreSQL refuses to be asked about some signs; a key with one was never given to anybody.
        session = _SESSION.first(key, timezone.now()) if key.isalnum() else None
        if session is None:
            self._session_key = None
        return session


class Accounts(ModelBackend):
    """Accounts that sign in with a password, a link or as a persona of the demo."""

    def get_user(self, user_id: Any) -> Account | None:
        account = _ACCOUNT.first(user_id)
        return account if account is not None and self.user_can_authenticate(account) else None


def forget_old_sessions(now: datetime.datetime) -> int:
    """Remove sessions that are over, with all that they kept, the oldest first, some at a time; answers how many."""
    over = Session.objects.filter(expire_date__lt=now)
    keys = list(over.order_by("expire_date").values_list("pk", flat=True)[:MOST_FORGOTTEN])
    return over.filter(pk__in=keys).delete()[0] if keys else 0
