"""The doors of visitors: the script, the page in the frame, and what that page asks for."""

from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.chat import actions
from evenhand.chat.access import require_chat, require_origin
from evenhand.chat.actions import Beginning
from evenhand.chat.doors import body_of, chat_in, json_door, visitor
from evenhand.chat.forms import AddressForm, LineForm, MessageForm, ReadForm, StartForm
from evenhand.chat.hours import opens_at
from evenhand.chat.limits import at_most
from evenhand.chat.models import Chat
from evenhand.chat.presence import note_writing
from evenhand.chat.queries import VisitorView, is_anyone_there, visitor_view
from evenhand.chat.rules import MOST_SIGNS
from evenhand.chat.tokens import identity_in, key_of_press, new_press, token_for
from evenhand.core.api import DomainError, InvalidInput, environment
from evenhand.core.api import now as clock
from evenhand.people.api import client_ip, customer_for_address
from evenhand.shop.api import orders_of

SCRIPT = Path(__file__).resolve().parent / "widget.js"
SCRIPT_LASTS_SECONDS = 600
MOST_ORDERS = 10


@require_safe
def widget(request: HttpRequest) -> HttpResponse:
    """The script that shops name in their pages: for any page, the same for all, without a cookie."""
    require_chat()
    response = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={SCRIPT_LASTS_SECONDS}"
    response["Last-Modified"] = http_date(SCRIPT.stat().st_mtime)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@never_cache
@require_safe
def frame(request: HttpRequest) -> HttpResponse:
    """The page in the frame, for the one origin that asks, if it may show the chat."""
    origin = require_origin(request.GET.get("origin", ""))
    words = {
        "press": new_press(clock()),
        "is_anyone_there": is_anyone_there(clock()),
        "back_at": opens_at(clock()),
        "shop": environment().shop_name,
        "most_signs": MOST_SIGNS,
        "csrf_token": "",
        "origin": origin,
        "form": MessageForm(),
    }
    return _framed(render(request, "chat/frame.html", words), origin)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest) -> HttpResponse:
    """Leave a message while nobody is there, or without scripts. In a frame, for an origin that may show it."""
    require_chat()
    asked_by = request.GET.get("origin", "")
    origin = require_origin(asked_by) if asked_by else ""
    form = MessageForm(request.POST if request.method == "POST" else None)
    is_left = form.is_valid() and _is_left(request, form)
    words = {"form": form, "is_left": is_left, "shop": environment().shop_name, "csrf_token": "", "origin": origin}
    status = 422 if form.is_bound and not is_left else 200
    page = render(request, "chat/message.html", {**words, "press": new_press(clock())}, status=status)
    return _framed(page, origin)


def _is_left(request: HttpRequest, form: MessageForm) -> bool:
    """Leaves the message; where that cannot be, the form says why and keeps what was written."""
    said = form.cleaned_data
    try:
        at_most(10, 60, of="message", by=client_ip(request), now=clock())
        key = key_of_press(said["press"], clock())
        beginning = Beginning(text=said["text"], start_key=key, name=said["name"], email=said["email"])
        actions.leave_message(beginning=beginning, actor=visitor(request), now=clock())
    except DomainError as problem:
        form.add_error(None, problem.message)
        return False
    return True


