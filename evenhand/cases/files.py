"""Files that come with messages: kept under their hash outside the web root, never run, served as downloads only."""

import datetime
import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.http import FileResponse
from django.utils.translation import gettext as _

from evenhand.cases.kinds import BEGINNING, Trouble, bare_name, can_run, why_not_sent
from evenhand.cases.models import Attachment, DraftFile, FileScan, Message, SideMessage
from evenhand.cases.verdicts import note_to_scan, refuse_unless_clean

MOST_FILES = 30
LARGEST_FILE = 20 * 1024 * 1024
KEPT, APART = "attachments", "infected"
GRACE = datetime.timedelta(hours=1)
"""So long a file stays on disk that no row names: whoever just stored it may still be writing the row."""
SWEPT_EVERY = 300  # seconds
SHELVES = 256
DIGITS = 64
MOST_SENT = 10
LARGEST_SENT = 10 * 1024 * 1024
LARGEST_SENT_TOGETHER = 18 * 1024 * 1024
"""Packed for mail it grows by a third: just below the 25 MB that most mail servers take."""


@dataclass(frozen=True)
class IncomingFile:
    """A file that somebody sends us."""

    name: str
    content_type: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The hash under which it is kept."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class KeptFile:
    """What became of a file: stored under its hash, or not, and then `problem` says why."""

    name: str
    content_type: str
    size: int
    sha256: str
    problem: str


def keep_files(incoming: Sequence[IncomingFile]) -> list[KeptFile]:
    """Store files that belong to something else than a message; the caller keeps the rows and who may read them."""
    kept = [_kept(each, place) for place, each in enumerate(incoming[: MOST_FILES * 2])]
    note_to_scan([each.sha256 for each in kept])
    return kept


def attach(message: Message, kept: Sequence[KeptFile]) -> list[str]:
    """Write down the files of a message, those that we did not take as a line that says so. Answers their names."""
    Attachment.objects.bulk_create(Attachment(message=message, **vars(each)) for each in kept)
    return [each.name for each in kept]


def download(attachment: Attachment) -> FileResponse:
    """The file as a download that no browser opens by itself."""
    return download_kept(attachment.sha256, attachment.name)


