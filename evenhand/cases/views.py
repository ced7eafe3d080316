"""Pages of cases alone: mail that did not land, and files to download."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases import files
from evenhand.cases.access import WORKERS, attachment_for, incoming_mail_for
from evenhand.cases.forms import ReleaseForm
from evenhand.cases.inbox import ROWS
from evenhand.cases.mail.quarantine import put_mail_back, release_mail, set_mail_aside, source_of
from evenhand.cases.models import IncomingMail
from evenhand.cases.queries import stranded_mails
from evenhand.core.api import now
from evenhand.people.api import actor_of, sign_in_required, staff_required

State = IncomingMail.State


@dataclass(frozen=True)
class Tab:
    """One way to look at the mail that did not land."""

    label: str
    url: str
    is_current: bool
    count: int | None


@require_safe
@staff_required
def quarantine(request: HttpRequest) -> HttpResponse:
    """Mail that somebody has to look at, and, behind the other tab, mail that was for nobody."""
    shows_ignored = request.GET.get("state") == State.IGNORED
    state = State.IGNORED if shows_ignored else State.QUARANTINED
    page = Paginator(stranded_mails(actor_of(request), state), ROWS).get_page(request.GET.get("page"))
    here = reverse("cases:quarantine")
    tabs = [
        Tab(_("To look at"), here, not shows_ignored, None if shows_ignored else page.paginator.count),
        Tab(_("For nobody"), f"{here}?state={State.IGNORED}", shows_ignored, None),
    ]
    return render(request, "cases/quarantine.html", {"page": page, "tabs": tabs, "shows_ignored": shows_ignored})


@require_safe
@staff_required
def quarantined_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One such mail, its source as bare text."""
    return _mail_page(request, incoming_mail_for(actor_of(request), mail_id), ReleaseForm())


@require_POST
@staff_required
def mail_release(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Put the mail into a case."""
    actor = actor_of(request)
    mail = incoming_mail_for(actor, mail_id, to="work")
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return _mail_page(request, mail, form, status=422)
    message = release_mail(mail=mail, **form.cleaned_data, actor=actor, now=now())
    messages.success(request, _("It stands in case #%(case)s now.") % {"case": message.case_id})
    return redirect("cases:quarantine")


@require_POST
@staff_required
def mail_setting_aside(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Nobody needs this mail."""
    actor = actor_of(request)
    set_mail_aside(mail=incoming_mail_for(actor, mail_id, to="work"), actor=actor, now=now())
    messages.success(request, _("Set aside. You find it behind “For nobody”, and can bring it back from there."))
    return redirect("cases:quarantine")


@require_POST
@staff_required
def mail_return(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Somebody should look at this mail after all."""
    actor = actor_of(request)
    put_mail_back(mail=incoming_mail_for(actor, mail_id, to="work"), actor=actor, now=now())
    return redirect("cases:quarantined_mail", mail_id=mail_id)


@require_safe
@sign_in_required
def attachment(request: HttpRequest, attachment_id: int) -> FileResponse:
    """A file to download, for those who may see its message."""
    return files.download(attachment_for(actor_of(request), attachment_id, now()))


def _mail_page(request: HttpRequest, mail: IncomingMail, form: ReleaseForm, status: int = 200) -> HttpResponse:
    context = {
        "mail": mail,
        "form": form,
        "source": source_of(mail),
        "is_set_aside": mail.state == State.IGNORED,
        "may_work": actor_of(request).has_role(*WORKERS),
    }
    return render(request, "cases/quarantined_mail.html", context, status=status)
