"""What policies do when something happens in the rooms below."""

from evenhand.people.api import RoleGranted, accounts_by_id
from evenhand.policies.audiences import AUDIENCES, roles_told
from evenhand.policies.notices import tell_newcomer


def tell_of_what_binds(event: RoleGranted) -> None:
    """A newcomer is told on the first day, in the same transaction."""
    if event.role not in roles_told(AUDIENCES):
        return
    account = accounts_by_id([event.account_id])[event.account_id]
    tell_newcomer(account=account, role=event.role, now=event.at)
