"""The figures that rooms above read from the policies of the house: what each has to be, and which may be left out.

A condition reads the figures of its own version, and those it says itself. These here are read by code, so a version
without one of them, or with words where a number is meant, would break the pages that need it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Value = bool | int | float | str


@dataclass(frozen=True)
class Kind:
    """What a figure has to be, in words, as in "true or false"; and whether a value is such a one."""

    words: str | Promise
    fits: Callable[[Value], bool]


def _whole(most: int, least: int = 0) -> Kind:
    """A whole number from `least` to `most`, both included; true and false are none."""
    words = format_lazy(_("a whole number from {least} to {most}"), least=least, most=most)
    return Kind(words, lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most)


SWITCH = Kind(_("true or false"), lambda value: isinstance(value, bool))
TEXT = Kind(_("words"), lambda value: isinstance(value, str))
CURRENCY = Kind(
    _("a currency in three capital letters, as in USD"),
    lambda value: isinstance(value, str) and re.fullmatch(r"[A-Z]{3}", value) is not None,
)


@dataclass(frozen=True)
class Figure:
    """A figure that code reads. Where it `may_be_absent`, the code knows what holds without it."""

    name: str
    kind: Kind
    may_be_absent: bool = False


def _needed(kind: Kind, *names: str) -> tuple[Figure, ...]:
    return tuple(Figure(name, kind) for name in names)


def _perhaps(kind: Kind, *names: str) -> tuple[Figure, ...]:
    return tuple(Figure(name, kind, may_be_absent=True) for name in names)


TIME = _whole(36_500)  # a hundred years of days: beyond some thousand years, no calendar goes on
COUNT = _whole(1_000_000)
PERCENT = _whole(100)
PART, PART_PER_1000 = _whole(99, least=1), _whole(999, least=1)  # nobody is compared by none or all
PER_1000 = _whole(1000)
MINOR = _whole(1_000_000_000_000)

FIGURES: dict[str, tuple[Figure, ...]] = {
    "refunds-and-claims": (
        *_needed(TIME, "lost_after_days", "goods_back_days"),
        *_needed(TIME, "care_window_days", "care_valid_days", "care_review_days"),
        *_needed(COUNT, "care_prior_orders", "care_times_percent", "care_least_claims"),
        *_needed(PERCENT, "care_certainty_percent"),
        *_perhaps(PERCENT, "platform_share_percent"),
        *_perhaps(TIME, "bank_days_least", "bank_days_most"),
        *_perhaps(CURRENCY, "limits_currency"),
    ),
    "goodwill": (
        *_needed(MINOR, "lost_parcel_credit_minor", "repeat_failure_credit_minor"),
        *_needed(TIME, "credit_valid_days"),
        *_needed(CURRENCY, "limits_currency"),
    ),
    "orders-and-returns": (
        *_needed(SWITCH, "shipping_back_with_all"),
        *_perhaps(TIME, "money_back_days"),
        *_perhaps(TEXT, "cancel_reasons"),
        *_perhaps(CURRENCY, "limits_currency"),
    ),
    "survey-and-marks": (
        *_needed(TIME, "invitation_delay_hours", "answer_days", "cap_days", "show_delay_days", "contest_window_days"),
        *_needed(COUNT, "minimum_batch"),
        *_perhaps(TIME, "contest_decision_working_days", "owner_answer_days"),
        *_perhaps(TIME, "quality_dispute_days", "quality_dispute_working_days"),
        *_perhaps(COUNT, "quality_contacts_per_week"),
        *_perhaps(PERCENT, "second_look_percent", "quality_second_percent"),
        *_perhaps(TIME, "forgotten_contact_minutes", "after_contact_limit_minutes", "forgotten_call_minutes"),
        *_perhaps(TIME, "after_call_goal_seconds", "after_call_extension_seconds"),
    ),
    "standing-and-steps": (
        *_needed(TIME, "window_days"),
        *_needed(COUNT, "minimum_answers"),
        *_needed(PERCENT, "minimum_reliability"),
        *_needed(_whole(50, least=1), "share"),
        *_needed(PART, "false_discovery"),
        *_perhaps(SWITCH, "lower_share_rule", "weigh_unexplained"),
        *_perhaps(_whole(1_000_000, least=1), "cause_prior"),
        *_perhaps(COUNT, "coaching_sessions", "plan_sessions_per_week"),
        *_perhaps(TIME, "review_every_weeks", "plan_days", "written_warning_days", "final_warning_days"),
        *_perhaps(TIME, "answer_working_days", "appeal_working_days", "appeal_decision_working_days"),
        *_perhaps(PER_1000, "chance_per_1000"),
        *(
            figure
            for audience in ("agents", "sellers", "drivers")
            for figure in (
                *_perhaps(PART_PER_1000, f"{audience}_standard_per_1000"),
                *_perhaps(COUNT, f"{audience}_minimum", f"{audience}_plan_sessions_per_week"),
                *_perhaps(TIME, f"{audience}_appeal_working_days", f"{audience}_notice_days"),
                *_perhaps(TIME, f"{audience}_restriction_notice_days", f"{audience}_restriction_days"),
            )
        ),
    ),
    "what-we-keep": _perhaps(TIME, "raw_mail_days", "case_words_days", "step_words_days", "page_request_days"),
}
