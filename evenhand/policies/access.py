"""Who may read and write policies."""

import datetime

from evenhand.core.api import Actor, NotFound, NotPermitted
from evenhand.people.api import STAFF_ROLES, Account, Role, accounts_by_id, members_on
from evenhand.policies.audiences import roles_of
from evenhand.policies.models import Notice, OwnerQuestion, Policy, PolicyVersion
from evenhand.policies.queries import draft_of, published_versions

WATCHERS = frozenset({Role.POLICY_OWNER, Role.REVIEWER, Role.ADMINISTRATOR})
SEES_OTHERS = WATCHERS | {Role.LEAD}


def policy_for(actor: Actor, key: str, *, to: str = "read") -> Policy:
    """A policy, to its audiences and the desk. `to`: "write", for policy owners; "publish", for who keeps it;
    "hand_over", for them and administrators; "ask", for the desk. Raises NotFound or NotPermitted.
    """
    policy = Policy.objects.select_related("owner").filter(key=key).first()
    if policy is None or not actor.has_role(*roles_of(policy.audiences)):
        raise NotFound
    may = {
        "read": True,
        "ask": actor.has_role(*STAFF_ROLES),
        "write": writes(actor),
        "publish": keeps(actor, policy),
        "hand_over": may_hand_over(actor, policy),
    }
    if not may[to]:
        raise NotPermitted
    return policy


def keeps(actor: Actor, policy: Policy) -> bool:
    """Whether the actor is the owner of this policy; where it has none, every policy owner is."""
    return writes(actor) and policy.owner_id in (None, actor.account_id)


def may_hand_over(actor: Actor, policy: Policy) -> bool:
    """Whether the actor may say who keeps the policy: its owner, or an administrator where that person is gone."""
    return keeps(actor, policy) or actor.has_role(Role.ADMINISTRATOR)


def version_for(actor: Actor, key: str, number: int) -> PolicyVersion:
    """A published version of a policy that the actor may read. Raises NotFound."""
    version = published_versions(policy_for(actor, key)).select_related("policy").filter(number=number).first()
    if version is None:
        raise NotFound
    return version


def draft_for(actor: Actor, key: str, *, to: str = "write") -> PolicyVersion:
    """The draft of a policy, to policy owners; `to="publish"`, to who keeps it. Raises NotFound or NotPermitted."""
    draft = draft_of(policy_for(actor, key, to=to))
    if draft is None:
        raise NotFound
    return draft


def notice_for(actor: Actor, notice_id: int) -> Notice:
    """A notice, to the one to whom it was given. Raises NotFound."""
    notice = Notice.objects.filter(pk=notice_id, account_id=actor.account_id or 0).first()
    if notice is None:
        raise NotFound
    return notice


def question_for(actor: Actor, key: str, question_id: int) -> OwnerQuestion:
    """A question that waits for the owner, to the owner. Raises NotFound or NotPermitted."""
    question = OwnerQuestion.objects.filter(policy=policy_for(actor, key, to="publish"), pk=question_id).first()
    if question is None:
        raise NotFound
    return question


def person_for(actor: Actor, account_id: int, today: datetime.date) -> Account:
    """Somebody whose notices the actor may read: themselves, who watches over all, and the lead of their team today.

    Raises NotFound.
    """
    account = next(iter(accounts_by_id([account_id]).values()), None)
    if account is None or not (
        account.pk == actor.account_id or actor.has_role(*WATCHERS) or account.pk in led_by(actor, today)
    ):
        raise NotFound
    return account


def led_by(actor: Actor, today: datetime.date) -> frozenset[int]:
    """The people whose lead the actor is today."""
    if not actor.has_role(Role.LEAD):
        return frozenset()
    teams = [members_on(team_id, today) for team_id in actor.team_ids]
    led = [team for team in teams if any(each.is_lead and each.account_id == actor.account_id for each in team)]
    return frozenset(each.account_id for team in led for each in team)


def reads_all(actor: Actor) -> bool:
    """Whether the actor may read every policy."""
    return actor.has_role(*STAFF_ROLES)


def writes(actor: Actor) -> bool:
    """Whether the actor may write policies."""
    return actor.has_role(Role.POLICY_OWNER)
