"""Pages of macros: the list, writing one, its history, retiring it. Using one stands on the page of a case."""

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.cases.api import WORKERS
from evenhand.core.api import DomainError, asked_number, now
from evenhand.macros.access import macro_for, may_change
from evenhand.macros.actions import bring_back_macro, change_macro, make_macro, retire_macro
from evenhand.macros.forms import MacroForm, WordsForm, WordsFormSet, texts_of
from evenhand.macros.models import Macro
from evenhand.macros.queries import macro_lines, macros_of, with_recent_uses
from evenhand.macros.shown import filled_forms, history, placeholder_lines, whose_words
from evenhand.people.api import actor_of, roles_required

worker_required = roles_required(*WORKERS)


@require_safe
@worker_required
def macros(request: HttpRequest) -> HttpResponse:
    """Every macro that the reader can use, with how often it is used; found by words."""
    actor, words = actor_of(request), request.GET.get("q", "")[:100]
    lines = macro_lines(actor, words, language=get_language() or "")
    page = {
        "lines": with_recent_uses(lines, now()),
        "query": words,
        "retired": macros_of(actor).filter(retired_at__isnull=False)[:50],
    }
    return render(request, "macros/macros.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required
def new(request: HttpRequest) -> HttpResponse:
    """Write a new macro."""
    actor = actor_of(request)
    if request.method != "POST":
        languages = [{"language": (get_language() or "en").split("-")[0]}]
        form, words = MacroForm(actor=actor), WordsFormSet(initial=languages, prefix="words")
        return _page(request, None, form, words)
    form, words = MacroForm(request.POST, actor=actor), WordsFormSet(request.POST, prefix="words")
    if form.is_valid() and words.is_valid():
        try:
            macro = make_macro(wanted=form.wanted(texts_of(words)), actor=actor, now=now())
        except DomainError as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("Kept. It is offered from now on."))
            return redirect("macros:macro", macro.pk)
    return _page(request, None, form, words, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required
def macro(request: HttpRequest, macro_id: int) -> HttpResponse:
    """One macro to read or to change, with its history; `?edition=2` fills the form as it was then."""
    actor = actor_of(request)
    kept = macro_for(actor, macro_id, to="change" if request.method == "POST" else "use")
    if request.method != "POST":
        asked = asked_number(request.GET.get("edition", ""))
        earlier = kept.editions.filter(number=asked).first() if asked is not None else None
        return _page(request, kept, *filled_forms(kept, actor, earlier))
    form, words = MacroForm(request.POST, actor=actor), WordsFormSet(request.POST, prefix="words")
    if form.is_valid() and words.is_valid():
        edition = form.cleaned_data["edition"] or 0
        try:
            change_macro(macro=kept, wanted=form.wanted(texts_of(words)), edition=edition, actor=actor, now=now())
        except DomainError as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("Kept. What it was before stands below."))
            return redirect("macros:macro", kept.pk)
    return _page(request, kept, form, words, status=422)


@require_POST
@worker_required
def retirement(request: HttpRequest, macro_id: int) -> HttpResponse:
    """Offer it no more."""
    kept = macro_for(actor_of(request), macro_id, to="change")
    retire_macro(macro=kept, actor=actor_of(request), now=now())
    messages.success(request, _("“%(name)s” is offered no more. You can bring it back from the list.") % {"name": kept})
    return redirect("macros:macros")


@require_POST
@worker_required
def bringing_back(request: HttpRequest, macro_id: int) -> HttpResponse:
    """Offer it again."""
    kept = macro_for(actor_of(request), macro_id, to="change")
    bring_back_macro(macro=kept, actor=actor_of(request), now=now())
    messages.success(request, _("“%(name)s” is offered again.") % {"name": kept})
    return redirect("macros:macro", kept.pk)


def _page(
    request: HttpRequest, kept: Macro | None, form: MacroForm, words: "BaseFormSet[WordsForm]", status: int = 200
) -> HttpResponse:
    may_write = kept is None or may_change(actor_of(request), kept)
    page = {
        "macro": kept,
        "form": form,
        "words": words,
        "placeholders": placeholder_lines(),
        "history": history(kept) if kept else [],
        "may_write": may_write,
        "whose": whose_words(kept) if kept else "",
    }
    return render(request, "macros/macro.html", page, status=status)
