"""What growth keeps about a person: steps, plans, sessions, letters. Their figures and dates stay; words go."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from evenhand.core.api import ERASED, site_day
from evenhand.growth.models import Appeal, Checkpoint, Goal, Letter, Plan, Session, Step
from evenhand.people.api import Account
from evenhand.surveys.api import Invitation


def export_steps(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """Every step with its words, figures and sessions, and every letter as it was sent."""
    steps = Step.objects.filter(account=account).select_related("proposed_by", "decided_by", "policy_version__policy")
    letters = Letter.objects.filter(account=account).order_by("written_at", "id")
    found = [_step(step) for step in steps.prefetch_related("sessions__coach").order_by("proposed_at", "id")]
    if not found and not letters:
        return {}
    return {
        "steps": found,
        "letters": [{"at": each.written_at, "title": each.title, "parts": each.parts} for each in letters],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "what": step.get_kind_display(),
        "state": step.get_state_display(),
        "proposed_by": str(step.proposed_by),
        "proposed_at": step.proposed_at,
        "why": step.why,
        "expected": step.expected,
        "restricts": step.scope,
        "counts_from": step.live_from,
        "your_answer": step.answer,
        "decided_by": str(step.decided_by or ""),
        "decided_at": step.decided_at,
        "decision": step.decision,
        "counts_until": step.live_until,
        "under": str(step.policy_version),
        "evidence": {
            name: value for name, value in step.evidence.items() if name not in ("questions", "marks_by_number")
        },
        "sessions": [
            {
                "promised_for": each.promised_for,
                "held_on": each.held_on,
                "coach": str(each.coach or ""),
                "notes": each.notes,
                "your_words": each.person_words,
            }
            for each in step.sessions.all()
        ],
    }


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
    return step.appeal_until is not None and now < step.appeal_until


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
