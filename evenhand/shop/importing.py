"""Writes: taking in the shop's files. Everything or nothing; a record that stands as it stood is left alone."""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from evenhand.core.api import Actor, Money, action, environment, publish, record
from evenhand.people.api import customers_for_addresses
from evenhand.shop.events import NumbersImported
from evenhand.shop.importing_orders import apply_orders, hold_orders
from evenhand.shop.models import Customer, ImportedRecord, PaymentMethod, Product, Variant
from evenhand.shop.shape import BrokenFiles, ProductRecord, Record, ShopFiles, UserRecord

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class ImportCounts:
    """How many records of one kind were new, changed, or as they stood."""

    kind: str
    new: int
    changed: int
    same: int


@action
def import_shop(
    *,
    files: ShopFiles,
    actor: Actor,
    now: datetime.datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[ImportCounts, ...]:
    """Take in products, customers and orders. `progress` hears how many records are done at each step.

    A record that changed since it was last taken in is made as the file says; refunds that we gave, returns of ours
    that are open, and pieces that we promised something about stay.
    """
    imports = [_Import(kind, progress) for kind in ("product", "user", "order")]
    products, users, orders = imports
    wanted = dict(orders.pending(files.orders))
    hold_orders(wanted)
    for key, product in products.pending(files.products):
        _apply_product(key, product)
    _apply_users(dict(users.pending(files.users)), actor, now)
    apply_orders(wanted.values())
    counts = tuple(each.finish() for each in imports)
    if any(each.new or each.changed for each in counts):
        taken_in = [[each.kind, each.new, each.changed] for each in counts]
        record(actor=actor, verb="shop.import_shop", subject="shop:import", now=now, taken_in=taken_in)
    return counts


class _Import:
    """One kind of record on its way in: what is known of it, and what was met."""

    def __init__(self, kind: str, progress: Callable[[int], None]) -> None:
        self.kind = kind
        self.progress = progress
        self.known = dict(ImportedRecord.objects.filter(kind=kind).values_list("external_id", "sha256"))
        self.met: dict[str, str] = {}
        self.same = 0

    def pending(self, records: Mapping[str, R]) -> Iterator[tuple[str, R]]:
        """The records that are new or changed."""
        for key, each in records.items():
            sha256 = hashlib.sha256(each.as_kept().encode()).hexdigest()
            if self.known.get(key) == sha256:
                self.same += 1
            else:
                yield key, each
                self.met[key] = sha256
            self.progress(1)

    def finish(self) -> ImportCounts:
        """Remember what was met."""
        ImportedRecord.objects.bulk_create(
            [ImportedRecord(kind=self.kind, external_id=key, sha256=sha256) for key, sha256 in self.met.items()],
            update_conflicts=True,
            unique_fields=["kind", "external_id"],
            update_fields=["sha256"],
        )
        new = sum(key not in self.known for key in self.met)
        return ImportCounts(self.kind, new, len(self.met) - new, self.same)


def _apply_product(key: str, product: ProductRecord) -> None:
    row, _ = Product.objects.update_or_create(external_id=key, defaults={"name": product.name})
    currency = environment().currency
    taken = Variant.objects.filter(external_id__in=product.variants).exclude(product=row).first()
    if taken is not None:
        raise BrokenFiles([f"products.json, record {key}, field variants.{taken.external_id}: is another product's"])
    Variant.objects.bulk_create(
        [
            Variant(
                product=row,
                external_id=item,
                options=variant.options,
                price_minor=Money.from_decimal(variant.price, currency).minor,
                currency=currency,
                is_available=variant.available,
            )
            for item, variant in product.variants.items()
        ],
        update_conflicts=True,
        unique_fields=["external_id"],
        update_fields=["options", "price_minor", "currency", "is_available"],
    )
    row.variants.exclude(external_id__in=product.variants).update(is_available=False)


def _apply_users(pending: dict[str, UserRecord], actor: Actor, now: datetime.datetime) -> None:
    names = {user.email: f"{user.name.first_name} {user.name.last_name}".strip() for user in pending.values()}
    accounts = customers_for_addresses(names=names, actor=actor, now=now)
    by_number = {customer.external_id: customer for customer in Customer.objects.exclude(external_id="")}
    by_account = {customer.account_id: customer for customer in Customer.objects.filter(account__in=accounts.values())}
    customers = []
    for key, user in pending.items():
        account = accounts[user.email.lower()]
        customer = by_number.get(key) or by_account.get(account.pk) or Customer(external_id=key)
        if customer.external_id not in ("", key):
            taken = f"field email: is the address of {customer.external_id} already"
            raise BrokenFiles([f"users.json, record {key}, {taken}"])
        customer.external_id, customer.account = key, account
        customer.first_name, customer.last_name = user.name.first_name, user.name.last_name
        customer.address = user.address.to_address().to_json()
        customers.append(customer)
    fields = ["external_id", "account", "first_name", "last_name", "address"]
    Customer.objects.bulk_update([customer for customer in customers if customer.pk], fields, batch_size=500)
    Customer.objects.bulk_create([customer for customer in customers if not customer.pk])
    _apply_methods(zip(customers, pending.values(), strict=True))
    numbers = {accounts[user.email.lower()].pk: user.phone for user in pending.values() if user.phone}
    if numbers:
        publish(NumbersImported(numbers=tuple(numbers.items()), at=now))


def _apply_methods(owners: Iterable[tuple[Customer, UserRecord]]) -> None:
    currency = environment().currency
    PaymentMethod.objects.bulk_create(
        [
            PaymentMethod(
                customer=customer,
                external_id=key,
                kind=method.source,
                brand=method.brand,
                last_four=method.last_four,
                balance_minor=None if method.balance is None else Money.from_decimal(method.balance, currency).minor,
                currency=currency,
            )
            for customer, user in owners
            for key, method in user.payment_methods.items()
        ],
        update_conflicts=True,
        unique_fields=["customer", "external_id"],
        update_fields=["kind", "brand", "last_four", "balance_minor", "currency"],
    )
