"""Telling people: who is told of which version, in the product and by mail."""

import datetime
from collections.abc import Iterable

from evenhand.core.api import action, record, system
from evenhand.people.api import Account, accounts_with_role, post_from_template, roles_held
from evenhand.policies.audiences import audiences_of, roles_told
from evenhand.policies.models import Notice, Policy, PolicyVersion
from evenhand.policies.queries import in_force, published_versions

TELLER = system("policy notices")
BATCH = 100


def tell_everybody(*, now: datetime.datetime) -> int:
    """Tell everybody of every version that holds or will hold, and that they were not told of yet; answers how many."""
    versions = [version for policy in Policy.objects.all() for version in _current_and_coming(policy, now)]
    return sum(tell_audience(version=version, now=now) for version in versions)


def tell_audience(*, version: PolicyVersion, now: datetime.datetime) -> int:
    """Tell everybody whom `version` is for and who was not told yet; answers how many. Safe to repeat."""
    already = Notice.objects.filter(version=version).values("account_id")
    accounts = accounts_with_role(roles_told(version.policy.audiences)).exclude(pk__in=already).order_by("pk")
    untold = list(accounts)
    for start in range(0, len(untold), BATCH):
        _tell_batch(accounts=untold[start : start + BATCH], version=version, now=now)
    return len(untold)


@action
def _tell_batch(*, accounts: list[Account], version: PolicyVersion, now: datetime.datetime) -> None:
    roles = roles_held([account.pk for account in accounts])
    for account in accounts:
        _tell(account, [version], audiences_of(roles.get(account.pk, ())), now)


@action
def tell_newcomer(*, account: Account, role: str, now: datetime.datetime) -> int:
    """Tell somebody who has just been given `role` of all that is in force or published for later."""
    audiences = audiences_of([role]) - {"customers"}
    if not audiences:
        return 0
    bound = [policy for policy in Policy.objects.all() if not audiences.isdisjoint(policy.audiences)]
    versions = [version for policy in bound for version in _current_and_coming(policy, now)]
    told = set(Notice.objects.filter(account=account).values_list("version_id", flat=True))
    return _tell(account, [version for version in versions if version.pk not in told], audiences, now)


def _current_and_coming(policy: Policy, now: datetime.datetime) -> Iterable[PolicyVersion]:
    published = list(published_versions(policy).select_related("policy"))
    current = in_force(published, now)
    return [version for version in published if version == current or (current and version.number > current.number)]


def _tell(account: Account, versions: list[PolicyVersion], audiences: frozenset[str], now: datetime.datetime) -> int:
    if not versions:
        return 0
    promised = [(version, version.days_for(audiences)) for version in versions]
    for version, days in promised:
        Notice.objects.create(version=version, account=account, given_at=now, days=days)
        record(
            actor=TELLER,
            verb="policies.give_notice",
            subject=f"policy:{version.policy.key}/{version.number}",
            now=now,
            account=account.pk,
        )
    post_from_template(
        template="policies/mail/notice.txt",
        to=account.email,
        about=f"account:{account.pk}",
        now=now,
        language=account.language,
        account=account,
        promised=promised,
    )
    return len(versions)
