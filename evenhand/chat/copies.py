"""The copy of a chat by mail: asked for by the visitor, sent once, when the chat is over."""

import datetime

from django.template.loader import render_to_string
from django.utils import translation

from evenhand.cases.api import post_to_customer
from evenhand.chat.models import Chat
from evenhand.chat.queries import lines_of
from evenhand.core.api import environment, language_of_words


def send_copy(chat: Chat, now: datetime.datetime) -> bool:
    """Post the copy of a locked chat that is over, where it is wanted and not sent yet; answers whether it was.

    Only where one of us has answered: otherwise anybody could send their own words to anybody through us.
    """
    if chat.copy_wanted_at is None or chat.copy_sent_at is not None or not chat.case.customer.has_address:
        return False
    lines = lines_of(chat)
    if all(line.is_own for line in lines):
        return False
    with translation.override(language_of_words(chat.case.language)):
        words = {"lines": lines, "shop": environment().shop_name, "chat": chat}
        text = render_to_string("chat/copy.txt", words).strip() + "\n"
    post_to_customer(chat.case, text, now=now)
    chat.copy_sent_at = now
    chat.save(update_fields=["copy_sent_at"])
    return True
