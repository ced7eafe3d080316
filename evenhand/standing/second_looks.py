"""The double check of decided causes: drawn by lot, looked at blind by another person, settled by a third."""

import datetime
import random
import secrets

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from evenhand.core.api import Actor, DomainError, NotFound, action, record, site_day, system
from evenhand.standing.access import DECIDERS, FINDING_PARTS, can_decide
from evenhand.standing.actions import decide_finding, require_words
from evenhand.standing.checked import SampleDraw, SecondLook
from evenhand.standing.models import Finding
from evenhand.standing.policy import second_look_percent
from evenhand.standing.rules import Cause

LOOKS_SHOWN = 50
DRAWER = system("second looks")
LOOK_PARTS = tuple(f"finding__{part}" for part in FINDING_PARTS)


class LookIsOver(DomainError):
    """Somebody else has looked in the meantime, or the finding was replaced."""

    message = "Somebody else was quicker, or something newer has replaced this finding. Nothing was changed."


@action
def draw_second_looks(*, now: datetime.datetime, seed: int | None = None) -> SampleDraw | None:
    """Draw by lot among the causes decided since the last drawing; once a day, and None where it was done already.

    The share comes from the policy; the seed, the causes considered and those drawn are kept.
    """
    last = SampleDraw.objects.select_for_update().order_by("-day").first()
    if last and last.day >= site_day(now):
        return None
    decided = Finding.objects.filter(state=Finding.State.DECIDED, decided_by__isnull=False, decided_at__lt=now)
    considered = decided.filter(decided_at__gte=last.until) if last else decided
    ids = list(considered.order_by("id").values_list("id", flat=True))
    percent, chosen_seed = second_look_percent(now), secrets.randbits(62) if seed is None else seed
    drawn = drawn_from(ids, percent, chosen_seed)
    draw, is_new = SampleDraw.objects.get_or_create(
        day=site_day(now),
        defaults={
            "at": now,
            "until": now,
            "seed": chosen_seed,
            "percent": percent,
            "considered": ids,
            "drawn": drawn,
        },
    )
    if not is_new:
        return None
    SecondLook.objects.bulk_create(
        SecondLook(finding=finding, draw=draw, first_cause=finding.cause, first_by_id=finding.decided_by_id)
        for finding in Finding.objects.filter(pk__in=drawn).order_by("pk")
    )
    record(
        actor=DRAWER,
        verb="standing.draw_second_looks",
        subject=f"draw:{draw.pk}",
        now=now,
        seed=str(chosen_seed),
        considered=len(ids),
        drawn=drawn,
    )
    return draw


def drawn_from(ids: list[int], percent: int, seed: int) -> list[int]:
    """`percent` of these, by lot: the same seed draws the same. What is left of a whole one is drawn by lot too.

    >>> drawn_from([1, 2, 3, 4], 50, seed=7) == drawn_from([1, 2, 3, 4], 50, seed=7)
    True
    >>> len(drawn_from([1, 2, 3, 4], 50, seed=7)), drawn_from([], 50, seed=7)
    (2, [])
    """
    lots = random.Random(seed)  # noqa: S311 - lots, drawn from a seed that is kept, so that anybody can draw them again
    size = int(len(ids) * percent / 100 + lots.random())
    return sorted(lots.sample(sorted(ids), min(size, len(ids))))


def looks_for(actor: Actor, now: datetime.datetime) -> tuple[list[SecondLook], list[SecondLook]]:
    """What the actor may look at blind, and what the actor may settle: of the oldest fifty of each."""
    current = _current().exclude(first_by=actor.account_id).order_by("id")
    disputed = current.exclude(Q(at=None) | Q(by=actor.account_id) | Q(cause=F("first_cause")))
    waiting, open_disputes = current.filter(at=None)[:LOOKS_SHOWN], disputed[:LOOKS_SHOWN]
    return (
        [each for each in waiting if _may(actor, each, now)],
        [each for each in open_disputes if _may(actor, each, now)],
    )


