"""The command `evenhand`: Django's management commands under our name."""

import os
import secrets
import sys

# Tools that work on a file alone: they sign nothing, so they run without an installation's key.
TOOLS = {"score", "simulate", "replay_tasks"}


def main() -> None:
    """Run what the command line says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.house.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("EVENHAND_MODE", "demo")
    if TOOLS.intersection(sys.argv[1:2]):
        os.environ.setdefault("EVENHAND_SECRET_KEY", secrets.token_urlsafe(64))
    from django.core.management import ManagementUtility  # noqa: PLC0415 - settings must be named first

    ManagementUtility([os.path.basename(sys.argv[0]), *sys.argv[1:]]).execute()
