"""Writes: what a person decides about the next parcels of those whose parcels keep going wrong. Never a remedy."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from evenhand.core.api import Actor, InvalidInput, NotFound, action, record, site_day
from evenhand.people.api import Role
from evenhand.policies.api import parameters
from evenhand.remedies.errors import CareIsDecided
from evenhand.remedies.facts import REFUNDS
from evenhand.remedies.misuse import noticed
from evenhand.remedies.models import Care, CareLook
from evenhand.shop.api import Customer, Handover, arrange_handover, end_handover

MAY_CARE = (Role.REVIEWER, Role.ADMINISTRATOR)
A_LOOK_LASTS = datetime.timedelta(hours=1)
LIVE = (Care.State.PROPOSED, Care.State.AGREED)


@action
def propose_care(*, actor: Actor, now: datetime.datetime) -> int:
    """Put what is noticed before a person, each once at a time. What was declined is not proposed again in its time."""
    rested_since = now - datetime.timedelta(days=parameters(REFUNDS, now).integer("care_review_days"))
    new = 0
    for each in noticed(now):
        rests = Q(state__in=LIVE) | Q(decided_at__gte=rested_since)
        if Care.objects.filter(rests, key=each.key).exists():
            continue
        care = Care.objects.create(key=each.key, figures=each.figures, proposed_at=now)
        care.accounts.set(each.account_ids)
        record(actor=actor, verb="remedies.propose_care", subject=f"care:{care.pk}", now=now)
        new += 1
    return new


@action
def decide_care(*, care: Care, handover: str, reason: str, actor: Actor, now: datetime.datetime) -> Care:
    """Agree to a safer handover of the next parcels for a time, or with no `handover` leave all as it is.

    The same decision again changes nothing. Raises CareIsDecided, InvalidInput, NotFound for all but the small role.
    """
    current = _locked(care, actor)
    if not reason.strip():
        raise InvalidInput(_("Say in a sentence why. Those whom it is about may read it."))
    if handover and handover not in Handover.Kind.values:
        raise InvalidInput(f"There is no handover {handover!r}.")
    if current.state != Care.State.PROPOSED:
        if current.handover == handover and current.decided_by_id == actor.account_id:
            return current
        raise CareIsDecided
    current.state = Care.State.AGREED if handover else Care.State.DECLINED
    current.handover, current.reason = handover, reason.strip()[:500]
    current.decided_at, current.decided_by_id = now, actor.account_id
    if handover:
        _arrange(current, actor, now)
    current.save()
    record(actor=actor, verb="remedies.decide_care", subject=f"care:{current.pk}", now=now, handover=handover)
    return current


def _arrange(care: Care, actor: Actor, now: datetime.datetime) -> None:
    written = parameters(REFUNDS, now)
    care.ends_at = now + datetime.timedelta(days=written.integer("care_valid_days"))
    care.review_on = site_day(now) + datetime.timedelta(days=written.integer("care_review_days"))
    for customer in _customers(care):
        arrange_handover(
            customer=customer,
            kind=care.handover,
            key=f"care:{care.pk}",
            ends_at=care.ends_at,
            actor=actor,
            now=now,
        )


@action
def end_care(*, care: Care, reason: str, actor: Actor, now: datetime.datetime) -> Care:
    """Parcels leave as usual again. Over already, nothing changes. Raises NotFound for all but the small role."""
    current = _locked(care, actor)
    if current.state != Care.State.AGREED:
        return current
    for customer in _customers(current):
        end_handover(customer=customer, key=f"care:{current.pk}", actor=actor, now=now)
    current.state, current.ends_at = Care.State.ENDED, now
    current.save(update_fields=["state", "ends_at"])
    record(actor=actor, verb="remedies.end_care", subject=f"care:{current.pk}", now=now, reason=reason)
    return current


@action
def end_care_due(*, actor: Actor, now: datetime.datetime) -> int:
    """Close what ran out. The handovers ended by themselves."""
    due = Care.objects.filter(state=Care.State.AGREED, ends_at__lte=now)
    for care in due:
        record(actor=actor, verb="remedies.end_care", subject=f"care:{care.pk}", now=now)
    return due.update(state=Care.State.ENDED)


@action
def look_at_care(*, care: Care, reason: str, actor: Actor, now: datetime.datetime) -> CareLook:
    """Note who is about to read it, and what for. Raises InvalidInput, NotFound for all but the small role."""
    current = _locked(care, actor)
    if not reason.strip():
        raise InvalidInput(_("Say in a few words what you are looking for. It is kept for those whom it is about."))
    assert actor.account_id is not None  # has a role
    look = CareLook.objects.create(care=current, by_id=actor.account_id, at=now, reason=reason.strip()[:200])
    record(actor=actor, verb="remedies.look_at_care", subject=f"care:{current.pk}", now=now)
    return look


def care_for(actor: Actor, care_id: int) -> Care:
    """That it is there, to the small role. Raises NotFound."""
    care = Care.objects.filter(pk=care_id).first() if actor.has_role(*MAY_CARE) else None
    if care is None:
        raise NotFound
    return care


def care_waiting(actor: Actor, now: datetime.datetime) -> QuerySet[Care]:
    """What waits for a person or is to be looked at again, to the small role; nobody's name. Raises NotFound."""
    if not actor.has_role(*MAY_CARE):
        raise NotFound
    return Care.objects.filter(state__in=LIVE).order_by("state", "proposed_at")


