"""What growth keeps about a person: steps, plans, sessions, letters. Their figures and dates stay; words go."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from evenhand.cases.api import Contact
from evenhand.core.api import ERASED, site_day
from evenhand.growth.models import Appeal, Checkpoint, Goal, Letter, Plan, Session, Step
from evenhand.growth.own_days import answer_deadline, appeal_deadline
from evenhand.growth.plan_days import last_day_of
from evenhand.growth.words import measured_words
from evenhand.people.api import Account
from evenhand.standing.api import figures_of
from evenhand.surveys.api import Invitation, praise_for


def export_steps(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """Customers' kind words, every step with its words, figures, plan, sessions and appeal, every letter as sent."""
    steps = (
        Step.objects.filter(account=account)
        .select_related(
            *("proposed_by", "decided_by", "policy_version__policy", "rests_on", "contact", "appeal__decided_by"),
            *("plan__assessed_by", "plan__goals_confirmed_by", "plan__result__computation__policy_version__policy"),
        )
        .prefetch_related(
            *("sessions__coach", "sessions__contact", "sessions__mark", "plan__goals", "plan__checkpoints__held_by")
        )
    )
    letters = Letter.objects.filter(account=account).order_by("written_at", "id")
    found = [_step(step) for step in steps.order_by("proposed_at", "id")]
    kind_words = [{"at": each.at, "words": each.words} for each in praise_for(account.pk, at_most=None)]
    if not found and not letters and not kind_words:
        return {}
    return {"kind_words": kind_words, "steps": found, "letters": [_letter(letter) for letter in letters]}


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "at": letter.written_at,
        "about": letter.get_about_display(),
        "language": letter.language,
        "title": letter.title,
        "parts": letter.parts,
    }


def _step(step: Step) -> dict[str, Any]:
    plan, appeal = getattr(step, "plan", None), getattr(step, "appeal", None)
    answer, until = answer_deadline(step), appeal_deadline(step)
    return {
        "what": step.get_kind_display(),
        "as": step.audience,
        "state": step.get_state_display(),
        "proposed_by": str(step.proposed_by),
        "proposed_at": step.proposed_at,
        "why": step.why,
        "expected": step.expected,
        "about_contact": _contact(step.contact),
        "restricts": step.scope,
        "under": str(step.policy_version),
        "told_of_it_at": step.known_since,
        "rests_on": step.rests_on and {"what": step.rests_on.get_kind_display(), "of": step.rests_on.proposed_at},
        "evidence": {
            name: value for name, value in step.evidence.items() if name not in ("questions", "marks_by_number")
        },
        "answer_until": answer.day if answer else None,
        "your_answer": step.answer,
        "answered_at": step.answered_at,
        "decided_by": str(step.decided_by or ""),
        "decided_at": step.decided_at,
        "decision": step.decision,
        "conditions": step.gate,
        "counts_from": step.live_from,
        "counts_until": step.live_until,
        "appeal_until": until.day if until else None,
        "ended_at": step.ended_at,
        "ended_why": step.ended_why,
        "plan": plan and _plan(plan),
        "sessions": [_session(session) for session in step.sessions.all()],
        "appeal": appeal and _appeal(appeal),
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "days": plan.days,
        "sessions_per_week": plan.sessions_per_week,
        "starts_on": plan.starts_on,
        "ends_on": last_day_of(plan) if plan.starts_on else None,
        "goals": [
            {
                "words": goal.words,
                "measure": goal.get_measure_display(),
                "target": goal.target,
                "how_often": measured_words(goal.measure, goal.target),
            }
            for goal in plan.goals.all()
        ],
        "goals_in": plan.language,
        "goals_confirmed_by": str(plan.goals_confirmed_by or ""),
        "what_would_come_by_itself": plan.unaided,
        "checkpoints": [
            {
                "due_on": checkpoint.due_on,
                "held_at": checkpoint.held_at,
                "held_by": str(checkpoint.held_by or ""),
                "words": checkpoint.words,
            }
            for checkpoint in plan.checkpoints.all()
        ],
        "looked_back_at": plan.assessed_at,
        "looked_back_by": str(plan.assessed_by or ""),
        "ended_on": plan.ended_on,
        "outcome": plan.get_outcome_display(),
        "effect": plan.get_effect_display(),
        "words": plan.words,
        "figures": plan.result and figures_of(plan.result),
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "promised_for": session.promised_for,
        "coach": str(session.coach or ""),
        "held_on": session.held_on,
        "about_contact": _contact(session.contact),
        "about_mark_of": session.mark and session.mark.at,
        "notes": session.notes,
        "noted_at": session.noted_at,
        "took_place": session.took_place,
        "your_words": session.person_words,
        "answered_at": session.answered_at,
    }


