"""Files that we send: looked at, kept and shown to the scanner, for replies and side conversations alike."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evenhand.cases.files import (
    IncomingFile,
    KeptFile,
    forget_files,
    keep_files,
    why_not_taken_along,
    why_too_much,
)
from evenhand.cases.kinds import bare_name, content_type_of
from evenhand.cases.scanning import scan_now
from evenhand.cases.verdicts import infected_among, refuse_unless_clean
from evenhand.core.api import InvalidInput


@dataclass(frozen=True)
class TakenAlong:
    """What became of files that somebody wants to send: those kept, and in words why others are not."""

    kept: tuple[KeptFile, ...]
    problems: tuple[str, ...]


def take_along(files: Sequence[IncomingFile], *, now: datetime.datetime) -> TakenAlong:
    """Keep those of these files that we would send. The caller keeps the rows, or forgets the files.

    One in which the scanner finds something goes again at once: nobody has it but the one who chose it.
    """
    problems = [problem for file in files if (problem := why_not_taken_along(file))]
    good = [file for file in files if not why_not_taken_along(file)]
    kept = keep_files([IncomingFile(bare_name(each.name), content_type_of(each.name), each.content) for each in good])
    scan_now([each.sha256 for each in kept], now=now)
    viruses = infected_among([each.sha256 for each in kept])
    words = _("%(name)s was not added: the virus scanner found %(found)s in it.")
    problems += [words % {"name": each.name, "found": viruses[each.sha256]} for each in kept if each.sha256 in viruses]
    forget_files(viruses)
    return TakenAlong(tuple(each for each in kept if each.sha256 not in viruses), tuple(problems))


@contextmanager
def sent_along(files: Sequence[IncomingFile], *, now: datetime.datetime) -> Iterator[list[KeptFile]]:
    """Files that go with a message at once, all of them or none. Those that no row names afterwards are forgotten.

    Raises InvalidInput with all that is wrong with them, NotScannedYet.
    """
    taken = take_along(files, now=now)
    try:
        problems, together = list(taken.problems), 0
        for count, each in enumerate(taken.kept):
            if problem := why_too_much(each, count=count, together=together):
                problems.append(problem)
            together += each.size
        if problems:
            raise InvalidInput(" ".join(problems))
        for each in taken.kept:
            refuse_unless_clean(each.sha256)
        yield list(taken.kept)
    finally:
        forget_files([each.sha256 for each in taken.kept])
