"""The numbers by which steps are taken, from the policy `standing-and-steps`."""

import datetime
from dataclasses import dataclass

from evenhand.growth.rules import Kind
from evenhand.policies.api import Parameters, VersionRef, notices_of, parameters, parameters_of, version_binding
from evenhand.standing.api import STANDING, Audience, number_or


@dataclass(frozen=True)
class GrowthRules:
    """Days and counts of steps, plans and answers, with the version that says so and since when the person knew it."""

    version: VersionRef
    known_since: datetime.datetime | None
    minimum_answers: int
    false_discovery: float
    answer_working_days: int
    appeal_working_days: int
    appeal_decision_working_days: int
    plan_days: int
    plan_sessions_per_week: int
    coaching_sessions: int
    written_warning_days: int
    final_warning_days: int
    notice_days: int
    restriction_notice_days: int | None
    restriction_days: int | None

    def speak_of(self, kind: Kind) -> bool:
        """Whether this version says how such a step is taken. Only a restriction needs words of its own."""
        return kind is not Kind.RESTRICTION or None not in (self.restriction_notice_days, self.restriction_days)


def growth_rules(account_id: int, audience: str, at: datetime.datetime) -> GrowthRules:
    """The rules that bind this person at `at`; where none do, those in force, so that help is never refused."""
    bound = version_binding(STANDING, account_id, at)
    found = parameters_of(bound) if bound else parameters(STANDING, at)
    return _rules(found, audience, _told(account_id, found.version) if bound else None)


def _rules(found: Parameters, audience: str, known_since: datetime.datetime | None) -> GrowthRules:
    by_answers = audience == Audience.AGENTS
    wrongly = found.fraction("false_discovery") if by_answers else number_or(found, "chance_per_1000", 1) / 1000
    minimum = found.integer("minimum_answers") if by_answers else number_or(found, f"{audience}_minimum", 50)
    usual_appeal = number_or(found, "appeal_working_days", 10)
    return GrowthRules(
        version=found.version,
        known_since=known_since,
        minimum_answers=minimum,
        false_discovery=wrongly,
        answer_working_days=number_or(found, "answer_working_days", 5),
        appeal_working_days=number_or(found, f"{audience}_appeal_working_days", usual_appeal),
        appeal_decision_working_days=number_or(found, "appeal_decision_working_days", 10),
        plan_days=number_or(found, "plan_days", 28),
        plan_sessions_per_week=number_or(
            found, "plan_sessions_per_week" if by_answers else f"{audience}_plan_sessions_per_week", 2
        ),
        coaching_sessions=number_or(found, "coaching_sessions", 2),
        written_warning_days=number_or(found, "written_warning_days", 182),
        final_warning_days=number_or(found, "final_warning_days", 364),
        notice_days=number_or(found, f"{audience}_notice_days", 182),
        restriction_notice_days=_stated(found, f"{audience}_restriction_notice_days"),
        restriction_days=_stated(found, f"{audience}_restriction_days"),
    )


def _stated(found: Parameters, name: str) -> int | None:
    return found.integer(name) if name in found.by_name else None


def _told(account_id: int, version: VersionRef) -> datetime.datetime | None:
    notice = notices_of(account_id).filter(version_id=version.id).first()
    return notice.given_at if notice else None
