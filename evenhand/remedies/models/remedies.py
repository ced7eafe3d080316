"""What was done for the customer, and why."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import Money
from evenhand.remedies.models.claims import Claim

WHOLE_MAKING = ("refund", "replacement")
SENDS_BACK = ("return", "exchange")
# One after another: each of these rests on the order as the one before left it.
ONE_AT_A_TIME = ("cancel", "change_address", "change_payment", "change_items", *SENDS_BACK)
UNSETTLED = ("proposed", "requested", "reserved", "unknown")
LIVE = (*UNSETTLED, "done")


class Remedy(models.Model):
    """One thing done, or about to be done, for the customer, with the decision it rests on.

    The decision (version, clauses, reasons, facts, verdict) is written once, and so is the wish: what was asked for.
    `idempotency_key` makes pressing twice harmless. A claim is made whole once: by a refund or by a replacement, never
    both. A change of an order rests on no claim. `amount_minor` is what goes back, or what the goods or credit are
    worth; what is paid for a change stands in its charges.
    """

    class Kind(models.TextChoices):
        """What is done."""

        CANCEL = "cancel", _("Cancellation")
        CHANGE_ADDRESS = "change_address", _("Change of address")
        CHANGE_PAYMENT = "change_payment", _("Change of payment")
        CHANGE_ITEMS = "change_items", _("Change of items")
        RETURN = "return", _("Return")
        EXCHANGE = "exchange", _("Exchange")
        PRICE_ADJUSTMENT = "price_adjustment", _("Price adjustment")
        REFUND = "refund", _("Refund")
        REPLACEMENT = "replacement", _("Replacement")
        CREDIT = "credit", _("Goodwill credit")

    class State(models.TextChoices):
        """How far it is. Unknown: the payment provider has not said yet; we ask again until it does."""

        PROPOSED = "proposed", _("Waits for a second person")
        REQUESTED = "requested", _("Waits for the goods")
        RESERVED = "reserved", _("On its way")
        DONE = "done", _("Done")
        UNKNOWN = "unknown", _("On its way, not confirmed yet")
        FAILED = "failed", _("Did not go through")
        CANCELLED = "cancelled", _("Called off")

    order = models.ForeignKey("shop.Order", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="remedies")
    case = models.ForeignKey("cases.Case", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    wish = models.JSONField(default=dict, blank=True, help_text="Of a change: what was asked for, as it was.")
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
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(kind="cancel", state__in=LIVE),
                name="an_order_is_cancelled_once",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(kind__in=ONE_AT_A_TIME, state__in=UNSETTLED),
                name="one_change_of_an_order_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(claim__isnull=False) | ~Q(kind="replacement"), name="a_replacement_rests_on_a_claim"
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
    def its_claim(self) -> Claim:
        """The claim that it rests on. ValueError for a change of an order, which rests on none."""
        if self.claim is None:
            raise ValueError(f"remedy {self.pk} rests on no claim")
        return self.claim

    @property
    def may_cost(self) -> bool:
        """Whether the customer may have been asked to pay for it; of an exchange that is known when goods are back."""
        return self.kind == Remedy.Kind.EXCHANGE or bool(self.facts.get("charge_minor"))

    @property
    def amount(self) -> Money:
        """What it is worth to the customer."""
        return Money(self.amount_minor, self.currency)
