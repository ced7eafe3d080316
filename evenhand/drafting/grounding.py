"""What a draft may rest on: what was said in the case, what is known of the order, and the clauses in force."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from evenhand.cases.api import Case, Conversation, conversation
from evenhand.core.api import environment
from evenhand.drafting.rules import Placeholders, parts_of_name
from evenhand.policies.api import NoVersionInForce, PolicyVersion, version_in_force, words_of
from evenhand.remedies.api import remedies_of
from evenhand.shop.api import OrderView, order_view

Hide = Callable[[str], str]
POLICIES = ("refunds-and-claims", "orders-and-returns", "goodwill")
MESSAGES = 12
LONGEST_MESSAGE = 4_000
LONGEST_CLAUSES = 40_000


@dataclass(frozen=True)
class Ground:
    """The words that a draft is to rest on, and the names of the clauses among them."""

    said: str
    order: str
    clauses: str
    in_force: frozenset[str]
    language: str


def ground_of(case: Case, now: datetime.datetime, *, shows_all: bool) -> tuple[Ground, Placeholders]:
    """What is known of `case`; unless `shows_all`, with placeholders for what tells whose it is."""
    said = conversation(case)
    order = order_view(case.order, now) if case.order else None
    clauses = _clauses(now)
    placeholders = _placeholders(case, said, order)
    hide: Hide = str if shows_all else placeholders.hidden
    ground = Ground(
        said=_said(case, said, hide),
        order=_order(case, order, hide),
        clauses="\n".join(f"[{name}] {words}" for name, words in clauses.items())[:LONGEST_CLAUSES],
        in_force=frozenset(clauses),
        language=case.language or environment().language,
    )
    return ground, placeholders


def _said(case: Case, said: Conversation, hide: Hide) -> str:
    spoken = [message for message in said.messages if not message.is_note][-MESSAGES:]
    lines = [f"Subject: {hide(case.subject)}"]
    for message in spoken:
        who = "We" if message.is_ours else "Customer" if message.is_from_customer else "Somebody else"
        lines.append(f"{who} ({message.at:%Y-%m-%d}): {hide(message.text[:LONGEST_MESSAGE])}")
    return "\n\n".join(lines)


def _order(case: Case, order: OrderView | None, hide: Hide) -> str:
    greeted = case.customer.first_name
    lines = [f"The customer is called {hide(greeted)}." if greeted else "We do not know the customer's name."]
    if order is None or case.order is None:
        return f"{lines[0]}\nIt is not known which order this is about."
    lines += [f"Order {hide(order.number)}: {order.status_words}, total {order.total}, refunded {order.refunded}"]
    lines += [f"- {line.name}, {line.price}" for line in order.lines]
    lines += [f"Parcel: {hide(f'{parcel.title}. {parcel.sentence}')}" for parcel in order.parcels]
    lines += [f"Already done: {hide(remedy.sentence)} ({remedy.state_words})" for remedy in remedies_of(case.order)]
    return "\n".join(lines)


def _clauses(now: datetime.datetime) -> dict[str, str]:
    """The clauses of the policies that customers may read, by name."""
    found: dict[str, str] = {}
    for policy in POLICIES:
        try:
            version = version_in_force(policy, now)
        except NoVersionInForce:
            continue
        for clause in words_of(PolicyVersion.objects.get(pk=version.id)).clauses:
            found[f"{policy} {clause.number}"] = " ".join(f"{clause.title}. {clause.text}".split())
    return found


def _placeholders(case: Case, said: Conversation, order: OrderView | None) -> Placeholders:
    known = Placeholders()
    others = [message.author_name for message in said.messages if not message.is_ours]
    drivers = [parcel.driver_name for parcel in order.parcels] if order else []
    names = [case.customer.name, *others, *([order.customer_name] if order else []), *drivers]
    known.know("MAIL", case.customer.email, *(message.from_address for message in said.messages if not message.is_ours))
    if order:
        known.know("ORDER", order.number, order.number.lstrip("#"))
        known.know("NUMBER", *(parcel.tracking for parcel in order.parcels))
        for address in (order.address, *(parcel.address for parcel in order.parcels)):
            known.know("ADDRESS", *((*address.lines, address.city, address.postal_code) if address else ()))
    known.know("NAME", *parts_of_name(names))
    return known
