"""Pages of those who speak: their calls, the line above every page, the work after a call, a customer's numbers."""

import datetime
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.cases.api import WORKERS, case_for
from evenhand.core.api import DomainError, InvalidInput, now
from evenhand.people.api import Account, actor_of, roles_required
from evenhand.phone import access, actions, after, numbers, queries
from evenhand.phone.forms import CallerForm, ExtendForm, NumberForm

workers_only = roles_required(*WORKERS)
UNANSWERED_FOR = datetime.timedelta(days=2)


@require_safe
@workers_only
def calls(request: HttpRequest) -> HttpResponse:
    """What the reader has on the telephone, their latest calls, and calls that nobody answered."""
    reader = _reader(request)
    page = {
        "reader": reader,
        "now": queries.calls_now(reader.pk, now()),
        "latest": queries.latest_calls(reader.pk),
        "unanswered": queries.unanswered_calls(now() - UNANSWERED_FOR),
        "causes": queries.CAUSES,
        "key": queries.new_key(),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "phone/calls.html#calls" if is_part else "phone/calls.html", page)


@require_safe
@workers_only
def pop(request: HttpRequest) -> HttpResponse:
    """Who calls the reader at this moment, and with whom they speak, for the line above every page of the desk. On the
    page of its case a call that runs needs no way there."""
    reader = _reader(request)
    there = urlsplit(request.headers.get("HX-Current-URL", "")).path
    calls = [each for each in queries.calls_now(reader.pk, now()).calls if each.is_ringing or not _is_at(each, there)]
    return render(request, "phone/pop.html", {"reader": reader, "calls": calls, "is_shown": True})


def _is_at(shown: queries.CallNow, path: str) -> bool:
    return shown.case is None or path == reverse("desk:case", args=[shown.case.pk])


@require_POST
@workers_only
def opening(request: HttpRequest, call_id: int) -> HttpResponse:
    """To the case of a call, found or opened now."""
    call = access.call_for(actor_of(request), call_id)
    case = actions.open_for_call(call=call, agent=_reader(request), actor=actor_of(request), now=now())
    return redirect("desk:case", case.pk)


@require_POST
@workers_only
def extension(request: HttpRequest, after_id: int) -> HttpResponse:
    """The work after a call goes on, and why."""
    work = access.after_for(actor_of(request), after_id)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Say why the work goes on: choose one of the causes."))
    after.extend_after(after=work, **form.cleaned_data, actor=actor_of(request), now=now())
    return redirect("desk:case", work.leg.contact.case_id)


@require_POST
@workers_only
def ending(request: HttpRequest, after_id: int) -> HttpResponse:
    """Done with the work after a call."""
    work = access.after_for(actor_of(request), after_id)
    after.finish_after(after=work, actor=actor_of(request), now=now())
    messages.success(request, _("Done. The case stays where it is."))
    return redirect("desk:case", work.leg.contact.case_id)


@require_http_methods(["GET", "HEAD", "POST"])
@workers_only
def customer_numbers(request: HttpRequest, case_id: int) -> HttpResponse:
    """The numbers of a case's customer, and one more."""
    case = case_for(actor_of(request), case_id, to="work")
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            written = form.cleaned_data["number"]
            numbers.note_number(account=case.customer, written=written, actor=actor_of(request), now=now())
        except DomainError as problem:
            form.add_error("number", problem.message)
        else:
            messages.success(request, _("The number is noted. Calls from it find this customer."))
            return redirect("desk:case", case.pk)
    page = {"case": case, "form": form, "numbers": queries.dials_of(case.customer)}
    return render(request, "phone/numbers.html", page, status=422 if form.errors else 200)


@require_POST
@workers_only
def number_ending(request: HttpRequest, case_id: int, number_id: int) -> HttpResponse:
    """It is not this customer's number."""
    number = access.number_for(actor_of(request), case_id, number_id)
    numbers.forget_number(number=number, actor=actor_of(request), now=now())
    messages.success(request, _("The number is taken off."))
    return redirect("phone:numbers", case_id)


@require_http_methods(["GET", "HEAD", "POST"])
@workers_only
def caller(request: HttpRequest, case_id: int) -> HttpResponse:
    """Who called from a number that nobody knew, or that several customers share."""
    case = case_for(actor_of(request), case_id, to="work")
    form = CallerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_caller(case=case, **form.cleaned_data, actor=actor_of(request), now=now())
        except DomainError as problem:
            form.add_error("email", problem.message)
        else:
            messages.success(request, _("The case is theirs now, and so is the number."))
            return redirect("desk:case", case.pk)
    is_unknown = numbers.is_unknown(case.customer)
    candidates = numbers.candidates_of(case.pk) if is_unknown else []
    page = {"case": case, "form": form, "is_unknown": is_unknown, "candidates": candidates}
    return render(request, "phone/caller.html", page, status=422 if form.errors else 200)


def _reader(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
