"""What Outlook packs into winmail.dat (TNEF, [MS-OXTNEF]): the text and the files, as far as they can be read.

Only lengths that the bytes really have are followed, so that a made-up one reads nothing beyond them.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from evenhand.cases.files import IncomingFile
from evenhand.cases.mail.charsets import decode_bytes

KINDS = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
MOST_FILES = 100
_SIGNATURE = 0x223E9F78
_BODY, _MESSAGE_PROPERTIES = 0x0002800C, 0x00069003
_FILE_BEGINS, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_PLAIN_BODY, _LONG_NAME, _MIME_KIND = 0x1000, 0x3707, 0x370E
_STRING, _UNICODE, _OBJECT, _BINARY = 0x001E, 0x001F, 0x000D, 0x0102
_WIDTHS = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_MANY = 0x1000


class _CutShort(Exception):
    """The bytes end before what they announce."""


@dataclass
class Packed:
    """The text and the files that were packed."""

    text: str = ""
    files: list[IncomingFile] = field(default_factory=list)


@dataclass
class _Reader:
    content: bytes
    at: int = 0

    def take(self, length: int) -> bytes:
        if length < 0 or self.at + length > len(self.content):
            raise _CutShort
        piece = self.content[self.at : self.at + length]
        self.at += length
        return piece

    def number(self, form: str = "<I") -> int:
        value: int = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return value


@dataclass
class _File:
    name: str = ""
    kind: str = "application/octet-stream"
    content: bytes | None = None


def unpack(content: bytes) -> Packed | None:
    """What is packed in `content`; None where it is no TNEF or holds nothing that can be read."""
    packed = Packed()
    files: list[_File] = []
    try:
        for key, value in _attributes(_Reader(content)):
            _take_in(key, value, packed, files)
    except _CutShort:
        pass  # what came before it is good
    packed.files = [IncomingFile(each.name, each.kind, each.content) for each in files if each.content is not None]
    return packed if packed.text or packed.files else None


def _attributes(reader: _Reader) -> Iterator[tuple[int, bytes]]:
    if reader.number() != _SIGNATURE:
        return
    reader.take(2)
    while reader.at < len(reader.content):
        reader.take(1)
        key, length = reader.number(), reader.number()
        value = reader.take(length)
        yield key, value
        reader.take(2)


def _take_in(key: int, value: bytes, packed: Packed, files: list[_File]) -> None:
    if key == _BODY:
        packed.text = packed.text or _words(value)
    elif key == _MESSAGE_PROPERTIES:
        packed.text = _properties(value).get(_PLAIN_BODY, "") or packed.text
    elif key == _FILE_BEGINS and len(files) < MOST_FILES:
        files.append(_File())
    elif files and key == _FILE_TITLE:
        files[-1].name = files[-1].name or _words(value)
    elif files and key == _FILE_DATA:
        files[-1].content = value
    elif files and key == _FILE_PROPERTIES:
        said = _properties(value)
        files[-1].name = said.get(_LONG_NAME, "") or files[-1].name
        files[-1].kind = said.get(_MIME_KIND, "") or files[-1].kind


def _properties(content: bytes) -> dict[int, str]:
    """The properties that are words, by their number."""
    found: dict[int, str] = {}
    reader = _Reader(content)
    try:
        for _ in range(reader.number()):
            kind, key = reader.number("<H"), reader.number("<H")
            if key >= 0x8000:
                _skip_name(reader)
            found[key] = _value(reader, kind)
    except _CutShort:
        pass
    return found


def _skip_name(reader: _Reader) -> None:
    reader.take(16)
    if reader.number() == 0:
        reader.take(4)
    else:
        _take_padded(reader)


def _value(reader: _Reader, kind: int) -> str:
    plain_kind = kind & ~_MANY
    if plain_kind in (_STRING, _UNICODE, _OBJECT, _BINARY):
        values = [_take_padded(reader) for _ in range(_count(reader))]
        first = values[0] if values else b""
        return _words(first, plain_kind) if plain_kind in (_STRING, _UNICODE) else ""
    if plain_kind not in _WIDTHS:
        raise _CutShort
    reader.take(_WIDTHS[plain_kind] * (_count(reader) if kind & _MANY else 1))
    return ""


def _count(reader: _Reader) -> int:
    """How many values follow: each takes four bytes at least, so no more than fit."""
    count = reader.number()
    if count * 4 > len(reader.content):
        raise _CutShort
    return count


def _take_padded(reader: _Reader) -> bytes:
    length = reader.number()
    piece = reader.take(length)
    reader.take(-length % 4)
    return piece


def _words(value: bytes, kind: int = _STRING) -> str:
    text = value.decode("utf-16-le", "replace") if kind == _UNICODE else decode_bytes(value, None)
    return text.split("\x00", 1)[0].strip()
