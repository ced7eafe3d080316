"""The door of promises: what rooms above may use."""

from evenhand.promises.access import LEADERS
from evenhand.promises.actions import watch_due
from evenhand.promises.booking import book_due
from evenhand.promises.goals import Goal, Goals
from evenhand.promises.hours import OpenHours
from evenhand.promises.levels import Levels
from evenhand.promises.measured import Came, Measured, register_meter
from evenhand.promises.models import Calendar, CalendarVersion, LevelsVersion, Promise
from evenhand.promises.publishing import publish_due, publish_rule
from evenhand.promises.queries import calendar_hours
from evenhand.promises.rules import Level
from evenhand.promises.service import Formula, Wait
from evenhand.promises.setting import publish_goals, publish_levels, save_calendar
from evenhand.promises.shown import ShownPromise, promises_of

__all__ = [
    "LEADERS",
    "Calendar",
    "CalendarVersion",
    "Came",
    "Formula",
    "Goal",
    "Goals",
    "Level",
    "Levels",
    "LevelsVersion",
    "Measured",
    "OpenHours",
    "Promise",
    "ShownPromise",
    "Wait",
    "book_due",
    "calendar_hours",
    "promises_of",
    "publish_due",
    "publish_goals",
    "publish_levels",
    "publish_rule",
    "register_meter",
    "save_calendar",
    "watch_due",
]
