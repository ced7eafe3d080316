"""Who may see whose record, decide which finding, look at which board. What you may not see does not exist."""

import datetime

from evenhand.core.api import Actor, NotFound, NotPermitted, site_day
from evenhand.people.api import Account, Role, Team, accounts_with_role, members_on, team_on, teams
from evenhand.standing.facts import people_named
from evenhand.standing.models import Contest, ContestFile, Finding, Mark
from evenhand.standing.rules import Audience, may_decide, may_decide_contest

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
    team = team_on(account.pk, site_day(now)) if actor.has_role(Role.LEAD) else None
    return team is not None and team.pk in led_teams(actor, now)


def audience_of(account: Account) -> Audience:
    """As whom somebody is rated; whoever is an agent besides, as an agent."""
    held = set(account.role_grants.values_list("role", flat=True))
    if Role.AGENT in held or held.isdisjoint(RATED):
        return Audience.AGENTS
    return Audience.SELLERS if Role.SELLER in held else Audience.DRIVERS


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


def mark_to_contest(actor: Actor, mark_id: int) -> Mark:
    """A mark of one's own. Raises NotFound."""
    found = Mark.objects.select_related("finding__vote", "policy_version__policy", "contest")
    mark = found.filter(pk=mark_id, account_id=actor.account_id or 0).first()
    if mark is None:
        raise NotFound
    return mark


def contest_for(actor: Actor, contest_id: int, now: datetime.datetime, *, to: str = "see") -> Contest:
    """A contest, to whoever asked, reviewers and administrators. Raises NotFound.

    `to="decide"` raises NotPermitted where the actor may read but not decide it.
    """
    parts = ("mark__finding__vote__case", "mark__finding__claim", "mark__policy_version__policy")
    contest = Contest.objects.select_related(*parts, "account", "first_decider", "decided_by").filter(pk=contest_id)
    found = contest.first()
    if found is None or not (actor.account_id == found.account_id or actor.has_role(*OVERSEERS)):
        raise NotFound
    if to == "decide" and not can_decide_contest(actor, found, now):
        raise NotPermitted
    return found


def contest_file_for(actor: Actor, file_id: int, now: datetime.datetime) -> ContestFile:
    """A file of a contest, to those who may read the contest. Raises NotFound."""
    file = ContestFile.objects.filter(pk=file_id).exclude(sha256="").first()
    if file is None:
        raise NotFound
    contest_for(actor, file.contest_id, now)
    return file


def can_decide_contest(actor: Actor, contest: Contest, now: datetime.datetime) -> bool:
    """Whether the actor may decide this one: see `may_decide_contest`."""
    return actor.account_id is not None and may_decide_contest(
        decider_id=actor.account_id,
        roles=actor.roles,
        person_id=contest.account_id,
        first_decider_id=contest.first_decider_id,
        leads_person=leads(actor.account_id, contest.account_id, contest.mark.at, now),
    )


def leads(lead_id: int, person_id: int, *moments: datetime.datetime) -> bool:
    """Whether somebody led a team of this person's on the day of any of these moments."""
    for day in {site_day(moment) for moment in moments}:
        team = team_on(person_id, day)
        if team and any(member.is_lead and member.account_id == lead_id for member in members_on(team.pk, day)):
            return True
    return False


def leads_reviewers(actor: Actor, now: datetime.datetime) -> bool:
    """Whether the actor leads a team in which reviewers work today."""
    reviewers = set(accounts_with_role([Role.REVIEWER]).values_list("pk", flat=True))
    return any(
        member.account_id in reviewers for team in led_teams(actor, now) for member in members_on(team, site_day(now))
    )
