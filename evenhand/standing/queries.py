"""Reads: the findings that wait for a person, or that stand behind a bar of the board."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from evenhand.core.api import Actor, site_day
from evenhand.people.api import members_on
from evenhand.standing.access import FINDING_PARTS, OVERSEERS, led_teams
from evenhand.standing.models import Computation, Finding
from evenhand.standing.rules import Cause
from evenhand.standing.words import evidence_text


@dataclass(frozen=True)
class FindingFilter:
    """What a list is about. `computation_id`: only the "no" of that computation."""

    state: str = Finding.State.PROPOSED
    cause: str = ""
    computation_id: int | None = None


def findings_for(actor: Actor, wanted: FindingFilter, now: datetime.datetime) -> QuerySet[Finding]:
    """The findings that the actor may see, the oldest first: reviewers all, a lead those of the teams led today."""
    findings = Finding.objects.exclude(state=Finding.State.SUPERSEDED).select_related(*FINDING_PARTS)
    if not actor.has_role(*OVERSEERS):
        agents = [member.account_id for team in led_teams(actor, now) for member in members_on(team, site_day(now))]
        findings = findings.filter(vote__agent_id__in=agents)
    if wanted.state:
        findings = findings.filter(state=wanted.state)
    if wanted.cause:
        findings = findings.filter(cause=wanted.cause)
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
