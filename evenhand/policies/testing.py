"""The house policies, for the tests of every room. Registered as a plugin in the root conftest.py."""

import datetime
import functools

from evenhand.core.api import one_transaction, system
from evenhand.core.testing import shared
from evenhand.policies.packs import HOUSE, PackedPolicy, install_packed, read_pack

HOUSE_SINCE = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


@shared
def house_policies(db: None) -> datetime.datetime:
    """The house policies, in force since a year before the cast; answers since when.

    Whoever gets a role after this is told of them at once, and is bound when the notice period is over and, where a
    policy asks for it, the notice is acknowledged.
    """
    with one_transaction():  # seven in one take four fifths of the time
        for policy in _house():
            install_packed(policy, owner=None, actor=system("test"), now=HOUSE_SINCE)
    return HOUSE_SINCE


@functools.cache
def _house() -> list[PackedPolicy]:
    """Read and checked once for all tests of a run."""
    return read_pack(HOUSE)
