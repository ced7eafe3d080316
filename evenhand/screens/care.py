"""Quiet care about the next parcels, for a small role; to everybody else these pages do not exist."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from evenhand.core.api import InvalidInput, asked_words, now
from evenhand.people.api import Role, actor_of, roles_required
from evenhand.remedies import api as remedies
from evenhand.shop.api import Handover

care_role = roles_required(Role.REVIEWER, Role.ADMINISTRATOR)


class LookForm(forms.Form):
    """What somebody reads it for."""

    reason = forms.CharField(
        label=gettext_lazy("What are you looking for?"),
        max_length=200,
        help_text=gettext_lazy("Kept with your name, for those whom it is about."),
    )


class DecisionForm(forms.Form):
    """What a person decides, and why."""

    handover = forms.ChoiceField(
        label=gettext_lazy("The next parcels"),
        choices=[("", gettext_lazy("leave as usual")), *Handover.Kind.choices],
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, in a sentence"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Write it so that those whom it is about may read it: they can ask to."),
    )


@require_safe
@care_role
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for a person, without a name."""
    moment = now()
    rows = remedies.care_waiting(actor_of(request), moment)
    return render(request, "screens/care/waiting.html", {"rows": rows, "form": LookForm(), "now": moment})


@require_POST
@care_role
def looks(request: HttpRequest, care_id: int) -> HttpResponse:
    """Say what for, then read."""
    actor = actor_of(request)
    remedies.look_at_care(
        care=remedies.care_for(actor, care_id),
        reason=asked_words(request.POST.get("reason", "")),
        actor=actor,
        now=now(),
    )
    return redirect("care:care", care_id=care_id)


@require_safe
@care_role
def care(request: HttpRequest, care_id: int) -> HttpResponse:
    """Everything that is kept, to who said what for a moment ago."""
    actor = actor_of(request)
    statement = remedies.read_care(actor, care_id, now())
    if statement is None:
        return redirect("care:waiting")
    found = remedies.care_for(actor, care_id)
    return render(request, "screens/care/care.html", {"care": found, "statement": statement, "form": DecisionForm()})


@require_POST
@care_role
def decision(request: HttpRequest, care_id: int) -> HttpResponse:
    """Decide about the next parcels, or to leave all as it is."""
    actor, form = actor_of(request), DecisionForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Say in a sentence why. Those whom it is about may read it."))
    remedies.decide_care(care=remedies.care_for(actor, care_id), **form.cleaned_data, actor=actor, now=now())
    messages.success(request, _("Decided. It is about parcels that have not left yet, and about nothing else."))
    return redirect("care:care", care_id=care_id)


@require_POST
@care_role
def end(request: HttpRequest, care_id: int) -> HttpResponse:
    """Parcels leave as usual again."""
    actor = actor_of(request)
    found = remedies.care_for(actor, care_id)
    remedies.end_care(care=found, reason=asked_words(request.POST.get("reason", "")), actor=actor, now=now())
    messages.success(request, _("Parcels leave as usual again."))
    return redirect("care:waiting")
