"""Header lines of a mail, read so that no malformed one can stop us.

The parser of `email.policy.default` understands more, but raises on some broken addresses and identifiers and takes
quadratic time on very long lines; mail from the street has both. So we read raw lines and decode them ourselves.
"""

import datetime
import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message as Part
from email.utils import getaddresses, parsedate_to_datetime

from evenhand.cases.mail.charsets import decode_bytes

LONGEST_HEADER = 20_000
LONGEST_MESSAGE_ID = 255
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_ADDRESS = re.compile(r"^[^@\s<>,;:\"]+@[^@\s<>,;:\"]+$")
_ADDRESS_IN_ANGLES = re.compile(r"<([^<>\s@]{1,64}@[^<>\s@]{1,190})>")
_LONE_SURROGATES = re.compile(r"[\ud800-\udfff]")
# They turn the direction of what follows, so that a name can be made to look like another.
_DIRECTION_MARKS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def clean_text(text: str) -> str:
    """`text` as every database takes it: no NUL, no half characters, one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return _LONE_SURROGATES.sub("\ufffd", text)


def inner_parts(part: Part) -> list[Part]:
    """What stands within it: the parts of a mail, the mail in a report; nothing where it is text.

    Asked of a text, `get_payload` decodes it by whatever charset it claims, and some of Python's codecs are none.
    """
    return [inner for inner in part.get_payload() if isinstance(inner, Part)] if part.is_multipart() else []


def header_lines(mail: Part, name: str) -> list[str]:
    """All lines called `name`, unfolded, not yet decoded, at most 20,000 characters each."""
    return [
        " ".join(readable(str(value)[:LONGEST_HEADER]).split())
        for key, value in mail.raw_items()
        if key.lower() == name.lower()
    ]


def header(mail: Part, name: str) -> str:
    """The first line called `name`, decoded into plain text; empty where there is none."""
    lines = header_lines(mail, name)
    return decoded(lines[0]) if lines else ""


def decoded(value: str) -> str:
    """A header's text with its encoded words (RFC 2047) put into letters, as far as they make sense."""
    try:
        words = decode_header(value)
    except (MessageError, ValueError, LookupError):
        return clean_text(value)
    parts = [word if isinstance(word, str) else decode_bytes(word, charset) for word, charset in words]
    return clean_text(" ".join(_DIRECTION_MARKS.sub("", "".join(parts)).split()))


def addresses(lines: list[str]) -> list[tuple[str, str]]:
    """Names and addresses out of From, To or Cc lines, the addresses that are none left out.

    Where a line breaks the rules so that none is found, what stands in angle brackets is taken.
    """
    try:
        found = getaddresses(lines)
    except (ValueError, IndexError, TypeError):
        found = []
    pairs = [(decoded(name), clean_text(address).strip()) for name, address in found]
    proper = [(name, address) for name, address in pairs if is_address(address)]
    return proper or [("", found) for line in lines for found in _ADDRESS_IN_ANGLES.findall(line) if is_address(found)]


def is_address(address: str) -> bool:
    return len(address) <= 254 and bool(_ADDRESS.match(address))


def message_ids(lines: list[str]) -> list[str]:
    """Message identifiers in the order they stand, as we store them."""
    return [clean_text(found)[:LONGEST_MESSAGE_ID] for line in lines for found in _MESSAGE_ID.findall(line)]


def sent_at(mail: Part) -> datetime.datetime | None:
    """When the mail says it was sent, where that is a moment at all."""
    for line in header_lines(mail, "Date")[:1]:
        try:
            moment = parsedate_to_datetime(line)
            return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return None


def readable(value: str) -> str:
    """Bytes beyond ASCII that stand bare in a header, as the letters they most likely are."""
    try:
        value.encode("ascii")
    except UnicodeEncodeError:
        return decode_bytes(value.encode("utf-8", "surrogateescape"), "utf-8")
    return value
