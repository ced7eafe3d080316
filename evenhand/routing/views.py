"""Pages of routing, for leads: how queues give out, who is there with what, how new cases are sorted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.cases.api import Queue
from evenhand.core.api import DomainError, InvalidInput, now
from evenhand.people.api import actor_of, roles_required
from evenhand.routing import access, actions
from evenhand.routing.forms import AbilitiesForm, ModeForm, RuleForm, as_written, filled
from evenhand.routing.models import Ability, Rule
from evenhand.routing.shown import routing_page

keeper_required = roles_required(*access.KEEPERS)


@require_safe
@keeper_required
def routing(request: HttpRequest) -> HttpResponse:
    """How every queue gives out, who is there with what in hand, and the rules in their order."""
    return render(request, "routing/routing.html", {"page": routing_page(actor_of(request), now())})


@require_POST
@keeper_required
def mode(request: HttpRequest, queue_id: int) -> HttpResponse:
    """Say how a queue gives its cases out."""
    queue, form = get_object_or_404(Queue, pk=queue_id), ModeForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Choose one of the three ways."))
    actions.set_queue_mode(queue=queue, mode=form.cleaned_data["mode"], actor=actor_of(request), now=now())
    messages.success(request, _("Kept. %(queue)s gives its cases out so from now on.") % {"queue": queue})
    return redirect("routing:routing")


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def person(request: HttpRequest, account_id: int) -> HttpResponse:
    """What somebody can, and how much they take at once."""
    account = access.person_for(actor_of(request), account_id)
    known = Ability.objects.filter(account=account).first()
    form = AbilitiesForm(request.POST) if request.method == "POST" else AbilitiesForm(initial=filled(known))
    if form.is_bound and form.is_valid():
        actions.set_abilities(account=account, **form.wanted(), actor=actor_of(request), now=now())
        messages.success(request, _("Kept for %(name)s.") % {"name": account})
        return redirect("routing:routing")
    page = {"account": account, "form": form}
    return render(request, "routing/person.html", page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def new_rule(request: HttpRequest) -> HttpResponse:
    """Write a rule for new cases."""
    return _rule_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Change a rule."""
    return _rule_page(request, access.rule_for(actor_of(request), rule_id))


def _rule_page(request: HttpRequest, kept: Rule | None) -> HttpResponse:
    form = RuleForm(request.POST) if request.method == "POST" else RuleForm(initial=as_written(kept) if kept else {})
    if form.is_bound and form.is_valid():
        try:
            actions.keep_rule(rule=kept, wanted=form.wanted(), actor=actor_of(request), now=now())
        except DomainError as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("Kept. It sorts cases that come in from now on."))
            return redirect("routing:routing")
    return render(request, "routing/rule.html", {"rule": kept, "form": form}, status=422 if form.is_bound else 200)


@require_POST
@keeper_required
def rule_up(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Ask it before the one that stands before it."""
    actions.move_rule_up(rule=access.rule_for(actor_of(request), rule_id), actor=actor_of(request), now=now())
    return redirect("routing:routing")


@require_POST
@keeper_required
def rule_end(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Sort by it no more."""
    actions.end_rule(rule=access.rule_for(actor_of(request), rule_id), actor=actor_of(request), now=now())
    messages.success(request, _("Gone. What it sorted stays where it is."))
    return redirect("routing:routing")
