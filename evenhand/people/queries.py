"""Reads: who there is, in which teams, with which roles."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from evenhand.core.api import ActivityEntry, Actor
from evenhand.people.models import STAFF_ROLES, Account, Invite, Membership, Role, RoleGrant, Team


def actor_for(account: Account, source: str) -> Actor:
    """The actor that `account` is now, with roles and teams. Two queries."""
    roles = account.role_grants.filter(ended_at=None).values_list("role", flat=True)
    teams = account.memberships.filter(left_on=None).values_list("team_id", flat=True)
    return Actor(
        label=str(account),
        account_id=account.pk,
        roles=frozenset(roles),
        team_ids=frozenset(teams),
        source=source,
    )


def accounts_by_id(ids: Collection[int]) -> dict[int, Account]:
    """The accounts with these numbers, in one query. A number that nobody has is left out."""
    return Account.objects.in_bulk(list(ids))


def account_with_address(email: str) -> Account | None:
    """Whose address this is, whatever its capitals."""
    address = email.strip().lower()
    return Account.objects.alias(address=Lower("email")).filter(address=address).first()  # as the index has it


def holds_role(account: Account, roles: Collection[str]) -> bool:
    """Whether somebody has one of `roles` now."""
    return account.role_grants.filter(ended_at=None, role__in=list(roles)).exists()


def accounts_with_role(roles: Collection[str]) -> QuerySet[Account]:
    """Active people who have one of `roles` now, by name."""
    holders = RoleGrant.objects.filter(ended_at=None, role__in=list(roles)).values("account_id")
    return Account.objects.filter(pk__in=holders, is_active=True).order_by("name", "id")


@dataclass(frozen=True)
class Member:
    """Somebody's place in a team on a day."""

    account_id: int
    name: str
    team_id: int
    is_lead: bool


def members_on(team_id: int, day: datetime.date) -> tuple[Member, ...]:
    """Who worked in the team on `day`, its leads too, by name. Who left on a day still worked on it."""
    memberships = _memberships_on(day).filter(team_id=team_id).select_related("account")
    return tuple(
        Member(each.account_id, str(each.account), team_id, each.is_lead)
        for each in memberships.order_by("account__name", "account_id")
    )


def team_on(account_id: int, day: datetime.date) -> Team | None:
    """The team in which somebody worked on `day`. Of several, the one joined last, not as a lead where there is one."""
    memberships = _memberships_on(day).filter(account_id=account_id).select_related("team")
    latest = memberships.order_by("is_lead", "-joined_on", "-id").first()
    return latest.team if latest else None


def _memberships_on(day: datetime.date) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(left_on=None) | Q(left_on__gte=day), joined_on__lte=day)


def people(words: str = "", role: str = "", include_inactive: bool = False) -> QuerySet[Account]:
    """Staff, sellers and drivers, or with role "customer" the customers, who match `words` in name or address."""
    found = Account.objects.all() if include_inactive else Account.objects.filter(is_active=True)
    if role:
        found = found.filter(role_grants__role=role, role_grants__ended_at=None)
    else:
        others = RoleGrant.objects.filter(ended_at=None).exclude(role=Role.CUSTOMER).values("account_id")
        found = found.filter(pk__in=others)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return found.order_by("name", "email", "id").prefetch_related(
        Prefetch("role_grants", RoleGrant.objects.filter(ended_at=None), to_attr="current_grants"),
        Prefetch(
            "memberships", Membership.objects.filter(left_on=None).select_related("team"), to_attr="current_memberships"
        ),
    )


def open_invites() -> QuerySet[Invite]:
    """Invites that nobody accepted or withdrew, the newest first; some may be too old to accept."""
    return Invite.objects.filter(accepted_at=None, withdrawn_at=None).select_related("team", "invited_by")


def grants_of(account: Account) -> QuerySet[RoleGrant]:
    """Every role that somebody has or had, the ones held now first."""
    return account.role_grants.select_related("granted_by").order_by(
        F("ended_at").desc(nulls_first=True), "-granted_at"
    )


def memberships_of(account: Account) -> QuerySet[Membership]:
    """Every team that somebody is or was in, the present ones first."""
    return account.memberships.select_related("team").order_by(F("left_on").desc(nulls_first=True), "-joined_on")


def history_of(account: Account) -> QuerySet[ActivityEntry]:
    """What was done about somebody's account, the newest first, as far as one screen needs."""
    return ActivityEntry.objects.filter(subject=f"account:{account.pk}").order_by("-id")[:50]


def teams_with_sizes() -> QuerySet[Team]:
    """Every team, by name, with `size`: how many are in it now."""
    return teams().annotate(size=Count("memberships", filter=Q(memberships__left_on=None)))


def teams() -> QuerySet[Team]:
    """Every team, by name."""
    return Team.objects.order_by("name")


def administrators() -> QuerySet[Account]:
    """Everybody who can still sign in and administer."""
    return accounts_with_role([Role.ADMINISTRATOR])


def is_staff(account: Account) -> bool:
    """Whether somebody signs in with a password and works at the desk."""
    return holds_role(account, STAFF_ROLES)
