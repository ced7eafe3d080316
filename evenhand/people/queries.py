"""Reads: who there is, in which teams, with which roles."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from evenhand.core.api import ActivityEntry, Actor, Prepared
from evenhand.people.models import STAFF_ROLES, Account, Invite, Leave, Membership, Role, RoleGrant, Team


def actor_for(account: Account, source: str) -> Actor:
    """The actor that `account` is now, with roles and teams. One query, written by hand: it runs with every page."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLES_AND_TEAMS, [account.pk, account.pk])
        held = cursor.fetchall()
    return Actor(
        label=str(account),
        account_id=account.pk,
        roles=frozenset(role for role, _ in held if role),
        team_ids=frozenset(team_id for _, team_id in held if team_id),
        source=source,
    )


_ROLES_AND_TEAMS = """
    SELECT role, 0 FROM people_rolegrant WHERE account_id = %s AND ended_at IS NULL
    UNION ALL SELECT '', team_id FROM people_membership WHERE account_id = %s AND left_on IS NULL"""


def accounts_by_id(ids: Collection[int]) -> dict[int, Account]:
    """The accounts with these numbers, in one query. A number that nobody has is left out."""
    return Account.objects.in_bulk(list(ids))


def account_with_address(email: str) -> Account | None:
    """Whose address this is, whatever its capitals."""
    return _AT_ADDRESS.first(email.strip().lower())


_AT_ADDRESS = Prepared(
    lambda address: Account.objects.alias(address=Lower("email")).filter(address=address)  # as the index has it
)


def account_with_extension(extension: str) -> Account | None:
    """Whose telephone this is, among those who still work here."""
    return Account.objects.filter(extension=extension, is_active=True).first() if extension else None


def holds_role(account: Account, roles: Collection[str]) -> bool:
    """Whether somebody has one of `roles` now."""
    return account.role_grants.filter(ended_at=None, role__in=list(roles)).exists()


def roles_held(ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The roles that each of these people has now, in one query."""
    held: dict[int, set[str]] = {}
    for account_id, role in RoleGrant.objects.filter(ended_at=None, account_id__in=list(ids)).values_list(
        "account_id", "role"
    ):
        held.setdefault(account_id, set()).add(role)
    return {account_id: frozenset(roles) for account_id, roles in held.items()}


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
    latest = _MEMBERSHIPS.first(account_id, day)
    return latest.team if latest else None


_MEMBERSHIPS = Prepared(
    lambda account_id, day: (
        _memberships_on(day)
        .filter(account_id=account_id)
        .select_related("team")
        .order_by("is_lead", "-joined_on", "-id")
    )
)


def leaves_of(account_id: int) -> QuerySet[Leave]:
    """When somebody is away, the earliest first; what was cancelled is left out."""
    return Leave.objects.filter(account_id=account_id, cancelled_at=None)


def days_away(
    account_id: int, since: datetime.date, noted_after: datetime.datetime | None = None
) -> frozenset[datetime.date]:
    """Every day from `since` on on which somebody is noted as away; only what was noted later, with `noted_after`."""
    leaves = leaves_of(account_id).filter(last_day__gte=since)
    if noted_after is not None:
        leaves = leaves.filter(noted_at__gt=noted_after)
    spans = leaves.values_list("first_day", "last_day")
    return frozenset(
        first + datetime.timedelta(days=number)
        for first, last in spans
        for number in range((last - first).days + 1)
        if first + datetime.timedelta(days=number) >= since
    )


def away_on(day: datetime.date) -> frozenset[int]:
    """Everybody who is noted as away on a day. One query."""
    leaves = Leave.objects.filter(first_day__lte=day, last_day__gte=day, cancelled_at=None)
    return frozenset(leaves.values_list("account_id", flat=True))


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
