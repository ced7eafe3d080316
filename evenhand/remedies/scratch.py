"""A database for one run: made beside the configured one, of the same kind, and removed afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def scratch_database() -> Iterator[None]:
    """Everything within goes to an empty database with our tables; the configured one is not touched."""
    configured = connection.settings_dict["NAME"]
    connection.close()
    name = f"evenhand_scratch_{os.getpid()}"
    # Nothing here has to outlive the run, so nothing waits for the disk.
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "sqlite":
        name = str(Path(tempfile.gettempdir()) / f"{name}.sqlite3")
        options["init_command"] += "PRAGMA synchronous=OFF;"
    else:
        options["options"] = f"{options.get('options', '')} -c synchronous_commit=off"
    # The tables come from the models, constraints and all, not by way of every migration there ever was: that would
    # take longer than the run itself. Only triggers are missing then, which guard what no action here does.
    connection.settings_dict["TEST"] |= {"NAME": name, "MIGRATE": False}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(configured, verbosity=0)
        for rest in ("-wal", "-shm"):
            Path(f"{name}{rest}").unlink(missing_ok=True)
