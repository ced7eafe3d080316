"""The pages of help that customers read: the shelves, an article, whether it helped, suggestions to who writes."""

import hashlib
import hmac
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from evenhand.core.api import Actor, InvalidInput, NotFound, NotPermitted, environment, now, site_day
from evenhand.knowledge import access, actions, queries
from evenhand.knowledge.caching import cached_page
from evenhand.knowledge.forms import HelpedForm
from evenhand.knowledge.markup import html_of
from evenhand.knowledge.models import Publication
from evenhand.knowledge.rules import language_asked
from evenhand.knowledge.search import search_articles, suggested_articles
from evenhand.knowledge.ways import ways
from evenhand.people.api import actor_of, client_ip

LONGEST_QUESTION = 200
ONE_ANSWER_SECONDS = 600
READER = Actor(label="a reader of help", source="web")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """To the shelves in the language that the reader's browser asks for."""
    there = queries.languages_there(access.audiences_of(actor_of(request)))
    language = language_asked(request.headers.get("Accept-Language", ""), there, environment().language)
    response = redirect("knowledge:help", language=language)
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def shelves(request: HttpRequest, language: str) -> HttpResponse:
    """All that can be read, by section; with `?q=…`, what was found."""
    language, audiences = language.lower(), access.audiences_of(actor_of(request))
    question = request.GET.get("q", "")[:LONGEST_QUESTION].strip()
    there = queries.languages_there(audiences)
    shown = queries.shelves(language, audiences)
    context = {
        "language": language,
        "languages": queries.in_languages(there),
        "shelves": shown,
        "question": question,
        "found": search_articles(question, language, audiences) if question else (),
        **_to_a_person(request),
    }
    made_of = (language, there, question, [(shelf.name, shelf.articles) for shelf in shown])
    if request.headers.get("HX-Request") == "true":
        return render(request, "knowledge/shelves.html#found", context)
    return cached_page(request, "knowledge/shelves.html", context, made_of=made_of)


def _to_a_person(request: HttpRequest) -> dict[str, object]:
    """How this reader reaches a person: what `_ways.html` needs."""
    return {"ways": ways(actor_of(request)), "mail_address": environment().mail_from}


@require_safe
def article(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One article. An earlier address leads to where it is now."""
    audiences = access.audiences_of(actor_of(request))
    try:
        published = access.published_for(actor_of(request), language, slug)
    except NotFound:
        there = queries.where_now(language, slug, audiences)
        return redirect("knowledge:article", *there)  # for now: it may be published here again
    if published.edition.slug != slug:
        response = redirect("knowledge:article", language, published.edition.slug, permanent=True)
        patch_cache_control(response, no_cache=True)  # moved back here later, a browser would go round and round
        return response
    context = _article_page(request, published, audiences)
    made_of = (published.pk, context["languages"], context["others"])
    return cached_page(request, "knowledge/article.html", context, made_of=made_of)


def _article_page(request: HttpRequest, published: Publication, audiences: tuple[str, ...]) -> dict[str, object]:
    edition = published.edition
    return {
        "published": published,
        "edition": edition,
        "version": published.version,
        "body": html_of(published.version.text),
        "section_name": edition.article.section.name_in((edition.language,)),
        "languages": queries.published_in(edition.article),
        "others": queries.beside_it(published, edition.language, audiences),
        "thanks": request.GET.get("thanks", ""),
        **_to_a_person(request),
    }


@csrf_exempt  # readers without an account get no cookie, so no token either; other sites are turned away by Origin
@require_POST
def helped(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Whether it helped. Counted and nothing else; twice from one place within minutes counts once."""
    _turn_other_sites_away(request)
    published = access.published_for(actor_of(request), language, slug)
    form = HelpedForm(request.POST)
    if not form.is_valid():
        raise InvalidInput
    answer = form.cleaned_data["helped"]
    if cache.add(_place_of(request, published.edition_id), "", ONE_ANSWER_SECONDS):
        actions.note_whether_it_helped(version=published.version, helped=answer == "yes", actor=READER, now=now())
    if request.headers.get("HX-Request") == "true":
        context = {
            "edition": published.edition,
            "thanks": answer,
            **_to_a_person(request),
        }
        return render(request, "knowledge/article.html#helped", context)
    there = reverse("knowledge:article", args=[language, published.edition.slug])
    return HttpResponse(status=303, headers={"Location": f"{there}?thanks={answer}#helped"})


def _turn_other_sites_away(request: HttpRequest) -> None:
    origin = request.headers.get("Origin", "")
    is_elsewhere = bool(origin) and urlsplit(origin).netloc != request.get_host()
    if is_elsewhere or request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise NotPermitted


def _place_of(request: HttpRequest, edition_id: int) -> str:
    """From where an answer comes: known again for minutes, in memory only, and turned back into no address."""
    told = f"{site_day(now())} {client_ip(request)} {edition_id}"
    return f"helped-{hmac.new(settings.SECRET_KEY.encode(), told.encode(), hashlib.sha256).hexdigest()}"


@require_POST
def suggestions(request: HttpRequest, language: str) -> HttpResponse:
    """Articles for somebody who is writing to us. By POST, so that nobody's words stand in an address or a log."""
    message = " ".join(request.POST.getlist("subject") + request.POST.getlist("text") + request.POST.getlist("words"))
    found = suggested_articles(message, language, ("public",))
    return render(request, "knowledge/suggestions.html", {"found": found})
