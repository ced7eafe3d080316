"""Writes: a macro used in a case. Reply, remedy and all that goes with them become true together, or nothing does."""

import datetime
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evenhand.cases.api import (
    Case,
    Message,
    add_note,
    assign_case,
    close_case,
    keep_words,
    reply,
    set_priority,
    snooze_case,
    tag_case,
    transfer_case,
)
from evenhand.core.api import Actor, DomainError, InvalidInput, action, record
from evenhand.macros.errors import CannotBeUsed, WouldDoOtherwise
from evenhand.macros.models import Macro, MacroUse
from evenhand.macros.plan import Plan, foresee
from evenhand.macros.rules import fill
from evenhand.macros.values import Values
from evenhand.people.api import Account, accounts_by_id
from evenhand.remedies.api import PaymentProvider, Remedy, move_money, open_claim, reserve_remedy

WAKES_AT = datetime.time(8, 0)


@dataclass(frozen=True)
class Press:
    """One press of the button: the words as the agent left them, and what they had before their eyes.

    `fingerprint` is that of the plan that was shown, `seen_message_id` the last message on the page, `with_files` the
    files of the draft that go with the words; `key` makes a second press harmless.
    """

    text: str
    fingerprint: str
    seen_message_id: int
    key: str
    with_files: tuple[int, ...] = ()


def use_macro(
    *,
    macro: Macro,
    case: Case,
    press: Press,
    actor: Actor,
    now: datetime.datetime,
    provider: PaymentProvider | None = None,
) -> MacroUse:
    """Do what `macro` would do in `case`, all of it in one transaction; then the payment provider is asked for money.

    A `key` that was used before changes nothing. Raises CannotBeUsed where the policy says no, WouldDoOtherwise where
    what was shown is not what would be done, and what `reply` raises: then nothing was done, and the words are the
    draft.
    """
    try:
        use = _use(macro=macro, case=case, press=press, actor=actor, now=now)
    except DomainError:
        if press.text.strip():
            keep_words(case=case, text=press.text, actor=actor, now=now)
        raise
    if use.remedy:
        move_money(remedy=use.remedy, actor=actor, now=now, provider=provider)
    return use


@action
def _use(*, macro: Macro, case: Case, press: Press, actor: Actor, now: datetime.datetime) -> MacroUse:
    held = _held(case)
    known = MacroUse.objects.filter(key=press.key).select_related("remedy", "macro").first()
    if known:
        return known
    current = Macro.objects.select_related("hand_to", "hand_queue").get(pk=macro.pk)
    plan = foresee(current, held, actor, now)
    _refuse_what_was_not_shown(current, plan, press)
    use = _Use(current, plan, held, press, actor, now)
    remedy, message = use.grant(), use.say()
    use.keep()
    use.end()
    Macro.objects.filter(pk=current.pk).update(uses_count=F("uses_count") + 1)
    record(
        actor=actor,
        verb="macros.use_macro",
        subject=held.log_subject,
        now=now,
        macro=current.pk,
        edition=current.edition,
        remedy=remedy.pk if remedy else None,
    )
    return MacroUse.objects.create(
        macro=current,
        edition=current.edition,
        case=held,
        by_id=actor.account_id,
        at=now,
        key=press.key,
        message=message,
        remedy=remedy,
    )


def _held(case: Case) -> Case:
    """The case as it is now, held until the transaction ends: two presses come one after the other."""
    return (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("customer", "order__customer__account", "order__seller", "queue", "assignee")
        .get(pk=case.pk)
    )


def _refuse_what_was_not_shown(macro: Macro, plan: Plan, press: Press) -> None:
    if plan.problem:
        raise CannotBeUsed(plan.problem)
    if plan.fingerprint != press.fingerprint or macro.retired_at:
        raise WouldDoOtherwise
    if plan.has_words and not press.text.strip():
        raise InvalidInput(_("There is no text yet. Write a line or two, then send it."))


@dataclass(frozen=True)
class _Use:
    """One use while it happens, in a case that is held."""

    macro: Macro
    plan: Plan
    case: Case
    press: Press
    actor: Actor
    now: datetime.datetime

    def grant(self) -> Remedy | None:
        """The remedy that was shown, reserved; where the policy now wants a second person, nothing."""
        if self.plan.option is None or self.case.order is None:
            return None
        claim = open_claim(
            order=self.case.order, kind=self.macro.claim_kind, case=self.case, actor=self.actor, now=self.now
        )
        remedy = reserve_remedy(
            claim=claim,
            kind=self.macro.remedy_kind,
            key=f"macro-{self.press.key}",
            amount=self.plan.option.amount,
            actor=self.actor,
            now=self.now,
        )
        if remedy.state == Remedy.State.PROPOSED:
            raise WouldDoOtherwise
        return remedy

    def say(self) -> Message | None:
        """The reply, where there are words."""
        if not self.press.text.strip():
            return None
        return reply(
            case=self.case,
            text=self.press.text,
            seen_message_id=self.press.seen_message_id,
            key=self.press.key,
            actor=self.actor,
            now=self.now,
            with_files=self.press.with_files,
        )

    def keep(self) -> None:
        """What is kept about the case: tags, priority, whose it is, a note."""
        deeds, case, actor, now = self.macro.deeds, self.case, self.actor, self.now
        for tag in deeds.tags:
            tag_case(case=case, name=tag, actor=actor, now=now)
        if deeds.priority is not None:
            set_priority(case=case, priority=deeds.priority, actor=actor, now=now)
        if deeds.assign:
            assign_case(case=case, to=_self(actor) if deeds.assign == "me" else None, actor=actor, now=now)
        if deeds.note and not deeds.hands_on:
            add_note(case=case, text=self._note(), key=f"{self.press.key}-note", actor=actor, now=now)

    def end(self) -> None:
        """How the case stands afterwards: closed, asleep, or with somebody else."""
        deeds, case, actor, now = self.macro.deeds, self.case, self.actor, self.now
        if deeds.hands_on:
            to, queue = self.macro.hand_to, self.macro.hand_queue
            transfer_case(case=case, note=self._note(), to=to, queue=queue, actor=actor, now=now)
        elif deeds.sleep_days is not None:
            snooze_case(case=case, until=_morning(now, deeds.sleep_days), actor=actor, now=now)
        elif deeds.closes:
            close_case(case=case, actor=actor, now=now)

    def _note(self) -> str:
        """The macro's note with its placeholders filled; one that came out empty says the macro's name."""
        gives = self.plan.option.amount if self.plan.option else None
        values = Values(self.case, self.actor, self.now, language=get_language() or "en", gives=gives)
        return fill(self.macro.note, values.of).text.strip() or self.macro.name


def _morning(now: datetime.datetime, days: int) -> datetime.datetime:
    """Eight o'clock in the reader's time, so many days ahead."""
    local = timezone.localtime(now)
    return timezone.make_aware(datetime.datetime.combine(local.date() + datetime.timedelta(days=days), WAKES_AT))


def _self(actor: Actor) -> Account:
    assert actor.account_id is not None
    return accounts_by_id([actor.account_id])[actor.account_id]
