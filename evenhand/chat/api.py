"""The door of the chat: what rooms above may use."""

from evenhand.chat.access import chat_for, chat_of_visitor
from evenhand.chat.actions import Beginning, end_chat, go_on_by_mail, leave_message, start_chat, want_copy, write_line
from evenhand.chat.desk import look_after_chats, see_lines, see_taker, take_chat, take_chats, take_no_chats
from evenhand.chat.doors import TOKEN_HEADER
from evenhand.chat.fitting import free_takers, register_able
from evenhand.chat.hours import register_calendars
from evenhand.chat.models import Chat
from evenhand.chat.presence import visitor_is_writing
from evenhand.chat.queries import ChatPanel, DeskChat, DeskChats, chat_panel, desk_chats, is_anyone_there

__all__ = [
    "TOKEN_HEADER",
    "Beginning",
    "Chat",
    "ChatPanel",
    "DeskChat",
    "DeskChats",
    "chat_for",
    "chat_of_visitor",
    "chat_panel",
    "desk_chats",
    "end_chat",
    "free_takers",
    "go_on_by_mail",
    "is_anyone_there",
    "leave_message",
    "look_after_chats",
    "register_able",
    "register_calendars",
    "see_lines",
    "see_taker",
    "start_chat",
    "take_chat",
    "take_chats",
    "take_no_chats",
    "visitor_is_writing",
    "want_copy",
    "write_line",
]
