"""The words for evidence, verdicts and causes, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from evenhand.remedies.api import Claim
from evenhand.standing.rules import Cause, Fact
from evenhand.surveys.api import Reason

EVIDENCE_WORDS = {
    Fact.CUSTOMER_SAID: _("The customer's reason: “%(reason)s”."),
    Fact.NO_REASON: _("The customer gave no reason."),
    Fact.PARCEL_LOST: _("Order %(order)s: a parcel is believed lost."),
    Fact.PARCEL_LATE: _("Order %(order)s: a parcel came %(days)s days later than promised."),
    Fact.PARCEL_RETURNED: _("Order %(order)s: a parcel went back to the sender."),
    Fact.CLAIM_OPENED: _("The customer reported: %(kind)s (order %(order)s)."),
    Fact.CLAUSE_REFUSED: _("What the customer asked for is not allowed by %(clause)s."),
    Fact.SPEAKS_AGAINST: _(
        "The reason names the answer, but something else of ours had gone wrong too. A person has to weigh it."
    ),
}

VERDICT_WORDS = {
    "clearly worse": _("More “no” than explained by chance or by the kind of case"),
    "clearly better": _("Fewer “no” than explained by chance or by the kind of case"),
    "in line": _("In line with the team"),
    "not enough evidence": _("Not yet known"),
}

VERDICT_MEANS = {
    "clearly worse": _(
        "Even after allowing for luck and for the kind of cases, customers said “no” to these answers more often than "
        "to those of the team. This is a reason to look together at what would help. It is not a step by itself."
    ),
    "clearly better": _(
        "Even after allowing for luck and for the kind of cases, customers said “no” to these answers more rarely than "
        "to those of the team. Worth learning from."
    ),
    "in line": _("The answers show no difference from the team that would matter."),
    "not enough evidence": _(
        "There are too few answers to tell a difference from the team. Nothing follows from that, neither good nor bad."
    ),
}

VERDICT_TONES = {
    "clearly worse": "warn",
    "clearly better": "good",
    "in line": "neutral",
    "not enough evidence": "quiet",
}

WHY_NOT_COUNTED = {
    Cause.POLICY: _("the cause was our policy"),
    Cause.CARRIER: _("the cause was the carrier"),
    Cause.DRIVER: _("the cause was the delivery"),
    Cause.SELLER: _("the cause was the seller"),
    Cause.PRODUCT: _("the cause was the product"),
    Cause.SYSTEM: _("the cause was how we work"),
    Cause.UNKNOWN: _("the cause is not known"),
    Cause.AGENT: _("no rule that applied had been made known in time"),
}


ORDERS_VERDICT = {
    "clearly worse": _("The agreed standard is missed, beyond what luck explains"),
    "clearly better": _("Clearly better than agreed"),
    "in line": _("Nothing beyond doubt"),
    "not enough evidence": _("Not yet known"),
}

ORDERS_MEANS = {
    "clearly worse": _("This is a reason to look together at what would help. It is not a step by itself."),
    "clearly better": _("Even luck would rarely bring so few marks. Thank you."),
    "in line": _("The count is such that somebody who keeps the standard may well come to it."),
    "not enough evidence": _("There is too little to say anything. Nothing follows from that, neither good nor bad."),
}

LEFT_OUT = {
    "contested": _("contested, and somebody else is looking"),
    "taken_back": _("the mark was taken back"),
    "seen_otherwise": _("two people saw it differently, and a third has not decided yet"),
    "same_place": _("to a place that counts already"),
    "not_bound": _("no rule that had been made known in time"),
}


def left_out_words(why: str) -> str:
    """Why something that was reported does not count: another reason, or its cause."""
    return str(LEFT_OUT.get(why) or WHY_NOT_COUNTED[Cause(why)])


def chance_words(chance: float) -> str:
    """A probability as a percentage that is never written as a power of ten: "100 %", "4.2 %", "under 0.01 %"."""
    if chance < 0.0001:
        return gettext("under %(least)s") % {"least": "0.01\u00a0%"}
    return f"{100 * chance:.0f}\u00a0%" if chance >= 0.1 else f"{100 * chance:.2g}\u00a0%"


def evidence_text(fact: str, values: Mapping[str, str]) -> str:
    """One piece of evidence as a sentence."""
    return gettext(str(EVIDENCE_WORDS[Fact(fact)])) % {**values, **_spoken(values)}


def _spoken(values: Mapping[str, str]) -> dict[str, str]:
    spoken = {}
    if "reason" in values:
        reason = Reason.objects.filter(code=values["reason"]).first()
        spoken["reason"] = reason.words if reason else values["reason"]
    if "kind" in values:
        spoken["kind"] = str(Claim.Kind(values["kind"]).label).lower()
    return spoken


def verdict_sentence(verdict: str) -> str:
    """What a verdict means, for the one it is about."""
    return str(VERDICT_MEANS[verdict])


def answers_text(count: int) -> str:
    """As in "41 answers"."""
    return ngettext("%(count)s answer", "%(count)s answers", count) % {"count": count}
