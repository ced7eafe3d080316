"""What an agent does with a case: each address takes one verb and leads back to the page of the case."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.cases import api as cases
from evenhand.cases.api import Case
from evenhand.core.api import DomainError, InvalidInput, now
from evenhand.people.api import Role, accounts_with_role, actor_of, staff_required
from evenhand.screens.desk.advice import hints_on
from evenhand.screens.desk.forms import (
    DraftForm,
    NoteForm,
    OrderForm,
    ReplyForm,
    SegmentForm,
    SetAsideForm,
    TransferForm,
)
from evenhand.screens.desk.order_panel import order_panel
from evenhand.shop.api import Order


@require_POST
@staff_required
def assignment(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the case up."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.take_case(case=case, actor=actor_of(request), now=now())
    return _back(case)


@require_POST
@staff_required
def replies(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answer the customer, and close the case where the button said so."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    sent = _valid(ReplyForm(request.POST))
    try:
        cases.reply(
            case=case,
            text=sent["text"],
            seen_message_id=sent["seen_message_id"],
            key=sent["key"],
            then_close=sent["then_close"],
            actor=actor_of(request),
            now=now(),
        )
    except DomainError as problem:  # the text is kept as the draft, so going back loses nothing
        messages.error(request, problem.message)
        return _back(case)
    messages.success(request, _("Sent, and the case is closed.") if sent["then_close"] else _("Sent."))
    return _back(case)


@require_POST
@staff_required
def notes(request: HttpRequest, case_id: int) -> HttpResponse:
    """Leave a note for colleagues."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    written = _valid(NoteForm(request.POST))
    cases.add_note(case=case, text=written["text"], key=written["key"], actor=actor_of(request), now=now())
    return _back(case)


@require_POST
@staff_required
def draft(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep the draft, and say what a kind colleague would say of it."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    written = _valid(DraftForm(request.POST))
    kept = cases.save_draft(
        case=case, text=written["text"], version=written["version"] or 0, actor=actor_of(request), now=now()
    )
    if request.headers.get("HX-Request") != "true":
        return _back(case, "#reply")
    panel = order_panel(case, "", actor_of(request), now())
    hints = hints_on(kept.text, case, panel, cases.conversation(case))
    return render(request, "screens/desk/advice.html", {"hints": hints, "draft_version": kept.version})


@require_POST
@staff_required
def closure(request: HttpRequest, case_id: int) -> HttpResponse:
    """The matter is settled."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.close_case(case=case, actor=actor_of(request), now=now())
    messages.success(request, _("The case is closed."))
    return _back(case)


@require_POST
@staff_required
def closure_undo(request: HttpRequest, case_id: int) -> HttpResponse:
    """Closed by mistake: everything as it was."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.undo_close(case=case, actor=actor_of(request), now=now())
    messages.success(request, _("The case is as it was before."))
    return _back(case)


@require_POST
@staff_required
def setting_aside(request: HttpRequest, case_id: int) -> HttpResponse:
    """It is no customer's matter."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    chosen = _valid(SetAsideForm(request.POST))
    cases.set_case_aside(case=case, as_what=chosen["as_what"], actor=actor_of(request), now=now())
    messages.success(request, _("Set aside. It can be opened again from here."))
    return _back(case)


@require_POST
@staff_required
def reopening(request: HttpRequest, case_id: int) -> HttpResponse:
    """Work on it again."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.reopen_case(case=case, actor=actor_of(request), now=now())
    return _back(case)


@require_http_methods(["GET", "POST"])
@staff_required
def transfers(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand the case on, with a line for whoever takes it."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    form = TransferForm(request.POST or None)
    _choices(form, "to").queryset = accounts_with_role([Role.AGENT, Role.LEAD]).order_by("name")
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "screens/desk/transfer.html", {"case": case, "form": form}, status=status)
    cases.transfer_case(case=case, **form.cleaned_data, actor=actor_of(request), now=now())
    messages.success(request, _("Handed on."))
    return _back(case)


@require_POST
@staff_required
def segments(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put the contact on hold, go on with it, or begin the work after it."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    chosen = _valid(SegmentForm(request.POST))
    contact = cases.take_case(case=case, actor=actor_of(request), now=now())
    cases.start_segment(contact=contact, kind=chosen["kind"], cause=chosen["cause"], actor=actor_of(request), now=now())
    return _back(case)


@require_POST
@staff_required
def order(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say which of the customer's orders the case is about."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    form = OrderForm(request.POST)
    _choices(form, "order").queryset = Order.objects.filter(customer__account_id=case.customer_id)
    cases.link_order(case=case, order=_valid(form)["order"], actor=actor_of(request), now=now())
    return _back(case)


def _choices(form: forms.Form, name: str) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field


def _valid(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise InvalidInput(" ".join(str(error) for errors in form.errors.values() for error in errors))
    return form.cleaned_data


def _back(case: Case, anchor: str = "") -> HttpResponse:
    response = redirect("desk:case", case_id=case.pk)
    response["Location"] += anchor
    return response
