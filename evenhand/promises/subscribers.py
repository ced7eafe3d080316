"""What promises do when something happens in cases."""

from evenhand.cases.api import (
    CaseClosed,
    CaseMerged,
    CaseMoved,
    CaseReopened,
    CaseSetAside,
    CasesOpened,
    ContactClosed,
    MergeUndone,
    Message,
    MessageReceived,
    ReplySent,
    ReplyTakenBack,
    Segment,
    SegmentStarted,
    carried,
    note_carried,
)
from evenhand.promises import actions, booking
from evenhand.promises.models import Promise

CARRIED = "promises"


def promise_to_new_cases(event: CasesOpened) -> None:
    """Somebody has a matter: a first reply and a resolution are promised."""
    actions.promise_to_cases(case_ids=event.case_ids)


def promise_an_answer(event: MessageReceived) -> None:
    """Somebody wrote: an answer is promised, unless one is owed already."""
    if not event.is_opening:
        actions.promise_reply(case_id=event.case_id, message_id=event.message_id, now=event.at)


def keep_with_reply(event: ReplySent) -> None:
    """We have answered."""
    actions.settle_replies(case_id=event.case_id, message_id=event.message_id, now=event.at)


def take_back_what_reply_kept(event: ReplyTakenBack) -> None:
    """The answer never left: what it kept is owed as before, or is kept or broken by the one that stands after it."""
    if event.later_id:
        actions.settle_with_later(case_id=event.case_id, message_id=event.message_id, later_id=event.later_id)
    else:
        actions.unsettle_replies(case_id=event.case_id, message_id=event.message_id, now=event.at)


def look_again(event: CaseMoved | CaseClosed | CaseReopened | CaseSetAside) -> None:
    """Something about the case has changed: its clocks run or stand still as it now stands."""
    is_undo = isinstance(event, CaseReopened) or (isinstance(event, CaseMoved) and event.is_undo)
    actions.look_again(case_id=event.case_id, now=event.at, is_undo=is_undo)


def note_time(event: ContactClosed) -> None:
    """A contact is over: its time is booked to the queue in which it was."""
    booking.note_end(contact_id=event.contact_id, case_id=event.case_id, channel=event.channel, at=event.at)


def look_after_hold(event: SegmentStarted | ContactClosed) -> None:
    """A contact went on hold or off it, or somebody took up a call: the clocks may rest, or run again."""
    is_hold = isinstance(event, SegmentStarted) and event.kind == Segment.Kind.HOLD
    if is_hold or actions.may_end_a_hold(event.case_id):
        actions.look_again(case_id=event.case_id, now=event.at)


def go_along(event: CaseMerged) -> None:
    """What was promised in the case that goes is owed in the one that stays."""
    went = list(Promise.objects.filter(case_id=event.source_id, settled_at=None).values_list("pk", flat=True))
    if went:
        note_carried(merge_id=event.merge_id, kind=CARRIED, ids=went)
        actions.move_promises(promise_ids=went, to_case_id=event.into_id)
    for case_id in (event.source_id, event.into_id):
        actions.look_again(case_id=case_id, now=event.at, has_others=bool(went))


def come_back(event: MergeUndone) -> None:
    """What went along belongs to its own case again, but for what had come from a third one and went home before."""
    went = carried(merge_id=event.merge_id, kind=CARRIED)
    came = list(Promise.objects.filter(pk__in=went, case_id=event.into_id).values_list("pk", flat=True))
    if came:
        actions.move_promises(promise_ids=came, to_case_id=event.source_id)
    for case_id in (event.source_id, event.into_id):
        actions.look_again(case_id=case_id, now=event.at, has_others=bool(came))
    if event.unanswered_id:  # what went home was owed for it as well
        written = Message.objects.get(pk=event.unanswered_id)
        actions.promise_reply(case_id=event.into_id, message_id=written.pk, now=written.at)
