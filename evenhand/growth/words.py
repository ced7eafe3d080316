"""The words for steps, conditions and figures, in the reader's language."""

import datetime
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from evenhand.growth.gate import Check, Condition, Gap, State
from evenhand.growth.rules import Measure

CONDITION_WORDS = {
    Condition.EVIDENCE: _("Evidence beyond doubt"),
    Condition.NEW_EVIDENCE: _("Evidence that led to no step before"),
    Condition.NOTICE: _("Rules that the person knew for the whole time"),
    Condition.COACHING: _("The help that was promised, given"),
    Condition.CONTESTS: _("No contest open"),
    Condition.PREDECESSOR: _("The step that comes before"),
    Condition.HEARD: _("The person heard"),
    Condition.REVIEWER: _("Somebody else decides"),
}

GAP_WORDS = {
    Gap.NO_RESULT: _("There is no figure about this person yet, so nothing can rest on one."),
    Gap.NOT_ENOUGH_EVIDENCE: _(
        "There is not enough evidence: %(answers)s answers count, and with fewer than %(minimum)s, or where luck "
        "explains most of the difference, nothing follows from them."
    ),
    Gap.NOT_CLEARLY_WORSE: _("The answers show no difference from the team that is beyond doubt."),
    Gap.NOTHING_TO_PRAISE: _(
        "Name the contact that deserves it, or wait until the answers are clearly better than the team's."
    ),
    Gap.TOO_FEW_ORDERS: _("There is not enough evidence: %(answers)s were counted, and the least is %(minimum)s."),
    Gap.NOT_ABOVE_THE_STANDARD: _("The agreed standard is not missed beyond what luck explains."),
    Gap.NO_ORDERS_TO_PRAISE: _("The agreed standard is not kept beyond what luck explains. It may well be soon."),
    Gap.LOOSER_THAN_STATED: _("The figures were computed less strictly than the rules promise."),
    Gap.USED_BEFORE: _("%(count)s of these answers led to an earlier step. No answer counts for two."),
    Gap.BEGAN_TOO_EARLY: _(
        "Some of these answers are about contacts that began before the step that came before. Only what came after it "
        "can lead to the next."
    ),
    Gap.ORDERS_USED_BEFORE: _("%(count)s of the marked ones led to an earlier step. None counts for two."),
    Gap.ORDERS_TOO_EARLY: _(
        "The time that is looked at begins before an earlier step, or within the time that led to one. Only what came "
        "after it can lead to the next."
    ),
    Gap.NOT_IN_THE_RULES: _(
        "The version of the rules that binds this person does not say how such a step is taken: with which notice and "
        "until when. What was not agreed cannot follow."
    ),
    Gap.NO_POLICY_BOUND: _(
        "No version of the rules bound this person for the whole window: they had not been told in time, or had not "
        "acknowledged it."
    ),
    Gap.OTHER_POLICY_BOUND: _(
        "The version that the figures were computed by did not bind this person for the whole window. People are "
        "judged by the rules that they knew."
    ),
    Gap.NO_COACHING_PROMISED: _("No coaching was promised and given. Help comes before any warning."),
    Gap.COACHING_NOT_GIVEN: _(
        "%(given)s of %(promised)s promised coaching sessions were given and confirmed by both sides. The ones missing "
        "are our failure, and nothing may follow before they are given."
    ),
    Gap.NO_TALKS_PROMISED: _("No talks were promised and given. Help comes before any restriction."),
    Gap.TALKS_NOT_GIVEN: _(
        "%(given)s of %(promised)s promised talks were given and confirmed by both sides. The ones missing are our "
        "failure, and nothing may follow before they are given."
    ),
    Gap.CONTESTS_OPEN: _("Contested marks that are not decided yet: %(count)s."),
    Gap.NO_PLAN_ENDED: _("There is no improvement plan that has ended and been looked at together."),
    Gap.PLAN_REACHED_ITS_BAR: _(
        "The plan ended well, or with too few answers to say. Either way, nothing follows from it."
    ),
    Gap.PLAN_KEPT_THE_STANDARD: _(
        "The plan ended well, or with too little to say. Either way, nothing follows from it."
    ),
    Gap.NO_LIVE_WARNING: _(
        "There is no written warning that counts today: it may have run out, been taken back, or rest during an appeal."
    ),
    Gap.NOT_ASKED_YET: _("The person is asked as soon as you propose it, and has time to answer."),
    Gap.STILL_TIME_TO_ANSWER: _("The person has not answered yet, and still has time to."),
    Gap.NO_REVIEWER_YET: _("A reviewer who did not propose it and does not lead the person decides afterwards."),
    Gap.NO_OTHER_PERSON_YET: _("A reviewer who did not propose it decides afterwards."),
    Gap.REVIEWER_PROPOSED_IT: _("You proposed it. Somebody else has to decide."),
    Gap.REVIEWER_IS_THE_PERSON: _("It is about you. Somebody else has to decide."),
    Gap.REVIEWER_LEADS_THE_PERSON: _("You lead this person. Somebody else has to decide."),
}

STATE_WORDS = {State.MET: _("holds"), State.MISSING: _("missing"), State.LATER: _("yet to come")}


def check_words(check: Check) -> str:
    """What is missing, in a sentence; empty where nothing is."""
    return gettext(str(GAP_WORDS[check.gap])) % dict(check.values) if check.gap else ""


def measured_words(measure: str, target: int | None) -> str:
    """How often, as it stands behind a goal."""
    if measure == Measure.AT_LEAST:
        return ngettext("at least %(n)s time a week", "at least %(n)s times a week", target or 0) % {"n": target}
    if measure == Measure.AT_MOST:
        return ngettext("at most %(n)s time in all", "at most %(n)s times in all", target or 0) % {"n": target}
    return gettext("every time")


def all_words(checks: Iterable[Check]) -> str:
    """All that is missing, one sentence after the other."""
    return " ".join(f"{CONDITION_WORDS[check.condition]}: {check_words(check)}" for check in checks)


def day_words(day: datetime.date) -> str:
    """A day in full, as a letter has it."""
    return date_format(day, "j F Y")


def percent(share: float | None) -> str:
    """A share without its count; the count stands beside it."""
    if share is None:
        return "–"
    return f"{100 * share:.1f}\u00a0%" if share < 0.1 else f"{100 * share:.0f}\u00a0%"
