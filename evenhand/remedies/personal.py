"""What remedies keep about a person: what went wrong, in their words; pictures; who decided. Money stays as it was."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from evenhand.cases.api import forget_files
from evenhand.core.api import ERASED
from evenhand.people.api import Account
from evenhand.remedies.models import Care, Claim, Dispute, Evidence, FoundParcel, LedgerTransaction, Remedy
from evenhand.remedies.models.remedies import UNSETTLED
from evenhand.shop.api import Order


def export_remedies(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """What the customer said had gone wrong, and what was done."""
    orders = Order.objects.filter(customer__account=account)
    claims = Claim.objects.filter(order__in=orders).order_by("opened_at", "id")
    claims = claims.select_related("order").prefetch_related("evidence")
    remedies = Remedy.objects.filter(order__in=orders).select_related("order", "policy_version__policy")
    if not claims and not remedies:
        return {}
    return {
        "what_went_wrong": [
            {
                "order": claim.order.number,
                "what": claim.get_kind_display(),
                "at": claim.opened_at,
                "your_words": claim.customer_words,
                "you_added": [
                    {"at": each.given_at, "what": each.get_kind_display(), "words": each.text}
                    for each in claim.evidence.all()
                ],
                "state": claim.get_state_display(),
            }
            for claim in claims
        ],
        "what_was_done": [
            {
                "order": each.order.number,
                "what": str(each),
                "at": each.granted_at,
                "state": each.get_state_display(),
                "under": str(each.policy_version),
                "reasons": each.reasons,
            }
            for each in remedies.order_by("granted_at", "id")
        ],
    }


def holds(account: Account, now: datetime.datetime) -> Sequence[str]:
    """A claim that is open, a remedy on its way, a dispute with the bank."""
    theirs = {"order__customer__account": account}
    found = []
    if Claim.objects.filter(**theirs, state=Claim.State.OPEN).exists():
        found.append(_("Something that went wrong with an order is not put right yet."))
    if Remedy.objects.filter(**theirs, state__in=UNSETTLED).exists():
        found.append(_("A refund or another remedy is still on its way."))
    if Dispute.objects.filter(payment__order__customer__account=account, state=Dispute.State.OPEN).exists():
        found.append(_("A payment is disputed with the bank."))
    return found


def erase_remedies(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """The customer's words, pictures and wishes, and the names of those who acted. Amounts and decisions stay."""
    claims = Claim.objects.filter(order__customer__account=account)
    evidence = Evidence.objects.filter(claim__in=claims)
    hashes = list(evidence.exclude(sha256="").values_list("sha256", flat=True))
    removed = {
        "evidence": evidence.delete()[0],
        "claims": claims.update(customer_words=""),
        "wishes": Remedy.objects.filter(order__customer__account=account, kind="change_address").update(wish={}),
        "disputes": Dispute.objects.filter(payment__order__customer__account=account).update(reason=""),
        "care": sum(_leave_care(care, account) for care in Care.objects.filter(accounts=account)),
        "names": _erase_names(account),
    }
    forget_files(hashes)
    return removed


def _leave_care(care: Care, account: Account) -> int:
    care.accounts.remove(account)
    if not care.accounts.exists() and care.reason:
        care.reason = ERASED
        care.save(update_fields=["reason"])
    return 1


def _erase_names(account: Account) -> int:
    """The name beside each decision: the number of the account stays beside it where there is one."""
    return sum(
        (
            Remedy.objects.filter(granted_by=account).update(granted_by_label=ERASED),
            Claim.objects.filter(closed_by=account).update(closed_by_label=ERASED),
            Evidence.objects.filter(given_by=account).update(given_by_label=ERASED),
            Dispute.objects.filter(noted_by=account).update(noted_by_label=ERASED),
            FoundParcel.objects.filter(noted_by=account).update(noted_by_label=ERASED),
            FoundParcel.objects.filter(chosen_by_label=str(account)).update(chosen_by_label=ERASED),
            LedgerTransaction.objects.filter(actor_id=account.pk).update(actor_label=""),
        )
    )
