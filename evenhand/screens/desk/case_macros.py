"""Macros on the page of a case: chosen by words, shown with all that they would do, used with one press."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases import api as cases
from evenhand.cases.api import Case
from evenhand.core.api import DomainError, now
from evenhand.macros import api as macros
from evenhand.macros.api import Macro, MacroLine
from evenhand.people.api import actor_of, staff_required
from evenhand.screens.desk.answers import TEMPLATE, answer, wants_a_part
from evenhand.screens.desk.case_remedies import say_remedy
from evenhand.screens.desk.case_screen import case_screen
from evenhand.screens.desk.composer import composer
from evenhand.screens.desk.forms import MacroUseForm
from evenhand.screens.desk.valid import valid
from evenhand.screens.desk.written import add_what_is_chosen

CHOICE = "screens/desk/macros.html"


@require_safe
@staff_required
def choice(request: HttpRequest, case_id: int) -> HttpResponse:
    """The macros in which the words typed so far stand; the page of the case shows them in the reply."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    words = request.GET.get("q", "")[:100]
    lines = macros.macro_lines(actor, words, language=case.language)
    page = {"case": case, "query": words, "lines": lines}
    if not wants_a_part(request):
        return render(request, CHOICE, page)
    shown = render(request, f"{CHOICE}#choice", page)
    if words:
        shown["HX-Trigger"] = json.dumps({"said": _found(lines)})
    return shown


def _found(lines: list[MacroLine]) -> str:
    """What somebody hears who looks for a macro by its words; Enter takes the first."""
    if not lines:
        return _("No macro has these words.")
    words = ngettext("%(n)s macro, it is: %(name)s", "%(n)s macros, the first is: %(name)s", len(lines))
    return words % {"n": len(lines), "name": lines[0].name}


@require_POST
@staff_required
def use(request: HttpRequest, case_id: int, macro_id: int) -> HttpResponse:
    """Send the words, and do all that stood on the page with them."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    macro = macros.macro_for(actor, macro_id)
    sent = valid(MacroUseForm(request.POST))
    try:
        files = sent["with_files"] + add_what_is_chosen(request, case, sent["text"])
        press = macros.Press(sent["text"], sent["plan"], sent["seen_message_id"], sent["key"], files)
        used = macros.use_macro(macro=macro, case=case, press=press, actor=actor, now=now())
    except DomainError as problem:
        return _not_used(request, case, macro, sent["text"], problem)
    messages.success(request, _("Sent and done.") if used.message else _("Done."))
    if used.remedy:
        used.remedy.refresh_from_db()
        say_remedy(request, used.remedy)
    response = answer(request, case_id, "composer", anchor="latest")
    response["HX-Trigger-After-Settle"] = "reply-sent"
    return response


def _not_used(request: HttpRequest, case: Case, macro: Macro, text: str, problem: DomainError) -> HttpResponse:
    """Nothing was done. The words stay, with what the macro would do as things stand now."""
    actor = actor_of(request)
    case = cases.case_for(actor, case.pk)
    messages.error(request, problem.message)
    composed = composer(case, actor, now(), macro=macro, text=text)
    if wants_a_part(request):
        screen = case_screen(case, actor, now(), parts=("composer",), composed=composed)
        return render(request, f"{TEMPLATE}#composer", {"screen": screen})
    screen = case_screen(case, actor, now(), composed=composed)
    return render(request, TEMPLATE, {"screen": screen}, status=problem.status)
