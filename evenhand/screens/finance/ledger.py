"""The ledger as a page and as a file."""

import csv
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.core.api import now, site_day
from evenhand.people.api import Role, actor_of, roles_required
from evenhand.remedies.api import ExportRow, ledger_balances, ledger_rows, ledger_transactions, transaction_view
from evenhand.screens.finance.forms import LedgerForm

for_finance = roles_required(Role.FINANCE, Role.ADMINISTRATOR)
PER_PAGE = 50
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = (
    *("at", "transaction", "description", "account", "owner", "order", "remedy", "remedy_id"),
    *("amount_minor", "amount", "currency", "actor", "key"),
)


@require_safe
@for_finance
def ledger(request: HttpRequest) -> HttpResponse:
    """Balances by account and currency, and the transactions behind them."""
    form, actor = LedgerForm(request.GET), actor_of(request)
    wanted = form.wanted()
    page = Paginator(ledger_transactions(actor, wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "balances": ledger_balances(actor, wanted),
        "page": page,
        "transactions": [transaction_view(each) for each in page],
        "query": request.GET.urlencode(),
    }
    return render(request, "screens/finance/ledger.html", context)


@require_safe
@for_finance
def download(request: HttpRequest) -> StreamingHttpResponse:
    """Every posting that is meant, as CSV, in minor units and in decimals."""
    name = f"ledger-{site_day(now()).isoformat()}.csv"
    lines = _lines(ledger_rows(actor_of(request), LedgerForm(request.GET).wanted()))
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(rows: Iterator[ExportRow]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow(_cells(row))


def _cells(row: ExportRow) -> tuple[str | int, ...]:
    transaction, posting = row.transaction, row.posting
    return (
        transaction.at.isoformat(),
        transaction.id,
        safe_cell(transaction.description),
        posting.account,
        safe_cell(posting.owner),
        safe_cell(transaction.order_number),
        safe_cell(transaction.remedy_words),
        transaction.remedy_id or "",
        posting.amount.minor,
        str(posting.amount.decimal),
        posting.amount.currency,
        safe_cell(transaction.actor),
        safe_cell(transaction.key),
    )


def safe_cell(text: str) -> str:
    """Words that no spreadsheet takes for a formula: OWASP's rule, an apostrophe before what looks like one."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_SIGNS) else text
