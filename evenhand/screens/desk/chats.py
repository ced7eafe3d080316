"""Chats at the desk: the reader's own with what is unread, those that wait, and whether the reader takes any."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.api import WORKERS
from evenhand.chat import api as chat
from evenhand.core.api import NotPermitted, now
from evenhand.people.api import actor_of, staff_required
from evenhand.screens.desk.answers import answer, wants_a_part
from evenhand.screens.desk.forms import ReadingForm, TakingForm
from evenhand.screens.desk.valid import valid

TAKES_CHATS = "takes_chats"
"""Kept with the session, so that a page that shows no chats asks the database nothing about them."""


def shows_chats(request: HttpRequest) -> bool:
    """Whether the reader's chats stand above each page of the desk."""
    return bool(request.session.get(TAKES_CHATS))


@require_safe
@staff_required
def chats(request: HttpRequest) -> HttpResponse:
    """All chats that run, on a page of their own; with `?part=list`, the list alone."""
    template = "screens/desk/chats.html#list" if request.GET.get("part") == "list" else "screens/desk/chats.html"
    return render(request, template, _words(request))


@require_POST
@staff_required
def signs(request: HttpRequest) -> HttpResponse:
    """A page of somebody who takes chats is open. Answers with their chats, in one line."""
    _require_worker(request)
    chat.see_taker(actor=actor_of(request), now=now())
    if not wants_a_part(request):
        return redirect("desk:chats")
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return render(request, "screens/desk/chat_line.html", {**_words(request), "here": here})


@require_POST
@staff_required
def taking(request: HttpRequest) -> HttpResponse:
    """The reader takes chats from now on, or no more."""
    _require_worker(request)
    if valid(TakingForm(request.POST))["takes"]:
        chat.take_chats(actor=actor_of(request), now=now())
        request.session[TAKES_CHATS] = True
        messages.success(request, _("You take chats now. Visitors see that somebody is there."))
    else:
        chat.take_no_chats(actor=actor_of(request), now=now())
        request.session.pop(TAKES_CHATS, None)
        messages.success(request, _("You take no new chats. Those that run go on."))
    return redirect("desk:chats")


@require_POST
@staff_required
def chat_taking(request: HttpRequest, chat_id: int) -> HttpResponse:
    """Take a chat that waits."""
    waiting = chat.chat_for(actor_of(request), chat_id, to="work")
    chat.take_chat(chat=waiting, actor=actor_of(request), now=now())
    return redirect("desk:case", waiting.case_id)


@require_POST
@staff_required
def reading(request: HttpRequest, chat_id: int) -> HttpResponse:
    """The reader has had the lines of a chat before their eyes."""
    read = chat.chat_for(actor_of(request), chat_id, to="work")
    line = valid(ReadingForm(request.POST))["line"]
    chat.see_lines(chat=read, read=line, actor=actor_of(request), now=now())
    return answer(request, read.case_id, "chat")


@require_POST
@staff_required
def ending(request: HttpRequest, chat_id: int) -> HttpResponse:
    """End the chat; the case stays open for the work after it."""
    running = chat.chat_for(actor_of(request), chat_id, to="work")
    chat.end_chat(chat=running, by=chat.Chat.EndedBy.AGENT, actor=actor_of(request), now=now())
    messages.success(request, _("The chat has ended. The case is still open."))
    return answer(request, running.case_id, "chat")


def _words(request: HttpRequest) -> dict[str, object]:
    can_work = actor_of(request).has_role(*WORKERS)
    return {"chats": chat.desk_chats(actor_of(request), now()), "can_work": can_work}


def _require_worker(request: HttpRequest) -> None:
    if not actor_of(request).has_role(*WORKERS):
        raise NotPermitted
