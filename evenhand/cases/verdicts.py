"""Whether a kept file may be given out, by what the virus scanner said of it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from evenhand.cases.errors import FileIsInfected, NotScannedYet
from evenhand.cases.models import FileScan
from evenhand.core.api import environment


def note_to_scan(hashes: Collection[str]) -> None:
    """From now on these files wait for the scanner, where there is one; those that it has seen do not."""
    if environment().virus_scanner:
        FileScan.objects.bulk_create((FileScan(sha256=each) for each in set(hashes) if each), ignore_conflicts=True)


def refuse_unless_clean(sha256: str) -> None:
    """Raises FileIsInfected; and NotScannedYet for a file that the scanner has not seen, where there is one."""
    scan = FileScan.objects.filter(sha256=sha256).first()
    if scan and scan.state == FileScan.State.INFECTED:
        raise FileIsInfected(scan.found)
    if environment().virus_scanner and (scan is None or scan.state == FileScan.State.WAITING):
        raise NotScannedYet


def infected_among(hashes: Collection[str]) -> dict[str, str]:
    """What was found in those of these files that are infected."""
    infected = FileScan.objects.filter(sha256__in=hashes, state=FileScan.State.INFECTED)
    return dict(infected.values_list("sha256", "found"))


def words_of(state: str | None, found: str | None) -> str:
    """Why a file that was kept is not given out, in the reader's words; "" where it is."""
    if state == FileScan.State.INFECTED:
        return _("Kept apart: the virus scanner found %(found)s in it.") % {"found": found or "?"}
    if environment().virus_scanner and state != FileScan.State.CLEAN:
        return _("Not scanned for viruses yet. It opens once that is done.")
    return ""
