"""The door of cases: what rooms above may use."""

from evenhand.cases.events import (
    CaseClosed,
    CaseOpened,
    CaseReopened,
    CaseSetAside,
    ContactClosed,
    MessageReceived,
    ReplySent,
)
from evenhand.cases.models import (
    Attachment,
    Case,
    Channel,
    Closure,
    Contact,
    Draft,
    IncomingMail,
    Message,
    Queue,
    Segment,
)

__all__ = [
    "Attachment",
    "Case",
    "CaseClosed",
    "CaseOpened",
    "CaseReopened",
    "CaseSetAside",
    "Channel",
    "Closure",
    "Contact",
    "ContactClosed",
    "Draft",
    "IncomingMail",
    "Message",
    "MessageReceived",
    "Queue",
    "ReplySent",
    "Segment",
]
