"""Links that let people in: signed, short-lived, used once. Looking at one changes nothing; a pressed button does."""

import datetime

from django.core import signing
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from evenhand.core.api import Actor, DomainError, NotFound, action, environment, record
from evenhand.people import queries
from evenhand.people.mails import post_from_template
from evenhand.people.models import STAFF_ROLES, Account, SignInLink

LIFETIME = datetime.timedelta(minutes=15)
ADDRESS_LIMIT, ADDRESS_WINDOW = 3, datetime.timedelta(minutes=15)
IP_LIMIT, IP_WINDOW = 30, datetime.timedelta(hours=1)
KEPT_FOR = datetime.timedelta(days=7)
_signer = signing.Signer(salt="people.sign_in_link")


class LinkSpent(DomainError):
    """The link did its work already, or its time is over."""

    status = 410
    message = "This link has done its work, or its 15 minutes are over. Ask for a new one, and you are in."


class TooManyLinks(DomainError):
    """So many were asked for from one place that we wait."""

    status = 429
    message = "Many sign-in links were asked for from here within an hour. Please try again a little later."


def may_lead_to(address: str) -> bool:
    """Whether whoever came in may be sent on there: to a page of ours, never to another site."""
    return (
        len(address) <= 500 and address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    )


def token_of(link: SignInLink) -> str:
    """What the mail carries."""
    return _signer.sign(str(link.pk))


def link_with(token: str) -> SignInLink:
    """The link that `token` was made for. Raises NotFound where we did not make it."""
    try:
        key = int(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        raise NotFound from None
    link = SignInLink.objects.select_related("account").filter(pk=key).first()
    if link is None:
        raise NotFound
    return link


def is_usable(link: SignInLink, now: datetime.datetime) -> bool:
    """Whether pressing the button would still sign somebody in."""
    return link.account is not None and link.account.is_active and link.used_at is None and now < link.expires_at


@action
def ask_for_link(*, email: str, ip: str, next_path: str, actor: Actor, now: datetime.datetime) -> SignInLink:
    """Note that a link was asked for and, where the address is known, post it.

    What the visitor sees is the same for every address. Staff get a mail that shows the way to their own door, since
    a link by mail would go round their password and code. Raises TooManyLinks for a place, never for an address.
    """
    address = email.strip().lower()
    if ip and SignInLink.objects.filter(ip=ip, asked_at__gt=now - IP_WINDOW).count() >= IP_LIMIT:
        raise TooManyLinks
    asked_before = SignInLink.objects.filter(email=address, asked_at__gt=now - ADDRESS_WINDOW).count()
    account = queries.account_with_address(address)
    link = SignInLink.objects.create(
        email=address,
        account=account if account and account.is_active else None,
        ip=ip or None,
        next_path=next_path,
        asked_at=now,
        expires_at=now + LIFETIME,
    )
    if link.account is not None and asked_before < ADDRESS_LIMIT:
        _post(link, link.account, now)
        record(actor=actor, verb="people.send_link", subject=f"account:{link.account.pk}", now=now)
    return link


def _post(link: SignInLink, account: Account, now: datetime.datetime) -> None:
    is_staff = queries.holds_role(account, STAFF_ROLES)
    door = reverse("account_login") if is_staff else reverse("people:link", args=[token_of(link)])
    post_from_template(
        template="people/mail/staff_door.txt" if is_staff else "people/mail/sign_in_link.txt",
        to=account.email,
        about=f"account:{account.pk}",
        now=now,
        language=account.language,
        account=account,
        url=environment().effective_public_url + door,
    )


@action
def use_link(*, link: SignInLink, actor: Actor, now: datetime.datetime) -> Account:
    """Spend a link and answer whom it lets in. Of two presses at once, one gets in. Raises LinkSpent."""
    locked = SignInLink.objects.select_for_update(of=("self",)).select_related("account").get(pk=link.pk)
    if locked.account is None or not is_usable(locked, now) or queries.holds_role(locked.account, STAFF_ROLES):
        raise LinkSpent
    locked.used_at = now
    locked.save(update_fields=["used_at"])
    record(actor=actor, verb="people.sign_in_by_link", subject=f"account:{locked.account.pk}", now=now)
    return locked.account


def forget_old_links(now: datetime.datetime) -> int:
    """Remove links, with the addresses in them, a week after they were asked for."""
    removed, _ = SignInLink.objects.filter(asked_at__lt=now - KEPT_FOR).delete()
    return removed
