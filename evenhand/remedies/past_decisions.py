"""The stored decisions behind remedies, for the owner of a policy who tries a new text on them."""

import datetime
from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse

from evenhand.policies.api import PastDecision, Verdict
from evenhand.remedies.models import WHOLE_MAKING, Remedy

_WITHOUT_CLAIM: dict[str, str] = {
    Remedy.Kind.CANCEL: "cancel.order",
    Remedy.Kind.CHANGE_ADDRESS: "change.address",
    Remedy.Kind.CHANGE_PAYMENT: "change.payment",
    Remedy.Kind.CHANGE_ITEMS: "change.items",
    Remedy.Kind.RETURN: "return.items",
    Remedy.Kind.EXCHANGE: "exchange.items",
    Remedy.Kind.PRICE_ADJUSTMENT: "adjust.price",
    Remedy.Kind.REFUND: "repay.order",
}


class RemedyDecisions:
    """Every remedy keeps the facts it was decided on, whatever became of it."""

    def count(self, policy: str, start: datetime.datetime, end: datetime.datetime) -> int:
        """How many remedies were decided by `policy` in that time."""
        return _decided(policy, start, end).count()

    def before(
        self, policy: str, start: datetime.datetime, end: datetime.datetime, last_id: int | None, limit: int
    ) -> Sequence[PastDecision]:
        """The newest of them, stored before `last_id`."""
        found = _decided(policy, start, end).select_related("claim__case", "order", "case").order_by("-pk")
        if last_id is not None:
            found = found.filter(pk__lt=last_id)
        return [_past(remedy) for remedy in found[:limit]]


def _decided(policy: str, start: datetime.datetime, end: datetime.datetime) -> QuerySet[Remedy]:
    return Remedy.objects.filter(policy_version__policy__key=policy, granted_at__gte=start, granted_at__lt=end)


def _past(remedy: Remedy) -> PastDecision:
    claim = remedy.claim
    case = remedy.case or (claim.case if claim else None)
    about = [str(remedy), *([claim.get_kind_display()] if claim else []), remedy.order.number]
    return PastDecision(
        id=remedy.pk,
        question=_question(remedy),
        facts=remedy.facts,
        verdict=Verdict(remedy.verdict),
        at=remedy.granted_at,
        name=", ".join(about),
        url=reverse("desk:case", args=[case.pk]) if case else "",
    )


def _question(remedy: Remedy) -> str:
    if remedy.kind == Remedy.Kind.CREDIT:
        return "credit.goodwill"
    if remedy.claim and remedy.kind in WHOLE_MAKING:
        return f"{remedy.kind}.{remedy.claim.kind}"
    return _WITHOUT_CLAIM.get(remedy.kind, "")
