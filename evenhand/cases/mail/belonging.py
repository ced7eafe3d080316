"""Where a mail belongs: in which case, to which order, or back to ourselves."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.cases.mail.addresses import case_in_address, without_token
from evenhand.cases.mail.parsing import ParsedMail
from evenhand.cases.models import Case, IncomingMail, Mailbox, Message, Queue
from evenhand.core.api import environment
from evenhand.people.api import Account
from evenhand.shop.api import Order

# Bounded, and begun at the start of a word only: one word of 200,000 letters took minutes before.
_WORD = re.compile(r"(?<![\w-])[\w-]{1,60}(?![\w-])")
_DIGIT = re.compile(r"\d")


def case_of(mail: IncomingMail, said: ParsedMail) -> Case | None:
    """The case that a mail belongs to: by our signature in an address, else by the identifiers it answers."""
    for address in (*mail.envelope_to, *said.recipients):
        case_id = case_in_address(address)
        if case_id is not None:
            return Case.objects.filter(pk=case_id).first()
    if not said.references:
        return None
    answered = (
        Message.objects.filter(message_id__in=said.references).exclude(message_id="").select_related("case__customer")
    )
    by_id = {each.message_id: each for each in answered if _may_answer(said, each)}
    nearest = next((by_id[each] for each in said.references if each in by_id), None)
    return nearest.case if nearest else None


def _may_answer(said: ParsedMail, answered: Message) -> bool:
    """Our own identifiers cannot be guessed; a customer's can, so only they themselves go on from theirs."""
    return answered.outgoing_id is not None or answered.case.customer.email.lower() == said.from_address.lower()


@dataclass(frozen=True)
class OwnAddresses:
    """The addresses from which we write, and the domains in which we name our mails."""

    addresses: frozenset[str]

    @property
    def domains(self) -> frozenset[str]:
        return frozenset({environment().mail_domain} | {each.rpartition("@")[2] for each in self.addresses})


def own_addresses(queues: Sequence[Queue]) -> OwnAddresses:
    """Those of the settings, of `queues` and of our mailboxes."""
    mailboxes = Mailbox.objects.values_list("address", flat=True)
    named = {environment().mail_from.lower(), *(queue.address for queue in queues), *mailboxes}
    return OwnAddresses(frozenset(named - {""}))


def is_our_own(said: ParsedMail, own: OwnAddresses) -> bool:
    """Whether we sent it: from one of our addresses, or under an identifier that we gave."""
    if without_token(said.from_address) in own.addresses:
        return True
    if said.message_id.rpartition("@")[2].rstrip(">") not in own.domains:
        return False
    return Message.objects.filter(message_id=said.message_id, outgoing__isnull=False).exists()


def order_named(customer: Account, said: ParsedMail) -> Order | None:
    """The order of this very customer whose number stands in the mail."""
    return orders_named([(customer, said)])[0]


def orders_named(written: Sequence[tuple[Account, ParsedMail]]) -> list[Order | None]:
    """For each mail the order of its own writer whose number stands in it, the newest first. One query for all."""
    words = [_words_with_a_digit(said) for _, said in written]
    of_account: dict[int, list[Order]] = defaultdict(list)
    namers = {customer.pk for (customer, _), theirs in zip(written, words, strict=True) if theirs}
    if namers:
        orders = Order.objects.filter(customer__account_id__in=namers).select_related("customer")
        for order in orders.order_by("-placed_at"):
            of_account[order.customer.account_id].append(order)
    return [
        next((order for order in of_account[customer.pk] if order.number.upper().strip("#") in theirs), None)
        for (customer, _), theirs in zip(written, words, strict=True)
    ]


def _words_with_a_digit(said: ParsedMail) -> set[str]:
    words = _WORD.findall(f"{said.subject} {said.text}".upper())
    return {word for word in words if _DIGIT.search(word)}
