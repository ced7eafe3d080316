"""Chats for the tests of every room: somebody takes them, a visitor starts one."""

import base64
import datetime
import hashlib
import hmac
import json
from uuid import uuid4

import pytest

from evenhand.chat.actions import Beginning, start_chat
from evenhand.chat.desk import take_chats
from evenhand.chat.models import Chat
from evenhand.core.api import environment, system
from evenhand.people.api import Account, actor_for

VISITOR = system("test visitor")
SHOP = "https://www.shop.example"
SECRET = "the shop and we know this, nobody else does"  # noqa: S105 - in tests only


def set_chat(monkeypatch: pytest.MonkeyPatch, **settings: object) -> None:
    """Let this installation have a chat for SHOP, with `settings` such as chat_hours."""
    known = environment().model_copy(
        update={"chat_origins": [SHOP], "chat_identity_secret": SECRET, "time_zone": "UTC", **settings}
    )
    for module in ("access", "fitting", "hours", "queries", "tokens"):
        monkeypatch.setattr(f"evenhand.chat.{module}.environment", lambda: known)


def make_chat(
    now: datetime.datetime, *, taken_by: Account, text: str = "Where is my kettle?", email: str = "", name: str = ""
) -> Chat:
    """A chat that a visitor started while `taken_by` takes chats; nobody has taken it yet."""
    take_chats(actor=actor_for(taken_by, "test"), now=now)
    beginning = Beginning(text=text, start_key=uuid4().hex, email=email, name=name)
    return start_chat(beginning=beginning, actor=VISITOR, now=now)


def signed(at: datetime.datetime, secret: str = SECRET, **said: object) -> str:
    """A customer as the shop signs them."""
    body = base64.urlsafe_b64encode(json.dumps({"at": at.timestamp(), **said}).encode()).decode().rstrip("=")
    return f"{body}.{hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()}"
