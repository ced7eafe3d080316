"""Cases that belong together: linked, merged and split. `parting` takes a merge back."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from evenhand.cases.actions.contacts import finish_contact
from evenhand.cases.actions.draft_files import copy_files
from evenhand.cases.conversation import add_message, locked, preview
from evenhand.cases.errors import CannotBeMerged
from evenhand.cases.events import CaseMerged, CaseOpened, CasesOpened
from evenhand.cases.models import (
    Case,
    CaseLink,
    CaseTag,
    Contact,
    Draft,
    FollowUp,
    Merge,
    Message,
    SearchText,
    SideThread,
    Snooze,
)
from evenhand.cases.states import as_it_stands, moment_in, stand
from evenhand.core.api import Actor, InvalidInput, action, publish, record


@action
def link_cases(*, case: Case, other: Case, actor: Actor, now: datetime.datetime) -> CaseLink:
    """Say that two cases have to do with each other. Saying it twice changes nothing."""
    if case.pk == other.pk:
        raise InvalidInput(_("A case cannot be linked to itself. Choose another one."))
    first, second = sorted((case.pk, other.pk))
    link, is_new = CaseLink.objects.get_or_create(
        first_id=first, second_id=second, defaults={"by_id": actor.account_id, "at": now}
    )
    if is_new:
        record_both(case, other, "cases.link_cases", actor, now)
    return link


@action
def unlink_cases(*, case: Case, other: Case, actor: Actor, now: datetime.datetime) -> None:
    """Take the link between two cases away. Without one, nothing happens."""
    first, second = sorted((case.pk, other.pk))
    gone, _each = CaseLink.objects.filter(first_id=first, second_id=second).delete()
    if gone:
        record_both(case, other, "cases.unlink_cases", actor, now)


@action
def merge_cases(*, case: Case, into: Case, actor: Actor, now: datetime.datetime) -> Merge:
    """Let `case` go into another of the same customer, with everything that was said and done. Twice changes nothing.

    Messages, contacts, tags, dates and drafts move; rooms above move theirs on CaseMerged. `undo_merge` gives all back.
    """
    case, into = both_locked(case, into)
    done = case.merges.filter(undone_at=None).first()
    if done and done.into_id == into.pk:
        return done
    _require_mergeable(case, into)
    _end_double_contacts(case, into, actor, now)
    before = {"source": as_it_stands(case), "into": as_it_stands(into)}
    merge = Merge.objects.create(source=case, into=into, by_id=actor.account_id, at=now, carried=_carry(case, into))
    take_up(before["source"], into, now)
    stand(case, Case.Status.SET_ASIDE, at=now, set_aside_as=Case.SetAsideAs.MERGED)
    for each in (case, into):
        recount(each)
    say(into, _("Case #%(number)d, “%(subject)s”, was merged into this one.") % named(case), now)
    merge.before = {**before, "into_after": as_it_stands(into)}
    merge.save(update_fields=["before"])
    record_both(case, into, "cases.merge_cases", actor, now, merge=merge.pk)
    publish(CaseMerged(merge_id=merge.pk, source_id=case.pk, into_id=into.pk, at=now))
    return merge


@action
def split_case(
    *, case: Case, message_ids: Sequence[int], subject: str, key: str, actor: Actor, now: datetime.datetime
) -> Case:
    """Open a case of its own for some of the messages. A `key` that was used before answers the case it made.

    The undo is `merge_cases` of the new one into the old one.
    """
    case = locked(case)
    known = Message.objects.filter(key=key).select_related("case__customer").first()
    if known:
        return known.case
    moved = list(case.messages.filter(pk__in=message_ids).order_by("id"))
    if not moved:
        raise InvalidInput(_("Choose the messages that are a matter of their own."))
    if len(moved) == case.messages.exclude(author_kind=Message.AuthorKind.SYSTEM).count():
        raise InvalidInput(_("Leave at least one message here, or there is nothing to split."))
    new = _split_off(case, moved, subject)
    move_messages([each.pk for each in moved], new)
    for each in (case, new):
        recount(each)
    record(
        actor=actor, verb="cases.open_case", subject=new.log_subject, now=now, channel=new.channel, split_from=case.pk
    )
    publish(
        CaseOpened(
            case_id=new.pk, customer_id=new.customer_id, order_id=new.order_id, channel=new.channel, at=new.opened_at
        )
    )
    publish(CasesOpened(case_ids=(new.pk,)))
    CaseLink.objects.create(first_id=case.pk, second_id=new.pk, by_id=actor.account_id, at=now)
    say(new, _("Split off from case #%(number)d, “%(subject)s”.") % named(case), now, key=key)
    say(case, _("Case #%(number)d, “%(subject)s”, was split off from this one.") % named(new), now)
    record_both(case, new, "cases.split_case", actor, now, messages=[each.pk for each in moved])
    return new


def note_carried(*, merge_id: int, kind: str, ids: Sequence[int]) -> None:
    """For rooms above, in the transaction of CaseMerged: which of their rows went along."""
    merge = Merge.objects.get(pk=merge_id)
    merge.carried[kind] = list(ids)
    merge.save(update_fields=["carried"])


def carried(*, merge_id: int, kind: str) -> list[int]:
    """What was noted with `note_carried`."""
    return list(Merge.objects.get(pk=merge_id).carried.get(kind, []))


def recount(case: Case) -> None:
    """Let a locked case's columns say what its messages say."""
    messages = case.messages.order_by("id")
    public = messages.filter(kind=Message.Kind.REPLY).last()
    case.messages_count = messages.count()
    case.last_message_at = messages.order_by("-at").values_list("at", flat=True).first() or case.last_message_at
    case.last_preview = preview(public.text) if public else ""
    case.save()


