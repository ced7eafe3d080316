"""The outgoing mailbox: what left, or would have left, for those who look after the installation."""

from email import message_from_bytes, policy

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evenhand.core.api import OutgoingMail, asked_words
from evenhand.people.api import Role, roles_required

PER_PAGE = 40


@require_safe
@roles_required(Role.ADMINISTRATOR, Role.LEAD)
def mailbox(request: HttpRequest) -> HttpResponse:
    """Mails, the newest first; with `?to=`, those to one address."""
    mails = OutgoingMail.objects.defer("raw")
    recipient = asked_words(request.GET.get("to", ""))
    if recipient:
        mails = mails.filter(recipient__icontains=recipient)
    page = Paginator(mails, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "screens/mailbox/mailbox.html", {"page": page, "recipient": recipient})


@require_safe
@roles_required(Role.ADMINISTRATOR, Role.LEAD)
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail as its reader gets it, in plain text."""
    kept = get_object_or_404(OutgoingMail, pk=mail_id)
    parsed = message_from_bytes(bytes(kept.raw), policy=policy.default)
    body = parsed.get_body(preferencelist=("plain", "html"))
    return render(
        request,
        "screens/mailbox/mail.html",
        {"mail": kept, "text": body.get_content() if body else "", "headers": list(parsed.items())},
    )
