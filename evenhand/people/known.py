"""Who is signed in, with which every page begins: sessions and accounts as Django keeps them, found more quickly."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from evenhand.core.api import Prepared
from evenhand.people.models import Account

_SESSION = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_ACCOUNT = Prepared(lambda key: Account.objects.filter(pk=key))


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        session = _SESSION.first(self.session_key, timezone.now())
        if session is None:
            self._session_key = None
        return session


class Accounts(ModelBackend):
    """Accounts that sign in with a password, a link or as a persona of the demo."""

    def get_user(self, user_id: Any) -> Account | None:
        account = _ACCOUNT.first(user_id)
        return account if account is not None and self.user_can_authenticate(account) else None
