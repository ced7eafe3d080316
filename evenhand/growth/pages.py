"""What the pages of steps show, prepared for their templates."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evenhand.core.api import Actor, site_day
from evenhand.growth import access
from evenhand.growth.evidence import evidence_from
from evenhand.growth.forms import APPEAL_CHOICES, STEP_CHOICES, DecisionForm, WordsForm
from evenhand.growth.gate import NEEDS, Check, Gap, State, missing
from evenhand.growth.letter_figures import evidence_part
from evenhand.growth.models import Step
from evenhand.growth.own_days import answer_deadline, appeal_deadline
from evenhand.growth.queries import letters_of, open_steps_of, step_shown, steps_of
from evenhand.growth.rules import LADDERS, Kind
from evenhand.growth.steps import gate_now, gate_of, needs_goals_confirmed
from evenhand.growth.words import CONDITION_WORDS, STATE_WORDS, check_words, measured_words
from evenhand.people.api import Account
from evenhand.standing.api import Audience, audience_of
from evenhand.surveys.api import praise_for

_ICONS = {State.MET: "circle-check", State.MISSING: "circle-x", State.LATER: "hourglass"}


_OF_ANSWERS = {Gap.NOTHING_TO_PRAISE, Gap.USED_BEFORE}
"""What stands in the way of recognition by answers, and not of that for one contact."""


@dataclass(frozen=True)
class CheckShown:
    """One condition of the gate as a page shows it."""

    condition: str
    state: str
    state_words: str
    icon: str
    words: str


@dataclass(frozen=True)
class KindShown:
    """One kind of step as the lead sees it today. `needs_contact`: it can be proposed once a contact is named."""

    kind: str
    words: str
    is_open: bool
    missing: tuple[str, ...]
    needs_contact: bool = False


def checks_shown(checks: Sequence[Check]) -> list[CheckShown]:
    """Each condition with its word, its icon, and what is missing."""
    return [
        CheckShown(
            str(CONDITION_WORDS[each.condition]),
            each.state.value,
            str(STATE_WORDS[each.state]),
            _ICONS[each.state],
            check_words(each),
        )
        for each in checks
    ]


def kinds_shown(account: Account, actor: Actor, now: datetime.datetime) -> list[KindShown]:
    """Which steps could be proposed today, and what each of the others lacks."""
    shown = []
    names = dict(Step.KINDS)
    for kind in LADDERS[audience_of(account)]:
        lacking = missing(gate_now(kind, account, actor=actor, now=now), at_decision=False)
        sentences = tuple(f"{CONDITION_WORDS[each.condition]}: {check_words(each)}" for each in lacking)
        needs_contact = kind is Kind.RECOGNITION and bool(lacking) and {each.gap for each in lacking} <= _OF_ANSWERS
        shown.append(KindShown(kind.value, str(names[kind.value]), not lacking, sentences, needs_contact))
    return shown


def step_page(step: Step, actor: Actor, now: datetime.datetime) -> dict[str, Any]:
    """Everything on the page of one step for this reader."""
    is_own = actor.account_id == step.account_id
    is_proposed = step.state == Step.State.PROPOSED
    can_decide = is_proposed and access.can_decide(actor, step, now)
    answer, appeal = answer_deadline(step), appeal_deadline(step)
    return {
        "shown": step_shown(step, now),
        "step": step,
        "goals": _goals(step),
        "is_own": is_own,
        "today": site_day(now),
        "answer_on": answer.day if answer else None,
        "appeal_on": appeal.day if appeal else None,
        "figures": evidence_part(evidence_from(step.evidence)),
        "letters": letters_of(step.account_id).filter(step=step),
        "checks": checks_shown(gate_of(step, actor=actor, now=now)) if is_proposed and not is_own else [],
        "decided_checks": step.gate,
        "answer_form": WordsForm(initial={"words": step.answer}) if is_own and is_proposed else None,
        "withdrawal_form": WordsForm() if is_proposed and access.is_proposer(actor, step, now) else None,
        "decision_form": DecisionForm(choices=STEP_CHOICES, asks_goals=needs_goals_confirmed(step))
        if can_decide
        else None,
        "appeal_form": WordsForm() if is_own and can_appeal(step, now) else None,
        "appeal_decision_form": _appeal_decision_form(step, actor, now),
        "revocation_form": revocation_form() if _can_take_back(step, actor, now) else None,
        "can_lead": access.leads_today(actor, step.account_id, now),
    }


def _goals(step: Step) -> list[tuple[str, str]]:
    """Each goal of a plan, and how often."""
    plan = getattr(step, "plan", None)
    goals = plan.goals.all() if plan is not None else ()
    return [(goal.words, measured_words(goal.measure, goal.target)) for goal in goals]


def can_appeal(step: Step, now: datetime.datetime) -> bool:
    """Whether the person can still ask somebody else to look at it."""
    until = appeal_deadline(step)
    in_time = until is not None and now < until.at
    return step.state == Step.State.ISSUED and in_time and not hasattr(step, "appeal")


def _appeal_decision_form(step: Step, actor: Actor, now: datetime.datetime) -> DecisionForm | None:
    may = step.open_appeal is not None and access.can_decide_appeal(actor, step, now)
    return DecisionForm(choices=APPEAL_CHOICES) if may else None


def _can_take_back(step: Step, actor: Actor, now: datetime.datetime) -> bool:
    """Whether this reader is offered to take it back; where an appeal is open, that is decided instead."""
    return step.can_be_taken_back and step.open_appeal is None and access.can_decide_appeal(actor, step, now)


def revocation_form(sent: object = None) -> WordsForm:
    """Why an issued step is taken back."""
    return WordsForm(sent, label=_("Why, in writing"), help_text=_("The person reads these words."))


def measures_part(actor: Actor, now: datetime.datetime) -> dict[str, Any]:
    """What each step needs, as the gate itself has it."""
    assert actor.account_id is not None
    reader, names = Account.objects.get(pk=actor.account_id), dict(Step.KINDS)
    kinds = LADDERS[audience_of(reader)]
    return {"kinds": [(names[kind.value], [CONDITION_WORDS[each] for each in NEEDS[kind]]) for kind in kinds]}


def record_part(account: Account, is_own: bool, now: datetime.datetime) -> dict[str, Any]:
    """What "My record" shows of what went well, and of steps, sessions and letters.

    Customers' kind words are for the person alone, as these were promised.
    """
    steps = steps_of(account.pk, now)
    return {
        "recognition": [shown for shown in steps if shown.is_recognition],
        "praise": praise_for(account.pk) if is_own else (),
        "by_answers": audience_of(account) is Audience.AGENTS,
        "steps": [shown for shown in steps if not shown.is_recognition],
        "letters": letters_of(account.pk),
        "open": open_steps_of([account], now)[account.pk],
        "is_own": is_own,
    }
