"""The shape of what an administrator says about a mailbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.cases.actions.mailboxes import SECRETS, SETTINGS
from evenhand.cases.models import Mailbox, Queue
from evenhand.core.api import is_safe_address

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_KEPT = gettext_lazy("Empty: what was entered before stays.")


def _secret(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, strip=False, max_length=4000, widget=widget, help_text=_KEPT)


def _server_name(host: str) -> str:
    """`host` as it was written. Raises ValidationError where no server can be called so (IDNA, RFC 3490)."""
    try:
        host.encode("idna")
    except UnicodeError:
        raise forms.ValidationError(_("This is no name of a server. An example: mail.shop.example")) from None
    return host


class MailboxForm(forms.ModelForm[Mailbox]):
    """A mailbox. Secrets go in and never come out again."""

    queue = forms.ModelChoiceField(
        Queue.objects.order_by("name"),
        label=gettext_lazy("Queue"),
        required=False,
        empty_label=gettext_lazy("By the address written to"),
        help_text=gettext_lazy("Its mail waits there, and cases there are answered from this address."),
    )
    token_url = forms.URLField(
        label=gettext_lazy("Address that gives access tokens"), required=False, max_length=500, assume_scheme="https"
    )
    password = _secret(gettext_lazy("Password"))
    client_secret = _secret(gettext_lazy("Client secret"))
    refresh_token = _secret(gettext_lazy("Refresh token"))

    class Meta:
        model = Mailbox
        fields = SETTINGS
        labels = {
            "name": gettext_lazy("Name"),
            "address": gettext_lazy("Address"),
            "imap_host": gettext_lazy("Server for incoming mail (IMAP)"),
            "imap_port": gettext_lazy("Port"),
            "imap_security": gettext_lazy("Connection"),
            "imap_folder": gettext_lazy("Folder"),
            "user": gettext_lazy("User name"),
            "sign_in": gettext_lazy("How we sign in"),
            "client_id": gettext_lazy("Client ID"),
            "scope": gettext_lazy("Scope"),
            "smtp_host": gettext_lazy("Server for outgoing mail (SMTP)"),
            "smtp_port": gettext_lazy("Port"),
            "smtp_security": gettext_lazy("Connection"),
        }
        help_texts = {
            "address": gettext_lazy("Answers are sent from it."),
            "smtp_host": gettext_lazy("Empty: answers leave over EVENHAND_SMTP_URL, still from this address."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            for name in SECRETS:
                self.fields[name].help_text = ""

    def clean_address(self) -> str:
        """In small letters, without what stands behind a plus: we add that ourselves."""
        address = str(self.cleaned_data["address"]).strip().lower()
        if "+" in address:
            raise forms.ValidationError(_("Leave out what stands behind the plus; we add that ourselves."))
        taken = Mailbox.objects.filter(address=address).exclude(pk=self.instance.pk)
        if taken.exists():
            raise forms.ValidationError(_("There is a mailbox with this address already."))
        return address

    def clean_imap_host(self) -> str:
        return _server_name(str(self.cleaned_data["imap_host"]))

    def clean_smtp_host(self) -> str:
        return _server_name(str(self.cleaned_data["smtp_host"]))

    def clean(self) -> dict[str, Any]:
        """Secrets travel encrypted, or not beyond this machine; and each way to sign in has what it needs."""
        cleaned = super().clean() or {}
        for kind in ("imap", "smtp"):
            is_open = cleaned.get(f"{kind}_security") == Mailbox.Security.NONE
            if is_open and cleaned.get(f"{kind}_host") not in ("", *_LOOPBACK):
                self.add_error(
                    f"{kind}_security", _("Only a server on this machine may be reached without encryption.")
                )
        if cleaned.get("sign_in") == Mailbox.SignIn.OAUTH2:
            self._need_for_oauth2(cleaned)
        else:
            self._need(cleaned, "password", bool(self.instance.sealed_password))
        return cleaned

    def _need_for_oauth2(self, cleaned: dict[str, Any]) -> None:
        self._need(cleaned, "client_id", has_it=False)
        self._need(cleaned, "refresh_token", has_it=bool(self.instance.sealed_refresh_token))
        if not is_safe_address(cleaned.get("token_url") or "") and "token_url" not in self.errors:
            self.add_error("token_url", _("Give an address that begins with https://."))

    def _need(self, cleaned: dict[str, Any], name: str, has_it: bool) -> None:
        if not cleaned.get(name) and not has_it:
            self.add_error(name, _("This is needed to sign in."))

    @property
    def settings(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in SETTINGS}

    @property
    def secrets(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in SECRETS}
