"""A payment provider's report, read from CSV: our own shape or Stripe's. Plain values in, plain values out.

Our own shape has the columns `reference, key, kind, amount, currency, at`. Stripe's are those of its itemised balance
and payout reconciliation reports. Both write amounts in major units, money that left as negative.
"""

import csv
import datetime
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation

from evenhand.core.api import Money

OURS = ("reference", "amount", "currency", "at")
STRIPES = ("balance_transaction_id", "reporting_category", "source_id", "gross", "currency")
MOST_ROWS = 200_000

# What Stripe calls what we know of. Anything else (fees, payouts, sales) is left aside, and counted.
STRIPE_KINDS = {
    "refund": "refund",
    "partial_capture_reversal": "refund",
    "refund_failure": "refund_failure",
    "dispute": "chargeback",
    "dispute_reversal": "chargeback_won",
    "charge": "charge",
}
KINDS = frozenset(STRIPE_KINDS.values())


class UnreadableReport(ValueError):
    """The file is no report that we know; the message says where and what."""


@dataclass(frozen=True)
class ReportRow:
    """One movement as the provider tells it. `minor` is negative where money left; `names` say what it is known by."""

    line: int
    names: tuple[str, ...]
    kind: str
    minor: int
    currency: str
    at: str

    @property
    def amount(self) -> Money:
        """What moved."""
        return Money(self.minor, self.currency)

    @property
    def when(self) -> datetime.datetime:
        """When it moved."""
        return datetime.datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Report:
    """A whole report, and how many of its rows are about other things."""

    provider: str
    rows: tuple[ReportRow, ...]
    left_aside: int

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(
            {"provider": self.provider, "rows": [asdict(row) for row in self.rows], "left": self.left_aside}
        )

    @classmethod
    def from_json(cls, kept: str) -> "Report":
        """As it was kept."""
        told = json.loads(kept)
        rows = tuple(ReportRow(**{**row, "names": tuple(row["names"])}) for row in told["rows"])
        return cls(told["provider"], rows, told["left"])


def read_report(raw: bytes) -> Report:
    """The report in a file. Raises UnreadableReport, which names the line."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableReport("This is not text in UTF-8. Export it as CSV and try again.") from None
    lines = csv.DictReader(io.StringIO(text), restkey="", restval="")
    header = [name.strip() for name in lines.fieldnames or ()]
    lines.fieldnames = header
    if set(STRIPES) <= set(header):
        return _read("stripe", lines, _stripes)
    if set(OURS) <= set(header):
        return _read("own", lines, _ours)
    raise UnreadableReport(
        f"These columns are missing: {', '.join(name for name in OURS if name not in header)}. "
        f"A report has the columns {', '.join(OURS)}, or those of Stripe's itemised reports."
    )


Reader = Callable[[int, Mapping[str, str]], ReportRow | None]


def _read(provider: str, lines: "csv.DictReader[str]", read: Reader) -> Report:
    rows: list[ReportRow] = []
    left_aside = 0
    try:
        for row in lines:
            found = read(lines.line_num, row)
            left_aside += found is None
            if found is not None:
                rows.append(found)
            if len(rows) > MOST_ROWS:
                raise UnreadableReport(f"This has more than {MOST_ROWS:,} rows. Export a shorter time and try again.")
    except csv.Error as problem:
        raise UnreadableReport(f"Line {lines.line_num} is not CSV: {problem}.") from None
    return Report(provider, tuple(rows), left_aside)


def _ours(line: int, row: Mapping[str, str]) -> ReportRow | None:
    kind = row.get("kind", "").strip() or "refund"
    if kind not in KINDS:
        return None
    names = _names(row, "reference", "key")
    return _row(line, names, kind, (row["amount"], row["currency"]), row["at"])


def _stripes(line: int, row: Mapping[str, str]) -> ReportRow | None:
    kind = STRIPE_KINDS.get(row["reporting_category"].strip())
    if kind is None:
        return None
    names = _names(row, "source_id", "refund_metadata[evenhand_key]", "payment_metadata[evenhand_key]")
    if kind == "charge":
        names += _names(row, "payment_intent_id")
    amount, currency = row["gross"], row["currency"]
    if row.get("customer_facing_amount", "").strip():
        # What the customer paid in; `gross` is what it came to in the currency of the account.
        sign = "-" if amount.strip().startswith("-") else ""
        amount, currency = sign + row["customer_facing_amount"].strip().lstrip("-"), row["customer_facing_currency"]
    return _row(line, names, kind, (amount, currency), row.get("created_utc") or row.get("created") or "")


def _names(row: Mapping[str, str], *columns: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for column in columns if (name := row.get(column, "").strip())))


def _row(line: int, names: tuple[str, ...], kind: str, amount: tuple[str, str], at: str) -> ReportRow:
    number, currency = amount
    code = currency.strip().upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise UnreadableReport(f"Line {line}: {currency!r} is no currency. Write it as in EUR.")
    try:
        money = Money.from_decimal(_decimal(number), code)
    except (ValueError, InvalidOperation):
        raise UnreadableReport(f"Line {line}: {number!r} is no amount in {code}. Write it as in -12.50.") from None
    return ReportRow(line, names, kind, money.minor, code, _time(line, at).isoformat())


def _decimal(amount: str) -> Decimal:
    value = Decimal(amount.strip())
    if not value.is_finite() or abs(value) > Decimal(10) ** 12:
        raise InvalidOperation
    return value


def _time(line: int, at: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(at.strip())
    except ValueError:
        raise UnreadableReport(f"Line {line}: {at!r} is no time. Write it as in 2026-03-02 12:00:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
