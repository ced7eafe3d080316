"""What the clockwork does for remedies."""

import datetime

from evenhand.core.api import system
from evenhand.remedies.actions import resolve_due
from evenhand.remedies.care import end_care_due, propose_care
from evenhand.remedies.misuse import noticed
from evenhand.remedies.queries import lapsed_credits
from evenhand.remedies.settlement import lapse_credit


def ask_about_refunds(now: datetime.datetime) -> None:
    """Bring refunds that are on their way to their end."""
    resolve_due(now=now, actor=system("refunds on their way"))


def care_about_next_parcels(now: datetime.datetime) -> None:
    """Put before a person whose parcels keep going wrong, and close what ran out."""
    end_care_due(actor=system("care about parcels"), now=now)
    if noticed(now):
        propose_care(actor=system("care about parcels"), now=now)


def write_off_lapsed_credits(now: datetime.datetime) -> None:
    """Take credits whose time is over out of the ledger."""
    for remedy in lapsed_credits(now)[:500]:
        lapse_credit(remedy=remedy, actor=system("lapsed credits"), now=now)
