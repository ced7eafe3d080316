"""A whole installation for tests: its own database and ports, run by the real command, and ended with the test."""

import atexit
import multiprocessing
import os
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

START_SECONDS = 180  # a busy machine is no failure
NURSERY = multiprocessing.get_context("forkserver")
"""Where the processes of installations come from: one that has read what others wrote, which takes two thirds of a
start, and nothing of ours, and forks for each. How a new Python starts is seen by the tests of `evenhand demo`."""
NURSERY.set_forkserver_preload(
    [
        "cel",
        "cryptography.x509",
        "django.contrib.admin",
        "django_stubs_ext",
        "pydantic_settings",
        "scipy.stats",
        "structlog",
    ]
)


@dataclass
class House:
    """One installation. `address` is known once it serves."""

    environment: dict[str, str]
    address: str = ""
    process: BaseProcess | None = None
    output: list[str] = field(default_factory=list)

    def run(self, *command: str, code: int = 0) -> str:
        """Run `evenhand …` on this installation and answer what it prints."""
        with tempfile.TemporaryDirectory(prefix="evenhand-said-") as folder:
            output, errors = Path(folder) / "output", Path(folder) / "errors"
            process = self._begin(command, output, errors)
            process.join(300)
            process.kill()  # nothing, where it has ended
            ended = process.exitcode
            assert ended == code, f"evenhand {' '.join(command)} ended with {ended}:\n{errors.read_text()}"
            return output.read_text()

    def _begin(self, command: Sequence[str], output: Path, errors: Path) -> BaseProcess:
        process = NURSERY.Process(target=_become, args=(command, self.environment, output, errors))
        process.start()
        return process

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
        said = self.data.with_name("said")
        said.unlink(missing_ok=True)
        os.mkfifo(said)
        self.process = self._begin(["serve"], said, said)
        served = threading.Event()
        threading.Thread(target=self._read, args=(said, served), daemon=True).start()
        assert served.wait(START_SECONDS), f"it did not start:\n{''.join(self.output)}"

    def _read(self, said: Path, served: threading.Event) -> None:
        with said.open() as lines:
            for line in lines:
                self.output.append(line)
                if found := re.search(r"serves (http://\S+)", line):
                    self.address = found[1]
                    served.set()

    def stop(self, number: int = signal.SIGTERM, seconds: float = 15) -> int:
        """Send a signal to the served process and answer its exit code."""
        assert self.process is not None
        assert self.process.pid is not None
        if self.process.is_alive():
            os.kill(self.process.pid, number)
        self.process.join(seconds)
        code = self.process.exitcode
        assert code is not None, f"it did not stop:\n{''.join(self.output)}"
        self.process = None
        return code


def _become(command: Sequence[str], environment: dict[str, str], output: Path, errors: Path) -> None:
    """Be what a new Python would be that runs `evenhand …` with this environment, and writes to these files."""
    os.setsid()
    for number, path in ((1, output), (2, errors)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["evenhand", *command]
    from evenhand.house.command import main  # noqa: PLC0415 - as late as in a new Python

    main()


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
