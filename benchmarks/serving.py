"""The product as one command serves it, for a benchmark that sends it requests."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def serving() -> Iterator[str]:
    """The address of an installation that serves the database of this environment, and is stopped afterwards."""
    server = subprocess.Popen(
        [sys.executable, "-m", "django", "serve", "--port", "0"],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    try:
        address = next((found[1] for line in server.stdout if (found := re.search(r"serves (http://\S+)", line))), "")
        if not address:
            raise SystemExit("The server did not start.")
        # Read on: whoever writes into a full pipe waits.
        threading.Thread(target=server.stdout.read, daemon=True).start()
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
