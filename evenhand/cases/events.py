"""What cases announce to the rooms above."""

import datetime
from dataclasses import dataclass

from evenhand.core.api import Event


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    case_id: int
    customer_id: int
    order_id: int | None
    channel: str
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Event):
    """A public message came in from outside; `author_kind` says from whom."""

    case_id: int
    message_id: int
    author_kind: str
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class ReplySent(Event):
    case_id: int
    message_id: int
    contact_id: int
    agent_id: int
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class ContactClosed(Event):
    """A contact is over. `reply_id` is the last answer that it gave, if any; `end_cause` as in Contact.EndCause."""

    contact_id: int
    case_id: int
    customer_id: int
    agent_id: int
    channel: str
    reply_id: int | None
    end_cause: str
    is_forgotten: bool
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    case_id: int
    customer_id: int
    closed_by_id: int | None
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Event):
    case_id: int
    customer_id: int
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class CaseSetAside(Event):
    """The case is no customer's matter; `set_aside_as` as in Case.SetAsideAs."""

    case_id: int
    set_aside_as: str
    at: datetime.datetime
