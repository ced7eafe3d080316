"""Erasing a person: asked for, agreed to by an administrator, held while something is open, done once."""

import datetime
from collections.abc import Mapping

import structlog

from evenhand.core.api import (
    Actor,
    DomainError,
    Leaving,
    OutgoingMail,
    action,
    erase_activity_words,
    record,
    system,
)
from evenhand.people.actions import refuse_the_last_administrator
from evenhand.people.mails import post_from_template
from evenhand.people.models import Account, Erasure, Role
from evenhand.people.personal import holds_of, personal_data
from evenhand.people.queries import holds_role

log = structlog.get_logger("evenhand.people")

ABOUT_ERASURES = "erasures"
TOLD_KEPT_FOR = datetime.timedelta(days=7)  # the mail has left within hours, or never does


@action
def ask_erasure(*, account: Account, actor: Actor, now: datetime.datetime) -> Erasure:
    """Note that a person wants to be erased. Asked already, it is answered as it stands. An administrator agrees."""
    return _asked(account, actor.account_id, actor, now)


def _asked(account: Account, by: int | None, actor: Actor, now: datetime.datetime) -> Erasure:
    Account.objects.select_for_update().get(pk=account.pk)
    open_one = Erasure.objects.filter(account=account, done_at=None).first()
    if open_one:
        return open_one
    asked = Erasure.objects.create(account=account, asked_at=now, asked_by_id=by)
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
    a duty does it as soon as nothing holds it any more. Whoever asked for it is told by a last mail, which is forgotten
    too. Erasing twice is harmless. Raises LastAdministrator.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.erased_at:
        return Erasure.objects.filter(account=account).exclude(done_at=None).latest("done_at")
    if holds_role(account, [Role.ADMINISTRATOR]):
        refuse_the_last_administrator(account)
    held_by = list(holds_of(account, now))
    # What this action records is chained after the names in the log are gone, so it does not name who is erased.
    recorder = system("erasure") if actor.account_id == account.pk and not held_by else actor
    erasure = _asked(account, actor.account_id, recorder, now)
    erasure.agreed_at = erasure.agreed_at or now
    erasure.held_by = held_by
    subject = f"account:{account.pk}"
    if held_by:
        erasure.save(update_fields=["agreed_at", "held_by"])
        record(actor=recorder, verb="people.hold_erasure", subject=subject, now=now, erasure=erasure.pk)
        return erasure
    address, language = account.email if account.has_address else "", account.language
    erasure.removed, erasure.done_at = _removed(account, now), now
    erasure.save(update_fields=["agreed_at", "held_by", "removed", "done_at"])
    record(actor=recorder, verb="people.erase_person", subject=subject, now=now, erasure=erasure.pk)
    if address and erasure.asked_by_id == account.pk:
        _tell(address, language, now)
    return erasure


def _removed(account: Account, now: datetime.datetime) -> dict[str, Mapping[str, int]]:
    """From the upper rooms down: each still finds what those below it hold."""
    removed = {part.room: dict(part.erase(account, now)) for part in reversed(personal_data())}
    own = {f"account:{account.pk}", f"record:{account.pk}"}
    removed["core"] = {"activity": erase_activity_words(actor_ids=[account.pk], subjects=own)}
    return {room: counts for room, counts in removed.items() if any(counts.values())}


def _tell(address: str, language: str, now: datetime.datetime) -> None:
    """A last mail. It names nobody but in its address, comes back to nobody, and is forgotten after a week."""
    post_from_template(
        template="people/mail/erased.txt",
        to=address,
        about=ABOUT_ERASURES,
        now=now,
        language=language,
        leaving=Leaving(returns_to="<>"),
    )


def forget_who_was_told(now: datetime.datetime) -> int:
    """Remove the last mails to those who were erased, a week after they were written; answers how many."""
    told = OutgoingMail.objects.filter(about=ABOUT_ERASURES, posted_at__lt=now - TOLD_KEPT_FOR)
    return told.delete()[1].get("core.OutgoingMail", 0)


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
