"""Polling by IMAP, against a small server of our own that speaks as much of it as we use."""

import re
import socketserver
import threading
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from evenhand.cases import models
from evenhand.cases.api import Case, IncomingMail, land_due
from evenhand.cases.mail import mailbox
from evenhand.cases.mail.mailbox import MailboxAddress, poll_mailbox_once
from evenhand.cases.mail.polling import try_mailbox
from evenhand.cases.models import MailboxPosition
from evenhand.cases.testing import NOON, make_mail
from evenhand.core.api import seal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]


@dataclass
class Mailbox:
    """What the server holds: mails by number, those read, and the numbering that is in force."""

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    validity: int = 7
    fetched: list[int] = field(default_factory=list)
    url: str = ""

    def add(self, text: str, sender: str = "ann@mail.example") -> None:
        raw = make_mail(text, sender=sender).as_bytes()
        self.mails[max(self.mails, default=0) + 1] = b"Return-Path: <" + sender.encode() + b">\r\n" + raw


class Session(socketserver.StreamRequestHandler):
    """One IMAP session (RFC 3501), for the commands that imap-tools sends."""

    def handle(self):
        self.say(b"* OK ready")
        for line in self.rfile:
            tag, command = line.decode().strip().split(" ", 1)
            self.obey(command)
            self.say(f"{tag} OK done".encode())

    def say(self, line):
        self.wfile.write(line + b"\r\n")

    def obey(self, command):
        box = self.server.box
        if command == "CAPABILITY":
            self.say(b"* CAPABILITY IMAP4rev1")
        elif command == "LOGOUT":
            self.say(b"* BYE")
        elif command.startswith("LOGIN"):
            self.server.logins.append(command)
        elif command.startswith("SELECT"):
            self.say(f"* {len(box.mails)} EXISTS".encode())
        elif command.startswith("STATUS"):
            self.say(f'* STATUS "INBOX" (UIDVALIDITY {box.validity})'.encode())
        elif command.startswith("UID SEARCH"):
            self.say(("* SEARCH " + " ".join(map(str, self.found(command)))).encode())
        elif fetch := re.match(r"UID FETCH (\d+) \(BODY\.PEEK\[\]\)", command):
            uid = int(fetch[1])
            box.fetched.append(uid)
            raw = box.mails[uid]
            self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        elif store := re.match(r"UID STORE (\d+) \+FLAGS", command):
            box.seen.add(int(store[1]))

    def found(self, command):
        box = self.server.box
        if above := re.search(r"UID (\d+):\*", command):
            return [uid for uid in box.mails if uid >= int(above[1])] or list(box.mails)[-1:]
        assert "UNSEEN" in command, command
        return [uid for uid in box.mails if uid not in box.seen]


@pytest.fixture
def box():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads, server.logins = True, []
        server.box = Mailbox(url=f"imap://help%40localhost:p%2Fw@127.0.0.1:{server.server_address[1]}/INBOX")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.box
        server.shutdown()
    assert all('"help@localhost" "p/w"' in login for login in server.logins)


def test_new_mails_are_taken_once_in_order_and_marked_as_read(box):
    box.add("One")
    box.add("Two", sender="bo@mail.example")
    assert poll_mailbox_once(box.url, now=NOON) == 2
    assert poll_mailbox_once(box.url, now=NOON) == 0
    box.add("Three", sender="cy@mail.example")
    assert poll_mailbox_once(box.url, now=NOON) == 1
    assert (box.fetched, box.seen) == ([1, 2, 3], {1, 2, 3})
    mails = list(IncomingMail.objects.order_by("id"))
    assert [bytes(mail.raw) for mail in mails] == list(box.mails.values())
    assert (mails[0].envelope_from, mails[0].source) == ("ann@mail.example", "imap")
    land_due(now=NOON)
    assert Case.objects.count() == 3


def test_what_was_read_before_us_is_not_taken(box):
    box.add("Old")
    box.seen.add(1)
    box.add("New")
    assert poll_mailbox_once(box.url, now=NOON) == 1
    assert box.fetched == [2]


def test_mail_read_by_somebody_else_meanwhile_is_taken_all_the_same(box):
    box.add("One")
    poll_mailbox_once(box.url, now=NOON)
    box.add("Two")
    box.seen.add(2)
    assert poll_mailbox_once(box.url, now=NOON) == 1


def test_mailbox_numbered_anew_makes_no_case_twice(box):
    box.add("One")
    poll_mailbox_once(box.url, now=NOON)
    box.validity, box.seen = 8, set()
    box.add("Two", sender="bo@mail.example")
    assert poll_mailbox_once(box.url, now=NOON) == 2
    land_due(now=NOON)
    assert Case.objects.count() == 2
    assert MailboxPosition.objects.get().uid_validity == 8


def test_poll_that_is_cut_off_goes_on_where_it_stopped(box, monkeypatch):
    for number in range(3):
        box.add(f"No {number}", sender=f"c{number}@mail.example")
    keep = mailbox._keep

    def cut_off(raw, uid, *rest):
        if uid == 2:
            raise ConnectionResetError
        keep(raw, uid, *rest)

    monkeypatch.setattr(mailbox, "_keep", cut_off)
    with pytest.raises(ConnectionResetError):
        poll_mailbox_once(box.url, now=NOON)
    monkeypatch.undo()
    assert poll_mailbox_once(box.url, now=NOON) == 2
    assert (box.fetched, IncomingMail.objects.count()) == ([1, 2, 2, 3], 3)


@pytest.mark.parametrize(("user", "password"), [("hülfe@localhost", "p/w"), ("help@localhost", "pässwörd")])
def test_a_server_that_takes_only_plain_letters_is_said(box, user, password):
    row = models.Mailbox(imap_host="127.0.0.1", imap_port=urlsplit(box.url).port, imap_security="none", user=user)
    row.imap_folder, row.sealed_password = "INBOX", seal(password)
    assert "takes no letters beyond a to z" in try_mailbox(row)


def test_mailbox_is_named_without_its_password():
    address = MailboxAddress.from_url("imaps://help%40shop.example:s%40crt@imap.example/Support")
    assert (address.user, address.password, address.port, address.folder) == (
        "help@shop.example",
        "s@crt",
        993,
        "Support",
    )
    assert address.name == "help@shop.example@imap.example/Support"