def both_locked(one: Case, other: Case) -> tuple[Case, Case]:
    """Both cases, the older first locked, so that two who join the same pair never wait for each other."""
    held = {each.pk: locked(each) for each in sorted((one, other), key=lambda case: case.pk)}
    return held[one.pk], held[other.pk]


def _require_mergeable(case: Case, into: Case) -> None:
    if case.pk == into.pk:
        raise CannotBeMerged(_("A case cannot go into itself. Choose another one."))
    if case.customer_id != into.customer_id:
        raise CannotBeMerged(
            _("These are two customers' cases, and neither may read the other's words. Link the two instead.")
        )
    if Case.Status.SET_ASIDE in (case.status, into.status):
        raise CannotBeMerged(_("One of the two is set aside. Bring it back first, then merge them."))


def _end_double_contacts(case: Case, into: Case, actor: Actor, now: datetime.datetime) -> None:
    """Whoever is at work in both has one contact from now on: the one in the case that stays."""
    there = set(into.contacts.filter(ended_at=None).values_list("agent_id", flat=True))
    for contact in case.contacts.filter(ended_at=None, agent_id__in=there).select_related("case"):
        finish_contact(contact, Contact.EndCause.ENDED, at=now, actor=actor, now=now)


def _carry(case: Case, into: Case) -> dict[str, list[int]]:
    """Move the rows of this room, and answer which they were."""
    messages = list(case.messages.order_by("id").values_list("pk", flat=True))
    move_messages(messages, into)
    contacts = list(case.contacts.values_list("pk", flat=True))
    Contact.objects.filter(pk__in=contacts).update(case=into)
    tags = _movable(CaseTag, case, into, "tag_id")
    dates = _movable(FollowUp, case, into, "account_id", done_at=None)
    drafts = _movable(Draft, case, into, "agent_id")
    sides = list(case.sides.values_list("pk", flat=True))
    SideThread.objects.filter(pk__in=sides).update(case=into)
    _keep_other_drafts(case, into)
    return {
        "messages": messages,
        "contacts": contacts,
        "tags": tags,
        "follow_ups": dates,
        "drafts": drafts,
        "sides": sides,
        "links": _copy_links(case, into),
    }


def move_messages(ids: Sequence[int], into: Case) -> None:
    """Let messages stand in another case, and be found there."""
    Message.objects.filter(pk__in=ids).update(case=into)
    SearchText.objects.filter(pk__in=ids).update(case=into)


