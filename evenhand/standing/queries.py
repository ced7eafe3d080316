"""Reads: the findings that wait for a person, or that stand behind a bar of the board."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evenhand.core.api import Actor, site_day
from evenhand.people.api import members_on
from evenhand.standing.access import FINDING_PARTS, OVERSEERS, leads_reviewers, led_teams
from evenhand.standing.models import Computation, Contest, Finding
from evenhand.standing.rules import Cause
from evenhand.standing.second_looks import hidden_from
from evenhand.standing.words import evidence_text
from evenhand.surveys.api import Window, answers

NO_POLICY = "-"
"""In a filter, instead of a policy's key: those of which nobody has said which policy."""


@dataclass(frozen=True)
class FindingFilter:
    """What a list is about. `computation_id`: only the "no" of that computation; `since`: only those asked since then.

    `policy_key`: see NO_POLICY.
    """

    state: str = Finding.State.PROPOSED
    cause: str = ""
    computation_id: int | None = None
    policy_key: str = ""
    matter: str = ""
    agent_id: int | None = None
    since: datetime.datetime | None = None


def findings_for(actor: Actor, wanted: FindingFilter, now: datetime.datetime) -> QuerySet[Finding]:
    """The findings that the actor may see, the oldest first: reviewers all, a lead those of the teams led today.

    `is_hidden`: what was decided stays unseen, because the actor may be the one who looks a second time. Asked for by
    what was decided, those are left out.
    """
    findings = Finding.objects.exclude(state=Finding.State.SUPERSEDED).select_related(*FINDING_PARTS)
    findings = findings.annotate(is_hidden=Exists(hidden_from(actor).filter(finding=OuterRef("pk"))))
    if wanted.cause or wanted.policy_key:
        findings = findings.filter(is_hidden=False)
    if not actor.has_role(*OVERSEERS):
        agents = [member.account_id for team in led_teams(actor, now) for member in members_on(team, site_day(now))]
        findings = findings.filter(vote__agent_id__in=agents)
    if wanted.state:
        findings = findings.filter(state=wanted.state)
    if wanted.cause:
        findings = findings.filter(cause=wanted.cause)
    if wanted.matter:
        findings = findings.filter(vote__circumstances__matter=wanted.matter)
    if wanted.agent_id:
        findings = findings.filter(vote__agent_id=wanted.agent_id)
    if wanted.policy_key:
        findings = findings.filter(policy_key="" if wanted.policy_key == NO_POLICY else wanted.policy_key)
    if wanted.since:
        given = answers(Window(wanted.since, now))
        findings = findings.filter(vote_id__in=[each.invitation_id for each in given if each.choice == "no"])
    if wanted.computation_id:
        findings = findings.filter(vote_id__in=_no_of(wanted.computation_id))
    return findings.order_by("proposed_at", "id")


def _no_of(computation_id: int) -> list[int]:
    computation = Computation.objects.filter(pk=computation_id).first()
    given = computation.inputs["answers"] if computation else []
    return [answer["question"] for answer in given if answer["choice"] == "no"]


def waiting_findings(actor: Actor, now: datetime.datetime) -> int:
    """How many findings wait for somebody like the actor."""
    return findings_for(actor, FindingFilter(), now).count()


def evidence_of(finding: Finding) -> list[tuple[str, str]]:
    """Each piece of evidence as a sentence, with where it stands."""
    return [(evidence_text(each["fact"], each["values"]), str(each["source"])) for each in finding.evidence]


def history_of(finding: Finding) -> QuerySet[Finding]:
    """What was found about the same thing before, the latest first."""
    same = Q(vote=finding.vote) if finding.vote_id else Q(claim=finding.claim)
    return Finding.objects.filter(same).exclude(pk=finding.pk).select_related("decided_by").order_by("-id")


def cause_words(cause: str) -> str:
    """The words for a cause; empty for what is none."""
    return str(dict(Finding.CAUSES).get(cause, "")) if cause in list(Cause) else ""


def open_contests(actor: Actor, now: datetime.datetime) -> QuerySet[Contest]:
    """Contests that wait to be decided, the most urgent first: overseers see all, the reviewers' lead the overdue."""
    waiting = Contest.objects.filter(decided_at=None).select_related("account", "mark__finding__vote__case")
    if actor.has_role(*OVERSEERS):
        return waiting.order_by("due_at", "id")
    return waiting.filter(due_at__lte=now).order_by("due_at", "id") if leads_reviewers(actor, now) else waiting.none()


def contests_open_for(account_id: int) -> int:
    """How many marks of somebody are contested and not decided yet."""
    return Contest.objects.filter(account_id=account_id, decided_at=None).count()


@dataclass(frozen=True)
class OverturnRow:
    """One person's decisions: of how many that were looked at again, how many fell."""

    name: str
    decided: int
    fell: int


def overturn_rates() -> tuple[tuple[OverturnRow, ...], tuple[OverturnRow, ...]]:
    """By reviewer, the contests decided and how many they upheld; by who had decided the cause, how many fell again."""
    decided = Contest.objects.exclude(decided_by=None)
    return _overturns(decided, "decided_by"), _overturns(decided, "first_decider")


def _overturns(decided: QuerySet[Contest], whose: str) -> tuple[OverturnRow, ...]:
    fell = Count("id", filter=Q(outcome=Contest.Outcome.UPHELD))
    rows = (
        decided.exclude(**{whose: None})
        .values(f"{whose}__name", f"{whose}__email", f"{whose}_id")
        .annotate(decided=Count("id"), fell=fell)
        .order_by(f"{whose}__name", f"{whose}_id")
    )
    return tuple(
        OverturnRow(row[f"{whose}__name"] or row[f"{whose}__email"], row["decided"], row["fell"]) for row in rows
    )
