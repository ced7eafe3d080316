"""What was bought, what was paid for it, and how it travelled."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import Money
from evenhand.shop.addresses import Address


class Seller(models.Model):
    """Somebody who sells on our marketplace; `account` is the person who signs in for them."""

    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=100, blank=True)
    account = models.ForeignKey("people.Account", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_seller_per_external_id"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Driver(models.Model):
    """Somebody who brings parcels to the door."""

    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=100, blank=True)
    account = models.ForeignKey("people.Account", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_driver_per_external_id"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """Something on offer, in one or more variants. `external_id` is its number in the shop."""

    external_id = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=300)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, null=True, blank=True, related_name="products")

    def __str__(self) -> str:
        return self.name


class Variant(models.Model):
    """What can be put in the basket: a product with its options chosen. `stock` is None where nobody counts it."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    external_id = models.CharField(max_length=100, unique=True)
    options = models.JSONField(default=dict)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_available = models.BooleanField(default=True)
    stock = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="variant_price_not_negative"),
            models.CheckConstraint(condition=Q(stock__gte=0), name="stock_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.external_id}"

    @property
    def price(self) -> Money:
        """What one costs now."""
        return Money(self.price_minor, self.currency)

    def has_left(self, pieces: int) -> bool:
        """Whether so many can be sent, as far as anybody counts."""
        return self.is_available if self.stock is None else self.stock >= pieces


class Customer(models.Model):
    """Somebody who buys; the account says who they are and how they sign in."""

    account = models.OneToOneField("people.Account", on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=100, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    address = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_customer_per_external_id"
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.external_id

    @property
    def full_name(self) -> str:
        """First and last name, as far as known."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def home(self) -> Address | None:
        """The address to which orders go unless they say otherwise."""
        return Address.from_json(self.address)


class PaymentMethod(models.Model):
    """A means of payment of one customer. Only what may be shown: never a number that pays."""

    class Kind(models.TextChoices):
        """What it is."""

        CREDIT_CARD = "credit_card", _("Card")
        PAYPAL = "paypal", "PayPal"
        GIFT_CARD = "gift_card", _("Gift card")
        BANK_TRANSFER = "bank_transfer", _("Bank transfer")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="payment_methods")
    external_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    brand = models.CharField(max_length=30, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    balance_minor = models.BigIntegerField(null=True, blank=True, help_text="Of a gift card; empty for others.")
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "external_id"], name="a_method_is_kept_once"),
            models.CheckConstraint(condition=Q(balance_minor__gte=0), name="balance_not_negative"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As its owner knows it: "Visa ending 9212", "PayPal", "Gift card"."""
        if self.last_four:
            brand = self.brand.title() if self.brand else self.get_kind_display()
            return str(_("%(brand)s ending %(last_four)s")) % {"brand": brand, "last_four": self.last_four}
        return str(self.get_kind_display())


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
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="line_price_not_negative"),
            models.UniqueConstraint(fields=["order", "position"], name="a_place_in_an_order_is_taken_once"),
        ]

    def __str__(self) -> str:
        return self.product_name


class Payment(models.Model):
    """Money that came in for an order, and how much of it went, or is on its way, back.

    The database refuses that more goes back than came in.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+")
    captured_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField(default=0)
    refund_pending_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(help_text="Its place in the order's history of payments and refunds.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(captured_minor__gte=0, refunded_minor__gte=0, refund_pending_minor__gte=0),
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
    def refundable(self) -> Money:
        """What may still go back."""
        return Money(self.captured_minor - self.refunded_minor - self.refund_pending_minor, self.currency)


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

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="return_request")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+")
    price_difference_minor = models.BigIntegerField(
        null=True, blank=True, help_text="Of an exchange: what the new pieces cost more; negative when they cost less."
    )
    requested_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} of {self.order_id}"


class ReturnedLine(models.Model):
    """One piece that comes back, and the variant that goes out in its place when it is an exchange."""

    request = models.ForeignKey(ReturnRequest, on_delete=models.CASCADE, related_name="lines")
    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="+")
    new_variant = models.ForeignKey(Variant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.line_id} of {self.request_id}"


class Shipment(models.Model):
    """One parcel. `shipped_at` is when the sender confirmed it; the carrier's own first scan is a fact of its own."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shipments")
    carrier = models.CharField(max_length=100, blank=True)
    tracking = models.CharField(max_length=100, blank=True, db_index=True)
    more_tracking = models.JSONField(default=list, blank=True, help_text="Further numbers of the same consignment.")
    shipped_at = models.DateTimeField(null=True, blank=True)
    promised_from = models.DateField(null=True, blank=True)
    promised_until = models.DateField(null=True, blank=True)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, null=True, blank=True, related_name="shipments")
    address = models.JSONField(default=dict, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacements")
    key = models.CharField(max_length=100, blank=True, help_text="Makes sending a replacement twice harmless.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(promised_from=None) | Q(promised_until=None) | Q(promised_from__lte=F("promised_until")),
                name="a_promise_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_shipment_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking}".strip()

    @property
    def is_replacement(self) -> bool:
        """Whether it was sent in another's place: what the shop says of the order is not about this parcel."""
        return self.key != ""

    @property
    def goes_to(self) -> Address | None:
        """Where it is delivered."""
        return Address.from_json(self.address)


class ShipmentLine(models.Model):
    """That a piece of the order is in this parcel."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="contents")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="placements")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shipment", "line"], name="a_piece_is_in_a_parcel_once")]

    def __str__(self) -> str:
        return f"{self.line_id} in {self.shipment_id}"


class ImportedRecord(models.Model):
    """That a record of the shop's files was taken in, as it stood then: the same again changes nothing."""

    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "external_id"], name="a_record_is_known_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class Scan(models.Model):
    """One thing that happened to a parcel, as the carrier or driver reported it, with what bears it out."""

    class Kind(models.TextChoices):
        """What happened."""

        LABELLED = "labelled", _("Label printed")
        COLLECTED = "collected", _("Handed to the carrier")
        IN_TRANSIT = "in_transit", _("On its way")
        OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
        DELIVERED = "delivered", _("Delivered")
        ATTEMPTED = "attempted", _("Delivery attempted")
        EXCEPTION = "exception", _("Held up")
        RETURNED = "returned", _("Back with the sender")

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="scans")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    place = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    evidence = models.JSONField(default=dict, blank=True, help_text='As in {"photo": "…", "one_time_code": "matched"}.')

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "at", "kind"], name="a_scan_is_kept_once"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="a_place_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
