"""Something is wrong with this order: three steps to what the policy allows at once, and the page of each claim."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.cases.api import Channel, add_customer_message, open_case
from evenhand.core.api import Actor, InvalidInput, NotFound, now
from evenhand.people.api import actor_of, sign_in_required
from evenhand.remedies import api as remedies
from evenhand.remedies.api import Claim, Remedy
from evenhand.screens.customer.claim_page import claim_page
from evenhand.screens.customer.claim_steps import ClaimSteps, claim_steps
from evenhand.screens.customer.forms import ClaimForm, EvidenceForm
from evenhand.shop.api import Order, order_for

PERSON = "person"


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def something_is_wrong(request: HttpRequest, number: str) -> HttpResponse:
    """The three steps; pressing the last one opens the claim and does what was chosen, once."""
    actor = actor_of(request)
    bought = order_for(actor, number)
    if bought.customer.account_id != actor.account_id:
        raise NotFound
    steps = claim_steps(bought, request.POST if request.method == "POST" else request.GET, actor, now())
    if request.method == "POST":
        return _claimed(request, bought, steps, actor)
    form = ClaimForm()
    return render(request, "screens/customer/claim/steps.html", {"steps": steps, "form": form})


def _claimed(request: HttpRequest, bought: Order, steps: ClaimSteps, actor: Actor) -> HttpResponse:
    form = ClaimForm(request.POST)
    here = f"{reverse('my:something_is_wrong', args=[bought.number])}?{steps.query}"
    if steps.step < 3 or not form.is_valid():
        messages.error(request, _("Something was missing. Choose once more, please."))
        return redirect(here)
    chosen = [line for line in bought.lines.all() if line.pk in steps.line_ids]
    claim = remedies.open_claim(
        order=bought,
        kind=steps.kind,
        shipment=bought.shipments.filter(pk=steps.parcel.id).first() if steps.parcel else None,
        lines=chosen,
        customer_words=form.cleaned_data["words"],
        key=form.cleaned_data["key"],
        actor=actor,
        now=now(),
    )
    return _done(request, claim, form, actor)


def _done(request: HttpRequest, claim: Claim, form: ClaimForm, actor: Actor) -> HttpResponse:
    """Give what was chosen, or bring in a person. Pressed again, everything is as it was."""
    wish, words, key = (form.cleaned_data[name] for name in ("remedy", "words", "key"))
    needs_person = wish == PERSON
    if not needs_person:
        try:
            given = remedies.grant_remedy(claim=claim, kind=wish, key=f"{key}-{wish}", actor=actor, now=now())
            needs_person = given.state == Remedy.State.PROPOSED
        except remedies.CreditStands as problem:
            messages.info(request, _(problem.message))
        except remedies.RemedyAlreadyGranted:
            messages.info(request, _("This was put right already, so nothing was done twice. Here is how it stands."))
    if needs_person or claim.case_id is not None:
        _put_before_a_person(claim, words, actor)
    return redirect("my:claim", claim_id=claim.pk)


def _put_before_a_person(claim: Claim, words: str, actor: Actor) -> None:
    """Open a case for a claim, one at most, with the customer's words; where there is one, new words go there."""
    key = f"claim-{claim.pk}"
    if claim.case is not None:
        if words:
            add_customer_message(case=claim.case, text=words, key=key, actor=actor, now=now())
        return
    about = {"kind": claim.get_kind_display(), "number": claim.order.number}
    case = open_case(
        customer=claim.order.customer.account,
        subject=_("%(kind)s, order %(number)s") % about,
        text=words or _("Please have a look at this with me."),
        channel=Channel.ORDER_PAGE,
        order=claim.order,
        key=key,
        actor=actor,
        now=now(),
    )
    remedies.put_before_a_person(claim=claim, case=case, actor=actor, now=now())


@require_safe
@sign_in_required
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """One claim: how it stands, what was given and when it arrives, and what else can be done."""
    actor = actor_of(request)
    page = claim_page(_mine(actor, claim_id), actor, now())
    context = {"page": page, "form": ClaimForm(), "evidence": EvidenceForm()}
    return render(request, "screens/customer/claim/claim.html", context)


@require_POST
@sign_in_required
def remedy(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Choose one more thing that the policy allows for a claim, or a person."""
    actor = actor_of(request)
    mine, form = _mine(actor, claim_id), ClaimForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Something was missing. Go back and choose once more, please."))
    return _done(request, mine, form, actor)


@require_POST
@sign_in_required
def withdrawal(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Take a claim back."""
    actor = actor_of(request)
    remedies.withdraw_claim(claim=_mine(actor, claim_id), actor=actor, now=now())
    return redirect("my:claim", claim_id=claim_id)


@require_POST
@sign_in_required
def turned_up(request: HttpRequest, claim_id: int) -> HttpResponse:
    """The parcel is here after all."""
    actor = actor_of(request)
    remedies.note_parcel_found(claim=_mine(actor, claim_id), actor=actor, now=now())
    return redirect("my:claim", claim_id=claim_id)


@require_POST
@sign_in_required
def choice(request: HttpRequest, claim_id: int) -> HttpResponse:
    """What becomes of a parcel that turned up. To pay for it, a person writes to the customer; nothing is charged."""
    actor = actor_of(request)
    mine, wish = _mine(actor, claim_id), request.POST.get("choice", "")
    remedies.choose_for_found(claim=mine, choice=wish, actor=actor, now=now())
    if wish == remedies.FoundParcel.Choice.PAY:
        _put_before_a_person(mine, _("The parcel turned up after all, and I would like to pay for it."), actor)
    return redirect("my:claim", claim_id=claim_id)


@require_POST
@sign_in_required
def evidence(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Keep a photo with a claim. What cannot be read is said kindly, and the claim goes on without it."""
    actor = actor_of(request)
    mine, form = _mine(actor, claim_id), EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            remedies.add_evidence(
                claim=mine,
                photo=form.cleaned_data["photo"].read(),
                text=form.cleaned_data["words"],
                key=form.cleaned_data["key"],
                actor=actor,
                now=now(),
            )
        except remedies.NotAPhoto as problem:
            form.add_error("photo", str(problem.message))
    if form.errors:
        context = {"page": claim_page(mine, actor, now()), "form": ClaimForm(), "evidence": form}
        return render(request, "screens/customer/claim/claim.html", context, status=422)
    messages.success(request, _("Thank you, that helps us."))
    return redirect("my:claim", claim_id=claim_id)


@require_safe
@sign_in_required
def picture(request: HttpRequest, evidence_id: int) -> FileResponse:
    """A picture given with a claim, to its customer and to the desk."""
    return remedies.picture(remedies.evidence_for(actor_of(request), evidence_id))


def _mine(actor: Actor, claim_id: int) -> Claim:
    found = remedies.claim_for(actor, claim_id)
    if found.order.customer.account_id != actor.account_id:
        raise NotFound  # staff read it at the desk
    return found
