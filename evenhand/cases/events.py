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
class CasesOpened(Event):
    """The same for all that were opened together, after their own events: mail comes in bursts, and what is done for
    many is done at once."""

    case_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Event):
    """A public message came in from outside; `author_kind` says from whom. `is_opening`: the case began with it."""

    case_id: int
    message_id: int
    author_kind: str
    at: datetime.datetime
    is_opening: bool = False


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
class CaseMerged(Event):
    """Case `source_id` went into `into_id`, with messages and contacts. What rooms above keep about it goes along too:
    they note it with `note_carried`, so that an undo gives back exactly that."""

    merge_id: int
    source_id: int
    into_id: int
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    """The merge was taken back: what went along (`carried`) belongs to `source_id` again. `unanswered_id` is what was
    written first since then in `into_id` and waits for our answer there, if anything was."""

    merge_id: int
    source_id: int
    into_id: int
    unanswered_id: int | None
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class CustomerNamed(Event):
    """The customer of a case was not known (`unknown_id` stood for them), and is `customer_id` now."""

    case_id: int
    customer_id: int
    unknown_id: int
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class ReplyTakenBack(Event):
    """A reply was taken back before it left: it was never sent. `later_id` is the next reply of ours, if one stands."""

    case_id: int
    message_id: int
    contact_id: int
    later_id: int | None
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class CaseSetAside(Event):
    """The case is no customer's matter; `set_aside_as` as in Case.SetAsideAs."""

    case_id: int
    set_aside_as: str
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class CaseMoved(Event):
    """Its queue, its priority, its tags or its sleep have changed. `is_undo`: a change was taken back."""

    case_id: int
    at: datetime.datetime
    is_undo: bool = False


@dataclass(frozen=True, kw_only=True)
class SegmentStarted(Event):
    """A contact is in talk, on hold or in after-contact work from now on; `kind` as in Segment.Kind."""

    contact_id: int
    case_id: int
    kind: str
    cause: str
    at: datetime.datetime
