"""As whom a visitor can look at the demo, and what there is to see."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import NotFound
from evenhand.demo.helping import STRUGGLING
from evenhand.demo.people import staff_address
from evenhand.demo.present import CLARA, OWN_AGENT
from evenhand.demo.votes import DRIVER, SELLER
from evenhand.people.api import Account


@dataclass(frozen=True)
class Persona:
    """Somebody of the demo. `look` is one sentence on what to look at; `arrives_at` the name of their first page."""

    key: str
    address: str
    role: str | Promise
    look: str | Promise
    arrives_at: str = "people:arrival"


@dataclass(frozen=True)
class Shown:
    """A persona with the account behind it."""

    persona: Persona
    account: Account


DESK = (
    Persona(
        "agent",
        staff_address(OWN_AGENT),
        _("Agent"),
        _(
            "Clara's lost parcel waits at the top of the inbox. And many “no” on your record are the carrier's: "
            "see why they do not count."
        ),
        "desk:inbox",
    ),
    Persona(
        "helped",
        staff_address(STRUGGLING),
        _("Agent, with a plan"),
        _(
            "Your improvement plan: the letter, what you said to it, your goals, and the sessions that were promised. "
            "And what you can still do about each mark."
        ),
        "standing:my_record",
    ),
    Persona(
        "lead",
        staff_address("Margarethe Oyelaran-Lindqvist"),
        _("Lead of the mail team"),
        _(
            "Look at the team board: who struggles, and of whom nothing can be said yet. Propose a warning, and read "
            "what is missing. Then agree, or not, to what waits for a second person."
        ),
        "standing:boards",
    ),
    Persona(
        "reviewer",
        staff_address("Beatrix Amundsen"),
        _("Reviewer"),
        _(
            "A pile of “no” whose cause nobody has decided: read the evidence before you name anybody. And a mark that "
            "is contested, and a step that waits for your word."
        ),
        "standing:findings",
    ),
    Persona(
        "policy_owner",
        staff_address("Oluwaseun Adeyemi"),
        _("Policy owner"),
        _(
            "One rule changes soon: see who was told when, and whom it binds from which day. Then try your draft of "
            "“Goodwill” on what was decided before."
        ),
        "policies:list",
    ),
    Persona(
        "administrator",
        staff_address("Wilhelmina Drost"),
        _("Administrator"),
        _("People, teams and roles; and every mail that left the house, with the questions that customers were asked."),
        "mailbox:mailbox",
    ),
)
OUTSIDE = (
    Persona(
        "customer",
        CLARA,
        _("Customer"),
        _("Your blanket is lost, and it is not the first time. Look at your order, and at what we owe you."),
        "my:home",
    ),
    Persona(
        "seller",
        staff_address(SELLER),
        _("Seller, Little Lighthouse"),
        _("Your marks: each with its evidence, the rule it rests on, and when you were told of that rule."),
        "standing:my_record",
    ),
    Persona(
        "driver",
        staff_address(DRIVER),
        _("Driver"),
        _("A parcel that was not received is no strike by itself. See what was found, by whom, on which evidence."),
        "standing:my_record",
    ),
)
PERSONAS = {persona.key: persona for persona in (*DESK, *OUTSIDE)}


def shown(personas: Iterable[Persona]) -> list[Shown]:
    """Those personas whose account is here, in their order."""
    chosen = list(personas)
    accounts = {
        account.email: account
        for account in Account.objects.filter(email__in=[each.address for each in chosen], is_active=True)
    }
    return [Shown(each, accounts[each.address]) for each in chosen if each.address in accounts]


def persona_called(key: str) -> Shown:
    """The persona with this key. Raises NotFound."""
    found = shown([PERSONAS[key]] if key in PERSONAS else [])
    if not found:
        raise NotFound
    return found[0]
