"""A merge that is taken back: what went along comes home, and both cases stand as if it had never been."""

import datetime
from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from evenhand.cases.actions.joining import (
    both_locked,
    first_unanswered,
    move_messages,
    named,
    record_both,
    recount,
    say,
    take_up,
)
from evenhand.cases.conversation import open_again, survivor_of
from evenhand.cases.errors import CannotBeTakenApart
from evenhand.cases.events import MergeUndone
from evenhand.cases.models import Case, CaseLink, CaseTag, Contact, Draft, FollowUp, Merge, Message, SideThread
from evenhand.cases.states import as_it_stands, restore
from evenhand.core.api import Actor, action, publish


@action
def undo_merge(*, case: Case, actor: Actor, now: datetime.datetime) -> Case:
    """Take a merge back: `case` stands as before, with what was its own. What came later stays where it came in, and
    waits for us there still.

    On a case that was not merged, nothing happens. Raises CannotBeTakenApart where its words were erased since.
    """
    merge = case.merges.filter(undone_at=None).select_related("into__customer").first()
    if merge is None:
        return case
    case, holder = both_locked(case, survivor_of(merge.into))
    merge.refresh_from_db()
    if merge.undone_at:
        return case
    if not merge.before:
        raise CannotBeTakenApart
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    _give_back(merge, holder, case)
    _carry_no_further(merge)
    later = list(Merge.objects.filter(into=holder, undone_at=None, pk__gt=merge.pk).order_by("pk"))
    unanswered = _written_since(merge, holder, later)
    if holder.pk != merge.into_id:
        _let_middle_stand_alone(merge)
    else:
        _stand_without(merge, holder, later, unanswered, now)
    restore(case, merge.before["source"], at=now)
    for each in (case, holder):
        recount(each)
    say(holder, _("Case #%(number)d, “%(subject)s”, was taken out of this one again.") % named(case), now)
    record_both(case, holder, "cases.undo_merge", actor, now, merge=merge.pk)
    publish(
        MergeUndone(
            merge_id=merge.pk,
            source_id=case.pk,
            into_id=holder.pk,
            unanswered_id=unanswered.pk if unanswered else None,
            at=now,
        )
    )
    return case


def _give_back(merge: Merge, holder: Case, case: Case) -> None:
    """Move back what is still there: what had come from a third case may have gone home before."""
    went = merge.carried
    there = holder.messages.filter(pk__in=went["messages"])
    move_messages(list(there.values_list("pk", flat=True)), case)
    _come_home(Contact, holder, case, "agent_id", went["contacts"], ended_at=None)
    _come_home(CaseTag, holder, case, "tag_id", went["tags"])
    _come_home(FollowUp, holder, case, "account_id", went["follow_ups"], done_at=None)
    _come_home(Draft, holder, case, "agent_id", went["drafts"])
    SideThread.objects.filter(case=holder, pk__in=went.get("sides", [])).update(case=case)
    CaseLink.objects.filter(pk__in=went["links"]).delete()


def _carry_no_further(merge: Merge) -> None:
    """What has gone home was none of what the case that took it up carried on: it may come there by another way."""
    onward = Merge.objects.filter(source_id=merge.into_id, undone_at=None).first()
    while onward:
        for kind, ids in merge.carried.items():
            onward.carried[kind] = [each for each in onward.carried.get(kind, []) if each not in ids]
        onward.save(update_fields=["carried"])
        onward = Merge.objects.filter(source_id=onward.into_id, undone_at=None).first()


def _written_since(merge: Merge, holder: Case, later: Sequence[Merge]) -> Message | None:
    """What was written since a merge into the case that stayed, and waits for our answer: the first of it."""
    came_along = [key for each in later for key in each.carried["messages"]]
    written = holder.messages.filter(at__gt=merge.at).exclude(pk__in=came_along).order_by("id")
    return first_unanswered(list(written))


def _stand_without(
    merge: Merge, holder: Case, later: Sequence[Merge], unanswered: Message | None, now: datetime.datetime
) -> None:
    """Let the case that stayed stand as if the merge had never been, where nobody changed since how it stands.

    Those that have come into it since are taken up anew, and so is what was written since. One of them that slept may
    have brought its sleep: then all stays as it is.
    """
    row = [merge, *later]
    is_as_left = all(one.before.get("into_after") == other.before.get("into") for one, other in pairwise(row))
    if not is_as_left or as_it_stands(holder) != row[-1].before.get("into_after"):
        return
    if any(each.before["source"]["status"] == Case.Status.SNOOZED for each in later):
        return
    restore(holder, merge.before["into"], at=now)
    for each in later:
        each.before["into"] = as_it_stands(holder)
        take_up(each.before["source"], holder, each.at)
        each.before["into_after"] = as_it_stands(holder)
        each.save(update_fields=["before"])
    since = _called_since(merge, holder, unanswered)
    if since and not holder.is_open:
        open_again(holder, waiting_since=since)


def _called_since(merge: Merge, holder: Case, unanswered: Message | None) -> datetime.datetime | None:
    """When something first came since a merge that brings a case before us: a message, a mail of ours that did not
    arrive, an answer from whom we asked."""
    came_back = holder.messages.filter(bounced_at__gt=merge.at).values_list("bounced_at", flat=True)
    answered = holder.sides.filter(is_answered=True, last_at__gt=merge.at).values_list("last_at", flat=True)
    written = [unanswered.at] if unanswered else []
    return min((moment for moment in (*written, *came_back, *answered) if moment), default=None)


def _let_middle_stand_alone(merge: Merge) -> None:
    """The case into which the merge went has gone on into a third: where it comes back, it stands as it did before."""
    onward = Merge.objects.filter(source_id=merge.into_id, undone_at=None).first()
    if onward and onward.before and onward.before["source"] == merge.before["into_after"]:
        onward.before["source"] = merge.before["into"]
        onward.save(update_fields=["before"])


def _come_home(
    kind: type[Contact] | type[CaseTag] | type[FollowUp] | type[Draft],
    holder: Case,
    case: Case,
    by: str,
    ids: Sequence[int],
    **only: None,
) -> None:
    """Move back those of a kind, but for one whose like the case has got meanwhile: `only` says which are alike."""
    has = list(kind._default_manager.filter(case=case, **only).values_list(by, flat=True))
    there = kind._default_manager.filter(case=holder, pk__in=ids)
    there.exclude(**{f"{by}__in": has}, **only).update(case=case)
