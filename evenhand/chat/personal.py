"""What the chat keeps about a person: that they chatted, and when. What was said is the case's."""

import datetime
import secrets
from collections.abc import Mapping
from typing import Any

from evenhand.chat.actions import end_chat
from evenhand.chat.models import Chat, Taker
from evenhand.core.api import erase_activity_words, system
from evenhand.people.api import Account


def export_chats(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """The customer's chats; of somebody who works here, whether they take chats."""
    chats = Chat.objects.filter(case__customer=account).order_by("opened_at", "id")
    taker = Taker.objects.filter(account=account).first()
    kept: dict[str, Any] = {}
    if chats:
        kept["chats"] = [
            {
                "case": chat.case_id,
                "opened_at": chat.opened_at,
                "ended_at": chat.ended_at,
                "ended_by": chat.get_ended_by_display(),
                "signed_in_at_the_shop": chat.is_verified,
                "copy_sent_at": chat.copy_sent_at,
            }
            for chat in chats
        ]
    if taker:
        kept["takes_chats_since"] = taker.since
    return kept


def erase_chats(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """Running chats end, and no page that is still open reaches one any more. Times stay; from where it came goes."""
    chats = list(Chat.objects.filter(case__customer=account).select_related("case__customer"))
    for chat in chats:
        end_chat(chat=chat, by=Chat.EndedBy.AGENT, actor=system("erasure"), now=now)
        Chat.objects.filter(pk=chat.pk).update(nonce=secrets.token_urlsafe(32), copy_wanted_at=chat.copy_sent_at)
    return {
        "chats": len(chats),
        "takes_chats": Taker.objects.filter(account=account).delete()[0],
        "activity": erase_activity_words(subjects=[chat.log_subject for chat in chats]),
    }
