"""Erasing a person: asked for, agreed to by an administrator, held while something is open, done once."""

import datetime
from collections.abc import Mapping

import structlog

from evenhand.core.api import Actor, DomainError, action, erase_activity_words, record, system
from evenhand.people.actions import refuse_the_last_administrator
from evenhand.people.models import Account, Erasure, Role
from evenhand.people.personal import holds_of, personal_data
from evenhand.people.queries import holds_role

log = structlog.get_logger("evenhand.people")


@action
def ask_erasure(*, account: Account, actor: Actor, now: datetime.datetime) -> Erasure:
    """Note that a person wants to be erased. Asked already, it is answered as it stands. An administrator agrees."""
    Account.objects.select_for_update().get(pk=account.pk)
    open_one = Erasure.objects.filter(account=account, done_at=None).first()
    if open_one:
        return open_one
    asked = Erasure.objects.create(account=account, asked_at=now, asked_by_id=actor.account_id)
    record(actor=actor, verb="people.ask_erasure", subject=f"account:{account.pk}", now=now, erasure=asked.pk)
    return asked


@action
def withdraw_erasure(*, erasure: Erasure, actor: Actor, now: datetime.datetime) -> None:
    """The person thinks better of it. What is done is done; withdrawing twice is harmless."""
    found = Erasure.objects.filter(pk=erasure.pk, done_at=None)
    if found.delete()[0]:
        subject = f"account:{erasure.account_id}"
        record(actor=actor, verb="people.withdraw_erasure", subject=subject, now=now, erasure=erasure.pk)


@action
def erase_person(*, account: Account, actor: Actor, now: datetime.datetime) -> Erasure:
    """Remove the names, words and files of a person from every room; counts, and what they decide, stay as they were.

    While something is open that needs them (a dispute, a step, a case), nothing is removed: what holds it is noted, and
    a duty does it as soon as nothing holds it any more. Erasing twice is harmless. Raises LastAdministrator.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.erased_at:
        return Erasure.objects.filter(account=account).exclude(done_at=None).latest("done_at")
    if holds_role(account, [Role.ADMINISTRATOR]):
        refuse_the_last_administrator(account)
    erasure = ask_erasure(account=account, actor=actor, now=now)
    erasure.agreed_at = erasure.agreed_at or now
    erasure.held_by = list(holds_of(account, now))
    if erasure.held_by:
        erasure.save(update_fields=["agreed_at", "held_by"])
        record(actor=actor, verb="people.hold_erasure", subject=f"account:{account.pk}", now=now, erasure=erasure.pk)
        return erasure
    erasure.removed, erasure.done_at = _removed(account, now), now
    erasure.save(update_fields=["agreed_at", "held_by", "removed", "done_at"])
    record(actor=actor, verb="people.erase_person", subject=f"account:{account.pk}", now=now, erasure=erasure.pk)
    return erasure


def _removed(account: Account, now: datetime.datetime) -> dict[str, Mapping[str, int]]:
    """From the upper rooms down: each still finds what those below it hold."""
    removed = {part.room: dict(part.erase(account, now)) for part in reversed(personal_data())}
    own = {f"account:{account.pk}", f"record:{account.pk}"}
    removed["core"] = {"activity": erase_activity_words(actor_ids=[account.pk], subjects=own)}
    return {room: counts for room, counts in removed.items() if any(counts.values())}


def erase_what_was_held(*, now: datetime.datetime) -> int:
    """Erase those who were agreed to and held, as far as nothing holds them any more; answers how many.

    Each by itself: one that cannot be done keeps its reason, which *Erasures* shows, and none waits behind it.
    """
    agreed = Erasure.objects.filter(done_at=None).exclude(agreed_at=None)
    return sum(_erase_if_free(erasure, now) for erasure in agreed.select_related("account").order_by("agreed_at", "pk"))


def _erase_if_free(erasure: Erasure, now: datetime.datetime) -> bool:
    try:
        if holds_of(erasure.account, now):
            return False
        return erase_person(account=erasure.account, actor=system("erasure"), now=now).done_at is not None
    except DomainError as problem:
        log.warning("an erasure cannot be done yet", erasure=erasure.pk, problem=problem.message)
        Erasure.objects.filter(pk=erasure.pk, done_at=None).update(held_by=[problem.message])
    except Exception:
        log.exception("an erasure failed and is tried again", erasure=erasure.pk)
    return False
