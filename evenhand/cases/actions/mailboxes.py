"""Mailboxes that an administrator adds and changes. Their secrets are sealed before they touch a table."""

import datetime
from collections.abc import Mapping

from django.utils.translation import gettext as _

from evenhand.cases.models import Mailbox
from evenhand.core.api import Actor, InvalidInput, action, record, seal

SECRETS = ("password", "client_secret", "refresh_token")
SETTINGS = (
    *("name", "address", "queue", "imap_host", "imap_port", "imap_security", "imap_folder", "user", "sign_in"),
    *("token_url", "client_id", "scope", "smtp_host", "smtp_port", "smtp_security"),
)


@action
def add_mailbox(
    *, settings: Mapping[str, object], secrets: Mapping[str, str], actor: Actor, now: datetime.datetime
) -> Mailbox:
    """Add a mailbox; it is looked into within seconds. An address that there is already answers the one there is."""
    known = Mailbox.objects.filter(address=settings["address"]).first()
    if known:
        return known
    mailbox = Mailbox(**{name: settings[name] for name in SETTINGS})
    _seal_into(mailbox, secrets)
    mailbox.save()
    record(actor=actor, verb="cases.add_mailbox", subject=mailbox.log_subject, now=now)
    return mailbox


@action
def change_mailbox(
    *,
    mailbox: Mailbox,
    settings: Mapping[str, object],
    secrets: Mapping[str, str],
    actor: Actor,
    now: datetime.datetime,
) -> Mailbox:
    """Change a mailbox. A secret left empty stays as it was; the log says which settings changed, never to what."""
    mailbox = _locked(mailbox)
    changed = [name for name in SETTINGS if getattr(mailbox, name) != settings[name]]
    for name in changed:
        setattr(mailbox, name, settings[name])
    changed += _seal_into(mailbox, secrets)
    if changed:
        mailbox.next_poll_at, mailbox.failures, mailbox.failing_since, mailbox.last_error = None, 0, None, ""
        mailbox.save()
        record(actor=actor, verb="cases.change_mailbox", subject=mailbox.log_subject, now=now, changed=changed)
    return mailbox


@action
def switch_mailbox(*, mailbox: Mailbox, on: bool, actor: Actor, now: datetime.datetime) -> Mailbox:
    """Look into a mailbox, or do so no more. Its mails and answers stay. Twice changes nothing."""
    mailbox = _locked(mailbox)
    if mailbox.is_active != on:
        mailbox.is_active, mailbox.next_poll_at = on, None
        mailbox.save(update_fields=["is_active", "next_poll_at"])
        verb = "cases.switch_mailbox_on" if on else "cases.switch_mailbox_off"
        record(actor=actor, verb=verb, subject=mailbox.log_subject, now=now)
    return mailbox


def _seal_into(mailbox: Mailbox, secrets: Mapping[str, str]) -> list[str]:
    given = [name for name in SECRETS if secrets.get(name)]
    for name in given:
        setattr(mailbox, f"sealed_{name}", seal(secrets[name]))
    return given


def _locked(mailbox: Mailbox) -> Mailbox:
    mailbox = Mailbox.objects.select_for_update(no_key=True, of=("self",)).get(pk=mailbox.pk)
    if mailbox.from_settings:
        raise InvalidInput(_("This mailbox is named by EVENHAND_IMAP_URL: change it there, then start anew."))
    return mailbox
