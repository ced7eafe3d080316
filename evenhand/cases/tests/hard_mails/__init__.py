"""Hard mails, written for this project: each with what must come of it. The test is test_hard_mails.py."""

from evenhand.cases.tests.hard_mails import charsets, encodings, headers, machines, quoting, structures
from evenhand.cases.tests.hard_mails.making import OURS, REPLY_TO, HardMail

FAMILIES: dict[str, list[HardMail]] = {
    "charsets": charsets.MAILS,
    "encodings": encodings.MAILS,
    "headers": headers.MAILS,
    "structures": structures.MAILS,
    "quoting": quoting.MAILS,
    "machines": machines.MAILS,
}
MANIFEST = [hard for family in FAMILIES.values() for hard in family]

__all__ = ["FAMILIES", "MANIFEST", "OURS", "REPLY_TO", "HardMail"]
