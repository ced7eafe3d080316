"""What came in with an address or a press, before a database is asked about it. No Django."""

LONGEST_NUMBER = 18  # digits: the keys of both databases are that large


def asked_number(text: str) -> int | None:
    """The number that somebody asks for; None where it is none, or larger than anything here is numbered."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def asked_words(text: str) -> str:
    """Words without what is around them, and without the sign of number nought, which PostgreSQL refuses."""
    return text.replace("\0", "").strip()
