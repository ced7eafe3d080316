"""What surveys do when something happens in cases."""

from evenhand.cases.api import CaseReopened, CaseSetAside, ContactClosed
from evenhand.surveys.actions import SURVEYS, invite, withdraw_for_case, withhold_for_case
from evenhand.surveys.rules import Withheld


def plan_question(event: ContactClosed) -> None:
    """A contact is over: plan to ask about it."""
    invite(contact_id=event.contact_id, actor=SURVEYS, now=event.at)


def ask_nothing_yet(event: CaseReopened) -> None:
    """The matter goes on: what was planned is not asked."""
    withhold_for_case(case_id=event.case_id, reason=Withheld.REOPENED, actor=SURVEYS, now=event.at)


def ask_nothing_more(event: CaseSetAside) -> None:
    """It was no customer's matter, or went into another."""
    withdraw_for_case(case_id=event.case_id, actor=SURVEYS, now=event.at)
