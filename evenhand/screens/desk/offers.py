"""What the language model offers beside the reply, where one is set up."""

from dataclasses import dataclass

from evenhand.cases.api import Case
from evenhand.core.api import Actor
from evenhand.drafting.api import Proposal, is_on, proposal_of, words_of_check


@dataclass(frozen=True)
class Offer:
    """Whether a draft can be asked for, and the one that is there with what to look at in it."""

    is_on: bool
    proposal: Proposal | None = None
    warnings: tuple[str, ...] = ()


NO_OFFER = Offer(is_on=False)


def offer_in(case: Case, actor: Actor) -> Offer:
    """What is offered to `actor` in `case`."""
    return offer_with(proposal_of(case, actor)) if is_on() else NO_OFFER


def offer_with(proposal: Proposal | None) -> Offer:
    """The same for a proposal that is at hand."""
    if proposal is None or not proposal.text:
        return Offer(is_on=True, proposal=proposal)
    return Offer(is_on=True, proposal=proposal, warnings=tuple(words_of_check(proposal)))
