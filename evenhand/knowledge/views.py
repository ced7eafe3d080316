"""The articles at the desk: all of them, one of them, its history. For everybody who works here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evenhand.core.api import NotFound, environment
from evenhand.knowledge import access, queries
from evenhand.knowledge.forms import LanguageForm, PlaceForm
from evenhand.knowledge.markup import html_of
from evenhand.knowledge.models import Article
from evenhand.knowledge.rules import best_language, fallback_order
from evenhand.knowledge.search import search_articles
from evenhand.people.api import actor_of, staff_required

LONGEST_QUESTION = 200


@require_safe
@staff_required
def articles(request: HttpRequest) -> HttpResponse:
    """Every article, with what can be read and what is only written; with `?q=…`, what was found."""
    actor, question = actor_of(request), request.GET.get("q", "")[:LONGEST_QUESTION].strip()
    language = environment().language
    context = {
        "rows": () if question else queries.written_articles(),
        "question": question,
        "found": search_articles(question, language, access.audiences_of(actor)) if question else (),
        "writes": access.writes(actor),
    }
    template = (
        "knowledge/articles.html#rows" if request.headers.get("HX-Request") == "true" else "knowledge/articles.html"
    )
    return render(request, template, context)


@require_safe
@staff_required
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    """To an article in the reader's best language."""
    found = access.article_for(actor_of(request), article_id)
    return redirect("knowledge:edition", found.pk, _best_language(found))


@require_safe
@staff_required
def edition(request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """An article in one language, as it is written now, and how it stands."""
    actor = actor_of(request)
    shown = access.edition_for(actor, article_id, language)
    version = queries.newest_version(shown)
    (written,) = queries.written_articles(shown.article)
    context = {
        "edition": shown,
        "version": version,
        "body": html_of(version.text),
        "written": written,
        "this": next(each for each in written.editions if each.language == language),
        "writes": access.writes(actor),
        "place": PlaceForm(initial={"section": shown.article.section_id, "audience": shown.article.audience}),
        "languages": LanguageForm(),
    }
    return render(request, "knowledge/edition.html", context)


@require_safe
@staff_required
def history(request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """Every version of an edition, the newest first."""
    shown = access.edition_for(actor_of(request), article_id, language)
    past = queries.history_with_publications(shown)
    context = {"edition": shown, "past": past, "title": past[0].version.title}
    return render(request, "knowledge/history.html", context)


@require_safe
@staff_required
def version(request: HttpRequest, article_id: int, language: str, number: int) -> HttpResponse:
    """One version: what it changed in the one before, or in the one that `?than=…` names."""
    actor = actor_of(request)
    shown = access.version_for(actor, article_id, language, number)
    than = request.GET.get("than", "")
    older_number = int(than) if than.isdecimal() and len(than) < 9 else number - 1
    if than and not than.isdecimal():
        raise NotFound
    older = access.version_for(actor, article_id, language, older_number) if older_number else None
    context = {
        "edition": shown.edition,
        "version": shown,
        "older": older,
        "changes": queries.changes_between(older, shown),
        "versions": list(queries.history_of(shown.edition)),
        "newest": queries.newest_version(shown.edition).number,
        "writes": access.writes(actor),
    }
    return render(request, "knowledge/version.html", context)


def _best_language(found: Article) -> str:
    there = list(found.editions.order_by("id").values_list("language", flat=True))
    if not there:
        raise NotFound
    site = environment().language
    return best_language(there, fallback_order(site, site))
