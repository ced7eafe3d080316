"""Text files of answers: their line of names, and the first row that no engine can read, told by row and column."""

import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from evenhand.fairness.tallies import TalliesError

SEPARATORS = (",", ";", "\t", "|")
LONGEST_HEADER = 1_000_000


def header(source: str) -> tuple[str, list[str]]:
    """The separator that the file's first line has most of, and the names of columns in that line.

    >>> header("missing.csv")
    Traceback (most recent call last):
    ...
    FileNotFoundError: [Errno 2] No such file or directory: 'missing.csv'
    """
    with _text_of(source) as file:
        first = file.readline(LONGEST_HEADER)
    if not _is_unicode(first) or "\0" in first:
        raise TalliesError(f"“{source}” cannot be read: its text is not in UTF-8")
    separator = max(SEPARATORS, key=first.count)
    names = next(csv.reader([first], delimiter=separator), [])
    if not any(name.strip() for name in names):
        raise TalliesError(f"the first line of “{source}” names no columns")
    lowered = [name.casefold() for name in names]  # engines do not tell capitals apart
    for name in names:
        if lowered.count(name.casefold()) > 1:
            raise TalliesError("there are two columns of this name", column=name)
    return separator, [name or f"column{place}" for place, name in enumerate(names)]


def refuse_torn_rows(source: str) -> None:
    """Raises TalliesError for the first row with too few or too many entries, an open quotation mark, or text that is
    not in UTF-8. Rows are counted from 1 after the line of names; empty lines are none, to engines too.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
    ...     _ = file.write("agent,no\\nann,1\\nbo,1,7\\n"), file.flush()
    ...     refuse_torn_rows(file.name)
    Traceback (most recent call last):
    ...
    evenhand.fairness.tallies.TalliesError: row 2: it has 3 entries, and there are 2 columns (line 3 of the file)
    """
    separator, names = header(source)
    with _text_of(source) as file:
        lines = csv.reader(file, delimiter=separator, strict=True)
        row = 0
        try:
            for row, entries in enumerate(filter(None, lines)):
                if row:
                    _refuse_torn(entries, names, row, lines.line_num)
        except csv.Error as error:
            unclosed = "a quotation mark in it is never closed" if "end of data" in str(error) else str(error)
            raise TalliesError(f"{unclosed} (up to line {lines.line_num} of the file)", row=row + 1) from error


def _refuse_torn(entries: list[str], names: list[str], row: int, line: int) -> None:
    if len(entries) != len(names):
        there = f"it has {len(entries)} entries, and there are {len(names)} columns"
        raise TalliesError(f"{there} (line {line} of the file)", row=row)
    for name, entry in zip(names, entries, strict=True):
        if not _is_unicode(entry):
            seen = entry.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            raise TalliesError(f"“{seen[:60]}” is not in UTF-8", row=row, column=name)


@contextmanager
def _text_of(source: str) -> Iterator[TextIO]:
    """The file as text; bytes that are not in UTF-8 stay, marked as such."""
    opens = gzip.open if source.endswith(".gz") else open
    try:
        with opens(source, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            yield file
    except gzip.BadGzipFile as error:
        raise TalliesError(f"“{source}” cannot be read: it is not compressed by gzip, as .gz says") from error
    except EOFError as error:
        raise TalliesError(f"“{source}” cannot be read: it was cut off before its end") from error


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)
