"""Polling by IMAP, against a real Dovecot."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from imaplib import IMAP4

import pytest
from imap_tools.errors import ImapToolsError

from evenhand.cases.api import Case, IncomingMail, land_due
from evenhand.cases.mail.mailbox import poll_mailbox_once
from evenhand.cases.testing import NOON, make_mail
from evenhand.cases.testing_dovecot import Dovecot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]

OUT_OF_REACH = (OSError, IMAP4.error, ImapToolsError)  # what `evenhand poll_mailbox` logs, and tries again
BIG = 6_000_000


@contextmanager
def relay(server: Dovecot, cut_after: int) -> Iterator[Dovecot]:
    """The same server behind a wire that breaks once it has carried so many bytes from it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        carrier = threading.Thread(target=_carry, args=(listening, server.port, cut_after))
        carrier.start()
        yield replace(server, port=listening.getsockname()[1])
        carrier.join(30)


def _carry(listening: socket.socket, port: int, cut_after: int) -> None:
    near, _address = listening.accept()
    with near, socket.create_connection(("127.0.0.1", port)) as far:
        threading.Thread(target=_pass_on, args=(near, far, 10**9), daemon=True).start()
        _pass_on(far, near, cut_after)


def _pass_on(source: socket.socket, target: socket.socket, most: int) -> None:
    try:
        while most > 0 and (chunk := source.recv(min(65_536, most))):
            target.sendall(chunk)
            most -= len(chunk)
    except OSError:
        return  # the other end has hung up
    finally:
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def test_new_mails_land_once_and_are_marked_as_read(dovecot: Dovecot) -> None:
    dovecot.append(make_mail("One"))
    dovecot.append(make_mail("Two", sender="bo@mail.example"))
    assert poll_mailbox_once(dovecot.url, now=NOON) == 2
    assert poll_mailbox_once(dovecot.url, now=NOON) == 0
    dovecot.append(make_mail("Three", sender="cy@mail.example"))
    assert poll_mailbox_once(dovecot.url, now=NOON) == 1
    assert dovecot.flags() == {"1": {"\\Seen"}, "2": {"\\Seen"}, "3": {"\\Seen"}}
    land_due(now=NOON)
    assert sorted(Case.objects.values_list("customer__email", flat=True)) == [
        "ann@mail.example",
        "bo@mail.example",
        "cy@mail.example",
    ]


def test_flags_of_others_stay_and_what_they_read_before_us_is_left(dovecot: Dovecot) -> None:
    dovecot.append(make_mail("Old"), "\\Seen", "\\Answered")
    dovecot.append(make_mail("Starred"), "\\Flagged")
    assert poll_mailbox_once(dovecot.url, now=NOON) == 1
    dovecot.append(make_mail("Read by a colleague meanwhile"), "\\Seen")
    assert poll_mailbox_once(dovecot.url, now=NOON) == 1
    assert dovecot.flags() == {"1": {"\\Seen", "\\Answered"}, "2": {"\\Seen", "\\Flagged"}, "3": {"\\Seen"}}


def test_a_big_mail_comes_as_it_is_byte_for_byte(dovecot: Dovecot) -> None:
    raw = make_mail("Look at these pictures. æøå\n" + "0123456789abcdef\n" * (BIG // 17)).as_bytes()
    dovecot.append(raw)
    assert poll_mailbox_once(dovecot.url, now=NOON) == 1
    assert len(raw) > BIG
    assert bytes(IncomingMail.objects.get().raw) == raw


def test_a_connection_lost_within_a_mail_loses_none_and_takes_none_twice(dovecot: Dovecot) -> None:
    dovecot.append(make_mail("One"))
    dovecot.append(make_mail("x" * 60 + "\n" + "0123456789abcdef\n" * 100_000))
    dovecot.append(make_mail("Three"))
    with relay(dovecot, cut_after=500_000) as cut, pytest.raises(OUT_OF_REACH):
        poll_mailbox_once(cut.url, now=NOON)
    assert IncomingMail.objects.count() == 1
    assert dovecot.flags() == {"1": {"\\Seen"}, "2": set(), "3": set()}
    assert poll_mailbox_once(dovecot.url, now=NOON) == 2
    assert IncomingMail.objects.count() == 3


def test_a_server_that_is_away_is_out_of_reach_and_then_goes_on(dovecot: Dovecot) -> None:
    dovecot.append(make_mail("One"))
    assert poll_mailbox_once(dovecot.url, now=NOON) == 1
    dovecot.stop()
    with pytest.raises(OUT_OF_REACH):
        poll_mailbox_once(dovecot.url, now=NOON)
    dovecot.start()
    dovecot.append(make_mail("Two"))
    assert poll_mailbox_once(dovecot.url, now=NOON) == 1


def test_a_wrong_password_is_said(dovecot: Dovecot) -> None:
    with pytest.raises(OUT_OF_REACH, match=r"(?i)auth"):
        poll_mailbox_once(dovecot.url.replace("p%2Fw", "wrong"), now=NOON)
