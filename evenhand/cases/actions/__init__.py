"""Writes: one function for each verb, by what they are about."""

from evenhand.cases.actions.contacts import end_contact, end_forgotten_contacts, sign_of_life, start_segment
from evenhand.cases.actions.desk import (
    assign_case,
    close_case,
    link_order,
    mark_spam,
    move_to_queue,
    reopen_case,
    set_case_aside,
    set_priority,
    take_case,
    transfer_case,
    undo_close,
)
from evenhand.cases.actions.draft_files import AddedFiles, add_draft_files, discard_draft, remove_draft_file
from evenhand.cases.actions.drafts import add_to_draft, keep_words, save_draft
from evenhand.cases.actions.due import forget_due, note_due, note_dues
from evenhand.cases.actions.joining import (
    carried,
    link_cases,
    merge_cases,
    note_carried,
    split_case,
    unlink_cases,
)
from evenhand.cases.actions.living import come_back_live, leave_live, mail_lines
from evenhand.cases.actions.many import Change, ManyChanged, change_many, undo_many
from evenhand.cases.actions.mentions import NamedInNote, named_in, see_mentions
from evenhand.cases.actions.messages import (
    add_customer_message,
    add_note,
    open_case,
    open_case_from_page,
    post_to_customer,
    reply,
)
from evenhand.cases.actions.naming import name_customer
from evenhand.cases.actions.parting import undo_merge
from evenhand.cases.actions.presence import forget_old_viewers, forget_viewer, note_viewer
from evenhand.cases.actions.saved_views import change_view, forget_view, save_view
from evenhand.cases.actions.sending import take_back_reply
from evenhand.cases.actions.side import open_side, write_side
from evenhand.cases.actions.sleep import finish_follow_up, set_follow_up, snooze_case, wake_case, wake_due
from evenhand.cases.actions.spoken import end_spoken, last_work_in, note_call, note_spoken
from evenhand.cases.actions.tags import tag_case, untag_case

__all__ = [
    "AddedFiles",
    "Change",
    "ManyChanged",
    "NamedInNote",
    "add_customer_message",
    "add_draft_files",
    "add_note",
    "add_to_draft",
    "assign_case",
    "carried",
    "change_many",
    "change_view",
    "close_case",
    "come_back_live",
    "discard_draft",
    "end_contact",
    "end_forgotten_contacts",
    "end_spoken",
    "finish_follow_up",
    "forget_due",
    "forget_old_viewers",
    "forget_view",
    "forget_viewer",
    "keep_words",
    "last_work_in",
    "leave_live",
    "link_cases",
    "link_order",
    "mail_lines",
    "mark_spam",
    "merge_cases",
    "move_to_queue",
    "name_customer",
    "named_in",
    "note_call",
    "note_carried",
    "note_due",
    "note_dues",
    "note_spoken",
    "note_viewer",
    "open_case",
    "open_case_from_page",
    "open_side",
    "post_to_customer",
    "remove_draft_file",
    "reopen_case",
    "reply",
    "save_draft",
    "save_view",
    "see_mentions",
    "set_case_aside",
    "set_follow_up",
    "set_priority",
    "sign_of_life",
    "snooze_case",
    "split_case",
    "start_segment",
    "tag_case",
    "take_back_reply",
    "take_case",
    "transfer_case",
    "undo_close",
    "undo_many",
    "undo_merge",
    "unlink_cases",
    "untag_case",
    "wake_case",
    "wake_due",
    "write_side",
]
