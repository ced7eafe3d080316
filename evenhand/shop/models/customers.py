"""Who buys, and by which means they pay."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand.shop.addresses import Address


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
