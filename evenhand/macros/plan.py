"""What a macro would do in a case, asked of the policy: shown first, and then just that is done."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenhand.cases.api import Case
from evenhand.core.api import Actor, environment
from evenhand.macros.models import Macro
from evenhand.macros.rules import Deeds, Foreseen, best_language, fill, fingerprint, is_same_language
from evenhand.macros.values import Values
from evenhand.macros.words import language_name
from evenhand.remedies.api import Claim, Option, options


@dataclass(frozen=True)
class PlannedStep:
    """One thing that would be done, in words. `detail` says by which clause."""

    icon: str
    words: str
    detail: str = ""


@dataclass(frozen=True)
class Plan:
    """A macro in a case: its words filled in, what would be done, and why not, where it cannot.

    `gaps` are placeholders for which nothing is known. `fingerprint` is the same as long as the same would be done.
    """

    macro_id: int
    name: str
    text: str
    has_words: bool
    language: str
    language_words: str
    is_their_language: bool
    gaps: tuple[str, ...]
    steps: tuple[PlannedStep, ...]
    option: Option | None
    problem: str
    fingerprint: str

    @property
    def can_be_used(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.problem


def foresee(macro: Macro, case: Case, actor: Actor, now: datetime.datetime) -> Plan:
    """What `macro` would do in `case` for `actor` now. Changes nothing."""
    deeds = macro.deeds
    option = _option(deeds, case, actor, now)
    texts = {each.language: each.text for each in macro.words.all()}
    language = best_language(list(texts), case.language, environment().language) if texts else ""
    values = Values(case, actor, now, language=language or "en", gives=option.amount if option else None)
    filled = fill(texts.get(language, ""), values.of)
    return Plan(
        macro_id=macro.pk,
        name=macro.name,
        text=filled.text,
        has_words=bool(texts),
        language=language,
        language_words=language_name(language) if language else "",
        is_their_language=not case.language or not language or is_same_language(language, case.language),
        gaps=filled.gaps,
        steps=tuple(_steps(macro, option, case)),
        option=option,
        problem=_problem(macro, option, case),
        fingerprint=fingerprint(_foreseen(macro, option, case)),
    )


def _option(deeds: Deeds, case: Case, actor: Actor, now: datetime.datetime) -> Option | None:
    if not deeds.remedy_kind or case.order is None:
        return None
    offered = options(order=case.order, claim_kind=deeds.claim_kind, actor=actor, now=now)
    return next((option for option in offered if option.kind == deeds.remedy_kind), None)


def _foreseen(macro: Macro, option: Option | None, case: Case) -> Foreseen:
    return Foreseen(
        macro=macro.pk,
        edition=macro.edition,
        order=case.order_id,
        remedy=option.kind if option else "",
        amount_minor=option.amount.minor if option else 0,
        currency=option.amount.currency if option else "",
        verdict=option.verdict.value if option else "",
        clauses=tuple(clause.number for clause in option.clauses) if option else (),
    )


def _problem(macro: Macro, option: Option | None, case: Case) -> str:
    """Why it cannot be used here, in words; "" where it can."""
    if case.status == Case.Status.SET_ASIDE:
        return _("This case is set aside. Open it again first.")
    if macro.hand_to and not macro.hand_to.is_active:
        return _("%(name)s, to whom it would hand the case, does not work here any more.") % {"name": macro.hand_to}
    return _remedy_problem(option, case) if macro.remedy_kind else ""


def _remedy_problem(option: Option | None, case: Case) -> str:
    if case.order is None:
        return _("It would give a remedy, and a remedy belongs to an order: put the order beside the case first.")
    if option is None:
        return _("This order is not offered what the macro would give.")
    if option.needs_approval:
        return _("A second person has to agree to this first. Propose it beside the case, and write once they agreed.")
    return "" if option.is_allowed else option.reason


def _steps(macro: Macro, option: Option | None, case: Case) -> list[PlannedStep]:
    deeds = macro.deeds
    found = [_remedy_step(option, deeds)] if deeds.remedy_kind else []
    if deeds.tags:
        found.append(PlannedStep("tag", _("Tag it: %(tags)s") % {"tags": ", ".join(deeds.tags)}))
    if deeds.priority is not None and deeds.priority != case.priority:
        priority = Case.Priority(deeds.priority).label
        found.append(PlannedStep("flag", _("Priority: %(priority)s") % {"priority": priority}))
    if deeds.assign:
        words = _("Make the case yours") if deeds.assign == "me" else _("Give it back: it is nobody's then")
        found.append(PlannedStep("hand", words))
    if deeds.note and not deeds.hands_on:
        found.append(PlannedStep("sticky-note", _("Leave a note for colleagues: %(note)s") % {"note": deeds.note}))
    return [*found, *_ending(macro)]


def _ending(macro: Macro) -> list[PlannedStep]:
    deeds = macro.deeds
    if deeds.hands_on:
        receivers = [str(each) for each in (macro.hand_to, macro.hand_queue) if each]
        words = _("Hand it on to %(receiver)s, with the note: %(note)s")
        return [PlannedStep("forward", words % {"receiver": ", ".join(receivers), "note": deeds.note})]
    if deeds.sleep_days is not None:
        days = deeds.sleep_days
        words = ngettext("Let it sleep for %(days)d day", "Let it sleep for %(days)d days", days)
        return [PlannedStep("moon", words % {"days": days})]
    return [PlannedStep("check", _("Close the case"))] if deeds.closes else []


def _remedy_step(option: Option | None, deeds: Deeds) -> PlannedStep:
    if option is None:
        kind = dict(Claim.Kind.choices).get(deeds.claim_kind, "")
        return PlannedStep("hand-coins", _("Give a remedy (%(claim)s)") % {"claim": kind})
    clauses = ", ".join(f"{clause.number} {clause.title}" for clause in option.clauses)
    return PlannedStep("hand-coins", option.title, f"{option.version} · {clauses}" if clauses else str(option.version))
