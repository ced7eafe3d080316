"""The first page of the demo: as whom to look, and a mail to send."""

from csp.constants import SELF
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evenhand.core.api import environment, now
from evenhand.demo import calling, posting
from evenhand.demo.access import demo_only
from evenhand.demo.forms import MailForm
from evenhand.demo.personas import DESK, OUTSIDE, persona_called, shown
from evenhand.people.api import sign_in_as


@never_cache
@require_safe
@demo_only
def welcome(request: HttpRequest) -> HttpResponse:
    """Everybody whose chair a visitor can take."""
    return _page(request, _empty_form())


@never_cache
@require_POST
@demo_only
def chair(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as a persona, with one press."""
    persona = persona_called(key)
    sign_in_as(request, persona.account)
    return redirect(persona.persona.arrives_at)


@never_cache
@require_POST
@demo_only
def mail(request: HttpRequest) -> HttpResponse:
    """Send a mail as a customer; it comes in as any other does."""
    form = MailForm(request.POST, senders=posting.senders())
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        posting.post_as(
            form.cleaned_data["sender"],
            subject=form.cleaned_data["subject"],
            text=form.cleaned_data["text"],
            now=now(),
        )
    except posting.NobodyTookIt as problem:
        form.add_error(None, str(problem.message))
        return _page(request, form, status=problem.status)
    messages.success(request, _("The mail was accepted. It is in the inbox within a second: look as Nadia."))
    return redirect("demo:welcome")


@never_cache
@require_safe
@demo_only
def shop(request: HttpRequest) -> HttpResponse:
    """A page of the shop, as plain as any, with the chat on it."""
    response = render(request, "demo/shop.html", {"shop": environment().shop_name})
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
    return response


@never_cache
@require_POST
@demo_only
def call(request: HttpRequest) -> HttpResponse:
    """Let the next thing happen in a customer's call."""
    calling.happen(request.POST.get("kind", ""), now=now())
    return redirect(reverse("demo:welcome") + "#call")


def _empty_form() -> MailForm:
    senders = posting.senders()
    return MailForm(senders=senders, initial={"sender": senders[0] if senders else None})


def _page(request: HttpRequest, form: MailForm, status: int = 200) -> HttpResponse:
    context = {
        "shop": environment().shop_name,
        "desk": shown(DESK),
        "outside": shown(OUTSIDE),
        "form": form,
        "takes_mail": posting.is_listening(),
        "steps": calling.next_steps(),
    }
    return render(request, "demo/welcome.html", context, status=status)
