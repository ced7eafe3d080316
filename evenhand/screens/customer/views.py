"""What a customer sees and does: their orders, their cases, and writing to us."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.cases import api as cases
from evenhand.cases.api import Channel, ConversationMessage
from evenhand.core.api import Money, NotFound, now
from evenhand.people.api import Role, accounts_by_id, actor_of, roles_required, sign_in_required
from evenhand.remedies.api import Claim, claims_of, credit_balance
from evenhand.screens.customer.claim_page import GivenRemedy, given_remedies, remedies_of_mine
from evenhand.screens.customer.forms import NewMatterForm, OrderMessageForm, WriteForm
from evenhand.screens.customer.unsent import keeps_words, unsent_words
from evenhand.screens.looks import Look, Step, parcel_look, steps
from evenhand.shop.api import Order, OrderView, ParcelView, order_for, order_view, orders_of

MOST_CASES, MOST_REMEDIES = 50, 20


@dataclass(frozen=True)
class OrderPage:
    """One order as its customer sees it."""

    order: OrderView
    parcels: tuple[tuple[ParcelView, Look], ...]
    steps: tuple[Step, ...]
    remedies: tuple[GivenRemedy, ...]
    claims: tuple[Claim, ...]
    cases: tuple[cases.Case, ...]


@require_safe
@sign_in_required
def home(request: HttpRequest) -> HttpResponse:
    """My orders, my cases, what was done for me, my credit."""
    account_id = _account_id(request)
    moment = now()
    credit: tuple[Money, ...] = credit_balance(account_id, moment)
    return render(
        request,
        "screens/customer/home.html",
        {
            "orders": orders_of(account_id, moment),
            "cases": cases.cases_of(account_id)[:MOST_CASES],
            "remedies": remedies_of_mine(account_id, moment, MOST_REMEDIES),
            "credit": credit,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
@sign_in_required
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order with its parcels and what was done; and a form to write to us about it."""
    bought = order_for(actor_of(request), number)
    if bought.customer.account_id != _account_id(request):
        raise NotFound  # staff read it at the desk; sellers and drivers have pages of their own
    form = OrderMessageForm(request.POST or None, request.FILES or None, initial=unsent_words(request))
    if form.is_valid():
        return _open_case(request, bought, form, Channel.ORDER_PAGE)
    page = {"page": _order_page(bought), "form": form}
    return render(request, "screens/customer/order.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
@sign_in_required
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case of mine: what was said, and a form to write more."""
    actor = actor_of(request)
    mine = cases.case_for(actor, case_id)
    if mine.customer_id != actor.account_id:
        raise NotFound  # staff read it at the desk, where notes belong
    where = cases.survivor_of(mine)
    if where != mine and request.method != "POST":
        return redirect("my:case", case_id=where.pk)
    form = WriteForm(request.POST or None, request.FILES or None, initial=unsent_words(request))
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
    said: tuple[ConversationMessage, ...] = cases.conversation(mine).for_customer(now())
    return render(
        request,
        "screens/customer/case.html",
        {"case": mine, "said": said, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
@roles_required(Role.CUSTOMER)
def write(request: HttpRequest) -> HttpResponse:
    """A new matter, about an order or about something else."""
    orders = orders_of(_account_id(request), now())
    form = NewMatterForm(request.POST or None, request.FILES or None, orders=orders, initial=unsent_words(request))
    if form.is_valid():
        number = form.cleaned_data["order"]
        return _open_case(request, order_for(actor_of(request), number) if number else None, form, Channel.FORM)
    return render(request, "screens/customer/write.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@sign_in_required
def closure(request: HttpRequest, case_id: int) -> HttpResponse:
    """The customer says that it is settled. Pressed again, nothing happens."""
    mine = _my_case(request, case_id)
    cases.close_case(case=mine, reason=_("The customer said that it is settled."), actor=actor_of(request), now=now())
    messages.success(request, _("Good. If anything is left, write here and it opens again."))
    return redirect("my:case", case_id=mine.pk)


@require_POST
@sign_in_required
def reopening(request: HttpRequest, case_id: int) -> HttpResponse:
    """The customer says that it is not settled after all. Pressed again, nothing happens."""
    mine = _my_case(request, case_id)
    if mine.is_closed:
        cases.reopen_case(case=mine, actor=actor_of(request), now=now())
        messages.success(request, _("It is open again, and with us. Add a line on what is left, if you like."))
    return redirect("my:case", case_id=mine.pk)


def _my_case(request: HttpRequest, case_id: int) -> cases.Case:
    """A case of the one who asks, where it is now if it went into another. Raises NotFound."""
    actor = actor_of(request)
    mine = cases.case_for(actor, case_id)
    if mine.customer_id != actor.account_id:
        raise NotFound  # staff read it at the desk, where notes belong
    return cases.survivor_of(mine)


def _open_case(request: HttpRequest, bought: Order | None, form: OrderMessageForm, channel: Channel) -> HttpResponse:
    customer = bought.customer.account if bought else accounts_by_id([_account_id(request)])[_account_id(request)]
    opened = cases.open_case_from_page(
        customer=customer,
        subject=form.cleaned_data["subject"],
        text=form.cleaned_data["text"],
        channel=channel,
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
        remedies=given_remedies(bought, now()),
        claims=claims_of(bought),
        cases=tuple(cases.cases_of(view.account_id).filter(order=bought)),
    )


def _account_id(request: HttpRequest) -> int:
    account_id = actor_of(request).account_id
    assert account_id is not None  # the view demands a sign-in
    return account_id