@dataclass(frozen=True)
class CareStatement:
    """Everything that is kept, in words that those whom it is about may read, and do on request."""

    names: tuple[str, ...]
    sentences: tuple[str, ...]
    looks: tuple[CareLook, ...]


def care_statement(care: Care) -> CareStatement:
    """What is kept about somebody's next parcels: on which figures, what was decided, until when, and who read it."""
    return CareStatement(
        names=tuple(str(account) for account in care.accounts.order_by("pk")),
        sentences=tuple(_sentences(care)),
        looks=tuple(care.looks.select_related("by")),
    )


def read_care(actor: Actor, care_id: int, now: datetime.datetime) -> CareStatement | None:
    """The statement, to somebody of the small role who said a moment ago what for; None where nobody said."""
    care = care_for(actor, care_id)
    if not care.looks.filter(by_id=actor.account_id, at__gt=now - A_LOOK_LASTS).exists():
        return None
    return care_statement(care)


def statements_about(account_id: int) -> tuple[CareStatement, ...]:
    """Everything kept about one person, for a request to see it."""
    return tuple(care_statement(care) for care in Care.objects.filter(accounts=account_id).order_by("pk"))


def _sentences(care: Care) -> list[str]:
    figures = care.figures
    counts = {"claims": figures["claims"], "orders": figures["orders"], "days": figures["window_days"]}
    usual = {"shrunk": round(100 * figures["shrunk"]), "usual": round(100 * figures["usual"], 1)}
    said = [
        _("In %(days)s days, something went wrong with %(claims)s of %(orders)s orders. We took each word for it.")
        % counts,
        _("So few orders can mislead: we reckon with %(shrunk)s %% of orders, where %(usual)s %% is usual.") % usual,
    ]
    if figures["is_household"]:
        said.append(_("The orders of everybody at this address are counted together. The cause may well be the place."))
    if care.state == Care.State.PROPOSED:
        return [*said, _("Nothing was decided yet, and nothing is different.")]
    if not care.handover:
        return [*said, _("A person looked at it and left everything as it is: %(reason)s") % {"reason": care.reason}]
    until = {"handover": Handover.Kind(care.handover).label, "until": f"{care.ends_at:%Y-%m-%d}", "reason": care.reason}
    return [
        *said,
        _("A person decided that parcels leave in a safer way until %(until)s: %(handover)s. %(reason)s") % until,
        _("Refunds, replacements and all else stay as for everybody."),
    ]


def _locked(care: Care, actor: Actor) -> Care:
    if not actor.has_role(*MAY_CARE):
        raise NotFound
    return Care.objects.select_for_update().get(pk=care.pk)


def _customers(care: Care) -> QuerySet[Customer]:
    return Customer.objects.filter(account__in=care.accounts.all()).order_by("pk")
