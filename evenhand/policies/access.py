"""Who may read and write policies."""

from evenhand.core.api import Actor, NotFound, NotPermitted
from evenhand.people.api import STAFF_ROLES, Role
from evenhand.policies.audiences import roles_of
from evenhand.policies.models import Notice, Policy, PolicyVersion
from evenhand.policies.queries import draft_of, published_versions


def policy_for(actor: Actor, key: str, *, to: str = "read") -> Policy:
    """A policy, to its audiences and the desk; `to="write"`, to policy owners. Raises NotFound or NotPermitted."""
    policy = Policy.objects.select_related("owner").filter(key=key).first()
    if policy is None or not actor.has_role(*roles_of(policy.audiences)):
        raise NotFound
    if to == "write" and not actor.has_role(Role.POLICY_OWNER):
        raise NotPermitted
    return policy


def version_for(actor: Actor, key: str, number: int) -> PolicyVersion:
    """A published version of a policy that the actor may read. Raises NotFound."""
    version = published_versions(policy_for(actor, key)).select_related("policy").filter(number=number).first()
    if version is None:
        raise NotFound
    return version


def draft_for(actor: Actor, key: str) -> PolicyVersion:
    """The draft of a policy, to policy owners. Raises NotFound or NotPermitted."""
    draft = draft_of(policy_for(actor, key, to="write"))
    if draft is None:
        raise NotFound
    return draft


def notice_for(actor: Actor, notice_id: int) -> Notice:
    """A notice, to the one to whom it was given. Raises NotFound."""
    notice = Notice.objects.filter(pk=notice_id, account_id=actor.account_id or 0).first()
    if notice is None:
        raise NotFound
    return notice


def reads_all(actor: Actor) -> bool:
    """Whether the actor may read every policy."""
    return actor.has_role(*STAFF_ROLES)


def writes(actor: Actor) -> bool:
    """Whether the actor may write policies."""
    return actor.has_role(Role.POLICY_OWNER)
