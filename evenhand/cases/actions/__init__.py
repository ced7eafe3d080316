"""Writes: one function for each verb, by what they are about."""

from evenhand.cases.actions.contacts import end_contact, end_forgotten_contacts, sign_of_life, start_segment
from evenhand.cases.actions.desk import (
    assign_case,
    close_case,
    link_order,
    mark_spam,
    reopen_case,
    set_case_aside,
    set_priority,
    take_case,
    transfer_case,
    undo_close,
)
from evenhand.cases.actions.drafts import discard_draft, save_draft
from evenhand.cases.actions.messages import add_customer_message, add_note, open_case, reply

__all__ = [
    "add_customer_message",
    "add_note",
    "assign_case",
    "close_case",
    "discard_draft",
    "end_contact",
    "end_forgotten_contacts",
    "link_order",
    "mark_spam",
    "open_case",
    "reopen_case",
    "reply",
    "save_draft",
    "set_case_aside",
    "set_priority",
    "sign_of_life",
    "start_segment",
    "take_case",
    "transfer_case",
    "undo_close",
]
