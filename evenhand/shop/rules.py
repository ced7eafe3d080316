"""Where a parcel stands, from its scans and its promise: plain values in, plain values out. Days are the site's."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ParcelState(StrEnum):
    """Where a parcel stands, as a customer would say it."""

    BEING_PREPARED = "being_prepared"
    ON_ITS_WAY = "on_its_way"
    NO_NEWS = "no_news"
    LATE = "late"
    BELIEVED_LOST = "believed_lost"
    RETURNED = "returned"
    DELIVERED = "delivered"


@dataclass(frozen=True)
class ParcelTerms:
    """How long silence is normal. `lost_after_days` is the policy's: since the promised day, and without news."""

    lost_after_days: int = 3
    lost_without_promise_days: int = 21
    silent_after_days: int = 4


@dataclass(frozen=True)
class ScanFact:
    """One scan, as far as it matters here: `at` on the site's clock, `kind` one of Scan.Kind."""

    at: datetime.datetime
    kind: str

    @property
    def day(self) -> datetime.date:
        """The site's day on which it happened."""
        return self.at.date()


@dataclass(frozen=True)
class ParcelFacts:
    """What is known about one parcel. What is only `said_to` be so is the shop's word, without a scan."""

    shipped_on: datetime.date | None = None
    promised_until: datetime.date | None = None
    scans: Sequence[ScanFact] = ()
    said_to_have_left: bool = False
    said_to_be_delivered: bool = False


@dataclass(frozen=True)
class ParcelStanding:
    """Where a parcel stands today. Days are None where nothing is known to count from.

    `last_news_on` is the day of the last scan, or of dispatch. `days_after_promise` is how much later than promised it
    is, or was when it arrived; 0 or less means in time.
    """

    state: ParcelState
    last_news_on: datetime.date | None
    days_since_news: int | None
    days_after_promise: int | None
    ended_on: datetime.date | None = None

    @property
    def was_late(self) -> bool:
        """Whether the promise was not kept, whatever came after."""
        return self.days_after_promise is not None and self.days_after_promise > 0

    @property
    def is_failure(self) -> bool:
        """Whether the customer was let down by this delivery."""
        return self.was_late or self.state in (ParcelState.BELIEVED_LOST, ParcelState.RETURNED)


ENDS = {"delivered": ParcelState.DELIVERED, "returned": ParcelState.RETURNED}


def standing_of(parcel: ParcelFacts, today: datetime.date, terms: ParcelTerms) -> ParcelStanding:
    """Where the parcel stands on `today`. Scans may come in any order."""
    scans = sorted(parcel.scans, key=lambda scan: scan.at)
    ended = next((scan for scan in reversed(scans) if scan.kind in ENDS), None)
    ended_on = ended.day if ended else None
    last_news = scans[-1].day if scans else parcel.shipped_on
    measured_on = ended_on or today
    return ParcelStanding(
        state=_state(parcel, ended, last_news, today, terms),
        last_news_on=last_news,
        days_since_news=_days(last_news, today),
        days_after_promise=None
        if parcel.said_to_be_delivered and not ended
        else _days(parcel.promised_until, measured_on),
        ended_on=ended_on,
    )


def _days(since: datetime.date | None, until: datetime.date) -> int | None:
    return None if since is None else (until - since).days


def _state(
    parcel: ParcelFacts,
    ended: ScanFact | None,
    last_news: datetime.date | None,
    today: datetime.date,
    terms: ParcelTerms,
) -> ParcelState:
    if ended:
        return ENDS[ended.kind]
    if parcel.said_to_be_delivered:
        return ParcelState.DELIVERED
    if _is_believed_lost(_days(last_news, today), _days(parcel.promised_until, today), terms):
        return ParcelState.BELIEVED_LOST
    if parcel.promised_until is not None and today > parcel.promised_until:
        return ParcelState.LATE
    return _state_in_time(last_news, parcel.said_to_have_left, today, terms)


def _state_in_time(
    last_news: datetime.date | None, said_to_have_left: bool, today: datetime.date, terms: ParcelTerms
) -> ParcelState:
    if last_news is None:
        return ParcelState.ON_ITS_WAY if said_to_have_left else ParcelState.BEING_PREPARED
    if (today - last_news).days >= terms.silent_after_days:
        return ParcelState.NO_NEWS
    return ParcelState.ON_ITS_WAY


def _is_believed_lost(silent_days: int | None, days_after_promise: int | None, terms: ParcelTerms) -> bool:
    if silent_days is None:
        return False
    if days_after_promise is None:
        return silent_days >= terms.lost_without_promise_days
    return min(silent_days, days_after_promise) >= terms.lost_after_days
