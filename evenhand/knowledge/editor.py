"""Writing articles: the views of those who may. Whatever goes wrong, no word is lost."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.core.api import InvalidInput, environment, now
from evenhand.knowledge import access, actions, queries
from evenhand.knowledge.actions import ArticleWords
from evenhand.knowledge.errors import AddressTaken, ArticleMoved
from evenhand.knowledge.forms import ArticleForm, LanguageForm, NewArticleForm, PlaceForm, SectionForm
from evenhand.knowledge.markup import LONGEST_TEXT, html_of
from evenhand.knowledge.models import Edition, Section, Version
from evenhand.people.api import actor_of, staff_required


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def new(request: HttpRequest) -> HttpResponse:
    """Begin an article."""
    access.require_writer(actor_of(request))
    form = NewArticleForm(request.POST or None, initial={"language": environment().language})
    if not form.is_valid():
        context = {"form": form, "has_sections": Section.objects.exists()}
        return render(request, "knowledge/new.html", context, status=422 if form.errors else 200)
    begun = actions.create_article(
        section=form.cleaned_data["section"],
        audience=form.cleaned_data["audience"],
        language=form.cleaned_data["language"],
        words=form.words,
        key=form.cleaned_data["key"],
        actor=actor_of(request),
        now=now(),
    )
    return _saved(request, begun)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def edit(request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """Write the next version of an edition."""
    edition = access.edition_for(actor_of(request), article_id, language, to="write")
    newest = queries.newest_version(edition)
    form = ArticleForm(request.POST or None, initial=_typed(edition, newest))
    if not form.is_valid():
        return _editor(request, edition, form, status=422 if form.errors else 200)
    try:
        actions.save_version(
            edition=edition,
            words=form.words,
            over=form.cleaned_data["over"],
            slug=form.cleaned_data["slug"],
            actor=actor_of(request),
            now=now(),
        )
    except ArticleMoved as moved:
        return _both(request, edition, form, moved)
    except AddressTaken as taken:
        form.add_error("slug", taken.message)
        return _editor(request, edition, form, status=taken.status)
    except InvalidInput as problem:
        form.add_error("slug", problem.message)
        return _editor(request, edition, form, status=problem.status)
    return _saved(request, edition)


def _saved(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Kept; and published where the button said so."""
    if request.POST.get("then") == "publish":
        number = queries.newest_version(edition).number
        actions.publish_article(edition=edition, number=number, actor=actor_of(request), now=now())
        messages.success(request, _("Saved and published."))
    else:
        messages.success(request, _("Saved as a draft. Nobody but the staff reads it until it is published."))
    return redirect("knowledge:edition", edition.article_id, edition.language)


def _both(request: HttpRequest, edition: Edition, form: ArticleForm, moved: ArticleMoved) -> HttpResponse:
    """Two wrote at once: this one's words stay in the form, on top of the other's version, with what differs beside."""
    newest = queries.newest_version(edition)
    mine = Version(**vars(form.words))
    form.data = {**dict(form.data.items()), "over": str(newest.number)}
    changes = queries.changes_between(newest, mine)
    return _editor(request, edition, form, status=moved.status, moved=moved.message, changes=changes)


def _editor(
    request: HttpRequest, edition: Edition, form: ArticleForm, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "form": form,
        "edition": edition,
        "language_name": queries.language_name(edition.language),
        "body": html_of(str(form["text"].value() or "")),
        **more,
    }
    return render(request, "knowledge/edit.html", context, status=status)


def _typed(edition: Edition, version: Version) -> dict[str, object]:
    words = {name: getattr(version, name) for name in ("title", "summary", "text", "also_called")}
    return {**words, "slug": edition.slug, "over": version.number}


@require_POST
@staff_required
def preview(request: HttpRequest) -> HttpResponse:
    """How a text will look. Nothing is kept."""
    access.require_writer(actor_of(request))
    return render(request, "knowledge/preview.html", {"body": html_of(request.POST.get("text", "")[:LONGEST_TEXT])})


@require_POST
@staff_required
def translations(request: HttpRequest, article_id: int) -> HttpResponse:
    """Begin the article in another language, with the words of the one at hand to go by."""
    article = access.article_for(actor_of(request), article_id, to="write")
    form = LanguageForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Choose one of the languages."))
    from_edition = article.editions.order_by("id").first()
    assert from_edition is not None  # an article begins with one
    source = queries.newest_version(from_edition)
    words = ArticleWords(source.title, source.summary, source.text, source.also_called)
    begun = actions.translate_article(
        article=article, language=form.cleaned_data["language"], words=words, actor=actor_of(request), now=now()
    )
    return redirect("knowledge:edit", article.pk, begun.language)


@require_POST
@staff_required
def publication(request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """Publish the version that was looked at."""
    edition = access.edition_for(actor_of(request), article_id, language, to="write")
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 8:
        raise InvalidInput
    try:
        actions.publish_article(edition=edition, number=int(number), actor=actor_of(request), now=now())
    except ArticleMoved:
        messages.error(request, _("Somebody saved a newer version meanwhile. Here it is: read it, then publish."))
        return redirect("knowledge:edition", article_id, language)
    messages.success(request, _("Published."))
    return redirect("knowledge:edition", article_id, language)


@require_POST
@staff_required
def withdrawal(request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """Take an edition out of everybody's sight; nothing that was written goes."""
    edition = access.edition_for(actor_of(request), article_id, language, to="write")
    actions.withdraw_article(edition=edition, actor=actor_of(request), now=now())
    messages.success(request, _("Withdrawn. It can be published again at any time."))
    return redirect("knowledge:edition", article_id, language)


@require_POST
@staff_required
def restoration(request: HttpRequest, article_id: int, language: str, number: int) -> HttpResponse:
    """Let an older version be the draft again."""
    access.require_writer(actor_of(request))
    version = access.version_for(actor_of(request), article_id, language, number)
    actions.restore_version(version=version, actor=actor_of(request), now=now())
    messages.success(
        request, _("Version %(number)s is the draft again. Publish it when it is right.") % {"number": number}
    )
    return redirect("knowledge:edition", article_id, language)


@require_POST
@staff_required
def place(request: HttpRequest, article_id: int) -> HttpResponse:
    """Put an article on another shelf, or before other eyes."""
    article = access.article_for(actor_of(request), article_id, to="write")
    form = PlaceForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Choose a section, and for whom the article is."))
    actions.place_article(article=article, **form.cleaned_data, actor=actor_of(request), now=now())
    messages.success(request, _("It has its new place."))
    return redirect("knowledge:written", article_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def sections(request: HttpRequest) -> HttpResponse:
    """The shelves, and a new one."""
    access.require_writer(actor_of(request))
    form = SectionForm(request.POST or None, initial={"language": environment().language})
    if form.is_valid():
        actions.create_section(**form.cleaned_data, actor=actor_of(request), now=now())
        messages.success(request, _("The section is there."))
        return redirect("knowledge:sections")
    context = {"form": form, "sections": Section.objects.all()}
    return render(request, "knowledge/sections.html", context, status=422 if form.errors else 200)


@require_POST
@staff_required
def section(request: HttpRequest, section_id: int) -> HttpResponse:
    """Name a shelf in one language."""
    shelf = access.section_for(actor_of(request), section_id)
    form = SectionForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Give the section a name of up to 80 letters."))
    actions.name_section(section=shelf, **form.cleaned_data, actor=actor_of(request), now=now())
    messages.success(request, _("The section has its new name."))
    return redirect("knowledge:sections")
