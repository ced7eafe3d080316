"""The page of a question. Looking changes nothing; only a pressed button does."""

import functools
import hashlib
from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.core.api import Actor, environment
from evenhand.core.api import now as clock
from evenhand.surveys import actions
from evenhand.surveys.access import question_at
from evenhand.surveys.forms import AgainForm, ReasonForm
from evenhand.surveys.links import is_press_from_page, new_press, token_for
from evenhand.surveys.models import Invitation
from evenhand.surveys.policy import survey_rules
from evenhand.surveys.queries import is_passed_on, latest_comment, reasons_for
from evenhand.surveys.rules import Choice
from evenhand.surveys.words import NOT_SOLVED

View = Callable[[HttpRequest, str], HttpResponse]


def _unlisted(view: View) -> View:
    """Never stored, never indexed. Without a cookie there is nothing that another site could ride on: see links.py."""

    @functools.wraps(view)
    def unlisted(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return csrf_exempt(never_cache(unlisted))


@_unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the two buttons, or what was answered; a press of a button stores the answer."""
    invitation = question_at(token)
    choice = _choice_in(request)
    if request.method != "POST":
        _note(request, invitation, choice, is_decoy=False)
        return _page(request, invitation, picked=choice)
    if not invitation.is_open(clock()):
        return _page(request, invitation)
    if choice is None or not _is_press(request, invitation):
        return _page(request, invitation, picked=choice, press_again=True)
    actions.cast_vote(invitation=invitation, choice=choice, actor=_customer(invitation), now=clock())
    return redirect("surveys:question", token)


@_unlisted
@require_POST
def reason(request: HttpRequest, token: str) -> HttpResponse:
    """Stores why. Both fields may be empty."""
    invitation = question_at(token)
    form = _reason_form(invitation, request.POST)
    if not _is_press(request, invitation) or not form.is_valid():
        return _page(request, invitation, reason_form=form, press_again=form.is_valid())
    actions.give_reason(
        invitation=invitation,
        reason_code=form.cleaned_data.get("reason", ""),
        comment=form.cleaned_data["comment"].strip(),
        pass_on=form.cleaned_data.get("pass_on", False),
        actor=_customer(invitation),
        now=clock(),
    )
    return redirect(f"{request.path.removesuffix('reason/')}?said=1")


@_unlisted
@require_POST
def again(request: HttpRequest, token: str) -> HttpResponse:
    """The customer writes to us again; the case opens."""
    invitation = question_at(token)
    form = AgainForm(request.POST)
    if not _is_press(request, invitation) or not form.is_valid():
        return _page(request, invitation, again_form=form, press_again=form.is_valid())
    actions.write_again(
        invitation=invitation,
        words=form.cleaned_data["words"],
        key=f"question:{hashlib.sha256(request.POST['press'].encode()).hexdigest()[:40]}",
        actor=_customer(invitation),
        now=clock(),
    )
    return redirect(f"{request.path.removesuffix('again/')}?written=1")


@_unlisted
@require_POST
def no_more(request: HttpRequest, token: str) -> HttpResponse:
    """The customer wants no more questions."""
    invitation = question_at(token)
    if not _is_press(request, invitation):
        return _page(request, invitation, press_again=True)
    if invitation.customer:
        actions.ask_no_more(customer=invitation.customer, actor=_customer(invitation), now=clock())
    return redirect(f"{request.path.removesuffix('no-more/')}?declined=1")


@_unlisted
@require_safe
def more(request: HttpRequest, token: str) -> HttpResponse:
    """The hidden link of the mail. People do not see it; whoever gets here all the same sees the ordinary page."""
    invitation = question_at(token)
    _note(request, invitation, None, is_decoy=True)
    return _page(request, invitation)


def _page(
    request: HttpRequest,
    invitation: Invitation,
    *,
    picked: Choice | None = None,
    press_again: bool = False,
    reason_form: Form | None = None,
    again_form: Form | None = None,
) -> HttpResponse:
    now = clock()
    has_errors = any(form is not None and form.errors for form in (reason_form, again_form))
    words = {
        "invitation": invitation,
        "token": token_for(invitation),
        "shop": environment().shop_name,
        "csrf_token": "",  # these pages set no cookie: the press takes its place
        "press": new_press(invitation, now),
        "press_again": press_again,
    }
    if not invitation.is_open(now):
        return render(request, "surveys/closed.html", {**words, "again_form": again_form or AgainForm()}, status=410)
    words |= {"choices": _choices(invitation), "picked": picked, "rules": survey_rules(now)}
    if not invitation.choice:
        return render(request, "surveys/ask.html", words)
    words |= {
        "reason_form": reason_form or _reason_form(invitation),
        "again_form": again_form or AgainForm(),
        "picked": picked or (None if invitation.is_void else Choice(invitation.choice)),
        "wants_change": picked is not None and picked != invitation.choice,
        "offers_again": invitation.reason is not None and invitation.reason.code == NOT_SOLVED,
    }
    return render(request, "surveys/thanks.html", words, status=422 if has_errors else 200)


def _choices(invitation: Invitation) -> list[Choice]:
    return [Choice.YES, Choice.NO] if invitation.yes_first else [Choice.NO, Choice.YES]


def _reason_form(invitation: Invitation, sent: object = None) -> ReasonForm:
    reasons = reasons_for(invitation) if invitation.choice == Choice.NO else []
    said = {
        "reason": invitation.reason.code if invitation.reason else "",
        "comment": latest_comment(invitation),
        "pass_on": is_passed_on(invitation),
    }
    return ReasonForm(sent, reasons=reasons, is_praise=invitation.choice == Choice.YES, initial=said)


def _choice_in(request: HttpRequest) -> Choice | None:
    given = (request.POST if request.method == "POST" else request.GET).get("choice", "")
    return Choice(given) if given in list(Choice) else None


def _is_press(request: HttpRequest, invitation: Invitation) -> bool:
    return is_press_from_page(request.POST.get("press", ""), invitation, clock())


def _note(request: HttpRequest, invitation: Invitation, choice: Choice | None, *, is_decoy: bool) -> None:
    actions.note_page_request(
        invitation=invitation,
        method=request.method or "",
        choice=choice.value if choice else "",
        is_decoy=is_decoy,
        user_agent=request.headers.get("User-Agent", ""),
        now=clock(),
    )


def _customer(invitation: Invitation) -> Actor:
    return Actor(
        label="customer", account_id=invitation.customer_id, roles=frozenset({"customer"}), source="link of a question"
    )
