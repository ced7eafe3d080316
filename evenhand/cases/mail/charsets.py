"""Bytes into letters: in the charset that a mail claims, and in the likeliest one where that claim is wrong."""

import codecs
import re

# What mail programs write, and the larger set that they mean by it (as the WHATWG's table of encodings has it).
_MEANT_BY = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "x-cp1252": "cp1252",
    "cp-1252": "cp1252",
    "ansi": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-windows-949": "cp949",
    "x-mac-roman": "mac_roman",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
}
_WITH_SEVERAL_BYTES = frozenset(
    {"gb18030", "big5hkscs", "cp932", "cp949", "euc-jp", "iso2022_jp_ext", "iso-2022-kr", "utf-7"}
)
# Python knows them as codecs, but they are no charsets, and some take quadratic time.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"})
_IN_HTML = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_GOOD_FOR_EACH_BAD = 3


def decode_bytes(content: bytes, charset: str | None) -> str:
    """Text in the charset it claims; where that is unknown or wrong, in UTF-8, else as far as it makes sense."""
    name = _meant_by(charset)
    for candidate in _candidates(content, name):
        try:
            return content.decode(candidate).removeprefix("\ufeff")
        except (UnicodeError, LookupError, ValueError):
            continue
    return _as_far_as_it_makes_sense(content, name)


def charset_in_html(content: bytes) -> str | None:
    """The charset that a page says it is in; a mail's own header goes before it."""
    said = _IN_HTML.search(content[:4_000])
    return said[1].decode("ascii", "replace") if said else None


def _meant_by(charset: str | None) -> str:
    name = (charset or "utf-8").strip().strip("\"'").lower()
    if name.replace("_", "-") in _NO_CHARSETS:
        return "utf-8"
    return _MEANT_BY.get(name, name)


def _candidates(content: bytes, name: str) -> tuple[str, ...]:
    """In their order. Bytes above 127 that happen to be UTF-8 are UTF-8, whatever a western charset is claimed."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16", name, "utf-8")
    return ("utf-8", name) if name == "cp1252" else (name, "utf-8")


def _as_far_as_it_makes_sense(content: bytes, name: str) -> str:
    """Where nothing fits without fault: the claimed charset of several bytes, UTF-8 with few faults, or cp1252."""
    if name in _WITH_SEVERAL_BYTES:
        return content.decode(name, errors="replace")
    text = content.decode("utf-8", errors="replace")
    faults = text.count("\ufffd")
    letters = sum(1 for letter in text if letter > "\x7f") - faults
    return text if letters >= _GOOD_FOR_EACH_BAD * faults else content.decode("cp1252", errors="replace")
