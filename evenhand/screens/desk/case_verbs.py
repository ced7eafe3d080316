"""What an agent does with a case as a whole: each address takes one verb and answers with where the case stands."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.cases import api as cases
from evenhand.cases.api import Case, Queue
from evenhand.core.api import Actor, DomainError, now
from evenhand.people.api import Account, Role, accounts_with_role, actor_of, staff_required
from evenhand.routing.api import colleagues
from evenhand.screens.desk.answers import answer
from evenhand.screens.desk.forms import OrderForm, SegmentForm, SetAsideForm, TransferForm
from evenhand.screens.desk.valid import valid
from evenhand.shop.api import Order, orders_of


@require_POST
@staff_required
def assignment(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the case up."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.take_case(case=case, actor=actor_of(request), now=now())
    return answer(request, case_id, "standing", said=_("The case is yours."))


@require_POST
@staff_required
def closure(request: HttpRequest, case_id: int) -> HttpResponse:
    """The matter is settled."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.close_case(case=case, actor=actor_of(request), now=now())
    messages.success(request, _("The case is closed."))
    return answer(request, case_id, "standing")


@require_POST
@staff_required
def closure_undo(request: HttpRequest, case_id: int) -> HttpResponse:
    """Closed by mistake: everything as it was."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.undo_close(case=case, actor=actor_of(request), now=now())
    messages.success(request, _("The case is as it was before."))
    return answer(request, case_id, "standing")


@require_POST
@staff_required
def setting_aside(request: HttpRequest, case_id: int) -> HttpResponse:
    """It is no customer's matter."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    chosen = valid(SetAsideForm(request.POST))
    cases.set_case_aside(case=case, as_what=chosen["as_what"], actor=actor_of(request), now=now())
    messages.success(request, _("Set aside. It can be opened again from here."))
    return redirect("desk:case", case_id)


@require_POST
@staff_required
def reopening(request: HttpRequest, case_id: int) -> HttpResponse:
    """Work on it again."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.reopen_case(case=case, actor=actor_of(request), now=now())
    return redirect("desk:case", case_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def transfers(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand the case on, with a line for whoever takes it."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    form = TransferForm(request.POST or None)
    choices(form, "queue").label_from_instance = _queue_and_team  # type: ignore[method-assign, assignment]
    choices(form, "to").queryset = accounts_with_role([Role.AGENT, Role.LEAD]).order_by("name")
    choices(form, "to").label_from_instance = _who_and_where()  # type: ignore[method-assign, assignment]
    if form.is_valid() and _is_handed_on(case, form, actor_of(request)):
        messages.success(request, _("Handed on."))
        return redirect("desk:case", case_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "screens/desk/transfer.html", {"case": case, "form": form}, status=status)


def _who_and_where() -> Callable[[Account], str]:
    """What a colleague is called in the list: by name, and that they are away where they are."""
    away = {each.id: each.away_words for each in colleagues() if each.away_words}
    return lambda account: f"{account} ({away[account.pk]})" if account.pk in away else str(account)


def _queue_and_team(queue: Queue) -> str:
    return f"{queue.name} ({queue.team.name})" if queue.team else queue.name


def _is_handed_on(case: Case, form: TransferForm, actor: Actor) -> bool:
    """Hands the case on; where that cannot be, the form says why and keeps what was written."""
    try:
        cases.transfer_case(case=case, **form.cleaned_data, actor=actor, now=now())
    except DomainError as problem:
        form.add_error(None, problem.message)
        return False
    return True


@require_POST
@staff_required
def segments(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put the contact on hold, go on with it, or begin the work after it."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    chosen = valid(SegmentForm(request.POST))
    contact = cases.take_case(case=case, actor=actor_of(request), now=now())
    cases.start_segment(contact=contact, kind=chosen["kind"], cause=chosen["cause"], actor=actor_of(request), now=now())
    said = _("On hold.") if chosen["kind"] == "hold" else _("You are at it again.")
    return answer(request, case_id, "standing", said=said)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def order(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say which of the customer's orders the case is about."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    if request.method != "POST":
        page = {"case": case, "orders": orders_of(case.customer_id, now())}
        return render(request, "screens/desk/which_order.html", page)
    form = OrderForm(request.POST)
    choices(form, "order").queryset = Order.objects.filter(customer__account_id=case.customer_id)
    cases.link_order(case=case, order=valid(form)["order"], actor=actor_of(request), now=now())
    return redirect("desk:case", case_id)


def choices(form: forms.Form, name: str) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    """The field of that name, whose choices depend on the case."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field
