"""Comparing the ledger with what a payment provider reports."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.core.api import InvalidInput, asked_words, now
from evenhand.people.api import actor_of
from evenhand.remedies.api import (
    ReconciliationLine,
    Span,
    compare_again,
    compare_report,
    made_reconciliations,
    new_key,
    outcome_totals,
    reconciliation_for,
    reconciliation_lines,
)
from evenhand.screens.finance.forms import ReportForm
from evenhand.screens.finance.ledger import for_finance

PER_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@for_finance
def reconciliations(request: HttpRequest) -> HttpResponse:
    """What was compared, the latest first, and a form for another report."""
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            made = compare_report(
                raw=chosen["report"],
                file_name=form.file_name,
                span=Span(chosen["since"], chosen["until"]),
                key=chosen["key"],
                actor=actor_of(request),
                now=now(),
            )
            return redirect("finance:reconciliation", made.pk)
        except InvalidInput as problem:
            form.add_error("report", _(problem.message))
    page = Paginator(made_reconciliations(actor_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, outcome_totals(each)) for each in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "screens/finance/reconciliations.html", context, status=422 if form.errors else 200)


@require_safe
@for_finance
def reconciliation(request: HttpRequest, reconciliation_id: int) -> HttpResponse:
    """One comparison: what needs a look first, every line with its remedy."""
    made = reconciliation_for(actor_of(request), reconciliation_id)
    counted = outcome_totals(made)
    chosen = request.GET.get("outcome", "")
    if chosen not in counted:
        chosen = next((outcome for outcome, number in counted.items() if number), "matched")
    page = Paginator(reconciliation_lines(made, chosen), PER_PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"label": label, "url": f"?outcome={value}", "is_current": value == chosen, "count": counted[value]}
        for value, label in ReconciliationLine.Outcome.choices
    ]
    context = {"made": made, "tabs": tabs, "page": page, "chosen": chosen, "key": new_key()}
    return render(request, "screens/finance/reconciliation.html", context)


@require_POST
@for_finance
def again(request: HttpRequest, reconciliation_id: int) -> HttpResponse:
    """Compare the same report with the ledger of now."""
    earlier = reconciliation_for(actor_of(request), reconciliation_id)
    key = asked_words(request.POST.get("key", ""))[:64] or new_key()
    made = compare_again(earlier=earlier, key=key, actor=actor_of(request), now=now())
    return redirect(reverse("finance:reconciliation", args=[made.pk]))
