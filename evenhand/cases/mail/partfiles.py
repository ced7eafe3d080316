"""Parts of a mail that are files: by their name, opened where they are only a wrapping."""

import mimetypes
from email.message import Message as Part

from evenhand.cases.files import IncomingFile
from evenhand.cases.kinds import bare_name
from evenhand.cases.mail import tnef
from evenhand.cases.mail.headers import clean_text, decoded, inner_parts, readable

_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_KNOWN = {
    "text/calendar": "invitation.ics",
    "message/rfc822": "mail.eml",
    "text/plain": "text.txt",
    "text/html": "page.html",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
}


def is_signature(part: Part) -> bool:
    """Whether it only proves who wrote the rest."""
    return part.get_content_type() in _SIGNATURES


def attached_files(part: Part) -> tuple[str, list[IncomingFile]]:
    """The files that `part` is or wraps, and the text that was wrapped with them."""
    kind = part.get_content_type()
    content = _content_of(part)
    name = decoded(name_of(part)) or _name_for(kind)
    if kind in tnef.KINDS or name.lower() == "winmail.dat":
        packed = tnef.unpack(content)
        if packed:
            return packed.text, [
                IncomingFile(bare_name(each.name), each.content_type, each.content) for each in packed.files
            ]
    return "", [IncomingFile(bare_name(name), clean_text(kind)[:100], content)]


def name_of(part: Part) -> str:
    """A file's name as it stands there; empty where there is none or it cannot be read (RFC 2231 is easily broken)."""
    try:
        return str(_readable_head(part).get_filename() or "").strip('"')
    except (ValueError, LookupError, TypeError, IndexError, AttributeError):
        return ""


def _readable_head(part: Part) -> Part:
    """The lines that may name it, with bytes beyond ASCII as letters: Python would put marks in their place."""
    head = Part()
    for name, value in part.raw_items():
        if name.lower() in ("content-type", "content-disposition"):
            head[name] = readable(str(value))
    return head


def _content_of(part: Part) -> bytes:
    """Its bytes. A mail in a mail must not be packed in base64; where it is all the same, it is unpacked."""
    if not part.is_multipart():
        content = part.get_payload(decode=True)
        return content if isinstance(content, bytes) else b""
    inner = inner_parts(part)
    packing = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if packing in ("base64", "quoted-printable") and len(inner) == 1 and not inner[0].keys():
        inner[0]["Content-Transfer-Encoding"] = packing
        content = inner[0].get_payload(decode=True)
        return content if isinstance(content, bytes) else b""
    return b"\n\n".join(child.as_bytes() for child in inner)


def _name_for(kind: str) -> str:
    if kind in _KNOWN:
        return _KNOWN[kind]
    ending = mimetypes.guess_extension(kind) if kind.startswith(("image/", "audio/", "video/")) else None
    return f"{kind.partition('/')[0]}{ending}" if ending else "file"