def _movable(
    kind: type[CaseTag] | type[FollowUp] | type[Draft], case: Case, into: Case, by: str, **only: None
) -> list[int]:
    """Move those of a kind for which `into` has none of its own; the others stay, for an undo."""
    there = set(kind._default_manager.filter(case=into, **only).values_list(by, flat=True))
    moving = kind._default_manager.filter(case=case, **only).exclude(**{f"{by}__in": there})
    keys = list(moving.values_list("pk", flat=True))
    kind._default_manager.filter(pk__in=keys).update(case=into)
    return keys


def _keep_other_drafts(case: Case, into: Case) -> None:
    """Somebody who writes in both finds both texts, one below the other, and all files in the case that stays."""
    for draft in Draft.objects.filter(case=case):
        there = Draft.objects.get(case=into, agent_id=draft.agent_id)
        copy_files(draft, there)
        if draft.text not in there.text:
            there.text, there.version = f"{there.text}\n\n{draft.text}".strip(), there.version + 1
            there.save(update_fields=["text", "version"])


def _copy_links(case: Case, into: Case) -> list[int]:
    """What was linked with the case that goes is linked with the one that stays. Answers the links that are new."""
    made = []
    for link in CaseLink.objects.filter(first=case) | CaseLink.objects.filter(second=case):
        other = link.second_id if link.first_id == case.pk else link.first_id
        if other == into.pk:
            continue
        first, second = sorted((into.pk, other))
        copy, is_new = CaseLink.objects.get_or_create(
            first_id=first, second_id=second, defaults={"by_id": link.by_id, "at": link.at}
        )
        if is_new:
            made.append(copy.pk)
    return made


def take_up(came: dict[str, Any], into: Case, now: datetime.datetime) -> None:
    """The case that stays waits for us where either did, since the earlier of the two; the more urgent one holds.

    `came` is how the other stood: `as_it_stands`. The caller saves the one that stays.
    """
    asleep = Snooze.objects.filter(pk=came["snooze"]).first() if came["status"] == Case.Status.SNOOZED else None
    if came["status"] == Case.Status.OPEN:
        since = [each for each in (moment_in(came["waiting_since"]), into.waiting_since) if each]
        stand(into, Case.Status.OPEN, at=now, waiting_since=min(since))
    elif asleep and into.status in (Case.Status.WAITING, Case.Status.CLOSED):
        stand(into, Case.Status.SNOOZED, at=now, snoozed_until=asleep.until)
        into.snoozes.create(until=asleep.until, at=now, by_id=asleep.by_id, waiting_since=asleep.waiting_since)
    into.priority = max(came["priority"], into.priority)
    into.order_id = into.order_id or came["order"]
    into.assignee_id = into.assignee_id or came["assignee"]


def _split_off(case: Case, moved: Sequence[Message], subject: str) -> Case:
    unanswered = first_unanswered(moved)
    return Case.objects.create(
        subject=" ".join(subject.split())[:255] or preview(moved[0].text)[:80] or case.subject,
        customer=case.customer,
        queue=case.queue,
        channel=case.channel,
        assignee=case.assignee,
        status=Case.Status.OPEN if unanswered else Case.Status.WAITING,
        priority=case.priority,
        language=case.language,
        opened_at=moved[0].at,
        last_message_at=moved[-1].at,
        waiting_since=unanswered.at if unanswered else None,
    )


def first_unanswered(messages: Sequence[Message]) -> Message | None:
    """The first message from outside after our last reply."""
    waiting: Message | None = None
    for each in messages:
        if each.kind == Message.Kind.REPLY:
            waiting = None if each.is_ours else waiting or each
    return waiting


def say(case: Case, text: str, now: datetime.datetime, key: str | None = None) -> None:
    """Leave a line of the house among the notes of a locked case."""
    system = Message.AuthorKind.SYSTEM
    add_message(case, Message(kind=Message.Kind.NOTE, author_kind=system, text=text, at=now, key=key))


def named(case: Case) -> dict[str, object]:
    """What a line of the house calls a case by."""
    return {"number": case.pk, "subject": case.subject}


def record_both(one: Case, other: Case, verb: str, actor: Actor, now: datetime.datetime, **facts: Any) -> None:
    """Leave an entry in the log of each of two cases, which names the other."""
    record(actor=actor, verb=verb, subject=one.log_subject, now=now, other=other.pk, **facts)
    record(actor=actor, verb=verb, subject=other.log_subject, now=now, other=one.pk, **facts)
