"""The shape of the shop's files, `products.json`, `users.json` and `orders.json`: what a record may hold.

Reading stops at nothing: every problem is gathered with its file, record and field, so that one look mends them all.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from evenhand.core.api import InvalidInput, Money, environment
from evenhand.shop.addresses import Address

SHOWN_PROBLEMS = 10


class BrokenFiles(InvalidInput):
    """The files are not as they have to be. Nothing was taken in."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        more = len(problems) - SHOWN_PROBLEMS
        lines = [*problems[:SHOWN_PROBLEMS], *([f"… and {more} more"] if more > 0 else [])]
        super().__init__("\n".join(["Nothing was taken in: the files need mending first.", *lines]))


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("must be a number")
    return Decimal(value)


def _in_minor_units(value: Decimal) -> Decimal:
    Money.from_decimal(value, environment().currency)
    return value


def _mail_address(value: str) -> str:
    try:
        validate_email(value)
    except DjangoValidationError:
        raise ValueError(f"{value!r} is no mail address") from None
    return value


Name = Annotated[str, Field(min_length=1, max_length=100)]
Title = Annotated[str, Field(min_length=1, max_length=300)]
SignedAmount = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(allow_inf_nan=False, gt=-(10**12), lt=10**12),
    AfterValidator(_in_minor_units),
]
Amount = Annotated[SignedAmount, Field(ge=0)]


class Record(BaseModel):
    """What all records share: nothing is guessed, and a field that nobody knows is a problem."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def as_kept(self) -> str:
        """What it says, as text by which a change is seen."""
        return self.model_dump_json()


class AddressRecord(Record):
    """A postal address."""

    address1: str
    address2: str
    city: str
    state: str
    country: str
    zip: str

    def to_address(self) -> Address:
        """The address as the house keeps it."""
        return Address(self.address1, self.address2, self.city, self.state, self.zip, self.country)


class VariantRecord(Record):
    """A variant on offer."""

    item_id: Name
    options: dict[str, str]
    available: bool
    price: Amount


class ProductRecord(Record):
    """A product with its variants by number."""

    product_id: Name
    name: Title
    variants: dict[str, VariantRecord]


class PersonName(Record):
    """A customer's name."""

    first_name: Annotated[str, Field(max_length=100)]
    last_name: Annotated[str, Field(max_length=100)]


class MethodRecord(Record):
    """A means of payment; `balance` is a gift card's."""

    id: Name
    source: Literal["credit_card", "paypal", "gift_card", "bank_transfer"]
    brand: Annotated[str, Field(max_length=30)] = ""
    last_four: Annotated[str, Field(max_length=4)] = ""
    balance: Amount | None = None


class UserRecord(Record):
    """A customer, with means of payment by number, and the numbers of their orders."""

    name: PersonName
    address: AddressRecord
    email: Annotated[str, Field(max_length=254), AfterValidator(_mail_address)]
    payment_methods: dict[str, MethodRecord]
    orders: list[str]
    phone: Annotated[str, Field(max_length=60)] | None = None

    def as_kept(self) -> str:
        """As before there were telephone numbers, where there is none: what was taken in then has not changed."""
        return self.model_dump_json(exclude={"phone"} if self.phone is None else None)


class ItemRecord(Record):
    """One piece in an order, as it was sold."""

    name: Title
    product_id: Name
    item_id: Name
    price: Amount
    options: dict[str, str]


class FulfillmentRecord(Record):
    """A parcel, its tracking numbers and the pieces in it."""

    tracking_id: Annotated[list[Name], Field(min_length=1)]
    item_ids: list[str]


class TransactionRecord(Record):
    """Money that came in or went back."""

    transaction_type: Literal["payment", "refund"]
    amount: Amount
    payment_method_id: Name


Status = Literal[
    "pending",
    "pending (item modified)",
    "processed",
    "delivered",
    "cancelled",
    "return requested",
    "exchange requested",
]


class OrderRecord(Record):
    """An order. The last six fields are there after a cancellation, a return or an exchange."""

    order_id: Annotated[str, Field(min_length=1, max_length=50)]
    user_id: Name
    address: AddressRecord
    items: Annotated[list[ItemRecord], Field(max_length=1000)]
    fulfillments: list[FulfillmentRecord]
    status: Status
    payment_history: list[TransactionRecord]
    cancel_reason: Annotated[str, Field(max_length=200)] | None = None
    return_items: list[str] | None = None
    return_payment_method_id: str | None = None
    exchange_items: list[str] | None = None
    exchange_new_items: list[str] | None = None
    exchange_payment_method_id: str | None = None
    exchange_price_difference: SignedAmount | None = None


@dataclass(frozen=True)
class ShopFiles:
    """The three files, read and found sound, each record under its number."""

    products: dict[str, ProductRecord]
    users: dict[str, UserRecord]
    orders: dict[str, OrderRecord]

    def __len__(self) -> int:
        return len(self.products) + len(self.users) + len(self.orders)


def read_shop_files(folder: Path) -> ShopFiles:
    """Read and check all three files. Raises BrokenFiles with every problem found."""
    problems: list[str] = []
    files = ShopFiles(
        products=_read(folder / "products.json", ProductRecord, problems),
        users=_read(folder / "users.json", UserRecord, problems),
        orders=_read(folder / "orders.json", OrderRecord, problems),
    )
    if not problems:
        problems.extend(_contradictions(files))
    if problems:
        raise BrokenFiles(problems)
    return files


R = TypeVar("R", bound=Record)


