"""What a file is, by the end of its name and by how its bytes begin. Neither is believed without the other."""

import io
import zipfile
from collections.abc import Iterable
from enum import StrEnum

BEGINNING = 4096
"""So many bytes are enough to tell."""
LONGEST_NAME = 200
LONGEST_ENDING = 12

_RUNNABLE = frozenset(
    {
        "apk",
        "app",
        "appx",
        "bat",
        "chm",
        "cmd",
        "com",
        "command",
        "cpl",
        "deb",
        "desktop",
        "dll",
        "dmg",
        "exe",
        "gadget",
    }
    | {"hta", "img", "inf", "iso", "jar", "jnlp", "js", "jse", "lnk", "msc", "msi", "msp", "pif", "pkg", "ps1", "psm1"}
    | {"reg", "rpm", "scf", "scr", "sct", "sh", "url", "vb", "vbe", "vbs", "vhd", "vhdx", "ws", "wsf", "wsh", "xll"}
)
_PROGRAMS = (
    *(b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
    *(b"\xca\xfe\xba\xbe", b"dex\n", b"#!/", b"L\x00\x00\x00\x01\x14\x02\x00"),
)


class Family(StrEnum):
    """Kinds of files that begin alike, or that nobody is hurt by mistaking for each other."""

    PICTURE = "picture"
    PDF = "pdf"
    PACKAGE = "package"
    OFFICE = "office"
    TEXT = "text"
    SOUND = "sound"
    FILM = "film"


class Trouble(StrEnum):
    """Why a file does not leave us."""

    RUNS = "runs"
    UNKNOWN = "unknown"
    OTHERWISE = "otherwise"


_BEGINNINGS = (
    *((start, Family.PICTURE) for start in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")),
    (b"%PDF-", Family.PDF),
    *((start, Family.PACKAGE) for start in (b"PK\x03\x04", b"PK\x05\x06")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Family.OFFICE),
    *((start, Family.SOUND) for start in (b"ID3", b"OggS", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    (b"\x1aE\xdf\xa3", Family.FILM),
)
_STILL = (b"heic", b"heix", b"mif1", b"msf1", b"avif")
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_SENT: dict[str, tuple[Family, str]] = {
    **{name: (Family.PICTURE, f"image/{name}") for name in ("png", "gif", "webp", "heic", "avif", "tiff", "jpeg")},
    "jpg": (Family.PICTURE, "image/jpeg"),
    "tif": (Family.PICTURE, "image/tiff"),
    "pdf": (Family.PDF, "application/pdf"),
    "zip": (Family.PACKAGE, "application/zip"),
    "docx": (Family.PACKAGE, f"{_OPEN_XML}wordprocessingml.document"),
    "xlsx": (Family.PACKAGE, f"{_OPEN_XML}spreadsheetml.sheet"),
    "pptx": (Family.PACKAGE, f"{_OPEN_XML}presentationml.presentation"),
    "odt": (Family.PACKAGE, f"{_OPEN_DOCUMENT}text"),
    "ods": (Family.PACKAGE, f"{_OPEN_DOCUMENT}spreadsheet"),
    "odp": (Family.PACKAGE, f"{_OPEN_DOCUMENT}presentation"),
    "doc": (Family.OFFICE, "application/msword"),
    "xls": (Family.OFFICE, "application/vnd.ms-excel"),
    "ppt": (Family.OFFICE, "application/vnd.ms-powerpoint"),
    "txt": (Family.TEXT, "text/plain"),
    "md": (Family.TEXT, "text/plain"),
    "log": (Family.TEXT, "text/plain"),
    "csv": (Family.TEXT, "text/csv"),
    "ics": (Family.TEXT, "text/calendar"),
    "vcf": (Family.TEXT, "text/vcard"),
    "rtf": (Family.TEXT, "application/rtf"),
    "json": (Family.TEXT, "application/json"),
    "mp3": (Family.SOUND, "audio/mpeg"),
    "ogg": (Family.SOUND, "audio/ogg"),
    "wav": (Family.SOUND, "audio/wav"),
    "m4a": (Family.SOUND, "audio/mp4"),
    "mp4": (Family.FILM, "video/mp4"),
    "mov": (Family.FILM, "video/quicktime"),
    "webm": (Family.FILM, "video/webm"),
}
SENDABLE = tuple(sorted(_SENT))
"""The endings of the kinds that we send."""


def bare_name(name: str) -> str:
    """A file's name without any path or unprintable character in it, and without dots at its end to hide behind."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(c for c in last if c.isprintable()).strip(". ") or "file"
    if len(bare) <= LONGEST_NAME:
        return bare
    stem, ending = bare[:-LONGEST_ENDING], bare[-LONGEST_ENDING:]
    return stem[: LONGEST_NAME - LONGEST_ENDING] + ending


def can_run(name: str, beginning: bytes = b"") -> bool:
    """Whether a file can run programs: by its name, or by its first bytes, whatever it calls itself."""
    if _ending(name) in _RUNNABLE or beginning.startswith(_PROGRAMS):
        return True
    return beginning.startswith(b"MZ") and b"\x00" in beginning[:BEGINNING]


def content_type_of(name: str) -> str:
    """What we say a file is when we send it; never what a browser said."""
    return _SENT[_ending(name)][1] if _ending(name) in _SENT else "application/octet-stream"


def why_not_sent(name: str, content: bytes) -> Trouble | None:
    """Why we would not send a file: it runs, even as a part of a package; its kind is not on the list; or it is not
    what its name says."""
    if can_run(name, content[:BEGINNING]):
        return Trouble.RUNS
    if _ending(name) not in _SENT:
        return Trouble.UNKNOWN
    family = _SENT[_ending(name)][0]
    if _family_of(content) != family:
        return Trouble.OTHERWISE
    return _why_not_unpacked(content) if family == Family.PACKAGE else None


def _ending(name: str) -> str:
    return bare_name(name).rpartition(".")[2].lower()


def _family_of(content: bytes) -> Family | None:
    for start, family in _BEGINNINGS:
        if content.startswith(start):
            return family
    if content.startswith(b"RIFF"):
        return {b"WEBP": Family.PICTURE, b"WAVE": Family.SOUND}.get(content[8:12])
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        return Family.PICTURE if brand in _STILL else Family.SOUND if brand == b"M4A " else Family.FILM
    is_text = content.startswith(_WIDE_TEXT) or b"\x00" not in content[:BEGINNING]
    return Family.TEXT if is_text else None


def _why_not_unpacked(content: bytes) -> Trouble | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names: Iterable[str] = package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return Trouble.OTHERWISE
    return Trouble.RUNS if any(can_run(name) or name.lower().endswith("vbaproject.bin") for name in names) else None
