"""What a customer sees and does: their orders, their cases, and writing to us."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.cases import api as cases
from evenhand.cases.api import Channel, ConversationMessage
from evenhand.core.api import Money, NotFound, now
from evenhand.people.api import Account, actor_of, sign_in_required
from evenhand.remedies.api import RemedyView, credit_balance, remedies_of
from evenhand.screens.customer.forms import OrderMessageForm, WriteForm
from evenhand.screens.looks import Look, Step, parcel_look, remedy_look, steps
from evenhand.shop.api import Order, OrderView, ParcelView, order_for, order_view, orders_of


@dataclass(frozen=True)
class OrderPage:
    """One order as its customer sees it."""

    order: OrderView
    parcels: tuple[tuple[ParcelView, Look], ...]
    steps: tuple[Step, ...]
    remedies: tuple[tuple[RemedyView, Look], ...]
    cases: tuple[cases.Case, ...]


@require_safe
@sign_in_required
def home(request: HttpRequest) -> HttpResponse:
    """My orders, my cases, my credit."""
    account_id = _account_id(request)
    moment = now()
    credit: tuple[Money, ...] = credit_balance(account_id, moment)
    return render(
        request,
        "screens/customer/home.html",
        {"orders": orders_of(account_id, moment), "cases": cases.cases_of(account_id)[:50], "credit": credit},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order with its parcels and what was done; and a form to write to us about it."""
    bought = order_for(actor_of(request), number)
    if bought.customer.account_id != _account_id(request):
        raise NotFound  # staff read it at the desk; sellers and drivers have pages of their own
    form = OrderMessageForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        return _open_case(request, bought, form)
    page = {"page": _order_page(bought), "form": form}
    return render(request, "screens/customer/order.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case of mine: what was said, and a form to write more."""
    actor = actor_of(request)
    mine = cases.case_for(actor, case_id)
    if mine.customer_id != actor.account_id:
        raise NotFound  # staff read it at the desk, where notes belong
    form = WriteForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        cases.add_customer_message(
            case=mine,
            text=form.cleaned_data["text"],
            key=form.cleaned_data["key"],
            attached=form.attached,
            actor=actor,
            now=now(),
        )
        messages.success(request, _("Thank you, it has reached us."))
        return redirect("my:case", case_id=mine.pk)
    said: tuple[ConversationMessage, ...] = cases.conversation(mine).for_customer
    return render(
        request,
        "screens/customer/case.html",
        {"case": mine, "said": said, "form": form},
        status=422 if form.errors else 200,
    )


def _open_case(request: HttpRequest, bought: Order, form: OrderMessageForm) -> HttpResponse:
    customer: Account = bought.customer.account
    opened = cases.open_case(
        customer=customer,
        subject=form.cleaned_data["subject"],
        text=form.cleaned_data["text"],
        channel=Channel.ORDER_PAGE,
        order=bought,
        key=form.cleaned_data["key"],
        attached=form.attached,
        actor=actor_of(request),
        now=now(),
    )
    messages.success(request, _("Thank you, it has reached us. We will answer here and by mail."))
    return redirect("my:case", case_id=opened.pk)


def _order_page(bought: Order) -> OrderPage:
    view = order_view(bought, now())
    return OrderPage(
        order=view,
        parcels=tuple((parcel, parcel_look(parcel)) for parcel in view.parcels),
        steps=steps(view),
        remedies=tuple((remedy, remedy_look(remedy.state)) for remedy in remedies_of(bought)),
        cases=tuple(cases.cases_of(view.account_id).filter(order=bought)),
    )


def _account_id(request: HttpRequest) -> int:
    account_id = actor_of(request).account_id
    assert account_id is not None  # the view demands a sign-in
    return account_id