def _read(path: Path, record: type[R], problems: list[str]) -> dict[str, R]:
    try:
        content = json.loads(
            path.read_text(encoding="utf-8"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_no_name_twice,
        )
    except FileNotFoundError:
        problems.append(f"{path.name}: there is no such file in {path.parent}")
        return {}
    except (OSError, ValueError, RecursionError) as problem:
        problems.append(f"{path.name}: cannot be read as JSON: {problem}")
        return {}
    if not isinstance(content, dict):
        problems.append(f"{path.name}: must be an object that holds each record under its number")
        return {}
    return dict(_records(path.name, content, record, problems))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        twice = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
        raise ValueError(f"{twice[0]!r} stands twice in one place")
    return found


def _records(file: str, content: dict[str, Any], record: type[R], problems: list[str]) -> Iterator[tuple[str, R]]:
    for key, value in content.items():
        try:
            yield key, record.model_validate(value)
        except ValidationError as error:
            for each in error.errors():
                field = ".".join(str(part) for part in each["loc"])
                message = each["msg"].removeprefix("Value error, ")
                problems.append(f"{file}, record {key}{f', field {field}' if field else ''}: {message}")


def _contradictions(files: ShopFiles) -> Iterator[str]:
    yield from _in_products(files)
    yield from _in_users(files)
    yield from _in_orders(files)


def _in_products(files: ShopFiles) -> Iterator[str]:
    owners: dict[str, str] = {}
    for key, product in files.products.items():
        where = f"products.json, record {key}"
        if product.product_id != key:
            yield f"{where}, field product_id: is {product.product_id!r}, not the record's own number"
        for item, variant in product.variants.items():
            if variant.item_id != item:
                yield f"{where}, field variants.{item}.item_id: is {variant.item_id!r}, not the variant's own number"
            if item in owners:
                yield f"{where}, field variants.{item}: belongs to product {owners[item]} already"
            owners[item] = key


def _in_users(files: ShopFiles) -> Iterator[str]:
    addresses: dict[str, str] = {}
    for key, user in files.users.items():
        where = f"users.json, record {key}"
        if not 0 < len(key) <= 100:
            yield f"{where}: a customer's number has 1 to 100 characters"
        if (owner := addresses.setdefault(user.email.lower(), key)) != key:
            yield f"{where}, field email: is the address of {owner} already"
        for name, method in user.payment_methods.items():
            if method.id != name:
                yield f"{where}, field payment_methods.{name}.id: is {method.id!r}, not the method's own number"
            if (method.balance is not None) != (method.source == "gift_card"):
                yield f"{where}, field payment_methods.{name}.balance: gift cards have one, and nothing else has"
        for number in user.orders:
            if number not in files.orders:
                yield f"{where}, field orders: there is no order {number} in orders.json"
            elif files.orders[number].user_id != key:
                yield f"{where}, field orders: {number} belongs to {files.orders[number].user_id}"


def _in_orders(files: ShopFiles) -> Iterator[str]:
    products_of = {item: key for key, product in files.products.items() for item in product.variants}
    for key, order in files.orders.items():
        where = f"orders.json, record {key}"
        if order.order_id != key:
            yield f"{where}, field order_id: is {order.order_id!r}, not the record's own number"
        for place, item in enumerate(order.items):
            if products_of.get(item.item_id) != item.product_id:
                yield f"{where}, field items.{place}.item_id: product {item.product_id} has no item {item.item_id}"
        for field, problem in _in_order(order, files, products_of):
            yield f"{where}, field {field}: {problem}"


def _in_order(order: OrderRecord, files: ShopFiles, products_of: dict[str, str]) -> Iterator[tuple[str, str]]:
    user = files.users.get(order.user_id)
    if user is None:
        yield "user_id", f"there is no user {order.user_id} in users.json"
        return
    pieces = Counter(item.item_id for item in order.items)
    for place, parcel in enumerate(order.fulfillments):
        if Counter(parcel.item_ids) - pieces:
            yield f"fulfillments.{place}.item_ids", "names a piece that is not in the order"
    for place, transaction in enumerate(order.payment_history):
        if transaction.payment_method_id not in user.payment_methods:
            yield f"payment_history.{place}.payment_method_id", f"is none of {order.user_id}'s"
    kinds = {transaction.transaction_type for transaction in order.payment_history}
    if kinds == {"refund"} or _sum(order, "refund") > _sum(order, "payment"):
        yield "payment_history", "more went back than came in"
    yield from _in_return(order, user, pieces, products_of)


def _sum(order: OrderRecord, kind: str) -> Decimal:
    return sum((each.amount for each in order.payment_history if each.transaction_type == kind), Decimal(0))


def _in_return(
    order: OrderRecord, user: UserRecord, pieces: Counter[str], products_of: dict[str, str]
) -> Iterator[tuple[str, str]]:
    for name in ("return", "exchange"):
        items: list[str] | None = getattr(order, f"{name}_items")
        method: str | None = getattr(order, f"{name}_payment_method_id")
        if (items is not None) != (order.status == f"{name} requested"):
            yield f"{name}_items", f"is there where the status is '{name} requested', and only there"
        elif items is not None and Counter(items) - pieces:
            yield f"{name}_items", "names a piece that is not in the order"
        if (method is not None) != (items is not None) or (method and method not in user.payment_methods):
            yield f"{name}_payment_method_id", f"must be one of {order.user_id}'s, beside {name}_items"
    if order.exchange_items is not None and _products(order.exchange_items, products_of) != _products(
        order.exchange_new_items or [], products_of
    ):
        yield "exchange_new_items", "must be as many as exchange_items, each of the same product"


def _products(items: list[str], products_of: dict[str, str]) -> Counter[str | None]:
    return Counter(products_of.get(item) for item in items)
