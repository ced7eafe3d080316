"""One's own data: to read, to keep, to have erased; and the administrators' part in that."""

from typing import cast

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.core.api import now
from evenhand.people import erasures
from evenhand.people.access import account_for, actor_of, layout_for, roles_required, sign_in_required
from evenhand.people.models import Account, Erasure, Role
from evenhand.people.personal import export_of, holds_of, personal_data
from evenhand.ui.pdf import pdf_response

administrators_only = roles_required(Role.ADMINISTRATOR)


@require_safe
@sign_in_required
def own(request: HttpRequest) -> HttpResponse:
    """What we keep about the reader, where it can be had, and how to have it erased."""
    account = cast(Account, request.user)
    words = {
        "layout": layout_for(actor_of(request)),
        "rooms": [title for title, _kept in _by_title(account)],
        "erasure": Erasure.objects.filter(account=account, done_at=None).first(),
        "holds": holds_of(account, now()),
    }
    return render(request, "people/own_data.html", words)


@require_safe
@sign_in_required
def own_json(request: HttpRequest) -> HttpResponse:
    """All of it as JSON."""
    return _as_json(cast(Account, request.user))


@require_safe
@sign_in_required
def own_paper(request: HttpRequest) -> HttpResponse:
    """All of it on paper."""
    account, moment = cast(Account, request.user), now()
    words = {"account": account, "rooms": _by_title(account), "at": moment}
    return pdf_response(request, "people/data_paper.html", words, filename="my-data.pdf")


def _as_json(account: Account) -> HttpResponse:
    response = JsonResponse(
        export_of(account, now()), encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["Cache-Control"] = "private, no-store"
    return response


def _by_title(account: Account) -> list[tuple[object, object]]:
    found = export_of(account, now())
    return [(part.title, found[part.room]) for part in personal_data() if part.room in found]


@require_POST
@sign_in_required
def own_erasure(request: HttpRequest) -> HttpResponse:
    """The reader wants to be erased, or thinks better of it."""
    account, actor = cast(Account, request.user), actor_of(request)
    if request.POST.get("wish") == "withdraw":
        for erasure in Erasure.objects.filter(account=account, done_at=None):
            erasures.withdraw_erasure(erasure=erasure, actor=actor, now=now())
        messages.success(request, _("Withdrawn. Everything stays as it is."))
    else:
        erasures.ask_erasure(account=account, actor=actor, now=now())
        messages.success(request, _("Noted. Somebody looks at it, and a mail tells you when it is done."))
    return redirect("people:own_data")


@require_safe
@administrators_only
def waiting(request: HttpRequest) -> HttpResponse:
    """Who asked to be erased, what holds it, and what was done."""
    every = Erasure.objects.select_related("account", "asked_by")
    words = {"open": every.filter(done_at=None).order_by("asked_at"), "done": every.exclude(done_at=None)[:50]}
    return render(request, "people/erasures.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def erasure(request: HttpRequest, account_id: int) -> HttpResponse:
    """What erasing this person would do, what holds it, and doing it once the number is written out."""
    actor = actor_of(request)
    account = account_for(actor, account_id)
    is_sure = request.POST.get("number", "").strip() == str(account.pk)
    if request.method == "POST" and is_sure:
        done = erasures.erase_person(account=account, actor=actor, now=now())
        held = _("Noted. It is erased as soon as nothing holds it any more.")
        messages.success(request, _("Erased.") if done.done_at else held)
        return redirect("people:erasures")
    words = {
        "account": account,
        "holds": holds_of(account, now()),
        "rooms": [part.title for part in personal_data()],
        "erasure": Erasure.objects.filter(account=account).order_by("-asked_at").first(),
        "problem": request.method == "POST",
    }
    return render(request, "people/erasure.html", words, status=422 if request.method == "POST" else 200)
