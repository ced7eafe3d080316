"""The calendar that every installation has from the beginning, made of the site's settings."""

from typing import Any

from django.apps import apps as installed_apps

from evenhand.core.api import now, site_calendar
from evenhand.promises.opening import first_hours, text_of, with_site

NAME = "House hours"


def put_in_house_calendar(*, using: str, apps: Any = installed_apps, **_: object) -> None:
    """After each migration (and after tests have emptied the tables): put it in where there is no calendar at all."""
    try:
        calendars = apps.get_model("promises", "Calendar").objects.using(using)
        versions = apps.get_model("promises", "CalendarVersion").objects.using(using)
    except LookupError:  # migrated back to nothing
        return
    if calendars.exists():
        return
    site = site_calendar()
    hours = first_hours(site)
    calendar = calendars.create(name=NAME, follows_site=True, text=text_of(hours))
    versions.create(calendar=calendar, number=1, text=text_of(with_site(hours, site)), at=now())
