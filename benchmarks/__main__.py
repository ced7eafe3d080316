"""`make bench`: every figure to hold, on SQLite and on PostgreSQL, one table after the other."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.load import yardstick

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
BENCH_DATABASE = "evenhand_bench"


def main() -> int:
    """Run all benchmarks, each in a process of its own; say which could not be run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=6.0)
    chosen = parser.parse_args()
    failed: list[str] = []
    _title(f"This machine: {os.cpu_count()} cores, the yardstick loop takes {yardstick():.2f} s")
    _run("tone_advice", failed)
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as folder:
        environment = {"EVENHAND_DATA_DIR": folder, "DATABASE_URL": ""}
        _desk("SQLite", environment, chosen, failed)
        if url := _postgres():
            _desk("PostgreSQL", {**environment, "DATABASE_URL": url}, chosen, failed)
        else:
            failed.append("PostgreSQL: none answers; name one in DATABASE_URL")
    _title("fairness")
    _run("fairness_speed", failed)
    if failed:
        print("\nNot measured: " + "; ".join(failed))
    return 1 if failed else 0


def _desk(name: str, environment: dict[str, str], chosen: argparse.Namespace, failed: list[str]) -> None:
    _title(f"{name}: {chosen.cases:,} cases, 8 connections")
    settings = {"EVENHAND_MODE": "demo", "EVENHAND_LOG_LEVEL": "ERROR", **environment}
    command = [sys.executable, "-c", "from evenhand.house.command import main; main()", "set_up"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True, stdout=subprocess.DEVNULL)
    _run("fill_cases", failed, "--cases", str(chosen.cases), **settings)
    _run("desk", failed, "--seconds", str(chosen.seconds), **settings)
    _run("survey_votes", failed, "--seconds", str(chosen.seconds), **settings)
    _run("mail_intake", failed, **settings)


def _run(name: str, failed: list[str], *arguments: str, **settings: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "evenhand.house.settings", **settings}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        failed.append(name)


def _postgres() -> str:
    """A fresh database on the server that answers, or nothing."""
    import psycopg

    try:
        with psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3) as server:
            server.execute(f"DROP DATABASE IF EXISTS {BENCH_DATABASE} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {BENCH_DATABASE}")
    except psycopg.Error:
        return ""
    return POSTGRES.rsplit("/", 1)[0] + f"/{BENCH_DATABASE}"


def _title(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
