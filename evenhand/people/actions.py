"""Writes: accounts, roles and teams."""

import datetime
import re
import secrets

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evenhand.core.api import Actor, DomainError, InvalidInput, action, publish, record, site_day
from evenhand.people import queries
from evenhand.people.events import RoleGranted
from evenhand.people.models import NO_ADDRESS, Account, Leave, Membership, Role, RoleGrant, Team


class LastAdministrator(DomainError):
    """Somebody must be able to let others in."""

    message = "This is the last administrator. Make somebody else an administrator first; then this can be done."


EXTENSION = re.compile(r"[A-Za-z0-9+\-._@:]{1,40}")


class ExtensionTaken(DomainError):
    """A telephone is one person's."""


class AddressTaken(DomainError):
    """An address belongs to one account."""

    message = "Somebody with this address is here already. Look for them in the list of people."


class PersonErased(DomainError):
    """Of whom nothing is left but a number, nobody can sign in."""

    message = "This person was erased, so there is nobody to let in. If they are here again, invite them anew."


def customer_for_address(email: str, name: str, *, actor: Actor, now: datetime.datetime) -> Account:
    """The account with this address, made as a customer's where there is none. Two at once make one.

    A name fills in a missing one and never replaces one that is there.
    """
    found = queries.account_with_address(email)
    if found is None:
        return _make_customer(email, name, actor=actor, now=now)
    if name and not found.name:
        Account.objects.filter(pk=found.pk, name="").update(name=name[:200])
        found.name = name[:200]
    return found


def _make_customer(email: str, name: str, *, actor: Actor, now: datetime.datetime) -> Account:
    try:
        with transaction.atomic():
            return create_account(email=email, name=name, roles=[Role.CUSTOMER], actor=actor, now=now)
    except (IntegrityError, AddressTaken):
        made_meanwhile = queries.account_with_address(email)
        if made_meanwhile is None:
            raise
        return made_meanwhile


def visitor_without_address(name: str, *, actor: Actor, now: datetime.datetime) -> Account:
    """A customer of whom we know a name at most, for a chat. No mail can reach them, and nobody can sign in as them."""
    address = f"visitor-{secrets.token_hex(10)}@chat{NO_ADDRESS}"
    return create_account(email=address, name=name, roles=[Role.CUSTOMER], actor=actor, now=now)


@action
def create_account(
    *, email: str, name: str, roles: list[str], actor: Actor, now: datetime.datetime, password: str = ""
) -> Account:
    """Make an account with roles. Without a password, it can be signed in to by link only."""
    address = email.strip().lower()
    if queries.account_with_address(address):
        raise AddressTaken
    account = Account(email=address, name=name.strip()[:200], created_at=now)
    if password:
        account.set_password(password)
    else:
        account.set_unusable_password()
    account.save()
    record(actor=actor, verb="people.create_account", subject=f"account:{account.pk}", now=now)
    for role in roles:
        grant_role(account=account, role=role, actor=actor, now=now)
    return account


@action
def grant_role(*, account: Account, role: str, actor: Actor, now: datetime.datetime) -> RoleGrant:
    """Give a role. Given already, nothing changes."""
    if role not in Role.values:
        raise InvalidInput(f"There is no role {role!r}. The roles are {', '.join(Role.values)}.")
    grant, is_new = RoleGrant.objects.get_or_create(
        account=account, role=role, ended_at=None, defaults={"granted_at": now, "granted_by_id": actor.account_id}
    )
    if is_new:
        record(actor=actor, verb="people.grant_role", subject=f"account:{account.pk}", now=now, role=role)
        publish(RoleGranted(account_id=account.pk, role=role, at=now))
    return grant


@action
def end_role(*, account: Account, role: str, actor: Actor, now: datetime.datetime) -> None:
    """Take a role back. Not held, nothing changes. The last administrator stays one."""
    grant = RoleGrant.objects.select_for_update().filter(account=account, role=role, ended_at=None).first()
    if grant is None:
        return
    if role == Role.ADMINISTRATOR:
        refuse_the_last_administrator(account)
    grant.ended_at = now
    grant.save(update_fields=["ended_at"])
    record(actor=actor, verb="people.end_role", subject=f"account:{account.pk}", now=now, role=role)


def refuse_the_last_administrator(account: Account) -> None:
    """Raises LastAdministrator where nobody else could let others in."""
    grants = RoleGrant.objects.select_for_update().filter(
        role=Role.ADMINISTRATOR, ended_at=None, account__is_active=True
    )
    holders = {grant.account_id for grant in grants.order_by("pk")}
    if holders <= {account.pk}:
        raise LastAdministrator


@action
def create_team(*, name: str, channel: str, kind_of_work: str, actor: Actor, now: datetime.datetime) -> Team:
    """Make a team. There already by name, it is answered as it stands."""
    team, is_new = Team.objects.get_or_create(
        name=name.strip(), defaults={"channel": channel, "kind_of_work": kind_of_work}
    )
    if is_new:
        record(actor=actor, verb="people.create_team", subject=f"team:{team.pk}", now=now)
    return team


