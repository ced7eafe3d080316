"""Reads: side conversations of a case, for those who answer. A customer reaches none of it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import FileResponse

from evenhand.cases.access import case_for
from evenhand.cases.conversation import survivor_of
from evenhand.cases.files import download_kept
from evenhand.cases.models import Case, FileScan, SideMessage, SideThread
from evenhand.cases.verdicts import words_of
from evenhand.core.api import Actor, NotFound
from evenhand.people.api import STAFF_ROLES


@dataclass(frozen=True)
class SideFile:
    """A file at a side message, by its `place` there; one that is not given out says why in `problem`."""

    place: int
    name: str
    size: int
    problem: str


@dataclass(frozen=True)
class SideEntry:
    """One mail of a side conversation as its page shows it."""

    id: int
    is_ours: bool
    from_name: str
    from_address: str
    text: str
    quoted_text: str
    at: datetime.datetime
    problem: str
    files: tuple[SideFile, ...]


@dataclass(frozen=True)
class SideTalk:
    """One side conversation with all that was said."""

    thread: SideThread
    messages: tuple[SideEntry, ...]


def side_for(actor: Actor, case: Case, thread_id: int) -> SideThread:
    """A side conversation of a case, or of the one where it went, for staff. Raises NotFound."""
    thread = (
        SideThread.objects.filter(pk=thread_id, case__in=(case, survivor_of(case)))
        .select_related("case__customer")
        .first()
    )
    if thread is None or not actor.has_role(*STAFF_ROLES):
        raise NotFound
    return thread


MOST_ASKED = 30


def asked_before() -> list[tuple[str, str]]:
    """Address and name of those whom somebody asked lately, each once, the latest first."""
    latest = SideThread.objects.order_by("-id").values_list("with_address", "with_name")[: 10 * MOST_ASKED]
    known: dict[str, str] = {}
    for address, name in latest:
        known.setdefault(address, name)
    return list(known.items())[:MOST_ASKED]


def side_talks(case: Case) -> list[SideTalk]:
    """Every side conversation of a case, the one begun first first. Three queries."""
    threads = list(SideThread.objects.filter(case=case).prefetch_related("messages"))
    scans = _scans([each for thread in threads for each in thread.messages.all()])
    return [SideTalk(thread, tuple(_entry(each, scans) for each in thread.messages.all())) for thread in threads]


def _scans(messages: list[SideMessage]) -> dict[str, tuple[str, str]]:
    """What the scanner said of the files at these messages."""
    hashes = {kept["sha256"] for each in messages for kept in each.files}
    found = FileScan.objects.filter(sha256__in=hashes) if hashes else FileScan.objects.none()
    return {sha256: (state, virus) for sha256, state, virus in found.values_list("sha256", "state", "found")}


def _entry(message: SideMessage, scans: Mapping[str, tuple[str, str]]) -> SideEntry:
    return SideEntry(
        id=message.pk,
        is_ours=message.is_ours,
        from_name=message.from_name,
        from_address=message.from_address,
        text=message.text,
        quoted_text=message.quoted_text,
        at=message.at,
        problem=message.problem,
        files=tuple(
            SideFile(
                place, kept["name"], kept["size"], kept["problem"] or words_of(*scans.get(kept["sha256"], ("", "")))
            )
            for place, kept in enumerate(message.files)
        ),
    )


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
