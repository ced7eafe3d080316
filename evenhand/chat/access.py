"""Who reaches which chat: the visitor who holds its token, and staff who may work on its case."""

from typing import Literal

from evenhand.cases.api import case_for
from evenhand.chat.models import Chat
from evenhand.chat.tokens import nonce_in
from evenhand.core.api import Actor, NotFound, environment


def require_origin(origin: str) -> str:
    """`origin`, where it may show the chat. Raises NotFound for any other, and where there is no chat at all."""
    if origin not in environment().chat_origins:
        raise NotFound
    return origin


def require_chat() -> None:
    """Raises NotFound where this installation has no chat."""
    if not environment().chat_origins:
        raise NotFound


def chat_of_visitor(token: str) -> Chat:
    """The chat of whoever holds `token`. Raises NotFound; asks no database where the token is not ours."""
    nonce = nonce_in(token)
    chat = (
        Chat.objects.select_related("case__customer", "case__assignee").filter(nonce=nonce).first() if nonce else None
    )
    if chat is None:
        raise NotFound
    return chat


def chat_for(actor: Actor, chat_id: int, to: Literal["see", "work"] = "see") -> Chat:
    """A chat for staff, as its case is. Raises NotFound, or NotPermitted to those who may only look."""
    chat = Chat.objects.filter(pk=chat_id).first()
    if chat is None:
        raise NotFound
    chat.case = case_for(actor, chat.case_id, to=to)
    return chat