@json_door
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start a chat with a first line."""
    sent = _valid(StartForm(body_of(request)))
    at_most(10, 60, of="start", by=client_ip(request), now=clock())
    beginning = Beginning(
        text=sent["text"],
        start_key=key_of_press(sent["press"], clock()),
        name=sent["name"],
        email=sent["email"],
        identity=identity_in(sent["identity"], clock()) if sent["identity"] else None,
        order_number=sent["order"],
    )
    chat = actions.start_chat(beginning=beginning, actor=visitor(request), now=clock())
    return JsonResponse({"token": token_for(chat), **_shown(visitor_view(chat, after=0, now=clock()))})


@json_door
@require_POST
def orders(request: HttpRequest) -> HttpResponse:
    """The orders of a customer whom the shop has signed, to choose what it is about. For nobody else."""
    identity = identity_in(str(body_of(request).get("identity", "")), clock())
    at_most(30, 10, of="orders", by=client_ip(request), now=clock())
    customer = customer_for_address(identity.email, identity.name, actor=visitor(request), now=clock())
    theirs = orders_of(customer.pk, clock())[:MOST_ORDERS]
    shown = [{"number": order.number, "words": ", ".join(order.line_names)[:80]} for order in theirs]
    return JsonResponse({"name": customer.name, "orders": shown})


@json_door
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest) -> HttpResponse:
    """What is new since the last line that the page has; or one more line of the visitor's."""
    chat = chat_in(request)
    if request.method == "POST":
        sent = _valid(LineForm(body_of(request)))
        at_most(30, 1, of="lines", by=chat.nonce, now=clock())
        said = actions.write_line(
            chat=chat,
            text=sent["text"],
            key=sent["key"],
            actor=visitor(request, chat.case.customer_id),
            now=clock(),
        )
        return JsonResponse({"id": said.pk})
    after = ReadForm(request.GET)
    return JsonResponse(_shown(visitor_view(chat, after=after.last(), now=clock())))


@json_door
@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """The page is open: it says which line it has, and whether its reader writes; it hears what is new."""
    chat = chat_in(request)
    sent = body_of(request)
    at_most(240, 1, of="signs", by=chat.nonce, now=clock())
    last = ReadForm(sent).last()
    actions.see_visitor(chat=chat, read=last, actor=visitor(request, chat.case.customer_id), now=clock())
    if sent.get("writing") is True and not chat.is_over:
        note_writing(chat)
    return JsonResponse(_shown(visitor_view(chat, after=last, now=clock())))


@json_door
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """The visitor ends the chat."""
    chat = chat_in(request)
    who = visitor(request, chat.case.customer_id)
    chat = actions.end_chat(chat=chat, by=Chat.EndedBy.VISITOR, actor=who, now=clock())
    return _as_it_stands(request, chat)


@json_door
@require_POST
def by_mail(request: HttpRequest) -> HttpResponse:
    """The visitor goes, and is answered by mail."""
    chat, email = _chat_and_address(request)
    who = visitor(request, chat.case.customer_id)
    return _as_it_stands(request, actions.go_on_by_mail(chat=chat, email=email, actor=who, now=clock()))


@json_door
@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """The visitor wants a copy of the chat by mail."""
    chat, email = _chat_and_address(request)
    who = visitor(request, chat.case.customer_id)
    return _as_it_stands(request, actions.want_copy(chat=chat, email=email, actor=who, now=clock()))


def _chat_and_address(request: HttpRequest) -> tuple[Chat, str]:
    chat = chat_in(request)
    at_most(10, 10, of="addresses", by=chat.nonce, now=clock())
    return chat, str(_valid(AddressForm(body_of(request)))["email"])


def _as_it_stands(request: HttpRequest, chat: Chat) -> HttpResponse:
    after = ReadForm(request.GET)
    return JsonResponse(_shown(visitor_view(chat, after=after.last(), now=clock())))


def _valid(form: forms.Form) -> dict[str, Any]:
    """What was sent; raises InvalidInput in the form's own words."""
    if not form.is_valid():
        raise InvalidInput(" ".join(str(words) for each in form.errors.values() for words in each))
    return form.cleaned_data


def _shown(view: VisitorView) -> dict[str, Any]:
    """A chat in the shape that the page reads."""
    return {
        "standing": view.standing.value,
        "anyone": view.is_anyone_there,
        "agent": view.agent_name,
        "here": view.agent_is_here,
        "writing": view.agent_is_writing,
        "address": view.has_address,
        "copy": view.wants_copy,
        "ended": view.ended_by,
        "lines": [
            {
                "id": line.id,
                "own": line.is_own,
                "name": line.name,
                "text": line.text,
                "at": line.at.isoformat(),
                "key": line.key,
            }
            for line in view.lines
        ],
    }


def _framed(response: HttpResponse, origin: str) -> HttpResponse:
    """Let the page be shown in a frame by `origin`, and by no other; without one, by nobody."""
    if not origin:
        return response
    response._csp_replace = {"frame-ancestors": [origin]}  # type: ignore[attr-defined]
    response.xframe_options_exempt = True
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
