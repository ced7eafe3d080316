"""What caused a "no", as far as its evidence tells. Plain values only."""

from dataclasses import dataclass
from enum import StrEnum

PROPOSAL_RULE = "rule: causes 1"


class Cause(StrEnum):
    """Who or what is answerable."""

    AGENT = "agent"
    POLICY = "policy"
    CARRIER = "carrier"
    DRIVER = "driver"
    SELLER = "seller"
    PRODUCT = "product"
    SYSTEM = "system"
    UNKNOWN = "unknown"


PERSONAL = frozenset({Cause.AGENT, Cause.DRIVER, Cause.SELLER})
