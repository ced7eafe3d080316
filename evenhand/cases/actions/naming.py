"""A case whose customer was not known gets its customer."""

import datetime

from evenhand.cases.conversation import locked_survivor, search_text
from evenhand.cases.errors import CustomerIsKnown
from evenhand.cases.events import CustomerNamed
from evenhand.cases.models import Case, Message, SearchText
from evenhand.core.api import Actor, action, publish, record
from evenhand.people.api import Account


@action
def name_customer(*, case: Case, customer: Account, actor: Actor, now: datetime.datetime) -> Case:
    """Say who the customer of a case is. Raises CustomerIsKnown where we knew: nobody else may read their words.

    Answers the case that stayed; the same customer again changes nothing.
    """
    case = locked_survivor(case)
    if case.customer_id == customer.pk:
        return case
    if case.customer.has_address:
        raise CustomerIsKnown(str(case.customer))
    unknown = case.customer
    case.customer = customer
    case.save(update_fields=["customer"])
    for message in case.messages.filter(author=unknown):
        message.author, message.from_name, message.from_address = customer, customer.name, customer.email
        message.save(update_fields=["author", "from_name", "from_address"])
    _index_again(case)
    record(actor=actor, verb="cases.name_customer", subject=case.log_subject, now=now, customer=customer.pk)
    publish(CustomerNamed(case_id=case.pk, customer_id=customer.pk, unknown_id=unknown.pk, at=now))
    return case


def _index_again(case: Case) -> None:
    """The customer's name is among the words by which a message is found."""
    for message in Message.objects.filter(case=case).prefetch_related("attachments"):
        words = search_text(case, message, [each.name for each in message.attachments.all()]).words
        SearchText.objects.filter(message=message).update(words=words)
