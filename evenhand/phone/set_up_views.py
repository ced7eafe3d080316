"""Pages of those who set telephones up: lines with their secrets, whose telephone is whose, what could not be taken."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.core.api import InvalidInput, environment, now
from evenhand.people.api import Role, actor_of, roles_required
from evenhand.phone import access, actions, queries, secrets
from evenhand.phone.forms import ChangedLineForm, ExtensionForm, LineForm

keepers_only = roles_required(*access.KEEPERS)
administrators_only = roles_required(Role.ADMINISTRATOR)
KEPT_ON_A_PAGE = 25
WAITS_OF = datetime.timedelta(days=7)


@require_safe
@keepers_only
def telephones(request: HttpRequest) -> HttpResponse:
    """Whose telephone is whose, and those of which we were told and that are nobody's."""
    page = {
        "workers": queries.workers(),
        "nobodys": queries.nobodys_extensions(),
        "kept": queries.kept_requests().count(),
        "sees_lines": actor_of(request).has_role(Role.ADMINISTRATOR),
    }
    return render(request, "phone/telephones.html", page)


@require_POST
@keepers_only
def telephone(request: HttpRequest, account_id: int) -> HttpResponse:
    """Say which telephone is somebody's."""
    account = access.worker_for(actor_of(request), account_id)
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("An extension has at most 40 signs."))
    given = form.cleaned_data["extension"]
    account = actions.give_extension(account=account, extension=given, actor=actor_of(request), now=now())
    words = _("%(name)s's telephone is %(extension)s.") if account.extension else _("%(name)s has no telephone now.")
    messages.success(request, words % {"name": account, "extension": account.extension})
    return redirect("phone:telephones")


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def lines(request: HttpRequest) -> HttpResponse:
    """Every line, and a form for another."""
    form = LineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        line = actions.make_line(**form.cleaned_data, actor=actor_of(request), now=now())
        messages.success(request, _("The line is there. Its address and its secret stand here."))
        return redirect("phone:line", line.pk)
    page = {"lines": queries.lines(), "form": form}
    return render(request, "phone/lines.html", page, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One line: its address, its secrets, and what can be changed."""
    shown = access.line_for(actor_of(request), line_id)
    known = {field: getattr(shown, field) for field in ChangedLineForm.base_fields}
    form = ChangedLineForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        actions.change_line(line=shown, **form.cleaned_data, actor=actor_of(request), now=now())
        messages.success(request, _("Saved."))
        return redirect("phone:line", shown.pk)
    page = {
        "line": shown,
        "form": form,
        "address": environment().effective_public_url + reverse("phone:events", args=[shown.key]),
        "waits": queries.waits_of(shown, now() - WAITS_OF, now()),
        "secrets": [(each, secrets.secret_text(each)) for each in shown.secrets.all() if each.ended_at is None],
    }
    return render(request, "phone/line.html", page, status=422 if form.errors else 200)


@require_POST
@administrators_only
def line_secrets(request: HttpRequest, line_id: int) -> HttpResponse:
    """A second secret, to change over without losing a call."""
    shown = access.line_for(actor_of(request), line_id)
    secrets.make_secret(line=shown, actor=actor_of(request), now=now())
    messages.success(
        request, _("A new secret holds beside the old one. Give it to the telephone system, then end the old.")
    )
    return redirect("phone:line", line_id)


@require_POST
@administrators_only
def secret_ending(request: HttpRequest, line_id: int, secret_id: int) -> HttpResponse:
    """This secret signs nothing any more."""
    secret = access.secret_for(actor_of(request), line_id, secret_id)
    secrets.end_secret(secret=secret, actor=actor_of(request), now=now())
    messages.success(request, _("The secret has ended."))
    return redirect("phone:line", line_id)


@require_safe
@keepers_only
def kept(request: HttpRequest) -> HttpResponse:
    """What lines sent and we could not take."""
    page = Paginator(queries.kept_requests(), KEPT_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "phone/kept.html", {"page": page})


@require_POST
@keepers_only
def kept_seen(request: HttpRequest, kept_id: int) -> HttpResponse:
    """Somebody has looked at it."""
    actions.see_request(kept=access.kept_for(actor_of(request), kept_id), actor=actor_of(request), now=now())
    return redirect("phone:kept")
