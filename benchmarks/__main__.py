"""`make bench`: every figure to hold, on SQLite and on PostgreSQL, one table after the other.

`make bench PART=desk` (or tone, remedies, votes, mail, fairness) measures one part alone. The filled database is kept
in the temporary folder for the next time, for as long as the tables and the filling are the same.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.load import yardstick

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
BENCH_DATABASE = "evenhand_bench"
PARTS = ("tone", "remedies", "desk", "votes", "mail", "fairness")


def main() -> int:
    """Run the benchmarks, each in a process of its own; say which could not be run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, help="only this one")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=6.0)
    chosen = parser.parse_args()
    parts = [chosen.part] if chosen.part else list(PARTS)
    failed: list[str] = []
    started = time.monotonic()
    _title(f"This machine: {os.cpu_count()} cores, the yardstick loop takes {yardstick():.2f} s")
    if "tone" in parts:
        _run("tone_advice", failed)
    if "remedies" in parts:
        _run("remedy_decision", failed)
    if {"desk", "votes", "mail"}.intersection(parts):
        with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as folder:
            _on_sqlite(Path(folder), chosen, parts, failed)
            _on_postgresql(Path(folder), chosen, parts, failed)
    if "fairness" in parts:
        _title("fairness")
        _run("fairness_speed", failed)
    print(f"\nAll that in {(time.monotonic() - started) / 60:.1f} minutes.")
    if failed:
        print("Not measured: " + "; ".join(failed))
    return 1 if failed else 0


def _on_sqlite(folder: Path, chosen: argparse.Namespace, parts: list[str], failed: list[str]) -> None:
    _title(f"SQLite: {chosen.cases:,} cases, 8 connections")
    settings = _settings(folder, "")
    kept = Path(tempfile.gettempdir()) / f"evenhand-bench-filled-{_fingerprint(chosen.cases)}.sqlite3"
    if kept.is_file():
        shutil.copyfile(kept, folder / "evenhand.sqlite3")
        _set_up(settings)
    else:
        _set_up(settings)
        _run("fill_cases", failed, "--cases", str(chosen.cases), **settings)
        _keep(folder / "evenhand.sqlite3", kept)
    _measure(parts, chosen, settings, failed)


def _keep(database: Path, kept: Path) -> None:
    """Nobody has it open now, so its log is folded into it. A copy that is cut off never has the right name."""
    for older in kept.parent.glob("evenhand-bench-filled-*.sqlite3"):
        older.unlink()
    shutil.copyfile(database, kept.with_suffix(".part"))
    kept.with_suffix(".part").rename(kept)


def _on_postgresql(folder: Path, chosen: argparse.Namespace, parts: list[str], failed: list[str]) -> None:
    import psycopg

    _title(f"PostgreSQL: {chosen.cases:,} cases, 8 connections")
    kept = f"{BENCH_DATABASE}_filled_{_fingerprint(chosen.cases)}"
    settings = _settings(folder, POSTGRES.rsplit("/", 1)[0] + f"/{BENCH_DATABASE}")
    try:
        with psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3) as server:
            server.execute(f"DROP DATABASE IF EXISTS {BENCH_DATABASE} WITH (FORCE)")
            is_kept = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept]).fetchone()
            server.execute(f"CREATE DATABASE {BENCH_DATABASE}" + (f" TEMPLATE {kept}" if is_kept else ""))
            _set_up(settings)
            if not is_kept:
                _run("fill_cases", failed, "--cases", str(chosen.cases), **settings)
                older = server.execute(
                    "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{BENCH_DATABASE}_filled_%"]
                )
                for (name,) in older.fetchall():
                    server.execute(f"DROP DATABASE {name} WITH (FORCE)")
                server.execute(f"CREATE DATABASE {kept} TEMPLATE {BENCH_DATABASE}")
    except psycopg.Error as problem:
        failed.append(f"PostgreSQL ({str(problem).splitlines()[0]}): name a server in DATABASE_URL")
        return
    _measure(parts, chosen, settings, failed)


def _fingerprint(cases: int) -> str:
    """What the filled database depends on."""
    digest = hashlib.sha256(str(cases).encode())
    for path in (ROOT / "benchmarks/fill_cases.py", *sorted(ROOT.glob("evenhand/*/migrations/*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _settings(folder: Path, url: str) -> dict[str, str]:
    return {
        "EVENHAND_MODE": "demo",
        "EVENHAND_LOG_LEVEL": "ERROR",
        "EVENHAND_DATA_DIR": str(folder),
        "DATABASE_URL": url,
    }


def _set_up(settings: dict[str, str]) -> None:
    command = [sys.executable, "-c", "from evenhand.house.command import main; main()", "set_up"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True, stdout=subprocess.DEVNULL)


def _measure(parts: list[str], chosen: argparse.Namespace, settings: dict[str, str], failed: list[str]) -> None:
    if "desk" in parts:
        _run("desk", failed, "--seconds", str(chosen.seconds), **settings)
    if "votes" in parts:
        _run("survey_votes", failed, "--seconds", str(chosen.seconds), **settings)
    if "mail" in parts:
        _run("mail_intake", failed, **settings)


def _run(name: str, failed: list[str], *arguments: str, **settings: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "evenhand.house.settings", **settings}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        failed.append(name)


def _title(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
