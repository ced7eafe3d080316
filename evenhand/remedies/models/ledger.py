"""The ledger that every amount runs through."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand.remedies.models.disputes import Dispute
from evenhand.remedies.models.remedies import Remedy


class LedgerAccount(models.Model):
    """A place where amounts add up: what a remedy cost, what is still owed, whose credit it is.

    `owner` is a subject as in "customer:41", or empty where the account is the shop's own.
    """

    class Kind(models.TextChoices):
        """What adds up here. docs/operations/money.md says how each moves."""

        REFUNDS_GRANTED = "refunds_granted", _("Refunds granted")
        REFUND_PAYABLE = "refund_payable", _("Refunds on their way")
        PROVIDER_CLEARING = "provider_clearing", _("Paid back by the payment provider")
        GIFT_CARDS = "gift_cards", _("Put back on gift cards")
        GOODWILL_EXPENSE = "goodwill_expense", _("Goodwill given")
        CUSTOMER_CREDIT = "customer_credit", _("Customers' credit")
        REPLACEMENT_EXPENSE = "replacement_expense", _("Replacements given")
        GOODS_SENT = "goods_sent", _("Goods sent as replacements")
        CHARGES = "charges", _("Charged for changes of orders")
        CHARGEBACKS_HELD = "chargebacks_held", _("Held by customers' banks")
        CHARGEBACKS_LOST = "chargebacks_lost", _("Taken back by customers' banks")

    kind = models.CharField(max_length=30, choices=Kind.choices)
    owner = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "owner"], name="one_account_per_kind_and_owner")]

    def __str__(self) -> str:
        return f"{self.kind} {self.owner}".strip()


class LedgerTransaction(models.Model):
    """Postings that belong together and sum to zero in each currency. Written after them, it seals them.

    The database refuses to seal postings that do not sum to zero, to commit postings without a seal, to add to a sealed
    transaction, and to change anything afterwards.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idempotency_key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField(max_length=200)
    description = models.CharField(max_length=200)
    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, null=True, blank=True, related_name="transactions")
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, null=True, blank=True, related_name="transactions")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.description} ({self.idempotency_key})"


class LedgerPosting(models.Model):
    """One amount on one account: positive is debit, negative is credit."""

    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="postings")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount_minor=0), name="a_posting_moves_something")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} on {self.account_id}"
