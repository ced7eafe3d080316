"""What standing keeps about a person: figures, marks, contests. Figures stay as they were computed; words go."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from evenhand.cases.api import forget_files
from evenhand.core.api import ERASED, erase_activity_words
from evenhand.people.api import Account
from evenhand.policies.api import NoVersionInForce
from evenhand.standing.access import RATED
from evenhand.standing.models import Contest, ContestFile, Finding, Mark, SecondLook, StandingResult
from evenhand.standing.record import MarkShown, looks_at, my_record
from evenhand.standing.rules import Cause
from evenhand.standing.showing import results_of
from evenhand.standing.turning_words import turning_shown

FIGURES = (
    *("sent", "yes", "no", "marks", "fair_share", "low", "high"),
    *("reliability", "verdict", "answers_needed"),
)


def export_record(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """What "My record" shows, with every result there ever was, and everybody who looked.

    Of a result that would let an answer be told apart stands when and from what it was computed, and not its figures.
    """
    if not account.role_grants.filter(role__in=RATED).exists():
        return {}
    try:
        record = my_record(account, is_own=True, now=now)
    except NoVersionInForce:  # nobody is compared yet, and nobody marked
        return {}
    return {
        "standing": figures_of(record.result) if record.result else None,
        "what_would_change": asdict(turning_shown(record.result)) if record.result else None,
        "every_result": [_result(result) for result in results_of(account.pk, now).defer("computation__inputs")],
        "no_by_month": [
            {"month": each.month, "cause": each.cause, "counts": each.counts, "why_not": each.why_not}
            for each in record.nos
        ],
        "marks": [_mark(each) for each in record.marks],
        "who_looked": [{"who": look.label, "at": look.at} for look in looks_at(account.pk, at_most=None)],
    }


def _result(result: StandingResult) -> dict[str, Any]:
    computation = result.computation
    about = {"computed_at": computation.computed_at, "look": computation.look, "for_a_plan": not computation.is_regular}
    if result.may_be_shown:
        return {**figures_of(result), **about}
    return {
        "from": computation.window_start,
        "until": computation.window_end,
        "inputs_sha256": computation.inputs_sha256,
        **about,
        "why_without_figures": _("They would let a single customer’s answer be told apart. No step rests on them."),
    }


def figures_of(result: StandingResult) -> dict[str, Any]:
    """One result with where it comes from, as plain values."""
    computation = result.computation
    return {
        "team": computation.of_whom,
        "from": computation.window_start,
        "until": computation.window_end,
        **{name: getattr(result, name) for name in FIGURES},
        "team_share": computation.peer_share,
        "method": computation.method_version,
        "inputs_sha256": computation.inputs_sha256,
        "under": str(computation.policy_version),
    }


def _mark(shown: MarkShown) -> dict[str, Any]:
    mark, finding, contest = shown.mark, shown.mark.finding, shown.contest
    return {
        "at": mark.at,
        "set_at": mark.set_at,
        "first_seen_at": mark.first_seen_at,
        "case": finding.vote.case_id if finding.vote and finding.cause == Cause.AGENT else None,
        "proposed": {
            "cause": finding.get_proposed_cause_display(),
            "by": finding.proposed_by,
            "at": finding.proposed_at,
        },
        "cause": shown.cause,
        "evidence": list(shown.evidence),
        "words": finding.words,
        "decided_by": finding.decided_by_label,
        "decided_at": finding.decided_at,
        "under": shown.clause,
        "counts": mark.counts,
        "revoked_at": mark.revoked_at,
        "revoked_by": str(mark.revoked_by or ""),
        "revoked_why": mark.revoked_why,
        "contest": contest
        and {
            "your_words": contest.words,
            "at": contest.opened_at,
            "files": [
                {"name": file.name, "bytes": file.size, "kind": file.content_type, "not_kept": file.problem}
                for file in contest.files.all()
            ],
            "decided_until": contest.due_on,
            "decided_by": str(contest.decided_by or ""),
            "decided_at": contest.decided_at,
            "outcome": contest.get_outcome_display(),
            "decision": contest.decision,
        },
    }


def holds(account: Account, now: datetime.datetime) -> Sequence[str]:
    """A contested mark: the person's own, or one about an answer of this customer's."""
    theirs = Q(account=account) | Q(mark__finding__vote__case__customer=account)
    if Contest.objects.filter(theirs, decided_at=None).exists():
        return [_("A mark that rests on it is contested, and somebody is looking.")]
    return []


def erase_record(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """Words about the person, and about a customer's contacts. Causes, marks, counts and frozen figures stay."""
    about = Finding.objects.filter(
        Q(person=account) | Q(vote__case__customer=account) | Q(claim__order__customer__account=account)
    )
    findings = list(about.values_list("pk", flat=True))
    contests = Contest.objects.filter(Q(account=account) | Q(mark__finding__in=findings))
    files = ContestFile.objects.filter(contest__in=contests)
    hashes = list(files.exclude(sha256="").values_list("sha256", flat=True))
    removed = {
        "files": files.delete()[0],
        "findings": Finding.objects.filter(pk__in=findings).exclude(words="").update(words=ERASED),
        "names": Finding.objects.filter(proposed_by=str(account)).update(proposed_by=ERASED),
        "second_looks": SecondLook.objects.filter(finding__in=findings).update(words=ERASED, settled_words=ERASED),
        "contests": contests.update(words=ERASED),
        "decisions": contests.exclude(decision="").update(decision=ERASED),
        "marks": Mark.objects.filter(finding__in=findings).exclude(revoked_why="").update(revoked_why=ERASED),
        "activity": erase_activity_words(subjects=[f"finding:{number}" for number in findings]),
    }
    forget_files(hashes)
    return removed
