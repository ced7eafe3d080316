"""Telling people: who is told of which version, in the product and by mail."""

import datetime
from collections.abc import Iterator
from itertools import groupby

from evenhand.core.api import Prepared, action, record, system
from evenhand.people.api import Account, accounts_with_role, post_from_template, roles_held
from evenhand.policies.audiences import audiences_of, roles_told
from evenhand.policies.models import Notice, PolicyVersion
from evenhand.policies.queries import in_force

TELLER = system("policy notices")
BATCH = 100


def tell_everybody(*, now: datetime.datetime) -> int:
    """Tell everybody of every version that holds or will hold, and that they were not told of yet; answers how many."""
    return sum(tell_audience(version=version, now=now) for version in _current_and_coming(now))


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
    binding = [version for version in _current_and_coming(now) if not audiences.isdisjoint(version.policy.audiences)]
    told = set(Notice.objects.filter(account=account).values_list("version_id", flat=True))
    return _tell(account, [version for version in binding if version.pk not in told], audiences, now)


def _current_and_coming(now: datetime.datetime) -> Iterator[PolicyVersion]:
    """Of each policy what holds and what is published for later, the newest first. One query."""
    for _policy, found in groupby(_PUBLISHED.rows(), lambda each: each.policy_id):
        versions = list(found)
        if current := in_force(versions, now):
            yield from (version for version in versions if version.number >= current.number)


_PUBLISHED = Prepared(
    lambda: (
        PolicyVersion.objects.filter(published_at__isnull=False)
        .select_related("policy")
        .order_by("policy__title", "policy", "-number")
    )
)


def _tell(account: Account, versions: list[PolicyVersion], audiences: frozenset[str], now: datetime.datetime) -> int:
    if not versions:
        return 0
    promised = [(version, version.days_for(audiences)) for version in versions]
    Notice.objects.bulk_create(
        Notice(version=version, account=account, given_at=now, days=days) for version, days in promised
    )
    for version in versions:
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
