"""Chargebacks and inquiries: what is open, and noting what a bank said."""

from decimal import InvalidOperation

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.core.api import InvalidInput, Money, now
from evenhand.people.api import actor_of
from evenhand.remedies.api import Dispute, Told, dispute_for, disputes_seen, end_dispute, note_dispute, payment_disputed
from evenhand.screens.finance.forms import DisputeForm
from evenhand.screens.finance.ledger import for_finance

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_finance
def disputes(request: HttpRequest) -> HttpResponse:
    """Every dispute, the open ones first, and a form for another."""
    form = DisputeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _note(request, form)
            messages.success(request, _("It is noted. Nothing more goes back for this payment while the bank decides."))
            return redirect("finance:disputes")
        except InvalidInput as problem:
            form.add_error(None, _(problem.message))
    page = Paginator(disputes_seen(actor_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "screens/finance/disputes.html", context, status=422 if form.errors else 200)


def _note(request: HttpRequest, form: DisputeForm) -> None:
    noted, moment = form.cleaned_data, now()
    payment = payment_disputed(actor_of(request), noted["order"])
    try:
        amount = Money.from_decimal(noted["amount"], payment.currency)
    except (ValueError, InvalidOperation):
        raise InvalidInput(_("This has more decimals than the currency.")) from None
    told = Told(
        kind=noted["kind"],
        state=Dispute.State.OPEN,
        amount=amount,
        at=moment,
        reference=noted["reference"],
        reason=noted["reason"],
    )
    note_dispute(payment=payment, key=noted["key"], told=told, actor=actor_of(request), now=moment)


@require_POST
@for_finance
def end(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Say how a dispute ended."""
    actor = actor_of(request)
    state = request.POST.get("state", "")
    end_dispute(dispute=dispute_for(actor, dispute_id), state=state, actor=actor, now=now())
    messages.success(request, _("It is noted how this ended."))
    return redirect("finance:disputes")
