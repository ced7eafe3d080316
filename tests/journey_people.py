"""Run inside an installation before the journey: the people, and the order that went wrong, not for the first time.

The installation's clock runs twenty days ahead, so that its policies have been in force for twenty days.
"""

import datetime

from evenhand.cases import api as cases
from evenhand.core.api import Actor, now, system
from evenhand.people.api import Role, actor_for, create_account, create_team, join_team
from evenhand.shop.api import Order
from evenhand.surveys.api import Choice, Invitation, cast_vote, send_due_invitations

TESTS = system("journey")
NOW = now()
PASSWORD = "the-quick-brown-fox-9"
LOST, LOST_BEFORE = "#W2768383", "#W9538924"
EARLIER_CUSTOMERS = ("#W2611340", "#W4635485", "#W2491829", "#W9163472")


def days_ago(days: float) -> datetime.datetime:
    return NOW - datetime.timedelta(days=days)


def people() -> Actor:
    """Ines, who answers customers, and Mara, who leads her team, both told of the policies long ago."""
    joined = days_ago(19)
    mara = create_account(
        email="mara@shop.example", name="Mara Lind", roles=[Role.LEAD], password=PASSWORD, actor=TESTS, now=joined
    )
    ines = create_account(
        email="ines@shop.example", name="Ines Okafor", roles=[Role.AGENT], password=PASSWORD, actor=TESTS, now=joined
    )
    team = create_team(name="Mail", channel="mail", kind_of_work="orders", actor=TESTS, now=joined)
    join_team(account=mara, team=team, is_lead=True, actor=TESTS, now=joined)
    join_team(account=ines, team=team, actor=TESTS, now=joined)
    return actor_for(ines, source="journey")


def parcels() -> None:
    """Two parcels of one customer, both past their day and not seen since: one now, one a while ago."""
    for number, days in ((LOST, 9), (LOST_BEFORE, 60)):
        shipment = Order.objects.get(number=number).shipments.get()
        shipment.carrier = "Parcel Post"
        shipment.shipped_at = days_ago(days + 6)
        shipment.promised_from = shipment.promised_until = days_ago(days).date()
        shipment.save()


def earlier_answers(ines: Actor) -> None:
    """Four customers whom Ines helped last week, and who said so: answers are shown in fives."""
    for number, order_number in enumerate(EARLIER_CUSTOMERS):
        asked = days_ago(8 - number * 0.1)
        order = Order.objects.select_related("customer__account").get(number=order_number)
        case = cases.open_case(
            customer=order.customer.account,
            subject="A question about my order",
            text="When will it arrive?",
            channel="mail",
            order=order,
            key=f"earlier-{number}",
            actor=TESTS,
            now=asked,
        )
        answered = asked + datetime.timedelta(minutes=20)
        cases.take_case(case=case, actor=ines, now=answered)
        cases.reply(
            case=case,
            text="Hello,\n\nit is on its way and should be with you on Thursday. Thank you for your patience!\n\nInes",
            seen_message_id=cases.conversation(case).last_message_id,
            key=f"earlier-reply-{number}",
            then_close=True,
            actor=ines,
            now=answered + datetime.timedelta(minutes=4),
        )
    send_due_invitations(now=days_ago(6))
    for invitation in Invitation.objects.all():
        cast_vote(invitation=invitation, choice=Choice.YES, actor=TESTS, now=days_ago(5))


parcels()
earlier_answers(people())
