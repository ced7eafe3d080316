"""How figures, days and moments read. Pure text; the tags put the markup around it."""

import datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from evenhand.core.api import now

NO_BREAK = "\u00a0"
NEAR_DAYS = {-1: gettext_noop("yesterday"), 0: gettext_noop("today"), 1: gettext_noop("tomorrow")}


def reader_locale() -> str:
    """The reader's language as Babel writes it. Plain English counts days the European way: 12 Mar, 14:05."""
    language = get_language() or "en"
    return "en_GB" if language == "en" else _known_locale(language)


@lru_cache
def _known_locale(language: str) -> str:
    return str(Locale.parse(language, sep="-"))


def money_locale() -> str:
    """The reader's language for amounts: there, plain English shows each currency by its own sign."""
    return _known_locale(get_language() or "en")


def moment_text(moment: datetime.datetime, now: datetime.datetime) -> str:
    """Short and kind, as in "today 14:05", "12 Mar" or "12 Mar 2024". Both moments in the reader's zone."""
    day, today = moment.date(), now.date()
    word = NEAR_DAYS.get((day - today).days)
    if word is None:
        return day_text(day, today)
    return f"{gettext(word)}{NO_BREAK}{_clock_text(moment.hour, moment.minute, reader_locale())}"


def full_moment_text(moment: datetime.datetime) -> str:
    """Everything, with the zone, as in "Thursday, 12 March 2026 at 14:05:00 CET"."""
    return _full_text(moment.replace(second=0, microsecond=0), str(moment.tzinfo), reader_locale())


def day_text(day: datetime.date, today: datetime.date) -> str:
    """As in "12 Mar", with the year where it is not this one."""
    return _day_text(day, day.year != today.year, reader_locale())


def full_day_text(day: datetime.date) -> str:
    """As in "Thursday, 12 March 2026"."""
    return format_date(day, "full", locale=reader_locale())


def duration_text(seconds: float) -> str:
    """The two largest units, as in "6 min 20 s", "2 h 5 min", "3 d 4 h"."""
    rest = max(0, round(seconds))
    parts: list[tuple[int, str]] = []
    for size, unit in ((86400, gettext("d")), (3600, gettext("h")), (60, gettext("min")), (1, gettext("s"))):
        count, rest = divmod(rest, size)
        if count or (parts and len(parts) < 2):
            parts.append((count, unit))
    shown = [f"{count}{NO_BREAK}{unit}" for count, unit in parts[:2] if count]
    return " ".join(shown) or f"0{NO_BREAK}{gettext('s')}"


def share_text(part: int, whole: int, noun: str = "") -> str:
    """A share with its count, as in "12 % of 41 answers"; never 0 or 100 for what is merely near it.

    `noun` replaces the word for what is counted ("contacts"), already translated and in the right number.
    """
    if whole == 0:
        return gettext("no answers yet") if not noun else gettext("no %(noun)s yet") % {"noun": noun}
    counted = noun or ngettext("answer", "answers", whole)
    return gettext("%(percent)s of %(whole)s %(noun)s") % {
        "percent": percent_text(part, whole),
        "whole": whole,
        "noun": counted,
    }


def percent_text(part: int, whole: int) -> str:
    """A whole percentage; "under 1 %" and "over 99 %" where rounding would claim none or all."""
    percent = round(100 * part / whole)
    if percent == 0 and part > 0:
        return gettext("under 1\u00a0%%") % {}
    if percent == 100 and part < whole:
        return gettext("over 99\u00a0%%") % {}
    return gettext("%(percent)s\u00a0%%") % {"percent": percent}


def initials(name: str) -> str:
    """At most two letters to know somebody by: first and last word of a name, or the start of an address."""
    words = [word for word in name.partition("@")[0].replace(".", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def reader_now() -> datetime.datetime:
    """This moment where the reader is."""
    return timezone.localtime(now())


@lru_cache(maxsize=4096)
def _day_text(day: datetime.date, with_year: bool, locale: str) -> str:
    return format_skeleton("yMMMd" if with_year else "MMMd", day, locale=locale)


@lru_cache(maxsize=4096)
def _clock_text(hour: int, minute: int, locale: str) -> str:
    return format_time(datetime.time(hour, minute), "short", locale=locale)


@lru_cache(maxsize=4096)
def _full_text(moment: datetime.datetime, zone: str, locale: str) -> str:
    day = format_date(moment, "full", locale=locale)
    clock = format_datetime(moment, "HH:mm zzz" if locale == "en_GB" else "jm", tzinfo=moment.tzinfo, locale=locale)
    return f"{day}, {clock}"
