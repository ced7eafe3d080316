"""What is kept about a case: tags, sleep, a date to come back, how urgent it is; and a reply taken back."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.cases import api as cases
from evenhand.core.api import DomainError, now
from evenhand.people.api import actor_of, staff_required
from evenhand.screens.desk.answers import answer, wants_a_part
from evenhand.screens.desk.forms import PriorityForm, TagForm, TakeBackForm, ViewerForm, WhenForm
from evenhand.screens.desk.times import WORDS, moment_of
from evenhand.screens.desk.valid import valid


@require_POST
@staff_required
def tags(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put tags on the case, or take one off."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    chosen = valid(TagForm(request.POST))
    for name in chosen["add"].replace(",", " ").split():
        cases.tag_case(case=case, name=name, actor=actor_of(request), now=now())
    if chosen["remove"]:
        cases.untag_case(case=case, name=chosen["remove"], actor=actor_of(request), now=now())
    words = _("The tag %(name)s is off.") if chosen["remove"] else _("Tagged: %(name)s.")
    said = words % {"name": chosen["remove"] or chosen["add"]}
    return answer(request, case_id, "standing", anchor="standing", said=said)


@require_POST
@staff_required
def priority(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say how soon it has to be seen to."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    chosen = valid(PriorityForm(request.POST))
    cases.set_priority(case=case, priority=chosen["priority"], actor=actor_of(request), now=now())
    said = _("Priority: %(words)s.") % {"words": cases.Case.Priority(chosen["priority"]).label}
    return answer(request, case_id, "standing", said=said)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def sleep(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let the case sleep until a moment: one of those offered, or any."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    form = WhenForm(request.POST if request.method == "POST" else None)
    until = _chosen_moment(form)
    if until:
        try:
            cases.snooze_case(case=case, until=until, actor=actor_of(request), now=now())
        except DomainError as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("The case sleeps. It wakes earlier if somebody writes."))
            return redirect("desk:case", case_id)
    form.fields["at"].required = True  # on the page: a moment that has a name has a button of its own
    page = {"case": case, "form": form, "is_sleep": True, "nap_words": WORDS.items()}
    return render(request, "screens/desk/when.html", page, status=422 if form.is_bound else 200)


@require_POST
@staff_required
def waking(request: HttpRequest, case_id: int) -> HttpResponse:
    """Go on with it now."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.wake_case(case=case, actor=actor_of(request), now=now())
    return answer(request, case_id, "standing", said=_("The case is awake."))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def follow_up(request: HttpRequest, case_id: int) -> HttpResponse:
    """Have the case brought back on a date; it stays where it is meanwhile."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    form = WhenForm(request.POST if request.method == "POST" else None)
    form.fields["at"].widget.attrs["autofocus"] = True
    due_at = _chosen_moment(form)
    if due_at:
        try:
            cases.set_follow_up(
                case=case, due_at=due_at, why=form.cleaned_data["why"], actor=actor_of(request), now=now()
            )
        except DomainError as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("It will be on your list then."))
            return redirect("desk:case", case_id)
    form.fields["at"].required = True
    page = {"case": case, "form": form, "is_sleep": False}
    return render(request, "screens/desk/when.html", page, status=422 if form.is_bound else 200)


@require_POST
@staff_required
def follow_up_done(request: HttpRequest, case_id: int) -> HttpResponse:
    """The date has done its work."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.finish_follow_up(case=case, actor=actor_of(request), now=now())
    return answer(request, case_id, "standing", said=_("It is off your list."))


@require_POST
@staff_required
def taking_back(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a reply back before it leaves; its words are the draft again."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    sent = valid(TakeBackForm(request.POST))
    try:
        cases.take_back_reply(case=case, message_id=sent["message"], actor=actor_of(request), now=now())
    except DomainError as problem:
        messages.error(request, problem.message)
        return answer(request, case_id, "standing", anchor="latest")
    messages.success(request, _("Taken back. Nothing left, and your words are here again."))
    return redirect(f"{request.path.removesuffix('replies/taking-back/')}#reply_text")


@require_POST
@staff_required
def presence(request: HttpRequest, case_id: int) -> HttpResponse:
    """The page is before somebody's eyes, or was left. Answers with who else is there."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    sign = valid(ViewerForm(request.POST))
    if sign["is_leaving"]:
        cases.forget_viewer(case=case, actor=actor_of(request))
        return HttpResponse(status=204)
    cases.note_viewer(case=case, is_writing=sign["is_writing"], actor=actor_of(request), now=now())
    if not wants_a_part(request):
        return redirect("desk:case", case_id)
    others = cases.keeping_of(case, actor_of(request), now()).others
    return render(request, "screens/desk/others.html", {"others": others})


def _chosen_moment(form: WhenForm) -> datetime.datetime | None:
    """The moment that was named by a word or by a date, in the reader's time; None with an error, or without a form."""
    if not form.is_bound or not form.is_valid():
        return None
    if form.cleaned_data["at"]:
        chosen: datetime.datetime = form.cleaned_data["at"]
        return chosen
    word = form.cleaned_data["word"]
    if word:
        return moment_of(word, timezone.localtime(now()))
    form.add_error("at", _("Choose a day and an hour."))
    return None
