"""Cases and what happens in them: contacts with their time, messages, files, drafts, and mail as it arrived."""

from evenhand.cases.models.cases import Case, Channel, Closure, Due, Queue
from evenhand.cases.models.contacts import Contact, Segment
from evenhand.cases.models.desk import (
    BulkChange,
    CaseLink,
    CaseTag,
    FollowUp,
    HeldReply,
    Mention,
    Merge,
    SavedView,
    Snooze,
    Tag,
    Viewer,
)
from evenhand.cases.models.files import FileScan
from evenhand.cases.models.mail import IncomingMail, Mailbox, MailboxPosition
from evenhand.cases.models.messages import Attachment, Draft, DraftFile, Message, SearchText
from evenhand.cases.models.side import SideMessage, SideThread

__all__ = [
    "Attachment",
    "BulkChange",
    "Case",
    "CaseLink",
    "CaseTag",
    "Channel",
    "Closure",
    "Contact",
    "Draft",
    "DraftFile",
    "Due",
    "FileScan",
    "FollowUp",
    "HeldReply",
    "IncomingMail",
    "Mailbox",
    "MailboxPosition",
    "Mention",
    "Merge",
    "Message",
    "Queue",
    "SavedView",
    "SearchText",
    "Segment",
    "SideMessage",
    "SideThread",
    "Snooze",
    "Tag",
    "Viewer",
]
