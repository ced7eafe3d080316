"""The command `evenhand`: Django's management commands under our name."""

import os
import sys


def main() -> None:
    """Run what the command line says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.house.settings")
    from django.core.management import ManagementUtility  # noqa: PLC0415 - settings must be named first

    ManagementUtility([os.path.basename(sys.argv[0]), *sys.argv[1:]]).execute()
