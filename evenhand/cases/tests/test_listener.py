"""The listener, spoken to by a real SMTP client over a real socket."""

import asyncio
import smtplib
import socket
import threading

import pytest

from evenhand.cases.api import IncomingMail, Queue
from evenhand.cases.mail import listener as listening
from evenhand.cases.mail.listener import MailListener
from evenhand.cases.testing import make_mail

pytestmark = pytest.mark.django_db(transaction=True)


class Running:
    """A listener in a thread of its own."""

    def __init__(self, protocol="smtp", max_bytes=200_000):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self._ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(protocol, max_bytes))
        self.thread.start()
        assert self._ready.wait(10)

    def _run(self, protocol, max_bytes):
        async def run():
            self.loop = asyncio.get_running_loop()
            self.listener = MailListener(self.socket, protocol=protocol, max_bytes=max_bytes)
            self.socket.listen()
            self._ready.set()
            await self.listener.run()

        asyncio.run(run())

    def stop(self):
        if self.thread.is_alive():
            self.loop.call_soon_threadsafe(self.listener.stop)
            self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def running():
    Queue.objects.create(name="Help", slug="help", channel="mail", address="service@shop.example")
    started = Running()
    yield started
    started.stop()


def client(running):
    return smtplib.SMTP("127.0.0.1", running.port, timeout=10)


def test_mail_answered_250_is_stored_byte_for_byte(running):
    raw = make_mail("Grüße\n.\n..dots").as_bytes()
    with client(running) as smtp:
        smtp.sendmail("ann@mail.example", ["help@localhost", "service@shop.example"], raw)
    mail = IncomingMail.objects.get()
    assert bytes(mail.raw) == raw
    assert (mail.envelope_from, mail.envelope_to) == ("ann@mail.example", ["help@localhost", "service@shop.example"])
    assert (mail.state, mail.source, mail.size) == ("accepted", "smtp", len(raw))


def test_several_mails_in_one_session(running):
    with client(running) as smtp:
        for number in range(3):
            smtp.sendmail("ann@mail.example", ["help@localhost"], make_mail(str(number)).as_bytes())
    assert IncomingMail.objects.count() == 3


def test_null_sender_is_taken_and_kept_as_such(running):
    with client(running) as smtp:
        smtp.sendmail("", ["help@localhost"], make_mail().as_bytes())
    assert IncomingMail.objects.get().envelope_from == "<>"


def test_we_relay_for_nobody(running):
    with client(running) as smtp, pytest.raises(smtplib.SMTPRecipientsRefused):
        smtp.sendmail("ann@mail.example", ["bo@elsewhere.example"], b"x")
    assert not IncomingMail.objects.exists()


def test_mail_that_is_too_large_is_refused_at_once(running):
    with client(running) as smtp, pytest.raises(smtplib.SMTPSenderRefused) as refusal:
        smtp.sendmail("ann@mail.example", ["help@localhost"], b"x" * 300_000)
    assert refusal.value.smtp_code == 552


def test_lines_longer_than_the_standard_allows_are_taken(running):
    with client(running) as smtp:
        smtp.sendmail("ann@mail.example", ["help@localhost"], b"Subject: x\r\n\r\n" + b"y" * 20_000)
    assert IncomingMail.objects.get().size > 20_000


def test_sender_is_asked_to_come_again_when_the_disk_says_no(running, monkeypatch):
    def full(mails, *, now):
        raise OSError("disk full")

    monkeypatch.setattr(listening, "receive_mails", full)
    with client(running) as smtp, pytest.raises(smtplib.SMTPDataError) as refusal:
        smtp.sendmail("ann@mail.example", ["help@localhost"], make_mail().as_bytes())
    assert refusal.value.smtp_code == 451
    assert not IncomingMail.objects.exists()


def test_nothing_is_answered_before_it_is_stored(running, monkeypatch):
    seen, store = [], listening.receive_mails

    def slow(mails, *, now):
        seen.append(answered.is_set())
        store(mails, now=now)
        seen.append(answered.is_set())

    answered = threading.Event()
    monkeypatch.setattr(listening, "receive_mails", slow)
    with client(running) as smtp:
        smtp.sendmail("ann@mail.example", ["help@localhost"], make_mail().as_bytes())
        answered.set()
    assert seen == [False, False]


def test_stop_finishes_the_mail_that_was_begun(running):
    smtp = client(running)
    smtp.ehlo()
    smtp.mail("ann@mail.example")
    smtp.rcpt("help@localhost")
    running.loop.call_soon_threadsafe(running.listener.stop)
    assert smtp.data(make_mail().as_bytes())[0] == 250
    running.stop()
    assert IncomingMail.objects.count() == 1


def test_stop_hangs_up_on_idle_sessions_at_once(running):
    smtp = client(running)
    smtp.ehlo()
    running.stop()
    assert smtp.getreply()[0] == 421


def test_lmtp_answers_for_each_recipient():
    running = Running(protocol="lmtp")
    try:
        with smtplib.LMTP("127.0.0.1", running.port, timeout=10) as lmtp:
            lmtp.ehlo()
            lmtp.mail("ann@mail.example")
            for address in ("help@localhost", "orders@localhost"):
                lmtp.rcpt(address)
            answers = [lmtp.data(make_mail().as_bytes())[0], lmtp.getreply()[0]]
    finally:
        running.stop()
    assert answers == [250, 250]
    assert IncomingMail.objects.get().source == "lmtp"
