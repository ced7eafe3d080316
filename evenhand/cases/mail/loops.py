"""Mail that no person wrote: answering machines, lists, notices. We never answer it, so no loop can begin."""

import re
from email.message import Message as Part

from evenhand.cases.mail.headers import header, header_lines

_MACHINES = ("X-Autoreply", "X-Autorespond", "List-Unsubscribe")
_NOBODY = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+\-=].*)?@", re.IGNORECASE)


def why_automatic(mail: Part, envelope_from: str, from_address: str) -> str:
    """Why nobody wrote this mail by hand, in plain words; empty where somebody may have."""
    submitted = header(mail, "Auto-Submitted").lower()
    if submitted and not submitted.startswith("no"):
        return f"It says of itself that it was sent automatically (Auto-Submitted: {submitted[:40]})."
    suppress = header(mail, "X-Auto-Response-Suppress").lower()
    if any(word in suppress for word in ("all", "oof", "autoreply")):
        return "It asks not to be answered (X-Auto-Response-Suppress)."
    if header(mail, "Precedence").lower() in ("bulk", "list", "junk", "auto_reply"):
        return "It was sent to many or by a machine (Precedence)."
    if (
        header_lines(mail, "X-Autoreply")
        or header_lines(mail, "X-Autorespond")
        or header_lines(mail, "List-Unsubscribe")
    ):
        return "It comes from a list or an answering machine."
    if envelope_from == "<>" or _NOBODY.match(from_address):
        return "It has no sender who could be answered."
    return ""
