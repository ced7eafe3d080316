"""Help articles beside a case: those that probably answer the customer's last words, and what the agent looks for."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases import api as cases
from evenhand.cases.api import Case
from evenhand.core.api import NotFound, environment, now
from evenhand.knowledge.api import FoundArticle, audiences_of, search_articles, suggested_articles
from evenhand.people.api import actor_of, staff_required
from evenhand.screens.desk.answers import wants_a_part

PAGE = "screens/desk/articles.html"
LONGEST_QUESTION = 200


@dataclass(frozen=True)
class OfferedArticle:
    """An article as it is offered to the writer of a reply. One for the staff alone cannot be sent to a customer."""

    found: FoundArticle

    @property
    def address(self) -> str:
        """Where the customer reads it."""
        where = reverse("knowledge:article", args=[self.found.language, self.found.slug])
        return f"{environment().effective_public_url}{where}"

    @property
    def link(self) -> str:
        """What stands in the reply for it."""
        return f"{self.found.title}\n{self.address}"

    @property
    def text(self) -> str:
        """Its own words, for those who would rather answer than point."""
        return self.found.plain_text


@require_safe
@staff_required
def articles(request: HttpRequest, case_id: int) -> HttpResponse:
    """What may help in this case; with `?q=…`, what was found."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id)
    question = request.GET.get("q", "")[:LONGEST_QUESTION].strip()
    context = {
        "case": case,
        "question": question,
        "offered": _offered(case, question, audiences_of(actor)),
        "can_work": actor.has_role(*cases.WORKERS),
        "is_page": not wants_a_part(request),
    }
    return render(request, f"{PAGE}#articles" if wants_a_part(request) else PAGE, context)


@require_POST
@staff_required
def article_in_draft(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put an article's link or text at the end of the draft, where no script puts it under the cursor."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    chosen = request.POST.get("article", "")
    offered = _offered(case, request.POST.get("q", "")[:LONGEST_QUESTION].strip(), ("public",))
    article = next((each for each in offered if str(each.found.article_id) == chosen), None)
    if article is None:
        raise NotFound
    words = article.text if request.POST.get("what") == "text" else article.link
    draft = cases.draft_of(case, actor)
    text = f"{draft.text.rstrip()}\n\n{words}" if draft and draft.text.strip() else words
    cases.save_draft(case=case, text=text, version=draft.version if draft else 0, actor=actor, now=now())
    messages.success(request, _("It stands in your draft. Nothing is sent yet."))
    return redirect(f"{reverse('desk:case', args=[case_id])}#reply")


def _offered(case: Case, question: str, audiences: tuple[str, ...]) -> list[OfferedArticle]:
    language = case.language or environment().language
    if question:
        return [OfferedArticle(each) for each in search_articles(question, language, audiences)[:5]]
    said = [each.text for each in cases.conversation(case).messages if each.is_from_customer]
    message = f"{case.subject} {said[-1]}" if said else case.subject
    return [OfferedArticle(each) for each in suggested_articles(message, language, audiences)]
