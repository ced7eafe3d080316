"""Pages on which an administrator looks after our mailboxes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.cases.access import mailbox_for
from evenhand.cases.actions.mailboxes import add_mailbox, change_mailbox, switch_mailbox
from evenhand.cases.mail.polling import try_mailbox
from evenhand.cases.mailbox_forms import MailboxForm
from evenhand.cases.models import Mailbox
from evenhand.core.api import now
from evenhand.people.api import Role, actor_of, roles_required

administrators_only = roles_required(Role.ADMINISTRATOR)


@require_safe
@administrators_only
def mailboxes(request: HttpRequest) -> HttpResponse:
    """All of them, and how each goes."""
    return render(request, "cases/mailboxes.html", {"mailboxes": Mailbox.objects.select_related("queue")})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def new_mailbox(request: HttpRequest) -> HttpResponse:
    """Add one."""
    form = MailboxForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, None)
    mailbox = add_mailbox(settings=form.settings, secrets=form.secrets, actor=actor_of(request), now=now())
    messages.success(request, _("The mailbox is added. We look into it within seconds."))
    return redirect("cases:mailbox", mailbox.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def mailbox(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """One of them: how it goes, and its settings to change."""
    actor = actor_of(request)
    shown = mailbox_for(actor, mailbox_id)
    form = MailboxForm(request.POST if request.method == "POST" else None, instance=mailbox_for(actor, mailbox_id))
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, shown)
    change_mailbox(mailbox=shown, settings=form.settings, secrets=form.secrets, actor=actor, now=now())
    messages.success(request, _("The mailbox is changed."))
    return redirect("cases:mailbox", mailbox_id)


@require_POST
@administrators_only
def mailbox_trial(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Open it now, take nothing, and say how that went."""
    problem = try_mailbox(mailbox_for(actor_of(request), mailbox_id))
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, _("It opens, and its folder can be read."))
    return redirect("cases:mailbox", mailbox_id)


@require_POST
@administrators_only
def mailbox_switch(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Look into it, or do so no more."""
    actor = actor_of(request)
    on = request.POST.get("on") == "1"
    switch_mailbox(mailbox=mailbox_for(actor, mailbox_id), on=on, actor=actor, now=now())
    messages.success(request, _("We look into it again.") if on else _("We look into it no more. Its mails stay."))
    return redirect("cases:mailbox", mailbox_id)


def _form_page(request: HttpRequest, form: MailboxForm, shown: Mailbox | None) -> HttpResponse:
    parts = [
        (_("The mailbox"), [form[name] for name in ("name", "address", "queue")]),
        (_("Incoming"), [form[name] for name in ("imap_host", "imap_port", "imap_security", "imap_folder")]),
        (_("Signing in"), [form[name] for name in ("user", "sign_in", "password")]),
        (_("Outgoing"), [form[name] for name in ("smtp_host", "smtp_port", "smtp_security")]),
    ]
    by_token = [form[name] for name in ("token_url", "client_id", "client_secret", "refresh_token", "scope")]
    context = {"form": form, "mailbox": shown, "parts": parts, "by_token": by_token}
    return render(request, "cases/mailbox.html", context, status=422 if form.is_bound else 200)