def _current() -> QuerySet[SecondLook]:
    looks = SecondLook.objects.filter(Q(finding__state=Finding.State.DECIDED), settled_at=None)
    return looks.select_related("draw", "by", "first_by", *LOOK_PARTS)


def look_for(actor: Actor, look_id: int, now: datetime.datetime, *, to: str = "see") -> SecondLook:
    """A second look that the actor may give or settle. Raises NotFound.

    `to="give"` finds one that is over meanwhile, by the actor or somebody else, too: the action says how it stands.
    """
    if to == "give":
        look = SecondLook.objects.select_related("by", "first_by", *LOOK_PARTS).filter(pk=look_id).first()
        if look is None or not _might_look(actor, look, now):
            raise NotFound
        return look
    look = _current().filter(pk=look_id).first()
    if look is None or look.agrees or not _may(actor, look, now):
        raise NotFound
    return look


def _may(actor: Actor, look: SecondLook, now: datetime.datetime) -> bool:
    return actor.account_id != look.by_id and _might_look(actor, look, now)


def _might_look(actor: Actor, look: SecondLook, now: datetime.datetime) -> bool:
    if not actor.has_role(*DECIDERS) or actor.account_id == look.first_by_id:
        return False
    return can_decide(actor, look.finding, now)


@action
def give_second_look(*, look: SecondLook, cause: Cause, words: str, actor: Actor, now: datetime.datetime) -> SecondLook:
    """What a second person finds, without knowing what the first found. Giving the same again is harmless.

    Raises LookIsOver, InvalidInput where words are missing.
    """
    found = SecondLook.objects.select_for_update(of=("self",)).select_related("finding").get(pk=look.pk)
    if found.by_id == actor.account_id and (found.cause, found.words) == (cause.value, words):
        return found
    if found.at is not None or found.finding.state != Finding.State.DECIDED:
        raise LookIsOver(_(LookIsOver.message))
    require_words(found.finding, cause, words, always=True)
    found.cause, found.words, found.by_id, found.at = cause.value, words, actor.account_id, now
    found.save(update_fields=["cause", "words", "by", "at"])
    record(
        actor=actor,
        verb="standing.give_second_look",
        subject=found.log_subject,
        now=now,
        cause=cause.value,
        agrees=found.agrees,
    )
    return found


@action
def settle_second_look(
    *, look: SecondLook, cause: Cause, words: str, actor: Actor, now: datetime.datetime
) -> SecondLook:
    """A third person settles what two saw differently; where the first was wrong, the cause is decided anew."""
    found = SecondLook.objects.select_for_update(of=("self",)).select_related("finding").get(pk=look.pk)
    if found.settled_by_id == actor.account_id and found.settled_cause == cause.value:
        return found
    if not found.is_disputed or found.finding.state != Finding.State.DECIDED:
        raise LookIsOver(_(LookIsOver.message))
    require_words(found.finding, cause, words, always=True)
    found.settled_cause, found.settled_words = cause.value, words
    found.settled_by_id, found.settled_at = actor.account_id, now
    found.save(update_fields=["settled_cause", "settled_words", "settled_by", "settled_at"])
    record(actor=actor, verb="standing.settle_second_look", subject=found.log_subject, now=now, cause=cause.value)
    if cause.value != found.finding.cause:
        decide_finding(finding=found.finding, cause=cause, words=words, actor=actor, now=now)
    return found


def hides_decision(finding: Finding, actor: Actor) -> bool:
    """Whether what was decided stays unseen for now, because the actor may be the one who looks a second time."""
    return hidden_from(actor).filter(finding=finding).exists()


def hidden_from(actor: Actor) -> QuerySet[SecondLook]:
    """The second looks that the actor might still give, so that they must not know what was decided first."""
    waiting = SecondLook.objects.filter(at=None).exclude(first_by=actor.account_id)
    return waiting if actor.has_role(*DECIDERS) else waiting.none()
