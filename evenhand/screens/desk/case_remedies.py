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
from evenhand.shop.api import money_words


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
    # Two steps on purpose: what the customer says went wrong stays noted where the policy refuses, or where we die
    # before it is put right. Pressing again finds that claim.
    claim = remedies.open_claim(order=case.order, kind=claim_kind, case=case, actor=actor, now=now())
    given = remedies.grant_remedy(
        claim=claim,
        kind=form.cleaned_data["kind"],
        amount=form.money,
        key=form.cleaned_data["key"],
        actor=actor,
        now=now(),
    )
    say_remedy(request, given)
    return _answer(request, case_id, claim_kind)


@require_POST
@staff_required
def approval(request: HttpRequest, case_id: int, remedy_id: int) -> HttpResponse:
    """A second person agrees."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    remedy = remedies.remedy_for(actor, remedy_id)
    if remedy.order_id != case.order_id:
        raise NotFound
    say = say_remedy if remedy.claim else say_change
    say(request, remedies.approve_remedy(remedy=remedy, actor=actor, now=now()))
    return _answer(request, case_id, remedy.claim.kind if remedy.claim else "")


def say_remedy(request: HttpRequest, remedy: Remedy) -> None:
    """How far it is: a provider may have refused, or may not have answered yet."""
    words = {"kind": remedy.get_kind_display(), "problem": remedy.problem}
    words["amount"] = money_words(remedy.amount)
    if remedy.state == Remedy.State.PROPOSED:
        said = _("%(kind)s of %(amount)s: a second person has to agree. It waits for them.")
    elif remedy.state in (Remedy.State.RESERVED, Remedy.State.UNKNOWN):
        said = _("%(kind)s of %(amount)s: on its way. We ask until it is confirmed.")
    elif remedy.state == Remedy.State.FAILED and (part := remedies.part_given(remedy)):
        words["part"] = money_words(part)
        said = _(
            "%(kind)s of %(amount)s did not go through as a whole: %(part)s went back, the rest did not: %(problem)s"
        )
    elif remedy.state == Remedy.State.FAILED:
        said = _("%(kind)s of %(amount)s did not go through, and nothing left: %(problem)s")
    else:
        said = _("%(kind)s of %(amount)s: done.")
    level = messages.WARNING if remedy.state == Remedy.State.FAILED else messages.SUCCESS
    messages.add_message(request, level, said % words)


def say_change(request: HttpRequest, remedy: Remedy) -> None:
    """How far a change of an order is. Where money did not move, what was done all the same, and why it did not."""
    seen = next(each for each in remedies.remedies_of(remedy.order) if each.id == remedy.pk)
    if seen.waits_for_other_means or seen.state == Remedy.State.FAILED:
        messages.warning(request, f"{seen.kind_words}: {seen.sentence} {seen.problem}".strip())
    else:
        words = {"kind": seen.kind_words, "state": seen.state_words}
        messages.success(request, _("%(kind)s: %(state)s.") % words)


def _answer(request: HttpRequest, case_id: int, claim_kind: str) -> HttpResponse:
    """What stands beside the case as it is now; an open reply hears of it, so that the advice knows what was given."""
    response = answer(request, case_id, "beside", claim_kind=claim_kind, anchor="beside")
    response["HX-Trigger"] = "remedies-changed"
    return response
