"""Who may see whose record, decide which finding, look at which board. What you may not see does not exist."""

import datetime

from evenhand.core.api import Actor, NotFound, NotPermitted, site_day
from evenhand.people.api import Account, Role, Team, members_on, team_on, teams
from evenhand.standing.facts import people_named
from evenhand.standing.models import Finding
from evenhand.standing.rules import may_decide

RATED = frozenset({Role.AGENT, Role.SELLER, Role.DRIVER})
OVERSEERS = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})
DECIDERS = frozenset({Role.LEAD, Role.REVIEWER})
FINDING_PARTS = (
    "vote__case__order__seller__account",
    "vote__contact",
    "vote__agent",
    "vote__reason",
    "claim__order__seller__account",
    "decided_by",
    "person",
)
BOARD_READERS = frozenset({Role.LEAD, Role.REVIEWER, Role.ADMINISTRATOR})


def record_for(actor: Actor, account_id: int, now: datetime.datetime) -> Account:
    """The person whose record it is: to themselves, their lead today, reviewers and administrators. Raises NotFound."""
    account = Account.objects.filter(pk=account_id).first()
    if account is None or not _may_see_record(actor, account, now):
        raise NotFound
    return account


def _may_see_record(actor: Actor, account: Account, now: datetime.datetime) -> bool:
    if actor.account_id == account.pk:
        return actor.has_role(*RATED)
    if not account.role_grants.filter(role__in=RATED).exists():
        return False
    if actor.has_role(*OVERSEERS):
        return True
    team = team_on(account.pk, site_day(now))
    return actor.has_role(Role.LEAD) and team is not None and team.pk in led_teams(actor, now)


def led_teams(actor: Actor, now: datetime.datetime) -> frozenset[int]:
    """The teams that the actor leads today."""
    if actor.account_id is None or not actor.has_role(Role.LEAD):
        return frozenset()
    leads = (member for team in actor.team_ids for member in members_on(team, site_day(now)) if member.is_lead)
    return frozenset(member.team_id for member in leads if member.account_id == actor.account_id)


def boards_for(actor: Actor, now: datetime.datetime) -> list[Team]:
    """The teams whose board the actor may see: a lead their own, reviewers and administrators all."""
    if actor.has_role(*OVERSEERS):
        return list(teams())
    return [team for team in teams() if team.pk in led_teams(actor, now)]


def board_for(actor: Actor, team_id: int, now: datetime.datetime) -> Team:
    """One team. Raises NotFound."""
    team = next((team for team in boards_for(actor, now) if team.pk == team_id), None)
    if team is None:
        raise NotFound
    return team


def finding_for(actor: Actor, finding_id: int, now: datetime.datetime, *, to: str = "see") -> Finding:
    """A finding: to reviewers, and to the lead of the team that answered.

    `to="decide"` raises NotPermitted where the actor is whom it is about, or gave the answer; else NotFound.
    """
    finding = Finding.objects.select_related(*FINDING_PARTS).filter(pk=finding_id).first()
    if finding is None or not _may_see_finding(actor, finding, now):
        raise NotFound
    if to == "decide" and not can_decide(actor, finding, now):
        raise NotPermitted
    return finding


def _may_see_finding(actor: Actor, finding: Finding, now: datetime.datetime) -> bool:
    return actor.has_role(*OVERSEERS) or _team_of(finding) in led_teams(actor, now)


def can_decide(actor: Actor, finding: Finding, now: datetime.datetime) -> bool:
    """Whether the actor may decide this one: never about oneself, never about one's own answer."""
    return actor.account_id is not None and may_decide(
        decider_id=actor.account_id,
        roles=actor.roles,
        led_team_ids=led_teams(actor, now),
        involved_ids={person.pk for person in people_named(finding).values()},
        team_id=_team_of(finding),
    )


def _team_of(finding: Finding) -> int | None:
    """The team that answered, on the day on which it did."""
    answerer = finding.vote.agent_id if finding.vote else None
    team = team_on(answerer, site_day(finding.happened_at)) if answerer else None
    return team.pk if team else None
