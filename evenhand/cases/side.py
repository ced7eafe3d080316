"""Reads: side conversations of a case, for those who answer. A customer reaches none of it."""

from dataclasses import dataclass

from django.http import FileResponse

from evenhand.cases.access import case_for
from evenhand.cases.files import download_kept
from evenhand.cases.models import Case, SideMessage, SideThread
from evenhand.core.api import Actor, NotFound
from evenhand.people.api import STAFF_ROLES


@dataclass(frozen=True)
class SideTalk:
    """One side conversation with all that was said."""

    thread: SideThread
    messages: tuple[SideMessage, ...]


def side_for(actor: Actor, case: Case, thread_id: int) -> SideThread:
    """A side conversation of a case, for staff. Raises NotFound."""
    thread = SideThread.objects.filter(pk=thread_id, case=case).select_related("case__customer").first()
    if thread is None or not actor.has_role(*STAFF_ROLES):
        raise NotFound
    return thread


def side_talks(case: Case) -> list[SideTalk]:
    """Every side conversation of a case, the one begun first first. Two queries."""
    threads = SideThread.objects.filter(case=case).prefetch_related("messages")
    return [SideTalk(thread, tuple(thread.messages.all())) for thread in threads]


def side_file(actor: Actor, message_id: int, place: int) -> FileResponse:
    """A file that came into a side conversation, as a download. Raises NotFound."""
    message = SideMessage.objects.filter(pk=message_id).select_related("thread__case").first()
    if message is None or not actor.has_role(*STAFF_ROLES):
        raise NotFound
    case_for(actor, message.thread.case_id)
    kept = message.files[place] if place < len(message.files) else None
    if kept is None or not kept["sha256"]:
        raise NotFound
    return download_kept(kept["sha256"], kept["name"])
