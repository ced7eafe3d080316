"""What the room of people itself keeps about somebody."""

import datetime
from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from evenhand.core.api import ERASED, erase_outgoing_mail, site_day
from evenhand.people.models import Account, Invite, Leave, Membership, RoleGrant, SignInLink


def export_account(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """Name, address and settings; roles, teams and days away with their dates."""
    return {
        "account": {
            "name": account.name,
            "address": account.email,
            "language": account.language,
            "time_zone": account.time_zone,
            "extension": account.extension,
            "here_since": account.created_at,
            "last_signed_in": account.last_login,
        },
        "roles": [
            {"role": grant.role, "since": grant.granted_at, "until": grant.ended_at}
            for grant in RoleGrant.objects.filter(account=account).order_by("granted_at")
        ],
        "teams": [
            {"team": each.team.name, "since": each.joined_on, "until": each.left_on, "leads_it": each.is_lead}
            for each in Membership.objects.filter(account=account).select_related("team").order_by("joined_on")
        ],
        "days_away": [
            {"first": each.first_day, "last": each.last_day}
            for each in Leave.objects.filter(account=account, cancelled_at=None)
        ],
    }


def erase_account(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """The account stays as a number without a name: what was decided about it, and by it, still says whose it was."""
    address = account.email
    removed = {
        "links": SignInLink.objects.filter(email__iexact=address).delete()[0],
        "invitations": Invite.objects.filter(email__iexact=address).delete()[0],
        "days_away": Leave.objects.filter(account=account).delete()[0],
        "codes": Authenticator.objects.filter(user=account).delete()[0],
        "addresses": EmailAddress.objects.filter(user=account).delete()[0],
        "mails": erase_outgoing_mail(addresses=[address], about=[f"account:{account.pk}", f"record:{account.pk}"]),
    }
    RoleGrant.objects.filter(account=account, ended_at=None).update(ended_at=now)
    Membership.objects.filter(account=account, left_on=None).update(left_on=site_day(now))
    account.email, account.name = f"erased-{account.pk}@erased.invalid", ERASED
    account.language = account.time_zone = account.extension = ""
    account.set_unusable_password()
    account.is_active, account.erased_at, account.last_login = False, now, None
    account.session_epoch += 1
    account.save()
    return removed | {"accounts": 1}
