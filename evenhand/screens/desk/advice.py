"""Advice on a draft, with all that is known of the case. It is for the writer, and kept nowhere."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from evenhand.cases.api import Case, Conversation
from evenhand.screens.desk.order_panel import OrderPanel
from evenhand.shop.api import OrderView
from evenhand.tone.api import Advice, Context, advise


@dataclass(frozen=True)
class Hint:
    """One line beside the draft. `tone`: warn (look again), quiet (could be added), good (it is there)."""

    tone: str
    text: str
    example: str = ""


@dataclass(frozen=True)
class Hints:
    """All lines, those to look at again first; `note` stands where there are none."""

    lines: tuple[Hint, ...]
    note: str


def hints_on(draft: str, case: Case, panel: OrderPanel | None, said: Conversation) -> Hints:
    """What a kind colleague would say about `draft`."""
    if not draft.strip():
        return Hints((), _("Write as you would speak. Advice appears here as you go, for you alone."))
    advice = advise(draft, _context(case, panel, said))
    return Hints(tuple(_lines(advice)), advice.note)


def _lines(advice: Advice) -> list[Hint]:
    warned = [Hint("warn", f"“{warning.words}” {warning.reason}", warning.gentler) for warning in advice.warnings]
    missing = [Hint("quiet", part.suggestion, part.example) for part in advice.missing]
    present = [Hint("good", part.label) for part in advice.present]
    return warned + missing + present


def _context(case: Case, panel: OrderPanel | None, said: Conversation) -> Context:
    from_customer = [message.text for message in said.messages if message.is_from_customer]
    return Context(
        customer_name=case.customer.name,
        language=case.language or "en",
        things=_things(panel.order if panel else None),
        repairs=_repairs(panel),
        customer_text=from_customer[-1] if from_customer else "",
    )


def _repairs(panel: OrderPanel | None) -> tuple[str, ...] | None:
    if panel is None:
        return None
    return panel.remedies.repairs if panel.remedies else ()


def _things(order: OrderView | None) -> tuple[str, ...]:
    if order is None:
        return ()
    options = [value for line in order.lines for _name, value in line.options]
    return (*dict.fromkeys([*(line.name for line in order.lines), *options]), order.number)
