"""Changing the order of a case: choose, see what would happen, press. And what comes after a return was asked for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.cases import api as cases
from evenhand.cases.api import Case
from evenhand.core.api import Actor, DomainError, InvalidInput, NotFound, asked_words, now
from evenhand.people.api import actor_of, staff_required
from evenhand.remedies import api as remedies
from evenhand.remedies.api import Remedy, change_title, choices_for, foreseen, new_key
from evenhand.screens.desk.answers import answer
from evenhand.screens.desk.case_remedies import say_change
from evenhand.screens.desk.change_forms import FIELDS, ChangeForm
from evenhand.screens.desk.remedy_panel import ORDER
from evenhand.shop.api import Order, order_for


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def change(request: HttpRequest, case_id: int, kind: str) -> HttpResponse:
    """The form of one change; with choices made, what would happen; pressed, it happens once."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    if case.order is None or kind not in FIELDS:
        raise NotFound
    order = order_for(actor, case.order.number)
    if request.method == "POST":
        return _press(request, case, order, kind, actor)
    is_chosen = "look" in request.GET
    form = ChangeForm(kind, choices_for(order, now()), request.GET if is_chosen else None)
    context = {"case": case, "order": order, "kind": kind, "title": change_title(kind), "form": form}
    return render(request, "screens/desk/change.html", {**context, **_looked_at(request, form, order, actor)})


def _looked_at(request: HttpRequest, form: ChangeForm, order: Order, actor: Actor) -> dict[str, object]:
    """What the choices would do, where they are made; a refusal of the shop in its words."""
    if not form.is_bound or not form.is_valid():
        return {}
    try:
        seen = foreseen(order=order, wish=form.wish, actor=actor, now=now())
    except DomainError as problem:
        return {"problem": problem.message}
    chosen = [(name, value) for name in form.fields for value in request.GET.getlist(name)]
    return {"seen": seen, "key": new_key(), "chosen": chosen}


def _press(request: HttpRequest, case: Case, order: Order, kind: str, actor: Actor) -> HttpResponse:
    form, key = ChangeForm(kind, choices_for(order, now()), request.POST), asked_words(request.POST.get("key", ""))
    there = remedies.remedy_pressed(order, key)
    if there is None:
        if not key or len(key) > 64 or not form.is_valid():
            raise InvalidInput(_("This could not be read. Go back, choose again, and look at what would happen."))
        there = remedies.change_order(order=order, wish=form.wish, key=key, case=case, actor=actor, now=now())
    say_change(request, there)
    return _beside(request, case.pk)


@require_POST
@staff_required
def goods(request: HttpRequest, case_id: int, remedy_id: int) -> HttpResponse:
    """The goods of a return or an exchange are here."""
    actor, remedy = actor_of(request), _remedy(request, case_id, remedy_id)
    received = remedies.receive_goods(
        remedy=remedy,
        key=asked_words(request.POST.get("key", ""))[:64] or new_key(),
        can_be_sold_again="sellable" in request.POST,
        actor=actor,
        now=now(),
    )
    say_change(request, received)
    return _beside(request, case_id)


@require_POST
@staff_required
def money_instead(request: HttpRequest, case_id: int, remedy_id: int) -> HttpResponse:
    """The other pieces of an exchange are not paid for: what came back is refunded instead."""
    actor, remedy = actor_of(request), _remedy(request, case_id, remedy_id)
    say_change(request, remedies.refund_instead(remedy=remedy, actor=actor, now=now()))
    return _beside(request, case_id)


@require_POST
@staff_required
def calling_off(request: HttpRequest, case_id: int, remedy_id: int) -> HttpResponse:
    """The customer keeps the pieces after all."""
    remedies.call_off(remedy=_remedy(request, case_id, remedy_id), actor=actor_of(request), now=now())
    messages.success(request, _("Called off. The customer keeps the pieces."))
    return _beside(request, case_id)


def _remedy(request: HttpRequest, case_id: int, remedy_id: int) -> Remedy:
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    remedy = remedies.remedy_for(actor, remedy_id)
    if remedy.order_id != case.order_id:
        raise NotFound
    return remedy


def _beside(request: HttpRequest, case_id: int) -> HttpResponse:
    response = answer(request, case_id, "beside", claim_kind=ORDER, anchor="beside")
    response["HX-Trigger"] = "remedies-changed"
    return response
