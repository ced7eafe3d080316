"""What was bought, what was paid for it, what goes back."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import Money
from evenhand.shop.addresses import Address
from evenhand.shop.models.catalogue import Seller, Variant
from evenhand.shop.models.customers import Customer, PaymentMethod


class Order(models.Model):
    """One purchase. `placed_at` is None where the shop did not say when."""

    class Status(models.TextChoices):
        """How far the order is."""

        PENDING = "pending", _("Being prepared")
        PENDING_MODIFIED = "pending_modified", _("Being prepared, items changed")
        PROCESSED = "processed", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", _("Cancelled")
        RETURN_REQUESTED = "return_requested", _("Return requested")
        EXCHANGE_REQUESTED = "exchange_requested", _("Exchange requested")

    number = models.CharField(max_length=50, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, null=True, blank=True, related_name="orders")
    placed_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PENDING)
    address = models.JSONField(default=dict, blank=True)
    currency = models.CharField(max_length=3)
    shipping_fee_minor = models.BigIntegerField(default=0)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(shipping_fee_minor__gte=0), name="shipping_not_negative")]

    def __str__(self) -> str:
        return self.number

    @property
    def ships_to(self) -> Address | None:
        """Where it goes."""
        return Address.from_json(self.address)

    @property
    def is_pending(self) -> bool:
        """Whether nothing has left yet."""
        return self.status in (self.Status.PENDING, self.Status.PENDING_MODIFIED)


class Line(models.Model):
    """One piece in an order, as it was sold: name, options and price stay what they were on that day."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    item_external_id = models.CharField(max_length=100, blank=True)
    product_external_id = models.CharField(max_length=100, blank=True)
    product_name = models.CharField(max_length=300)
    options = models.JSONField(default=dict)
    price_minor = models.BigIntegerField()
    reduced_minor = models.BigIntegerField(default=0, help_text="How much of the price was given back afterwards.")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="line_price_not_negative"),
            models.CheckConstraint(
                condition=Q(reduced_minor__gte=0, price_minor__gte=F("reduced_minor")),
                name="a_price_is_reduced_to_nothing_at_most",
            ),
            models.UniqueConstraint(fields=["order", "position"], name="a_place_in_an_order_is_taken_once"),
        ]

    def __str__(self) -> str:
        return self.product_name

    @property
    def left_minor(self) -> int:
        """What it cost, but for what was given back of its price."""
        return self.price_minor - self.reduced_minor


class Payment(models.Model):
    """Money that came in for an order, and how much of it went, or is on its way, back.

    The database refuses that more goes back than came in.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+")
    captured_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField(default=0)
    refund_pending_minor = models.BigIntegerField(default=0)
    held_back_minor = models.BigIntegerField(default=0, help_text="What the customer's bank took back, or holds.")
    currency = models.CharField(max_length=3)
    at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True, help_text="The payment provider's number for it.")
    position = models.PositiveSmallIntegerField(help_text="Its place in the order's history of payments and refunds.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    captured_minor__gte=0, refunded_minor__gte=0, refund_pending_minor__gte=0, held_back_minor__gte=0
                ),
                name="payment_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(captured_minor__gte=F("refunded_minor") + F("refund_pending_minor")),
                name="never_refund_more_than_captured",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.captured} by {self.method}"

    @property
    def captured(self) -> Money:
        """What came in."""
        return Money(self.captured_minor, self.currency)

    @property
    def refunded(self) -> Money:
        """What went back."""
        return Money(self.refunded_minor, self.currency)

    @property
    def refundable(self) -> Money:
        """What may still go back: nothing that the bank gave, or may give, to the customer already."""
        gone = self.refunded_minor + self.refund_pending_minor + self.held_back_minor
        return Money(max(0, self.captured_minor - gone), self.currency)


class Refund(models.Model):
    """Money that goes back from one payment: reserved first, then settled, or released when it did not leave.

    It usually returns by the means it came; `method` says where it goes. `key` makes asking twice harmless.
    """

    class State(models.TextChoices):
        """How far it is."""

        PENDING = "pending", _("On its way")
        SETTLED = "settled", _("Paid back")
        RELEASED = "released", _("Did not leave")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    key = models.CharField(max_length=100)
    reference = models.CharField(max_length=200, blank=True, help_text="The payment provider's number for it.")
    reserved_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(help_text="Its place in the order's history of payments and refunds.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "key"], name="one_refund_per_key"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="refund_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} back to {self.method}"


class ReturnRequest(models.Model):
    """That a customer wants to send pieces back, for money or for others in their place."""

    class Kind(models.TextChoices):
        """What they want instead."""

        RETURN = "return", _("Return")
        EXCHANGE = "exchange", _("Exchange")

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("Waits for the goods")
        RECEIVED = "received", _("Goods are back")
        CALLED_OFF = "called_off", _("Called off")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="return_requests")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+")
    price_difference_minor = models.BigIntegerField(
        null=True, blank=True, help_text="Of an exchange: what the new pieces cost more; negative when they cost less."
    )
    requested_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(state="open"), name="one_open_return_per_order")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.order_id}"


class ReturnedLine(models.Model):
    """One piece that comes back, and the variant that goes out in its place when it is an exchange."""

    request = models.ForeignKey(ReturnRequest, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="returns")
    new_variant = models.ForeignKey(Variant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_live = models.BooleanField(default=True, help_text="Not once called off, nor when another piece took its place.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(is_live=True), name="a_piece_comes_back_once")
        ]

    def __str__(self) -> str:
        return f"{self.line_id} of {self.request_id}"
