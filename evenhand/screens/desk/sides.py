"""Side conversations with a seller or a carrier, beside a case: asked by mail, read here, never by the customer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
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
from evenhand.screens.uploads import FilesField, as_incoming, limits_of_sent, sizes_for_page

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
    file = FilesField(label=gettext_lazy("Files to send along"), required=False, max_length=1000)
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = limits_of_sent()
        self.fields["address"].widget.attrs["list"] = "asked_before"


class SideWordsForm(forms.Form):
    """A further line in a side conversation."""

    text = WrittenField(max_length=LONGEST_NOTE)
    file = FilesField(required=False, max_length=1000)
    key = forms.CharField(max_length=60)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def sides(request: HttpRequest, case_id: int) -> HttpResponse:
    """Every side conversation of a case, and the way to begin another."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work" if request.method == "POST" else "see")
    form = SideForm(request.POST, request.FILES) if request.method == "POST" else SideForm(initial=_suggested(case))
    if form.is_bound and (wants_a_part(request) or form.is_valid()):
        try:
            thread = cases.open_side(case=case, **_written(valid(form)), actor=actor, now=now())
        except DomainError as problem:
            if wants_a_part(request):
                raise  # the form stays on the page as it is, with its words and the files that were chosen
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("Asked. What they answer comes in here, and the case comes back to you."))
            page = reverse("desk:sides", args=[thread.case_id])
            return HttpResponse(status=204, headers={"HX-Redirect": page}) if wants_a_part(request) else redirect(page)
    return _page(request, case, form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def side(request: HttpRequest, case_id: int, thread_id: int) -> HttpResponse:
    """One of them, folded into the page of the case; POST goes on in it."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work" if request.method == "POST" else "see")
    thread = cases.side_for(actor, case, thread_id)
    case = thread.case
    if request.method != "POST":
        return _part(request, case, thread_id)
    try:
        written = _written(valid(SideWordsForm(request.POST, request.FILES)))
        cases.write_side(thread=thread, **written, actor=actor, now=now())
    except DomainError as problem:
        if wants_a_part(request):
            raise  # the form stays on the page as it is, with its words and the files that were chosen
        messages.error(request, problem.message)
        text = {thread.pk: request.POST.get("text", "")[:LONGEST_NOTE]}
        return _page(request, case, SideForm(initial=_suggested(case)), written=text, status=problem.status)
    messages.success(request, _("Sent to %(name)s.") % {"name": thread.with_name or thread.with_address})
    return _part(request, case, thread_id) if wants_a_part(request) else redirect("desk:sides", case.pk)


def _written(brought: dict[str, Any]) -> dict[str, Any]:
    """What a form brought, as the verbs take it."""
    files = brought.pop("file")
    return {**brought, "attached": as_incoming(files or [])}


@require_safe
@staff_required
def side_file(request: HttpRequest, message_id: int, place: int) -> FileResponse:
    """A file that they sent, as a download."""
    return cases.side_file(actor_of(request), message_id, place)


def _page(
    request: HttpRequest, case: Case, form: SideForm, *, written: dict[int, str] | None = None, status: int = 0
) -> HttpResponse:
    talks = [(talk, (written or {}).get(talk.thread.pk, ""), new_key()) for talk in cases.side_talks(case)]
    page = {
        "case": case,
        "form": form,
        "talks": talks,
        **_limits(),
        "can_work": _can_work(request),
        "asked_before": cases.asked_before(),
    }
    return render(request, PAGE, page, status=status or (422 if form.is_bound else 200))


def _part(request: HttpRequest, case: Case, thread_id: int) -> HttpResponse:
    talk = next(each for each in cases.side_talks(case) if each.thread.pk == thread_id)
    part = {"case": case, "talk": talk, "key": new_key(), **_limits(), "can_work": _can_work(request)}
    return render(request, PART, part)


def _limits() -> dict[str, Any]:
    return {"limits": limits_of_sent(), "sizes": sizes_for_page()}


def _can_work(request: HttpRequest) -> bool:
    return actor_of(request).has_role(*cases.WORKERS)


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
