"""Sellers, drivers, and what is on offer."""

from django.db import models
from django.db.models import Q

from evenhand.core.api import Money


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