def download_kept(sha256: str, name: str) -> FileResponse:
    """A kept file as a download that no browser opens by itself. Whether the reader may: ask before.

    Raises FileIsInfected, NotScannedYet.
    """
    refuse_unless_clean(sha256)
    response = FileResponse(
        _path(sha256).open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def content_of(sha256: str) -> bytes:
    """The bytes of a kept file."""
    return _path(sha256).read_bytes()


def set_apart(sha256: str) -> None:
    """Put an infected file where nothing is served from. Twice is harmless."""
    apart = _path(sha256, APART)
    apart.parent.mkdir(parents=True, exist_ok=True)
    if _path(sha256).exists():
        _path(sha256).rename(apart)
        apart.chmod(0o400)


def why_not_kept(name: str, size: int, place: int = 0, beginning: bytes = b"") -> str:
    """Why a file, the one at `place` of a message, would not be kept; "" where it would be."""
    if place >= MOST_FILES:
        return _("Not kept: a message may carry %(count)d files.") % {"count": MOST_FILES}
    if size > LARGEST_FILE:
        return _("Not kept: it is larger than %(size)d MB.") % {"size": LARGEST_FILE // 1024**2}
    if can_run(name, beginning):
        return _("Not kept: files of this kind can run programs.")
    return ""


def why_not_taken_along(file: IncomingFile) -> str:
    """Why we would not send a file with a reply, in the writer's words; "" where we would."""
    if len(file.content) > LARGEST_SENT:
        words = _("%(name)s is larger than %(size)d MB, so it was not added.")
        return words % {"name": file.name, "size": LARGEST_SENT // 1024**2}
    if not file.content:
        return _("%(name)s is empty, so it was not added.") % {"name": file.name}
    trouble = why_not_sent(file.name, file.content)
    return _words_of(trouble) % {"name": file.name} if trouble else ""


def why_too_much(file: KeptFile, *, count: int, together: int) -> str:
    """Why one message does not take this file besides those that it has, in the writer's words; "" where it does."""
    if count >= MOST_SENT:
        words = _("%(name)s was not added: a message takes %(most)d files. Send the rest with another one.")
        return words % {"name": file.name, "most": MOST_SENT}
    if together + file.size > LARGEST_SENT_TOGETHER:
        words = _(
            "%(name)s was not added: together the files would be larger than %(size)d MB. Send it with another one."
        )
        return words % {"name": file.name, "size": LARGEST_SENT_TOGETHER // 1024**2}
    return ""


def _words_of(trouble: Trouble) -> str:
    if trouble == Trouble.RUNS:
        return _("%(name)s can run programs, or holds something that can, so we do not send it.")
    if trouble == Trouble.OTHERWISE:
        return _("%(name)s is something else than its name says, so we do not send it. Save it anew, then try again.")
    return _("%(name)s is of a kind that we do not send. A PDF, a picture, text, an office file or a ZIP can go.")


def forget_files(hashes: Collection[str]) -> int:
    """Remove files from disk, after the commit, that no row of any room names any more; answers how many there are.

    The same bytes may have come twice: whoever still names them keeps them. Those that came within the last hour
    stay until `sweep_files` finds them, since somebody else may be about to name them.
    """
    unnamed = [digest for digest in set(hashes) if digest and not _is_named(digest)]
    for digest in unnamed:
        transaction.on_commit(partial(_remove_unnamed, digest))
    return len(unnamed)


def _is_named(digest: str) -> bool:
    return any(named(digest) for named in _named_by.values())


def sweep_files(*, now: datetime.datetime) -> int:
    """Remove what lies on one of 256 shelves for an hour and no row names; answers how many.

    Run every five minutes it has seen all shelves within a day. It finds what was refused, what was set apart and
    whose draft is gone, and what a process that died left half written.
    """
    shelf = f"{int(now.timestamp() // SWEPT_EVERY) % SHELVES:02x}"
    found = [path for folder in (KEPT, APART) for path in (Path(settings.MEDIA_ROOT) / folder / shelf).glob("*")]
    old = [path for path in found if _is_settled(path)]
    digests = {path.name for path in old if len(path.name) == DIGITS}
    attached = set(Attachment.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    half_written = [path for path in old if path.name not in digests]
    for path in half_written:
        path.unlink(missing_ok=True)
    return len(half_written) + sum(_remove_unnamed(digest) for digest in digests - attached)


def _remove_unnamed(digest: str) -> bool:
    """Remove a file that nobody names. Whether it had lain there long enough, and is gone now."""
    paths = [path for folder in (KEPT, APART) if (path := _path(digest, folder)).exists()]
    if not paths or _is_named(digest):  # it may have come again before the commit
        return False
    with _held(paths[0].parent):
        if not all(_is_settled(path) for path in paths):
            return False
        for path in paths:
            path.unlink(missing_ok=True)
    FileScan.objects.filter(sha256=digest).delete()
    return True


def _is_settled(path: Path) -> bool:
    """Whether whoever stored it last has long since named it, or never will. By the clock of the disk."""
    try:
        return time.time() - path.stat().st_mtime >= GRACE.total_seconds()
    except FileNotFoundError:
        return False


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Between looking at a file's age and removing it, nobody else stores it again."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _is_named_here(digest: str) -> bool:
    here = Attachment.objects.filter(sha256=digest).exists() or DraftFile.objects.filter(sha256=digest).exists()
    return here or side_messages_with(digest).exists()


def side_messages_with(digest: str) -> QuerySet[SideMessage]:
    """The messages of side conversations at which the file stands."""
    named = SideMessage.objects.exclude(files=[]).annotate(names=Cast("files", TextField()))
    return named.filter(names__contains=digest)


_named_by: dict[str, Callable[[str], bool]] = {"cases": _is_named_here}


def register_file_names(room: str, names: Callable[[str], bool]) -> None:
    """From now on this room is asked whether a row of its own still names a file."""
    _named_by[room] = names


def _kept(incoming: IncomingFile, place: int) -> KeptFile:
    problem = why_not_kept(incoming.name, len(incoming.content), place, incoming.content[:BEGINNING])
    return KeptFile(
        name=bare_name(incoming.name),
        content_type=incoming.content_type[:100],
        size=len(incoming.content),
        sha256="" if problem else _store(incoming.content),
        problem=problem,
    )


def _store(content: bytes) -> str:
    """Put `content` on disk under its hash, durably, once. A crash in between leaves no half file under that name."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    if _is_there_again(path) or _is_there_again(_path(digest, APART)):
        return digest
    with NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(content)
        unfinished.flush()
        os.fsync(unfinished.fileno())
    Path(unfinished.name).rename(path)
    _sync_folder(path.parent)
    return digest


def _is_there_again(path: Path) -> bool:
    """Whether the file lies there already; then it counts as new, so that nobody removes it before it is named."""
    if not path.exists():
        return False
    with _held(path.parent):
        try:
            os.utime(path)
        except FileNotFoundError:
            return False
    return True


def _path(digest: str, folder: str = KEPT) -> Path:
    return Path(settings.MEDIA_ROOT) / folder / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
