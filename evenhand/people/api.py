"""The door of people: what other rooms may use."""

from evenhand.people.access import actor_of, layout_for, roles_required, sign_in_required, staff_required
from evenhand.people.actions import (
    ExtensionTaken,
    cancel_leave,
    change_profile,
    create_account,
    create_team,
    customer_for_address,
    end_role,
    grant_role,
    join_team,
    leave_team,
    note_leave,
    set_extension,
    visitor_without_address,
)
from evenhand.people.bulk import customers_for_addresses
from evenhand.people.erasures import erase_person
from evenhand.people.events import RoleGranted
from evenhand.people.mails import post_from_template
from evenhand.people.middleware import client_ip
from evenhand.people.models import NO_ADDRESS, STAFF_ROLES, Account, Leave, Role, Team
from evenhand.people.personal import PersonalData, export_of, holds_of, register_personal_data
from evenhand.people.queries import (
    Member,
    account_with_address,
    account_with_extension,
    accounts_by_id,
    accounts_with_role,
    actor_for,
    away_on,
    days_away,
    is_staff,
    leaves_of,
    members_on,
    roles_held,
    team_on,
    teams,
)
from evenhand.people.sessions import sign_in_as

__all__ = [
    "NO_ADDRESS",
    "STAFF_ROLES",
    "Account",
    "ExtensionTaken",
    "Leave",
    "Member",
    "PersonalData",
    "Role",
    "RoleGranted",
    "Team",
    "account_with_address",
    "account_with_extension",
    "accounts_by_id",
    "accounts_with_role",
    "actor_for",
    "actor_of",
    "away_on",
    "cancel_leave",
    "change_profile",
    "client_ip",
    "create_account",
    "create_team",
    "customer_for_address",
    "customers_for_addresses",
    "days_away",
    "end_role",
    "erase_person",
    "export_of",
    "grant_role",
    "holds_of",
    "is_staff",
    "join_team",
    "layout_for",
    "leave_team",
    "leaves_of",
    "members_on",
    "note_leave",
    "post_from_template",
    "register_personal_data",
    "roles_held",
    "roles_required",
    "set_extension",
    "sign_in_as",
    "sign_in_required",
    "staff_required",
    "team_on",
    "teams",
    "visitor_without_address",
]
