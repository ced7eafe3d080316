"""Side conversations with a seller or a carrier, beside a case: asked by mail, read here, never by the customer."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.cases import api as cases
from evenhand.cases.api import Case
from evenhand.core.api import DomainError, now
from evenhand.people.api import actor_of, staff_required
from evenhand.remedies.api import new_key
from evenhand.screens.desk.answers import wants_a_part
from evenhand.screens.desk.forms import LONGEST_NOTE, WrittenField
from evenhand.screens.desk.valid import valid

PAGE, PART = "screens/desk/sides.html", "screens/desk/side.html"


class SideForm(forms.Form):
    """Whom to ask, and what."""

    address = forms.EmailField(label=gettext_lazy("Mail address"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    text = WrittenField(
        label=gettext_lazy("What do you want to know?"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Only what you write here goes to them: nothing of what the customer wrote goes along."),
    )
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)


class SideWordsForm(forms.Form):
    """A further line in a side conversation."""

    text = WrittenField(max_length=LONGEST_NOTE)
    key = forms.CharField(max_length=60)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def sides(request: HttpRequest, case_id: int) -> HttpResponse:
    """Every side conversation of a case, and the way to begin another."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work" if request.method == "POST" else "see")
    form = SideForm(request.POST) if request.method == "POST" else SideForm(initial=_suggested(case))
    if form.is_bound and form.is_valid():
        try:
            cases.open_side(case=case, **form.cleaned_data, actor=actor, now=now())
        except DomainError as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("Asked. What they answer comes in here, and the case comes back to you."))
            return redirect("desk:sides", case.pk)
    return _page(request, case, form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def side(request: HttpRequest, case_id: int, thread_id: int) -> HttpResponse:
    """One of them, folded into the page of the case; POST goes on in it."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work" if request.method == "POST" else "see")
    thread = cases.side_for(actor, case, thread_id)
    if request.method != "POST":
        return _part(request, case, thread_id)
    try:
        cases.write_side(thread=thread, **valid(SideWordsForm(request.POST)), actor=actor, now=now())
    except DomainError as problem:
        messages.error(request, problem.message)
        text = request.POST.get("text", "")[:LONGEST_NOTE]
        if wants_a_part(request):
            return _part(request, case, thread_id, text=text)
        return _page(
            request, case, SideForm(initial=_suggested(case)), written={thread.pk: text}, status=problem.status
        )
    messages.success(request, _("Sent to %(name)s.") % {"name": thread.with_name or thread.with_address})
    return _part(request, case, thread_id) if wants_a_part(request) else redirect("desk:sides", case.pk)


@require_safe
@staff_required
def side_file(request: HttpRequest, message_id: int, place: int) -> FileResponse:
    """A file that they sent, as a download."""
    return cases.side_file(actor_of(request), message_id, place)


def _page(
    request: HttpRequest, case: Case, form: SideForm, *, written: dict[int, str] | None = None, status: int = 0
) -> HttpResponse:
    talks = [(talk, (written or {}).get(talk.thread.pk, ""), new_key()) for talk in cases.side_talks(case)]
    page = {"case": case, "form": form, "talks": talks, "can_work": actor_of(request).has_role(*cases.WORKERS)}
    return render(request, PAGE, page, status=status or (422 if form.is_bound else 200))


def _part(request: HttpRequest, case: Case, thread_id: int, *, text: str = "") -> HttpResponse:
    talk = next(each for each in cases.side_talks(case) if each.thread.pk == thread_id)
    can_work = actor_of(request).has_role(*cases.WORKERS)
    part = {"case": case, "talk": talk, "text": text, "key": new_key(), "can_work": can_work}
    return render(request, PART, part)


def _suggested(case: Case) -> dict[str, str]:
    """The seller of the case's order, and its number: what somebody outside needs to find it."""
    seller = case.order.seller if case.order else None
    account = seller.account if seller else None
    return {
        "address": account.email if account else "",
        "name": seller.name if seller else "",
        "subject": _("About order %(number)s") % {"number": case.order.number} if case.order else "",
        "key": new_key(),
    }
