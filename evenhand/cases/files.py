"""Files that come with messages: kept under their hash outside the web root, never run, served as downloads only."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _

from evenhand.cases.models import Attachment, Message

MOST_FILES = 30
LARGEST_FILE = 20 * 1024 * 1024
_RUNNABLE = frozenset(
    {"app", "bat", "cmd", "com", "cpl", "dll", "exe", "gadget", "hta", "inf", "jar", "js", "jse", "lnk", "msc", "msi"}
    | {"msp", "pif", "ps1", "reg", "scr", "sct", "sh", "vb", "vbe", "vbs", "ws", "wsf", "wsh"}
)


@dataclass(frozen=True)
class IncomingFile:
    """A file that somebody sends us."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


def attach(message: Message, incoming: Sequence[IncomingFile]) -> list[str]:
    """Keep the files of a message, those that we do not take as a line that says so. Answers their names."""
    attachments = [_attachment(message, each, place) for place, each in enumerate(incoming[: MOST_FILES * 2])]
    Attachment.objects.bulk_create(attachments)
    return [attachment.name for attachment in attachments]


def download(attachment: Attachment) -> FileResponse:
    """The file as a download that no browser opens by itself."""
    response = FileResponse(
        _path(attachment.sha256).open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _attachment(message: Message, incoming: IncomingFile, place: int) -> Attachment:
    problem = _why_not_kept(incoming, place)
    return Attachment(
        message=message,
        name=incoming.name[:200],
        content_type=incoming.content_type[:100],
        size=len(incoming.content),
        sha256="" if problem else _store(incoming.content),
        problem=problem,
    )


def _why_not_kept(incoming: IncomingFile, place: int) -> str:
    if place >= MOST_FILES:
        return _("Not kept: a message may carry %(count)d files.") % {"count": MOST_FILES}
    if len(incoming.content) > LARGEST_FILE:
        return _("Not kept: it is larger than %(size)d MB.") % {"size": LARGEST_FILE // 1024**2}
    if incoming.name.rpartition(".")[2].lower() in _RUNNABLE:
        return _("Not kept: files of this kind can run programs.")
    return ""


def _store(content: bytes) -> str:
    """Put `content` on disk under its hash, durably, once. A crash in between leaves no half file under that name."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(content)
        unfinished.flush()
        os.fsync(unfinished.fileno())
    Path(unfinished.name).rename(path)
    _sync_folder(path.parent)
    return digest


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "attachments" / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
