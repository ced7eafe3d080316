"""The ledger: it balances, whoever writes; what is written stays; and its verification finds what was bent."""

import io
import uuid
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection, transaction

from evenhand.core.api import Actor, Money
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.remedies import api
from evenhand.remedies.ledger import Entry, Kind, UnbalancedLedger, balance, post
from evenhand.shop.api import Order, Payment
from evenhand.shop.testing import MARCH_2, TEST

ROW = """INSERT INTO remedies_ledgertransaction (id, idempotency_key, at, actor_label, description)
         VALUES (%s, %s, %s, %s, %s)"""
POSTING = """INSERT INTO remedies_ledgerposting (transaction_id, account_id, amount_minor, currency)
             VALUES (%s, %s, %s, %s)"""


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def key_of(sealed: uuid.UUID) -> object:
    return sealed if connection.vendor == "postgresql" else sealed.hex


def account(kind: api.LedgerAccount.Kind = Kind.GOODWILL_EXPENSE) -> int:
    return api.LedgerAccount.objects.get_or_create(kind=kind, owner="")[0].pk


def entries(*amounts: Money) -> list[Entry]:
    return [Entry(Kind.GOODWILL_EXPENSE, amount) for amount in amounts]


def written(key: str = "k") -> api.LedgerTransaction:
    both = entries(Money(5, "USD"), Money(-5, "USD"))
    post(key=key, entries=both, description="test", actor=TEST, now=MARCH_2)
    return api.LedgerTransaction.objects.get(idempotency_key=key)


@shared
def refund(house_policies: object, order: Order, agent: Account, actor: Callable[[Account], Actor]) -> api.Remedy:
    """The lost parcel of the cast's customer, refunded."""
    claim = api.open_claim(order=order, kind="lost", actor=actor(agent), now=MARCH_2)
    return api.grant_remedy(claim=claim, kind="refund", key="k", actor=actor(agent), now=MARCH_2)


@pytest.mark.parametrize(
    "amounts",
    [
        (),
        (Money(0, "USD"),),
        (Money(5, "USD"),),
        (Money(5, "USD"), Money(-4, "USD")),
        (Money(5, "USD"), Money(-5, "EUR")),
        (Money(5, "USD"), Money(-5, "USD"), Money(1, "JPY")),
    ],
)
def test_what_does_not_sum_to_zero_in_each_currency_is_not_posted(db: None, amounts: tuple[Money, ...]) -> None:
    with pytest.raises(UnbalancedLedger):
        post(key="k", entries=entries(*amounts), description="test", actor=TEST, now=MARCH_2)
    assert not api.LedgerPosting.objects.exists()


def test_the_same_key_is_posted_once(db: None) -> None:
    assert written() == written()
    assert api.LedgerPosting.objects.count() == 2
    assert balance(Kind.GOODWILL_EXPENSE) == {"USD": 0}


def test_the_database_refuses_to_seal_what_does_not_sum_to_zero(db: None) -> None:
    sealed = uuid.uuid4()
    for postings in ([], [(5, "USD")], [(5, "USD"), (-4, "USD")], [(5, "USD"), (-5, "EUR")]):
        with transaction.atomic():
            for minor, currency in postings:
                sql(POSTING, key_of(sealed), account(), minor, currency)
            with pytest.raises(DatabaseError, match="sum to zero"), transaction.atomic():
                sql(ROW, key_of(sealed), "raw", MARCH_2, "somebody", "raw")
            transaction.set_rollback(True)
    assert not api.LedgerTransaction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_commit_postings_that_nothing_seals() -> None:
    owner = account()
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(POSTING, key_of(uuid.uuid4()), owner, 5, "USD")
    assert not api.LedgerPosting.objects.exists()


def test_the_database_refuses_to_add_to_what_is_sealed(db: None) -> None:
    sealed = written()
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        sql(POSTING, key_of(sealed.pk), account(), 5, "USD")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE remedies_ledgerposting SET amount_minor = amount_minor * 2",
        "UPDATE remedies_ledgertransaction SET description = 'something else'",
    ],
)
def test_the_database_refuses_to_change_what_is_written(db: None, statement: str) -> None:
    written()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement)


def test_postgresql_refuses_to_remove_what_is_written(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's tables are emptied by DELETE between tests: verify_ledger finds removals there")
    written()
    for table in ("remedies_ledgerposting", "remedies_ledgertransaction"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql(f"DELETE FROM {table}")


def test_a_posting_of_nothing_is_refused(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(POSTING, key_of(uuid.uuid4()), account(), 0, "USD")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "replacement"},
        {"kind": "replacement", "state": "unknown"},
        {"kind": "refund", "state": "proposed"},
        {"kind": "credit", "idempotency_key": "k"},
        {"kind": "credit", "verdict": "needs_approval"},
        {"kind": "credit", "verdict": "not_allowed"},
        {"kind": "credit", "amount_minor": -1},
        {"kind": "credit", "shipping_minor": 7221},
    ],
)
def test_the_database_itself_refuses_a_remedy_that_must_not_be(refund: api.Remedy, change: dict[str, object]) -> None:
    second = api.Remedy.objects.get(pk=refund.pk)
    second.pk, second.idempotency_key = None, "another"
    for name, value in change.items():
        setattr(second, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)


def test_the_database_itself_refuses_that_one_person_is_both_pairs_of_eyes(refund: api.Remedy) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("UPDATE remedies_remedy SET approved_by_id = granted_by_id")


def test_the_command_lists_the_balances_and_says_that_all_add_up(refund: api.Remedy) -> None:
    said = io.StringIO()
    call_command("verify_ledger", stdout=said)
    assert "2 transactions with 4 postings: all add up." in said.getvalue()
    assert "$72.20" in said.getvalue()


@pytest.mark.parametrize(
    ("bend", "words"),
    [
        ("UPDATE shop_payment SET refunded_minor = 0", "says 0 back and 0 on its way; its refunds say 7220 and 0 USD"),
        ("UPDATE shop_refund SET amount_minor = 7219", "comes to 7219 USD; the ledger says 7220"),
        ("UPDATE shop_refund SET state = 'released'", "is done with 0 of 7220 USD"),
    ],
)
def test_verification_finds_what_was_bent(refund: api.Remedy, bend: str, words: str) -> None:
    assert Payment.objects.get().refunded_minor == 7220
    sql(bend)
    with pytest.raises(CommandError, match="does not add up") as found:
        call_command("verify_ledger", stdout=io.StringIO())
    assert words in str(found.value)
