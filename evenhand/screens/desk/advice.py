"""Advice on a draft, with all that is known of the case. It is for the writer, and kept nowhere."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evenhand.cases.api import Case, Conversation, conversation
from evenhand.core.api import environment
from evenhand.remedies.api import remedies_of
from evenhand.shop.api import OrderView, order_view
from evenhand.tone.api import Advice, Context, advise, language_of

CALLED_OFF = ("failed", "cancelled")
IDEAS_AT_ONCE = 2


@dataclass(frozen=True)
class Hint:
    """One line beside the draft. `tone`: warn (look again), quiet (could be added), good (it is there).

    An example that only adds to the draft can be put into it by a press; other words for words that stand there cannot.
    """

    tone: str
    text: str
    example: str = ""
    can_be_added: bool = False


@dataclass(frozen=True)
class Hints:
    """Lines to look at, those to look at again first; further ideas on demand. `note` stands where there are none."""

    lines: tuple[Hint, ...]
    note: str
    further: tuple[Hint, ...] = ()


def hints_on(draft: str, case: Case, now: datetime.datetime, *, said: Conversation | None = None) -> Hints:
    """What a kind colleague would say about `draft`. Without a draft nothing is read."""
    if not draft.strip():
        return Hints((), _("Write as you would speak. Advice appears here as you go, for you alone."))
    advice = advise(draft, _context(case, draft, said or conversation(case), now))
    return _hints(advice)


def _hints(advice: Advice) -> Hints:
    warned = [Hint("warn", f"“{warning.words}” {warning.reason}", warning.gentler) for warning in advice.warnings]
    ideas = [Hint("quiet", part.suggestion, part.example, part.can_be_added) for part in advice.missing]
    present = [Hint("good", part.label) for part in advice.present]
    return Hints(
        lines=(*warned, *ideas[:IDEAS_AT_ONCE], *present), note=advice.note, further=tuple(ideas[IDEAS_AT_ONCE:])
    )


def _context(case: Case, draft: str, said: Conversation, now: datetime.datetime) -> Context:
    from_customer = [message.text for message in said.messages if message.is_from_customer]
    return Context(
        customer_name=case.customer.name,
        language=language_of(draft) or case.language or environment().language,
        things=_things(order_view(case.order, now)) if case.order else (),
        repairs=_repairs(case),
        customer_text=from_customer[-1] if from_customer else "",
    )


def _repairs(case: Case) -> tuple[str, ...] | None:
    """What was really given for the order; None where nobody knows which order it is."""
    if case.order is None:
        return None
    given = (remedy for remedy in remedies_of(case.order) if remedy.state not in CALLED_OFF)
    return tuple(remedy.sentence.removesuffix(".") for remedy in given)


def _things(order: OrderView) -> tuple[str, ...]:
    options = [value for line in order.lines for _name, value in line.options]
    return (*dict.fromkeys([*(line.name for line in order.lines), *options]), order.number)
