"""The door of people: what other rooms may use."""

from evenhand.people.access import actor_of, layout_for, roles_required, sign_in_required, staff_required
from evenhand.people.actions import (
    change_profile,
    create_account,
    create_team,
    customer_for_address,
    end_role,
    grant_role,
    join_team,
    leave_team,
)
from evenhand.people.bulk import customers_for_addresses
from evenhand.people.events import RoleGranted
from evenhand.people.mails import post_from_template
from evenhand.people.middleware import client_ip
from evenhand.people.models import STAFF_ROLES, Account, Role, Team
from evenhand.people.queries import (
    Member,
    account_with_address,
    accounts_by_id,
    accounts_with_role,
    actor_for,
    is_staff,
    members_on,
    team_on,
    teams,
)
from evenhand.people.sessions import sign_in_as

__all__ = [
    "STAFF_ROLES",
    "Account",
    "Member",
    "Role",
    "RoleGranted",
    "Team",
    "account_with_address",
    "accounts_by_id",
    "accounts_with_role",
    "actor_for",
    "actor_of",
    "change_profile",
    "client_ip",
    "create_account",
    "create_team",
    "customer_for_address",
    "customers_for_addresses",
    "end_role",
    "grant_role",
    "is_staff",
    "join_team",
    "layout_for",
    "leave_team",
    "members_on",
    "post_from_template",
    "roles_required",
    "sign_in_as",
    "sign_in_required",
    "staff_required",
    "team_on",
    "teams",
]
