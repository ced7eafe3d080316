"""Every file is shown to a virus scanner that speaks clamd's protocol (INSTREAM), where one is set up. None passes
unseen: while the scanner cannot be reached, files wait, and the clockwork asks again."""

import datetime
import socket
import struct
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db.models import Q

from evenhand.cases.files import KEPT, content_of, set_apart, side_messages_with
from evenhand.cases.models import Attachment, DraftFile, FileScan
from evenhand.cases.verdicts import note_to_scan
from evenhand.core.api import action, environment, record, system

AT_ONCE = 20
AGAIN_AFTER = datetime.timedelta(minutes=1)
PATIENCE_SECONDS = 10
MOST_SILENCES = 2
_PIECE = 64 * 1024
log = structlog.get_logger(__name__)


class NoVerdict(Exception):
    """The scanner could not be reached, or did not say yes or no."""


def scan_due(*, now: datetime.datetime) -> int:
    """Show the scanner files that wait; answers how many it judged."""
    if not environment().virus_scanner:
        return 0
    due = FileScan.objects.filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=now), state=FileScan.State.WAITING)
    return scan_now(list(due.order_by("id").values_list("sha256", flat=True)[:AT_ONCE]), now=now)


def scan_now(hashes: Collection[str], *, now: datetime.datetime) -> int:
    """Show the scanner these files, as far as they wait; answers how many it judged.

    A file that it does not judge is asked about again in a minute, so that it holds no other up; where it fell silent
    twice, all wait for half of one.
    """
    waiting = FileScan.objects.filter(sha256__in=hashes, state=FileScan.State.WAITING)
    judged = silences = 0
    for scan in waiting.order_by("id"):
        try:
            judged += _scan(scan, now)
        except (NoVerdict, OSError) as problem:
            log.warning("file_not_scanned", file=scan.sha256, problem=str(problem))
            FileScan.objects.filter(pk=scan.pk).update(next_attempt_at=now + AGAIN_AFTER)
            silences += 1
        if silences == MOST_SILENCES:
            still = FileScan.objects.filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=now))
            still.filter(state=FileScan.State.WAITING).update(next_attempt_at=now + AGAIN_AFTER / 2)
            break
    return judged


def _scan(scan: FileScan, now: datetime.datetime) -> bool:
    try:
        content = content_of(scan.sha256)
    except FileNotFoundError:  # erased meanwhile
        scan.delete()
        return False
    _keep_verdict(scan.sha256, virus_in(content), now)
    return True


def note_unscanned(*, now: datetime.datetime) -> None:
    """Files that came before there was a scanner wait for it too."""
    if environment().virus_scanner:
        seen = set(FileScan.objects.values_list("sha256", flat=True))
        note_to_scan(set(_on_disk()) - seen)


def _on_disk() -> Iterator[str]:
    folder = Path(settings.MEDIA_ROOT) / KEPT
    return (path.name for path in folder.glob("??/*") if len(path.name) == 64)


@action
def _keep_verdict(digest: str, found: str, now: datetime.datetime) -> None:
    state = FileScan.State.INFECTED if found else FileScan.State.CLEAN
    fresh = FileScan.objects.filter(sha256=digest, state=FileScan.State.WAITING)
    if not fresh.update(state=state, found=found[:200], scanned_at=now):
        return
    scanner = system("virus scanner")
    if found:
        set_apart(digest)
        record(actor=scanner, verb="cases.set_file_apart", subject=f"file:{digest[:16]}", now=now, found=found[:200])
    for case_id in _cases_with(digest):  # pages that are open on it show the file anew
        record(actor=scanner, verb="cases.scan_file", subject=f"case:{case_id}", now=now, is_clean=not found)


def _cases_with(digest: str) -> set[int]:
    """The cases in whose messages, drafts and side conversations the file stands."""
    named = {"sha256": digest}
    beside = side_messages_with(digest).values_list("thread__case_id", flat=True)
    drafted = DraftFile.objects.filter(**named).values_list("draft__case_id", flat=True)
    return {*Attachment.objects.filter(**named).values_list("message__case_id", flat=True), *drafted, *beside}


def virus_in(content: bytes) -> str:
    """What the scanner finds in `content`, "" for nothing. Raises NoVerdict, OSError."""
    with _connected() as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        answer = _answer(line)
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND") or "?"
    raise NoVerdict(answer or "no answer")


def _connected() -> socket.socket:
    url = urlsplit(environment().virus_scanner)
    if url.scheme == "tcp":
        return socket.create_connection((url.hostname or "localhost", url.port or 3310), timeout=PATIENCE_SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(PATIENCE_SECONDS)
    try:
        line.connect(url.path)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _PIECE and (more := line.recv(4096)):
        said += more
    return said.rstrip(b"\0\n").decode(errors="replace")
