"""How django-allauth meets our house: nobody registers, mail goes through the outbox, the words are ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse

from evenhand.core.api import environment, now
from evenhand.people.links import may_lead_to
from evenhand.people.mails import post_words
from evenhand.people.middleware import client_ip
from evenhand.people.models import Account


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff are invited and customers get links, so registration is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address by which attempts are limited."""
        return client_ip(request)

    def get_from_email(self) -> str:
        """The shop's address."""
        return environment().mail_from

    def format_email_subject(self, subject: str) -> str:
        """The subject alone: the sender already says who we are."""
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our public address, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return environment().effective_public_url + path.replace("UID-KEY", key)

    def is_safe_url(self, url: str) -> bool:
        """Whether one who signed in is sent on there, as by a link."""
        return may_lead_to(url)

    def send_notification_mail(
        self, template_prefix: str, user: Account, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """To the account's own address: we keep no second list of addresses."""
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email or user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the outbox, like every mail of the house."""
        words = {"shop": environment().shop_name, "site": environment().effective_public_url, **context}
        mail = self.render_mail(template_prefix, email, words)
        post_words(subject=mail.subject, body=mail.body, to=email, about="people:sign-in", now=now())


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Authenticator apps show the shop's name."""

    def get_totp_issuer(self) -> str:
        """Whose code this is."""
        return environment().shop_name
