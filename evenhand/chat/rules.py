"""Decisions of the chat on plain values: when it is open, who is there, what a page says."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

TAKER_COUNTS_FOR = datetime.timedelta(minutes=3)
AGENT_HERE_FOR = datetime.timedelta(seconds=150)
WRITING_COUNTS_FOR = datetime.timedelta(seconds=35)
GONE_AFTER = datetime.timedelta(seconds=150)
FOR_ANYBODY_AFTER = datetime.timedelta(minutes=2)
"""Better an answer from somebody else than a customer who waits on."""
QUIET_AFTER = datetime.timedelta(minutes=15)
WRITE_EVERY = datetime.timedelta(seconds=20)
MOST_SIGNS = 4000
"""The longest line: more than a screen full."""


class Standing(StrEnum):
    """Where a chat stands, as its page shows it."""

    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True)
class OpenTaker:
    """Somebody who takes chats: when their page gave a sign, and how many chats they have running."""

    seen_at: datetime.datetime
    running: int


def is_open(hours: str, local: datetime.time, *, is_worked: bool) -> bool:
    """Whether chats are taken at a local time of day, by hours as in 09:00-17:30; past midnight as in 18:00-02:00.

    Empty hours are all hours of all days. The end itself is too late.
    """
    if not hours:
        return True
    opens, closes = (datetime.time.fromisoformat(part) for part in hours.split("-"))
    within = opens <= local < closes if opens < closes else local >= opens or local < closes
    return is_worked and within


def is_anyone_free(takers: list[OpenTaker], now: datetime.datetime, most: int) -> bool:
    """Whether one of those who take chats is there and has a place left."""
    return any(now - taker.seen_at < TAKER_COUNTS_FOR and taker.running < most for taker in takers)


def is_writing(
    writing_at: datetime.datetime | None, last_line_at: datetime.datetime | None, now: datetime.datetime
) -> bool:
    """Whether somebody writes at the moment: a sign lately, and no line of theirs since."""
    if writing_at is None or now - writing_at >= WRITING_COUNTS_FOR:
        return False
    return last_line_at is None or last_line_at < writing_at


def is_gone(seen_at: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether the visitor's page has been silent so long that it must have been left."""
    return now - seen_at >= GONE_AFTER


def is_quiet(last_line_at: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether nobody has said anything for so long that the chat is over."""
    return now - last_line_at >= QUIET_AFTER
