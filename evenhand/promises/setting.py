"""Writes of those who lead: calendars and service levels. Each change is a new version; the old ones stay."""

import datetime

from django.utils.translation import gettext as _

from evenhand.core.api import Actor, InvalidInput, action, record, site_calendar, system
from evenhand.promises.goals import Goals
from evenhand.promises.goals import text_of as goals_text
from evenhand.promises.hours import OpenHours
from evenhand.promises.levels import Levels, text_of
from evenhand.promises.models import Calendar, CalendarVersion, GoalsVersion, LevelsVersion
from evenhand.promises.opening import hours_of, with_site
from evenhand.promises.opening import text_of as hours_text
from evenhand.promises.queries import hours_in_force

SITE = system("the site's settings")
MOST_LEVELS = 60


def one_at_a_time() -> None:
    """Two who set something at once come one after the other, so that versions are numbered without gaps or clashes."""
    list(Calendar.objects.select_for_update(no_key=True).order_by("pk")[:1])


def effective(hours: OpenHours, *, follows_site: bool) -> OpenHours:
    """The hours that hold where these were typed."""
    return with_site(hours, site_calendar()) if follows_site else hours


@action
def save_calendar(
    *,
    calendar: Calendar | None,
    name: str,
    hours: OpenHours,
    follows_site: bool,
    actor: Actor,
    now: datetime.datetime,
) -> Calendar:
    """Make a calendar, or change one. Its hours hold for promises made from now on. The same again changes nothing.

    Raises InvalidInput where it would never open, or where another one has the name.
    """
    one_at_a_time()
    holding = effective(hours, follows_site=follows_site)
    if holding.opens_next(now) is None:
        raise InvalidInput(_("By these hours we would never be there. Give at least one day a stretch of time."))
    others = Calendar.objects.exclude(pk=calendar.pk) if calendar else Calendar.objects.all()
    if others.filter(name__iexact=name).exists():
        raise InvalidInput(_("Another calendar has this name already. Choose another one."))
    kept = Calendar.objects.get(pk=calendar.pk) if calendar else Calendar()
    kept.name, kept.text, kept.follows_site = name, hours_text(hours), follows_site
    kept.save()
    _add_version(kept, holding, actor, now)
    return kept


def _add_version(calendar: Calendar, hours: OpenHours, actor: Actor, now: datetime.datetime) -> bool:
    """Write down what holds from now on, where that is something else."""
    text = hours_text(hours)
    latest = calendar.versions.order_by("-number").first()
    if latest and latest.text == text:
        return False
    number = latest.number + 1 if latest else 1
    CalendarVersion.objects.create(calendar=calendar, number=number, text=text, at=now, by_id=actor.account_id)
    record(actor=actor, verb="promises.save_calendar", subject=f"calendar:{calendar.pk}", now=now, version=number)
    return True


@action
def follow_site(*, now: datetime.datetime) -> int:
    """Where the operator has changed the site's weekend, holidays or zone, calendars that follow it do too."""
    one_at_a_time()
    following = Calendar.objects.filter(follows_site=True)
    site = site_calendar()
    return sum(_add_version(each, with_site(hours_of(each.text), site), SITE, now) for each in following)


@action
def publish_levels(*, levels: Levels, why: str, actor: Actor, now: datetime.datetime) -> LevelsVersion:
    """These levels bind each case that is opened from now on; earlier promises stay. The same again: no change.

    Raises InvalidInput where a level promises nothing, or two are for the same cases.
    """
    _require_sound(levels)
    one_at_a_time()
    latest = LevelsVersion.objects.first()
    text = text_of(levels)
    if latest and latest.text == text:
        return latest
    number = latest.number + 1 if latest else 1
    version = LevelsVersion.objects.create(number=number, text=text, why=why[:300], at=now, by_id=actor.account_id)
    record(actor=actor, verb="promises.publish_levels", subject="service-levels", now=now, reason=why, version=number)
    return version


def _require_sound(levels: Levels) -> None:
    if len(levels.levels) > MOST_LEVELS:
        raise InvalidInput(_("There are at most %(most)d levels.") % {"most": MOST_LEVELS})
    seen: set[tuple[int | None, str, int | None]] = set()
    for level in levels.levels:
        if level.first_minutes is level.next_minutes is level.resolution_minutes is None:
            raise InvalidInput(_("A level promises at least one thing. Fill in a time, or take the level out."))
        who = (level.queue_id, level.reason, level.priority)
        if who in seen:
            raise InvalidInput(_("Two levels are for the same queue, reason and priority. Leave one of them."))
        seen.add(who)
        hours_in_force(level.calendar_id)


@action
def publish_goals(*, goals: Goals, why: str, actor: Actor, now: datetime.datetime) -> GoalsVersion:
    """For so long work is meant to take from now on. The same again changes nothing."""
    one_at_a_time()
    latest = GoalsVersion.objects.first()
    text = goals_text(goals)
    if latest and latest.text == text:
        return latest
    number = latest.number + 1 if latest else 1
    version = GoalsVersion.objects.create(number=number, text=text, why=why[:300], at=now, by_id=actor.account_id)
    record(actor=actor, verb="promises.publish_goals", subject="goals", now=now, reason=why, version=number)
    return version
