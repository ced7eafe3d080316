"""What the customer says went wrong, what was done about it and why, and the ledger that every amount runs through."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import Money

WHOLE_MAKING = ("refund", "replacement")
LIVE = ("proposed", "reserved", "unknown", "done")


class Claim(models.Model):
    """What the customer says went wrong with an order. Their word is enough to open it; it says nothing about fault."""

    class Kind(models.TextChoices):
        """What went wrong."""

        LOST = "lost", _("Lost on the way")
        NOT_RECEIVED = "not_received", _("Marked delivered, not received")
        DAMAGED = "damaged", _("Arrived damaged")
        WRONG_ITEM = "wrong_item", _("Wrong item")
        MISSING_PART = "missing_part", _("Part missing")
        LATE = "late", _("Late")
        NOT_AS_DESCRIBED = "not_as_described", _("Not as described")

    class State(models.TextChoices):
        """How it stands."""

        OPEN = "open", _("Open")
        SETTLED = "settled", _("Put right")
        WITHDRAWN = "withdrawn", _("Withdrawn by the customer")
        FOUND = "found", _("Parcel turned up")

    order = models.ForeignKey("shop.Order", on_delete=models.PROTECT, related_name="+")
    shipment = models.ForeignKey("shop.Shipment", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lines = models.ManyToManyField("shop.Line", related_name="+", blank=True)
    case = models.ForeignKey("cases.Case", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    customer_words = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind", "shipment"],
                condition=Q(state="open", shipment__isnull=False),
                name="one_open_claim_per_parcel_and_kind",
            ),
            models.UniqueConstraint(
                fields=["order", "kind"],
                condition=Q(state="open", shipment__isnull=True),
                name="one_open_claim_per_order_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="a_claim_ends_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, order {self.order_id}"


class Remedy(models.Model):
    """One thing done, or about to be done, for the customer, with the decision it rests on.

    The decision (version, clauses, reasons, facts, verdict) is written once. `idempotency_key` makes pressing twice
    harmless. A claim is made whole once: by a refund or by a replacement, never both.
    """

    class Kind(models.TextChoices):
        """What is done."""

        REFUND = "refund", _("Refund")
        REPLACEMENT = "replacement", _("Replacement")
        CREDIT = "credit", _("Goodwill credit")

    class State(models.TextChoices):
        """How far it is. Unknown: the payment provider has not said yet; we ask again until it does."""

        PROPOSED = "proposed", _("Waits for a second person")
        RESERVED = "reserved", _("On its way")
        DONE = "done", _("Done")
        UNKNOWN = "unknown", _("On its way, not confirmed yet")
        FAILED = "failed", _("Did not go through")
        CANCELLED = "cancelled", _("Called off")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="remedies")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices)
    idempotency_key = models.CharField(max_length=100, unique=True)
    shipping_minor = models.BigIntegerField(default=0, help_text="How much of a refund is for shipping.")
    refunds = models.ManyToManyField("shop.Refund", related_name="+", blank=True)
    shipment = models.ForeignKey("shop.Shipment", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Of a credit: when it lapses.")

    policy_version = models.ForeignKey("policies.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    clauses = models.JSONField(default=list, help_text='As in [{"number": "2.1", "title": "Lost parcels"}].')
    reasons = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    verdict = models.CharField(max_length=20)

    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    granted_by_label = models.CharField(max_length=200)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "remedies"
        ordering = ["granted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(kind__in=WHOLE_MAKING, state__in=LIVE),
                name="a_claim_is_made_whole_once",
            ),
            models.UniqueConstraint(
                fields=["claim", "kind"],
                condition=Q(state__in=LIVE),
                name="one_live_remedy_of_a_kind_per_claim",
            ),
            models.CheckConstraint(
                condition=Q(shipping_minor__gte=0, amount_minor__gte=F("shipping_minor")), name="remedy_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "failed", "cancelled"))
                | Q(verdict="allowed")
                | Q(approved_by__isnull=False),
                name="only_what_is_allowed_or_approved_is_done",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(granted_by=None) | ~Q(approved_by=F("granted_by")),
                name="four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"

    @property
    def amount(self) -> Money:
        """What it is worth to the customer."""
        return Money(self.amount_minor, self.currency)


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
