"""The demo's own data directory: made beside its place, and put there when it is whole."""

import datetime
import fcntl
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.management.base import CommandError

from evenhand.demo.filling import SEED
from evenhand.demo.material import the_house

VERSION = 4
"""Raised whenever the demo's stories change, or how its tables are made, so that an older one is made anew."""

MARK = "demo.json"
USUAL_PORT = 8000
SETTINGS = {
    "EVENHAND_SHOP_NAME": "Larch & Lantern",
    "EVENHAND_TIME_ZONE": "Europe/Dublin",
    "EVENHAND_CURRENCY": "EUR",
    "EVENHAND_MAIL_FROM": f"help@{the_house().domain}",
    "EVENHAND_MAIL_DOMAIN": the_house().domain,
    "EVENHAND_LOG_LEVEL": "WARNING",
}
"""What the demo sets where the environment says nothing."""


@dataclass(frozen=True)
class Mark:
    """What stands in a whole demo's directory: which demo it is, when it was made, and on which ports."""

    version: int
    seed: int
    made_at: str
    port: int
    mail_port: int

    @classmethod
    def now(cls, *, port: int, mail_port: int, at: datetime.datetime) -> "Mark":
        """The mark of a demo made now."""
        return cls(VERSION, SEED, at.isoformat(timespec="seconds"), port, mail_port)

    @classmethod
    def of(cls, folder: Path) -> "Mark | None":
        """The mark of the demo in `folder`; None where there is none, or one that cannot be read."""
        try:
            return cls(**json.loads((folder / MARK).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def put_in(self, folder: Path) -> None:
        """Say that the demo in `folder` is whole."""
        (folder / MARK).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class DemoPlace:
    """Where the demo lives, below an installation's data directory."""

    data_dir: Path

    @property
    def home(self) -> Path:
        """The data directory of the demo itself."""
        return self.data_dir / "demo"

    @property
    def unfinished(self) -> Path:
        """Where a demo is being made. One that was stopped half way lies here until the next is made."""
        return self.data_dir / ".demo-unfinished"

    @property
    def replaced(self) -> Path:
        """Where an older demo goes before it is removed."""
        return self.data_dir / ".demo-replaced"

    def current(self) -> Mark | None:
        """The mark of the demo that is here, where it is whole and of this version and seed."""
        mark = Mark.of(self.home)
        return mark if mark and (mark.version, mark.seed) == (VERSION, SEED) else None

    def clear(self) -> None:
        """Remove what an earlier start left half way."""
        for folder in (self.unfinished, self.replaced):
            shutil.rmtree(folder, ignore_errors=True)

    def put_in_place(self, mark: Mark) -> None:
        """Let the finished demo take its place; the older one goes."""
        mark.put_in(self.unfinished)
        if self.home.exists():
            self.home.rename(self.replaced)
        self.unfinished.rename(self.home)
        shutil.rmtree(self.replaced, ignore_errors=True)

    @contextmanager
    def alone(self) -> Iterator[int]:
        """Nobody else prepares or serves this demo. Answers the open file that holds it.

        Programs that are handed this file go on holding it: one that is still filling when its parent has died, and
        the server that takes our place.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        lock = (self.data_dir / ".demo-lock").open("w")
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            mark = Mark.of(self.home)
            where = f" Look at http://127.0.0.1:{mark.port}, or" if mark else " Wait for it, or"
            raise CommandError(
                f"This demo ({self.home}) is being prepared or served already.{where} stop it first."
            ) from None
        with lock:
            yield lock.fileno()


def environment_for(folder: Path, *, port: int, mail_port: int) -> dict[str, str]:
    """The environment in which the demo in `folder` is filled and served: embedded, on loopback."""
    inherited = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    return {
        **SETTINGS,
        **inherited,
        "EVENHAND_MODE": "demo",
        "EVENHAND_DATA_DIR": str(folder),
        "EVENHAND_PORT": str(port),
        "EVENHAND_CHAT_ORIGINS": json.dumps([f"http://{name}:{port}" for name in ("127.0.0.1", "localhost")]),
        "EVENHAND_MAIL_LISTEN_PORT": str(mail_port),
    }


def free_port(wanted: int, *, other_than: int = 0) -> int:
    """`wanted`, where nobody has it on loopback; else any free one."""
    for port in (wanted, 0):
        with socket.socket() as candidate, suppress(OSError):
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            candidate.bind(("127.0.0.1", port))
            found = int(candidate.getsockname()[1])
            if found != other_than:
                return found
    raise CommandError("There is no free port on 127.0.0.1.")
