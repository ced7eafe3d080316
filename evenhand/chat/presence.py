"""That a visitor is writing: a hint for the agent that fades within seconds. It stands in no table and in no log."""

from django.core.cache import cache

from evenhand.chat.models import Chat

FADES_AFTER_SECONDS = 8


def note_writing(chat: Chat) -> None:
    """The visitor writes at the moment."""
    cache.set(_key(chat), 1, FADES_AFTER_SECONDS)


def forget_writing(chat: Chat) -> None:
    """What they wrote has come, or they stopped."""
    cache.delete(_key(chat))


def visitor_is_writing(chat: Chat) -> bool:
    """Whether the visitor has written something in the last seconds."""
    return cache.get(_key(chat)) is not None


def _key(chat: Chat) -> str:
    return f"chat:writing:{chat.pk}"
