"""Fields that the forms of several rooms ask with."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)


class Calendar(forms.DateInput):
    """The reader's own calendar to choose from."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def known_day(day: datetime.date) -> None:
    """Beyond some days no time of the site's can be told: there is none after the last one."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(_("Choose a day between 1900 and 2999."))


class DayField(forms.DateField):
    """A day where the site is, of such years that moments can be told from it."""

    widget = Calendar
    default_validators = [known_day]
