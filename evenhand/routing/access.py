"""Who says how cases are given out: leads and administrators; of people, a lead for their own teams."""

from evenhand.core.api import Actor, NotFound, site_day
from evenhand.core.api import now as clock
from evenhand.people.api import Account, Role, accounts_with_role, members_on
from evenhand.routing.models import Handback, Rule

KEEPERS = (Role.LEAD, Role.ADMINISTRATOR)
GIVEN_CASES = (Role.AGENT, Role.LEAD)
"""To whom cases are given."""


def person_for(actor: Actor, account_id: int) -> Account:
    """Somebody whose skills `actor` looks after. Raises NotFound."""
    account = accounts_with_role(GIVEN_CASES).filter(pk=account_id).first()
    if account is None or not actor.has_role(*KEEPERS):
        raise NotFound
    if not actor.has_role(Role.ADMINISTRATOR) and account_id not in _led(actor):
        raise NotFound
    return account


def rule_for(actor: Actor, rule_id: int) -> Rule:
    """A rule, for those who keep them. Raises NotFound."""
    rule = Rule.objects.filter(pk=rule_id).first()
    if rule is None or not actor.has_role(*KEEPERS):
        raise NotFound
    return rule


def handback_for(actor: Actor, handback_id: int) -> Handback:
    """What was handed back of one's own. Raises NotFound."""
    handback = Handback.objects.filter(pk=handback_id, account_id=actor.account_id or 0).first()
    if handback is None:
        raise NotFound
    return handback


def _led(actor: Actor) -> set[int]:
    today = site_day(clock())
    return {member.account_id for team_id in actor.team_ids for member in members_on(team_id, today)}
