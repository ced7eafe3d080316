"""Opening hours as they are written: by people ("09:00-12:30, 13:30-18:00"), and as text that is kept."""

import datetime
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext as _

from evenhand.core.api import InvalidInput, SiteCalendar
from evenhand.promises.hours import MIDNIGHT, Holiday, OpenHours, Shift

MOST_SHIFTS = 6
MOST_HOLIDAYS = 400
SITE_SHIFT: Shift = (9 * 60, 17 * 60)
_SHIFT = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–—]\s*(\d{1,2})(?::(\d{2}))?")
_HOLIDAY = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?:\s+(.*))?")


def shifts_in(text: str) -> tuple[Shift, ...]:
    """The shifts of one day, as in "09:00-12:30, 13:30-18:00"; nothing for a day that is not worked.

    Raises InvalidInput, saying what is wrong and how it is written.
    """
    shifts: list[Shift] = []
    for piece in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
        match = _SHIFT.fullmatch(piece)
        if match is None:
            raise InvalidInput(
                _("“%(typed)s” is no stretch of time. Write it as in 09:00-12:30, 13:30-18:00.") % {"typed": piece[:40]}
            )
        from_hour, from_minute, to_hour, to_minute = (int(part or 0) for part in match.groups())
        shifts.append((_minute(from_hour, from_minute, piece), _minute(to_hour, to_minute, piece)))
    shifts.sort()
    _require_in_order(shifts)
    return tuple(shifts)


def _minute(hour: int, minute: int, piece: str) -> int:
    whole = hour * 60 + minute
    if minute > 59 or whole > MIDNIGHT:
        raise InvalidInput(
            _("“%(typed)s” names a time that no clock shows. A day goes from 00:00 to 24:00.") % {"typed": piece[:40]}
        )
    return whole


def _require_in_order(shifts: Sequence[Shift]) -> None:
    if len(shifts) > MOST_SHIFTS:
        raise InvalidInput(_("A day has at most %(most)d stretches.") % {"most": MOST_SHIFTS})
    for opens, closes in shifts:
        if opens >= closes:
            raise InvalidInput(
                _("%(shift)s ends before it begins. For a night, end the day at 24:00 and begin the next one at 00:00.")
                % {"shift": shifts_text([(opens, closes)])}
            )
    for (_opens, closes), (opens, _closes) in pairwise(shifts):
        if opens < closes:
            raise InvalidInput(
                _("Two stretches overlap: one ends at %(time)s, the next begins before.") % {"time": clock_text(closes)}
            )


def clock_text(minute: int) -> str:
    """As on a clock: "09:00"; the end of a day is "24:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def shifts_text(shifts: Sequence[Shift]) -> str:
    """As somebody would type them."""
    return ", ".join(f"{clock_text(opens)}-{clock_text(closes)}" for opens, closes in shifts)


def holidays_in(text: str) -> tuple[Holiday, ...]:
    """One holiday a line: "12-25 Christmas" for every year, "2026-04-03 Good Friday" for one. Raises InvalidInput."""
    found = [_holiday(line.strip()) for line in text.splitlines() if line.strip()]
    if len(found) > MOST_HOLIDAYS:
        raise InvalidInput(_("A calendar has at most %(most)d holidays.") % {"most": MOST_HOLIDAYS})
    return tuple(dict.fromkeys(found))


def _holiday(line: str) -> Holiday:
    match = _HOLIDAY.fullmatch(line)
    try:
        if match is None:
            raise ValueError
        year, month, day, name = match.groups()
        datetime.date(int(year) if year else 2024, int(month), int(day))  # a leap year: 02-29 is a day
    except ValueError:
        raise InvalidInput(
            _("“%(typed)s” is no day. Write 12-25 for every year, or 2026-04-03 for one, and a name if you like.")
            % {"typed": line[:40]}
        ) from None
    return Holiday(int(month), int(day), int(year) if year else None, (name or "").strip()[:60])


def holidays_text(holidays: Sequence[Holiday]) -> str:
    """As somebody would type them, those of every year first."""
    return "\n".join(f"{_day_text(each)} {each.name}".strip() for each in sorted(holidays, key=_in_order))


def _in_order(holiday: Holiday) -> tuple[int, int, int]:
    return holiday.year or 0, holiday.month, holiday.day


def _day_text(holiday: Holiday) -> str:
    year = f"{holiday.year}-" if holiday.year else ""
    return f"{year}{holiday.month:02}-{holiday.day:02}"


def text_of(hours: OpenHours) -> str:
    """The hours as they are kept; the same hours give the same text."""
    holidays = [[each.year, each.month, each.day, each.name] for each in sorted(hours.holidays, key=_in_order)]
    return json.dumps({"zone": hours.zone, "week": hours.week, "holidays": holidays}, sort_keys=True)


@lru_cache(maxsize=256)
def hours_of(text: str) -> OpenHours:
    """The hours that `text_of` wrote."""
    kept = json.loads(text)
    return OpenHours(
        zone=kept["zone"],
        week=tuple(tuple((opens, closes) for opens, closes in day) for day in kept["week"]),
        holidays=tuple(Holiday(month, day, year, name) for year, month, day, name in kept["holidays"]),
    )


def first_hours(site: SiteCalendar) -> OpenHours:
    """What an installation begins with: from nine to five; `with_site` shuts what is not worked there."""
    return OpenHours(site.zone.key, ((SITE_SHIFT,),) * 7)


def with_site(hours: OpenHours, site: SiteCalendar) -> OpenHours:
    """`hours` in the site's zone, shut on its weekend and on its holidays too."""
    week = tuple(() if weekday in site.weekend else shifts for weekday, shifts in enumerate(hours.week))
    days = {(each.year, each.month, each.day) for each in hours.holidays}
    missing = tuple(
        Holiday(day.month, day.day, day.year)
        for day in sorted(site.holidays)
        if (day.year, day.month, day.day) not in days
    )
    return OpenHours(site.zone.key, week, (*hours.holidays, *missing))
