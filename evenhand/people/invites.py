"""Inviting staff, sellers and drivers: by mail, for seven days, once."""

import datetime

from django.core import signing
from django.urls import reverse

from evenhand.core.api import Actor, DomainError, InvalidInput, NotFound, action, environment, record
from evenhand.people import queries
from evenhand.people.actions import create_account, grant_role, join_team
from evenhand.people.mails import post_from_template
from evenhand.people.models import Account, Invite, Role, Team

LIFETIME = datetime.timedelta(days=7)
_signer = signing.Signer(salt="people.invite")


class InviteClosed(DomainError):
    """An invite that was accepted, withdrawn or left too long."""

    status = 410
    message = (
        "This invitation was used already, taken back, or is older than seven days. "
        "Whoever invited you can send it again."
    )


def token_of(invite: Invite) -> str:
    """What the mail carries; sending again makes the links before it useless."""
    return _signer.sign(f"{invite.pk}:{invite.times_sent}")


def invite_with(token: str) -> Invite:
    """The invite that `token` was made for. Raises NotFound for one of another make, InviteClosed after a newer one."""
    try:
        key, times_sent = _signer.unsign(token).split(":")
    except (signing.BadSignature, ValueError):
        raise NotFound from None
    invite = Invite.objects.select_related("team", "invited_by").filter(pk=int(key)).first()
    if invite is None:
        raise NotFound
    if invite.times_sent != int(times_sent):
        raise InviteClosed
    return invite


@action
def invite_person(*, email: str, roles: list[str], team: Team | None, actor: Actor, now: datetime.datetime) -> Invite:
    """Invite an address to these roles. Invited and not answered yet, the newer wish replaces the older one."""
    wanted = [role for role in roles if role in Role.values and role != Role.CUSTOMER]
    if not wanted:
        raise InvalidInput("Choose at least one role for the person whom you invite.")
    invite, _is_new = Invite.objects.get_or_create(  # the second of two presses at once finds what the first one made
        email=email.strip().lower(),
        accepted_at=None,
        withdrawn_at=None,
        defaults={"invited_at": now, "expires_at": now + LIFETIME, "times_sent": 0},
    )
    invite = _locked(invite)
    if invite.accepted_at or invite.withdrawn_at:
        raise InviteClosed
    invite.roles, invite.team, invite.invited_by_id = wanted, team, actor.account_id
    return _send(invite, "people.invite_person", actor, now)


@action
def resend_invite(*, invite: Invite, actor: Actor, now: datetime.datetime) -> Invite:
    """Send an invite again, with seven new days."""
    invite = _locked(invite)
    if invite.accepted_at or invite.withdrawn_at:
        raise InviteClosed
    return _send(invite, "people.resend_invite", actor, now)


@action
def withdraw_invite(*, invite: Invite, actor: Actor, now: datetime.datetime) -> None:
    """Take an invite back. Taken back already, nothing changes."""
    invite = _locked(invite)
    if invite.accepted_at:
        raise InviteClosed("This invitation was accepted in the meantime. You can end the person's roles instead.")
    if invite.withdrawn_at is None:
        invite.withdrawn_at = now
        invite.save(update_fields=["withdrawn_at"])
        record(actor=actor, verb="people.withdraw_invite", subject=f"invite:{invite.pk}", now=now)


@action
def accept_invite(*, invite: Invite, name: str, password: str, actor: Actor, now: datetime.datetime) -> Account:
    """Make the invited person's account, or let a customer's become one, with the roles and the team offered."""
    invite = _locked(invite)
    if not invite.is_open(now):
        raise InviteClosed
    account = queries.account_with_address(invite.email)
    if account is None:
        account = create_account(email=invite.email, name=name, roles=[], actor=actor, now=now, password=password)
    else:
        account.name, account.is_active = name, True
        account.set_password(password)
        account.save()
    for role in invite.roles:
        grant_role(account=account, role=role, actor=actor, now=now)
    if invite.team is not None:
        join_team(account=account, team=invite.team, is_lead=Role.LEAD in invite.roles, actor=actor, now=now)
    invite.accepted_at, invite.accepted_by = now, account
    invite.save(update_fields=["accepted_at", "accepted_by"])
    record(actor=actor, verb="people.accept_invite", subject=f"account:{account.pk}", now=now, invite=invite.pk)
    return account


def _send(invite: Invite, verb: str, actor: Actor, now: datetime.datetime) -> Invite:
    invite.times_sent += 1
    invite.expires_at = now + LIFETIME
    invite.save()
    post_from_template(
        template="people/mail/invite.txt",
        to=invite.email,
        about=f"invite:{invite.pk}",
        now=now,
        invite=invite,
        roles=[Role(role).label for role in invite.roles],
        inviter=actor.label,
        url=environment().effective_public_url + reverse("people:accept", args=[token_of(invite)]),
    )
    record(actor=actor, verb=verb, subject=f"invite:{invite.pk}", now=now, roles=invite.roles)
    return invite


def _locked(invite: Invite) -> Invite:
    return Invite.objects.select_for_update(of=("self",)).select_related("team").get(pk=invite.pk)