def _appeal(appeal: Appeal) -> dict[str, Any]:
    return {
        "your_words": appeal.words,
        "opened_at": appeal.opened_at,
        "decided_until": appeal.due_on,
        "outcome": appeal.get_outcome_display(),
        "decided_by": str(appeal.decided_by or ""),
        "decided_at": appeal.decided_at,
        "decision": appeal.decision,
    }


def _contact(contact: Contact | None) -> dict[str, Any] | None:
    return {"case": contact.case_id, "at": contact.opened_at} if contact else None


def holds(account: Account, now: datetime.datetime) -> Sequence[str]:
    """Of the person: what is proposed, appealed, or counts today. Of a customer: what an answer of theirs carries."""
    found = []
    if any(_is_open(step, now) for step in _steps_of(Step.objects.filter(account=account))):
        found.append(_("A step is being considered, counts today, or is looked at again."))
    questions = set(Invitation.objects.filter(customer=account).values_list("pk", flat=True))
    if questions and any(
        _is_open(step, now) and questions.intersection(step.evidence.get("questions", ()))
        for step in _steps_of(Step.objects.exclude(account=account).exclude(result=None))
    ):
        found.append(_("A step about somebody rests on an answer, and is still open to them."))
    return found


def _steps_of(steps: QuerySet[Step]) -> QuerySet[Step]:
    return steps.filter(state__in=(Step.State.PROPOSED, Step.State.ISSUED)).select_related("appeal", "plan")


def _is_open(step: Step, now: datetime.datetime) -> bool:
    """Whether something about it can still be decided, or can still rest on it."""
    if step.state == Step.State.PROPOSED or step.open_appeal:
        return True
    plan = getattr(step, "plan", None)
    if plan is not None and plan.assessed_at is None:
        return True
    if step.live_until is not None and not step.has_run_out_on(site_day(now)):
        return True
    until = appeal_deadline(step)
    return until is not None and now < until.at


def erase_steps(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """The words of everything that was considered for the person, and of sessions about a customer's contacts."""
    steps = Step.objects.filter(account=account)
    return erase_words_of(steps) | {
        "notes_on_contacts": Session.objects.filter(contact__case__customer=account).update(notes=ERASED)
    }


def erase_words_of(steps: QuerySet[Step]) -> dict[str, int]:
    """Words go; kinds, dates, figures and who decided stay. Letters, else never changed, lose theirs too."""
    numbers = list(steps.values_list("pk", flat=True))
    within = {"step__in": numbers}
    letters: QuerySet[Letter] = Letter._base_manager.filter(**within)
    Goal.objects.filter(plan__step__in=numbers).update(words=ERASED)
    Checkpoint.objects.filter(plan__step__in=numbers).update(words="")
    Plan.objects.filter(**within).update(words="")
    Appeal.objects.filter(**within).update(words=ERASED)
    Appeal.objects.filter(**within).exclude(decision="").update(decision=ERASED)
    Session.objects.filter(**within).exclude(noted_at=None).update(notes=ERASED)
    Session.objects.filter(**within).update(person_words="")
    ended = ~Q(ended_why="")
    Step.objects.filter(ended, pk__in=numbers).update(ended_why=ERASED)
    return {
        "steps": Step.objects.filter(pk__in=numbers).update(
            why=ERASED,
            expected="",
            answer="",
            decision="",
            scope=Case(When(scope="", then=Value("")), default=Value(ERASED)),
        ),
        "letters": letters.exclude(title=ERASED).update(title=ERASED, parts=[]),
    }
