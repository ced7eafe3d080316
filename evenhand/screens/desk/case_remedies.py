"""Giving a remedy from the page of a case, and agreeing to one that a colleague proposed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evenhand.cases import api as cases
from evenhand.core.api import InvalidInput, NotFound, now
from evenhand.people.api import actor_of, staff_required
from evenhand.remedies import api as remedies
from evenhand.remedies.api import Claim, GrantForm, Remedy
from evenhand.screens.desk.answers import answer


@require_POST
@staff_required
def grants(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give a remedy: note what went wrong, and do what the policy in force allows."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    if case.order is None:
        raise InvalidInput(_("Put the order beside the case first: a remedy belongs to an order."))
    form, claim_kind = GrantForm(request.POST), request.POST.get("claim_kind", "")
    if not form.is_valid() or claim_kind not in Claim.Kind.values:
        raise InvalidInput(_("The amount could not be read. Write it as a number, as in 12.50."))
    claim = remedies.open_claim(order=case.order, kind=claim_kind, case=case, actor=actor, now=now())
    given = remedies.grant_remedy(
        claim=claim,
        kind=form.cleaned_data["kind"],
        amount=form.money,
        key=form.cleaned_data["key"],
        actor=actor,
        now=now(),
    )
    messages.success(request, _said(given))
    return _answer(request, case_id, claim_kind)


@require_POST
@staff_required
def approval(request: HttpRequest, case_id: int, remedy_id: int) -> HttpResponse:
    """A second person agrees."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    remedy = remedies.remedy_for(actor, remedy_id)
    if remedy.claim.order_id != case.order_id:
        raise NotFound
    messages.success(request, _said(remedies.approve_remedy(remedy=remedy, actor=actor, now=now())))
    return _answer(request, case_id, remedy.claim.kind)


def _said(remedy: Remedy) -> str:
    words = {"kind": remedy.get_kind_display(), "amount": remedy.amount.format()}
    if remedy.state == Remedy.State.PROPOSED:
        return _("%(kind)s of %(amount)s: a second person has to agree. It waits for them.") % words
    return _("%(kind)s of %(amount)s: done.") % words


def _answer(request: HttpRequest, case_id: int, claim_kind: str) -> HttpResponse:
    """What stands beside the case as it is now; an open reply hears of it, so that the advice knows what was given."""
    response = answer(request, case_id, "beside", claim_kind=claim_kind, anchor="beside")
    response["HX-Trigger"] = "remedies-changed"
    return response
