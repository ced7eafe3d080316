"""Writes: comparing our ledger with a provider's report; the result is kept and can be made again later."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from evenhand.core.api import Actor, InvalidInput, NotFound, action, record, site_calendar, site_day
from evenhand.remedies.ledger import Kind
from evenhand.remedies.matching import Compared, Movement, compared
from evenhand.remedies.models import Charge, LedgerPosting, LedgerTransaction, Reconciliation, ReconciliationLine
from evenhand.remedies.reports import Report, UnreadableReport, read_report
from evenhand.remedies.statements import refuse_outsiders
from evenhand.shop.api import Payment, Refund

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The days that are compared, both included; None: from the report's first to its last."""

    since: datetime.date | None = None
    until: datetime.date | None = None


def compare_report(
    *, raw: bytes, file_name: str, span: Span, key: str, actor: Actor, now: datetime.datetime
) -> Reconciliation:
    """Compare a provider's CSV with our ledger. The same `key` again answers what was made. Raises InvalidInput."""
    refuse_outsiders(actor)
    try:
        report = read_report(raw)
    except UnreadableReport as problem:
        raise InvalidInput(str(problem)) from None
    if not report.rows and not (span.since and span.until):
        raise InvalidInput("This report has no rows about refunds or chargebacks. Name the days that it is about.")
    return _compare(report=report, file_name=file_name, span=span, key=key, actor=actor, now=now)


def compare_again(*, earlier: Reconciliation, key: str, actor: Actor, now: datetime.datetime) -> Reconciliation:
    """Compare the same report with the ledger as it is now. The earlier result stays as it was."""
    refuse_outsiders(actor)
    span = Span(earlier.since, earlier.until)
    report = Report.from_json(earlier.report)
    return _compare(report=report, file_name=earlier.file_name, span=span, key=key, actor=actor, now=now)


@action
def _compare(
    *, report: Report, file_name: str, span: Span, key: str, actor: Actor, now: datetime.datetime
) -> Reconciliation:
    days = [site_day(row.when) for row in report.rows]
    made, is_new = Reconciliation.objects.get_or_create(
        key=key,
        defaults={
            "provider": report.provider,
            "file_name": file_name[:200],
            "report": report.to_json(),
            "since": span.since or min(days),
            "until": span.until or max(days),
            "left_aside": report.left_aside,
            "made_at": now,
            "made_by_id": actor.account_id,
            "made_by_label": actor.label[:200],
        },
    )
    if not is_new:
        return made
    if made.since > made.until:
        raise InvalidInput("The first day has to come before the last.")
    since, before = site_calendar().start_of(made.since), site_calendar().start_of(made.until + DAY)
    found = compared(list(_movements()), report.rows, since, before)
    ReconciliationLine.objects.bulk_create((_line(made, each) for each in found), batch_size=500)
    counted = outcome_totals(made)
    record(actor=actor, verb="remedies.compare_report", subject=f"reconciliation:{made.pk}", now=now, outcomes=counted)
    return made


def _movements() -> Iterator[Movement]:
    """Everything that moved at the provider, by our ledger. All of it: a report may tell of a day long after."""
    postings = LedgerPosting.objects.filter(account__kind=Kind.PROVIDER_CLEARING, transaction__isnull=False)
    references = dict(Refund.objects.exclude(reference="").values_list("pk", "reference"))
    for posting in postings.select_related("transaction__remedy", "transaction__dispute").order_by("pk").iterator():
        kind, names = _known_as(posting.transaction, posting.amount_minor, references)
        yield Movement(
            names=names,
            kind=kind,
            minor=posting.amount_minor,
            currency=posting.currency,
            at=posting.transaction.at,
            remedy_id=posting.transaction.remedy_id,
            dispute_id=posting.transaction.dispute_id,
        )


def _known_as(transaction: LedgerTransaction, minor: int, references: dict[int, str]) -> tuple[str, tuple[str, ...]]:
    if transaction.dispute is not None:
        kind = "chargeback" if minor < 0 else "chargeback_won"
        return kind, _names(transaction.dispute.reference, transaction.dispute.key)
    remedy_key, step, number = _parts(transaction.idempotency_key)
    if step in ("settle", "bounce"):
        kind = "refund" if step == "settle" else "refund_failure"
        return kind, _names(references.get(int(number), ""), f"{remedy_key}:{number}")
    charges = Charge.objects.select_related("payment").filter(pk=int(number)) if step == "charge" else ()
    return "charge", _names(*(name for each in charges for name in (_reference(each.payment), each.key)))


def _reference(payment: Payment | None) -> str:
    return payment.reference if payment else ""


def _parts(key: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"(.*):(\w+):(\d+)", key)
    return (found[1], found[2], found[3]) if found else (key, "", "")


def _names(*names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name)


def _line(made: Reconciliation, each: Compared) -> ReconciliationLine:
    ours, theirs = each.ours, each.theirs
    names = (theirs.names if theirs else ()) or (ours.names if ours else ())
    currency = theirs.currency if theirs else ours.currency if ours else ""
    same_currency = ours is not None and ours.currency == currency
    return ReconciliationLine(
        reconciliation=made,
        outcome=each.outcome,
        kind=theirs.kind if theirs else ours.kind if ours else "",
        name=names[0][:220] if names else "",
        currency=currency,
        our_minor=ours.minor if ours and same_currency else None,
        their_minor=theirs.minor if theirs else None,
        at=theirs.when if theirs else ours.at if ours else made.made_at,
        line=theirs.line if theirs else None,
        remedy_id=ours.remedy_id if ours else None,
        dispute_id=ours.dispute_id if ours else None,
    )


def outcome_totals(made: Reconciliation) -> dict[str, int]:
    """How many lines came out in which way."""
    counted = dict(made.lines.values_list("outcome").annotate(number=Count("pk")).order_by())
    return {outcome: counted.get(outcome, 0) for outcome in ReconciliationLine.Outcome.values}


def reconciliation_for(actor: Actor, reconciliation_id: int) -> Reconciliation:
    """One comparison, to those who look after the money. Raises NotFound."""
    refuse_outsiders(actor)
    made = Reconciliation.objects.select_related("made_by").filter(pk=reconciliation_id).first()
    if made is None:
        raise NotFound
    return made
