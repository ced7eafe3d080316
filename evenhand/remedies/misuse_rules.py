"""How sure we may be that claims come more often than by chance, and who shares an address: plain values in and out."""

import re
from dataclasses import dataclass

from scipy.special import betaincc

from evenhand.shop.api import Address

# Above this many accounts, an address is an office or a block of flats: its claims are nobody's own.
MOST_IN_A_HOUSEHOLD = 5


@dataclass(frozen=True)
class CareTerms:
    """The policy's figures. `prior_orders`: the weight of what is usual; `times_percent`: what is noticeable."""

    prior_orders: int
    times_percent: int
    certainty_percent: int
    least_claims: int


@dataclass(frozen=True)
class ClaimRate:
    """Orders with a claim among all orders, the usual share, the share shrunk toward it, and how sure it is more."""

    claims: int
    orders: int
    usual: float
    shrunk: float
    sure: float


def claim_rate(claims: int, orders: int, usual: float, terms: CareTerms) -> ClaimRate:
    """The share of orders with a claim, as far as so few orders can tell.

    Claims of n orders are binomial, and the share itself comes from a beta distribution around the usual share m with
    the weight k of so many orders: Beta(km, k(1 - m)). After y of n, its mean is (km + y) / (k + n); `sure` is the
    chance that it lies above the noticeable share. (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4.)
    """
    if not 0 < usual < 1 or claims > orders:
        raise ValueError("the usual share lies between 0 and 1, and there is one claim for an order at most")
    weight = terms.prior_orders
    above, below = weight * usual + claims, weight * (1 - usual) + orders - claims
    noticeable = min(usual * terms.times_percent / 100, 0.99)
    return ClaimRate(claims, orders, usual, above / (above + below), float(betaincc(above, below, noticeable)))


def is_noticeable(rate: ClaimRate, terms: CareTerms) -> bool:
    """Whether there is enough, and whether it is beyond chance."""
    return rate.claims >= terms.least_claims and rate.sure * 100 >= terms.certainty_percent


def usual_share(claims: int, orders: int) -> float:
    """The share of everybody, never quite 0 or 1."""
    return (claims + 0.5) / (orders + 1)


def same_place(address: Address | None) -> str:
    """An address as one word, however it was typed; the same for everybody in one household. Empty where unknown."""
    if address is None or not address.line1:
        return ""
    words = re.findall(r"\w+", f"{address.line1} {address.line2}".casefold())
    short = {
        "street": "st",
        "road": "rd",
        "avenue": "ave",
        "lane": "ln",
        "apartment": "apt",
        "flat": "apt",
        "unit": "apt",
    }
    line = " ".join(sorted(short.get(word, word).replace("straße", "str").replace("strasse", "str") for word in words))
    code = re.sub(r"\W", "", address.postal_code.casefold())
    return f"{line}|{code or address.city.casefold()}|{address.country.casefold()}"
