"""A whole installation for tests: its own database and ports, run by the real command, and ended with the test."""

import atexit
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

START_SECONDS = 180  # a busy machine is no failure


@dataclass
class House:
    """One installation. `address` is known once it serves."""

    environment: dict[str, str]
    address: str = ""
    process: subprocess.Popen[str] | None = None
    output: list[str] = field(default_factory=list)

    def run(self, *command: str, code: int = 0) -> str:
        """Run `evenhand …` on this installation and answer what it prints."""
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", "from evenhand.house.command import main; main()", *command],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == code, f"evenhand {' '.join(command)} ended with {done.returncode}:\n{done.stderr}"
        return done.stdout

    @property
    def data(self) -> Path:
        """The folder of everything that it keeps."""
        return Path(self.environment["EVENHAND_DATA_DIR"])

    def read(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Look into its database from outside: a start of Python less."""
        with closing(sqlite3.connect(self.data / "evenhand.sqlite3")) as database:
            return database.execute(sql, values).fetchall()

    def python(self, script: str) -> str:
        """Run Python inside this installation and answer what it prints."""
        return self.run("shell", "--verbosity", "0", "--command", script).strip()

    def start(self) -> None:
        """Serve, in a process group of its own, and wait until the address is printed."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from evenhand.house.command import main; main()", "serve"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        served = threading.Event()
        threading.Thread(target=self._read, args=(served,), daemon=True).start()
        assert served.wait(START_SECONDS), f"it did not start:\n{''.join(self.output)}"

    def _read(self, served: threading.Event) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output.append(line)
            if found := re.search(r"serves (http://\S+)", line):
                self.address = found[1]
                served.set()

    def stop(self, number: int = signal.SIGTERM, seconds: float = 15) -> int:
        """Send a signal to the served process and answer its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(seconds)
        self.process = None
        return code


@cache
def _set_up_once() -> Path:
    """A data folder that was set up, made once for each test process: each installation begins as a copy of it."""
    folder = tempfile.TemporaryDirectory(prefix="evenhand-set-up-")
    atexit.register(folder.cleanup)
    there = House(_environment(Path(folder.name)))
    there.run("set_up")
    return Path(folder.name) / "data"


def _environment(folder: Path, **settings: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | {
        "EVENHAND_MODE": "demo",
        "EVENHAND_DATA_DIR": str(folder / "data"),
        "EVENHAND_PORT": "0",
        **{f"EVENHAND_{name.upper()}": value for name, value in settings.items()},
    }


@contextmanager
def house(begin_with: Path | None = None, **settings: str) -> Iterator[House]:
    """An installation that is set up and not yet served, with `settings` such as mail_listen_port="2525".

    `begin_with`: the data folder of another one, to go on from a copy of it.
    """
    with tempfile.TemporaryDirectory(prefix="evenhand-house-") as folder:
        environment = _environment(Path(folder), **settings)
        there = House(environment)
        shutil.copytree(begin_with or _set_up_once(), there.data)
        try:
            yield there
        finally:
            if there.process is not None:
                there.stop()