@action
def join_team(
    *, account: Account, team: Team, actor: Actor, now: datetime.datetime, is_lead: bool = False
) -> Membership:
    """Put somebody in a team from the site's today on. In it already, only the lead's part can change."""
    membership, is_new = Membership.objects.get_or_create(
        account=account, team=team, left_on=None, defaults={"joined_on": site_day(now), "is_lead": is_lead}
    )
    changes = membership.is_lead != is_lead
    if changes:
        membership.is_lead = is_lead
        membership.save(update_fields=["is_lead"])
    if is_new or changes:
        record(
            actor=actor, verb="people.join_team", subject=f"account:{account.pk}", now=now, team=team.pk, lead=is_lead
        )
    return membership


@action
def leave_team(*, account: Account, team: Team, actor: Actor, now: datetime.datetime) -> None:
    """End somebody's time in a team, today. Not in it, nothing changes."""
    left = Membership.objects.filter(account=account, team=team, left_on=None).update(left_on=site_day(now))
    if left:
        record(actor=actor, verb="people.leave_team", subject=f"account:{account.pk}", now=now, team=team.pk)


LONGEST_LEAVE_DAYS = 366


@action
def note_leave(
    *, account: Account, first_day: datetime.date, last_day: datetime.date, actor: Actor, now: datetime.datetime
) -> Leave:
    """Note that somebody is, was or will be away. The same days again change nothing. Raises InvalidInput."""
    if last_day < first_day:
        raise InvalidInput(_("The last day away lies before the first one. Please look at both days again."))
    if (last_day - first_day).days >= LONGEST_LEAVE_DAYS:
        raise InvalidInput(_("That is more than a year. Please note longer times away year by year."))
    leave, is_new = Leave.objects.get_or_create(
        account=account,
        first_day=first_day,
        last_day=last_day,
        cancelled_at=None,
        defaults={"noted_at": now, "noted_by_id": actor.account_id},
    )
    if is_new:
        record(actor=actor, verb="people.note_leave", subject=f"account:{account.pk}", now=now, leave=leave.pk)
    return leave


@action
def cancel_leave(*, leave: Leave, actor: Actor, now: datetime.datetime) -> None:
    """The person was not away after all. Cancelling twice is harmless."""
    if Leave.objects.filter(pk=leave.pk, cancelled_at=None).update(cancelled_at=now):
        subject = f"account:{leave.account_id}"
        record(actor=actor, verb="people.cancel_leave", subject=subject, now=now, leave=leave.pk)


@action
def deactivate_account(*, account: Account, actor: Actor, now: datetime.datetime) -> None:
    """From now on the account cannot be signed in to, and its open sessions end. Its past stays."""
    if not account.is_active:
        return
    if queries.holds_role(account, [Role.ADMINISTRATOR]):
        refuse_the_last_administrator(account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    record(actor=actor, verb="people.deactivate_account", subject=f"account:{account.pk}", now=now)


@action
def reactivate_account(*, account: Account, actor: Actor, now: datetime.datetime) -> None:
    """Let the account be signed in to again, with the roles it has. Raises PersonErased."""
    if account.is_active:
        return
    if account.erased_at:
        raise PersonErased
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(actor=actor, verb="people.reactivate_account", subject=f"account:{account.pk}", now=now)


@action
def change_profile(
    *, account: Account, name: str, language: str, time_zone: str, actor: Actor, now: datetime.datetime
) -> None:
    """Note a person's own name, language and time zone."""
    changed = [
        field
        for field, value in (("name", name), ("language", language), ("time_zone", time_zone))
        if getattr(account, field) != value
    ]
    if not changed:
        return
    account.name, account.language, account.time_zone = name, language, time_zone
    account.save(update_fields=["name", "language", "time_zone"])
    record(actor=actor, verb="people.change_profile", subject=f"account:{account.pk}", now=now, fields=changed)


@action
def set_extension(*, account: Account, extension: str, actor: Actor, now: datetime.datetime) -> Account:
    """Say which telephone is somebody's, as the telephone system names it; "" for none. Raises ExtensionTaken."""
    extension = "".join(extension.split())
    if extension and not EXTENSION.fullmatch(extension):
        raise InvalidInput(_("Up to 40 letters, digits and the signs + - . _ @ : as your telephone system has them."))
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if account.extension == extension:
        return account
    holder = Account.objects.filter(extension=extension).first() if extension else None
    if holder:
        raise ExtensionTaken(_("%(name)s has that one. Take it from them first.") % {"name": holder})
    account.extension = extension
    account.save(update_fields=["extension"])
    record(actor=actor, verb="people.set_extension", subject=f"account:{account.pk}", now=now, has_one=bool(extension))
    return account


@action
def end_sessions(*, account: Account, actor: Actor, now: datetime.datetime) -> Account:
    """Sign somebody out everywhere. Answers the account, with which the present session can be kept."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    record(actor=actor, verb="people.end_sessions", subject=f"account:{account.pk}", now=now)
    return account
