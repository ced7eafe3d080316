"""How questions to policies, and the facts that come with them, are described."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

Kind = Literal["number", "yes_or_no", "text"]


@dataclass(frozen=True)
class Fact:
    """Something that is known when the question is asked. A number that ends in _minor is money in minor units."""

    name: str
    kind: Kind
    meaning: str | Promise


@dataclass(frozen=True)
class Question:
    """What may be asked of a policy, in words, with the facts that come with it."""

    name: str
    words: str | Promise
    facts: tuple[Fact, ...]

    def fact(self, name: str) -> Fact | None:
        """The fact of that name."""
        return next((fact for fact in self.facts if fact.name == name), None)
