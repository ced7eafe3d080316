"""What binds whom: by which version somebody is judged at a moment, since when, and what is still missing."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from evenhand.core.api import Actor
from evenhand.people.api import Account, accounts_with_role
from evenhand.policies.audiences import AUDIENCES, audiences_of, roles_told
from evenhand.policies.models import Notice, Policy, PolicyVersion

TOLD_ROLES = roles_told(AUDIENCES)


@dataclass(frozen=True)
class Waiting:
    """A version in force that does not bind this person yet: not told, told too lately, or not acknowledged."""

    version: PolicyVersion
    why: str
    until: datetime.datetime | None = None


@dataclass(frozen=True)
class Binding:
    """By which version of a policy somebody is judged; None where nothing can be held against them."""

    policy: Policy
    version: PolicyVersion | None
    since: datetime.datetime | None
    waiting: Waiting | None


@dataclass(frozen=True)
class Bound:
    """One person, and what binds them, policy by policy."""

    account_id: int
    name: str
    bindings: tuple[Binding, ...]


def bindings_of(
    account_ids: Collection[int], policies: Sequence[Policy], at: datetime.datetime
) -> dict[int, tuple[Binding, ...]]:
    """What binds each of these people at `at`, in the order of `policies`. Two queries, however many people."""
    in_force = defaultdict[int, list[PolicyVersion]](list)
    chosen = PolicyVersion.objects.filter(policy__in=policies, published_at__isnull=False, effective_from__lte=at)
    for version in chosen.defer("text", "parameters").select_related("policy").order_by("-effective_from", "-number"):
        in_force[version.policy_id].append(version)
    notices = Notice.objects.filter(account_id__in=account_ids, version__policy__in=policies, given_at__lte=at)
    given: dict[tuple[int, int], Notice] = {}
    for notice in notices.select_related("acknowledgement", "version"):
        given[notice.account_id, notice.version_id] = notice
    return {
        account_id: tuple(_binding(policy, in_force[policy.pk], account_id, given, at) for policy in policies)
        for account_id in account_ids
    }


def _binding(
    policy: Policy,
    newest_first: Iterable[PolicyVersion],
    account_id: int,
    given: Mapping[tuple[int, int], Notice],
    at: datetime.datetime,
) -> Binding:
    waiting: Waiting | None = None
    for version in newest_first:
        notice = given.get((account_id, version.pk))
        missing = _missing(version, notice, at)
        if missing is None and notice is not None:
            return Binding(policy, version, _since(version, notice), waiting)
        waiting = waiting or missing
    return Binding(policy, None, None, waiting)


def _missing(version: PolicyVersion, notice: Notice | None, at: datetime.datetime) -> Waiting | None:
    if notice is None:
        return Waiting(version, "not_told")
    if _over_at(notice) > at:
        return Waiting(version, "notice_runs", _over_at(notice))
    if version.needs_acknowledgement and not _acknowledged_by(notice, at):
        return Waiting(version, "not_acknowledged")
    return None


def _over_at(notice: Notice) -> datetime.datetime:
    return notice.given_at + datetime.timedelta(days=notice.promised_days)


def _acknowledged_by(notice: Notice, at: datetime.datetime) -> bool:
    acknowledgement = getattr(notice, "acknowledgement", None)
    return acknowledgement is not None and acknowledgement.at <= at


def _since(version: PolicyVersion, notice: Notice) -> datetime.datetime:
    assert version.effective_from is not None
    moments = [version.effective_from, _over_at(notice)]
    if version.needs_acknowledgement:
        moments.append(notice.acknowledgement.at)
    return max(moments)


def policies_binding(roles: Iterable[str]) -> list[Policy]:
    """The policies that can bind holders of these roles, by title."""
    audiences = audiences_of(roles) - {"customers"}
    return [policy for policy in Policy.objects.all() if not audiences.isdisjoint(policy.audiences)]


def bindings_for(actor: Actor, at: datetime.datetime) -> tuple[Binding, ...]:
    """What binds the actor at `at`, policy by policy, with the text and figures of each version."""
    if actor.account_id is None:
        return ()
    return bindings_of([actor.account_id], policies_binding(actor.roles), at)[actor.account_id]


def people_bound(words: str, only: Collection[int] | None) -> QuerySet[Account]:
    """Everybody whom a policy can bind, by name; those who match `words`, and of `only` these where it is given."""
    found = accounts_with_role(TOLD_ROLES)
    if only is not None:
        found = found.filter(pk__in=only)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return found
