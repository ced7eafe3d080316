"""SIGKILL at random moments: every mail that was answered 250 is there once, and made one case."""

import contextlib
import os
import random
import smtplib
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from django.db import connection

VICTIM = Path(__file__).with_name("victim.py")
SENDERS = 4


@dataclass(frozen=True)
class Place:
    """A prepared database that other processes can open, and how to look into it from outside Django."""

    surroundings: dict[str, str]
    kills: int
    read: Callable[[str], list[tuple[str, ...]]]


@pytest.fixture
def place(transactional_db, tmp_path):
    """A database of the kind in use, for this test alone: a copy of the migrated one of all tests."""
    default = connection.settings_dict
    if connection.vendor == "sqlite":
        path = tmp_path / "kill.sqlite3"
        with contextlib.closing(sqlite3.connect(default["NAME"])) as migrated:
            migrated.execute("VACUUM INTO ?", [str(path)])
        with contextlib.closing(sqlite3.connect(path)) as reader:
            yield Place(_surroundings(f"sqlite:///{path}", tmp_path), 60, lambda sql: reader.execute(sql).fetchall())
        return
    name = f"kill_test_{os.getpid()}"
    login = {"host": default["HOST"] or "127.0.0.1", "port": default["PORT"] or 5432, "user": default["USER"]}
    connection.close()  # PostgreSQL copies only what nobody has open
    with psycopg.connect(dbname="postgres", password=default["PASSWORD"] or None, autocommit=True, **login) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {connection.ops.quote_name(default['NAME'])}")
        try:
            password = f":{default['PASSWORD']}" if default["PASSWORD"] else ""
            url = f"postgres://{login['user']}{password}@{login['host']}:{login['port']}/{name}"
            with psycopg.connect(url, autocommit=True) as reader:
                yield Place(_surroundings(url, tmp_path), 20, lambda sql: reader.execute(sql).fetchall())
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _surroundings(url: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "EVENHAND_DATABASE_URL": url,
        "EVENHAND_DATA_DIR": str(folder),
        "EVENHAND_MODE": "test",
        "EVENHAND_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "evenhand.house.settings",
    }


@dataclass
class Post:
    """What the senders know: each mail they were told is accepted, and how often they had to try again."""

    answered: set[str] = field(default_factory=set)
    tries: Counter[str] = field(default_factory=Counter)
    enough: threading.Event = field(default_factory=threading.Event)


def send_until_enough(port: int, sender: int, post: Post) -> None:
    """Send one mail after the other, each again and again until it is answered 250, as a mail server does."""
    number = 0
    while not post.enough.is_set():
        key = f"{sender}.{number}"
        text = (
            f"From: c{sender}.{number // 15}@kill.example\r\nTo: help@localhost\r\nSubject: {key}\r\n"
            f"Message-ID: <{key}@kill.example>\r\n\r\nMail {key}\r\n"
        )
        post.tries[key] += 1
        if is_accepted(port, text):
            post.answered.add(key)
            number += 1


def is_accepted(port: int, text: str) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            client.sendmail("c@kill.example", ["help@localhost"], text)
            accepted = True
            client.close()  # whether the goodbye arrives does not matter
    except (OSError, smtplib.SMTPException):
        return False
    return accepted


@pytest.mark.slow
def test_no_accepted_mail_is_lost_or_doubled_when_the_process_is_killed(place):
    seed = random.Random(41).randrange(10**6)
    victim = subprocess.Popen(
        [sys.executable, str(VICTIM), str(place.kills), str(seed)],
        env=place.surroundings,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    post = let_them_send(victim)
    victim.communicate("stop\n", timeout=300)
    assert victim.returncode == 0

    mails = place.read("SELECT subject, state FROM cases_incomingmail")
    landed = Counter(subject for subject, state in mails if state == "landed")
    cases = Counter(subject for (subject,) in place.read("SELECT subject FROM cases_case"))
    messages = Counter(text.split()[-1] for (text,) in place.read("SELECT text FROM cases_message"))
    assert {state for _, state in mails} <= {"landed", "duplicate"}
    assert post.answered <= set(landed)
    assert set(landed.values()) == set(cases.values()) == set(messages.values()) == {1}
    assert set(landed) == set(cases) == set(messages)
    assert len(post.answered) > place.kills, "too few mails to mean anything"
    assert any(tries > 1 for tries in post.tries.values()), "no kill ever hit a mail"
    check = [sys.executable, "-m", "django", "verify_activity"]
    subprocess.run(check, env=place.surroundings, check=True, stdout=subprocess.DEVNULL)


def let_them_send(victim: "subprocess.Popen[str]") -> Post:
    """Several senders at once, from the first child to the last."""
    port, post = int(victim.stdout.readline()), Post()
    threads = [threading.Thread(target=send_until_enough, args=(port, each, post)) for each in range(SENDERS)]
    for thread in threads:
        thread.start()
    try:
        assert victim.stdout.readline() == "last\n"
    finally:
        post.enough.set()
        for thread in threads:
            thread.join()
    return post
