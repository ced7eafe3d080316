"""What surveys do when something happens in cases."""

from evenhand.cases.api import CaseMerged, CaseReopened, CaseSetAside, ContactClosed, CustomerNamed, MergeUndone
from evenhand.surveys.actions import (
    SURVEYS,
    ask_the_customer,
    follow_contacts,
    invite,
    withdraw_for_case,
    withhold_for_case,
)
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


def stay_with_contacts(event: CaseMerged | MergeUndone) -> None:
    """Contacts went to another case, or back: each question goes with the contact that it is about."""
    follow_contacts(case_ids=(event.source_id, event.into_id), actor=SURVEYS, now=event.at)


def ask_who_it_was(event: CustomerNamed) -> None:
    """The customer of a case is known now."""
    ask_the_customer(
        case_id=event.case_id,
        customer_id=event.customer_id,
        unknown_id=event.unknown_id,
        actor=SURVEYS,
        now=event.at,
    )
