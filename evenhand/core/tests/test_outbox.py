"""The outbox: mail leaves once, with the change that caused it, and a failure is tried again and kept."""

import base64
import datetime
import socket
import socketserver
import ssl
from collections.abc import Iterator
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from evenhand.core import outbox
from evenhand.core.api import Environment, Leaving, OutgoingMail, action, erase_outgoing_mail, hand_over_due, post_mail
from evenhand.core.outbox import MailServer, register_mail_route
from evenhand.core.testing import Certificate, make_certificate

NOW = datetime.datetime(2026, 3, 1, 9, 30, tzinfo=datetime.UTC)


def letter(number: int = 1, *, to: str = "Zoë <zoe@example.org>") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Shop <help@shop.example>", to
    mail["Subject"], mail["Date"], mail["Message-ID"] = (
        "Über",
        "Sun, 01 Mar 2026 09:30:00 +0000",
        f"<{number}@shop.example>",
    )
    mail.set_content("Grüße")
    return mail


class Inbox:
    """A mail server of the real kind that keeps what it is handed."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            self.mails.append(envelope)
        return self.answer


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as free:
        port = free.server_address[1]
    handler = Inbox()
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings = Environment(mode="test", smtp_url=f"smtp://127.0.0.1:{port}")
    monkeypatch.setattr(outbox, "environment", lambda: settings)
    yield handler
    server.stop()


@pytest.mark.django_db
def test_mail_is_handed_over_once(inbox: Inbox) -> None:
    post_mail(letter(), about="case:1", now=NOW)
    assert hand_over_due(now=NOW) == 1
    assert hand_over_due(now=NOW) == 0
    assert [envelope.rcpt_tos for envelope in inbox.mails] == [["zoe@example.org"]]
    assert OutgoingMail.objects.get().state == OutgoingMail.State.HANDED_OVER


@pytest.mark.django_db
def test_posting_the_same_mail_twice_sends_it_once(inbox: Inbox) -> None:
    post_mail(letter(), about="case:1", now=NOW)
    post_mail(letter(), about="case:1", now=NOW)
    assert hand_over_due(now=NOW) == 1


@pytest.mark.django_db
def test_mail_of_an_action_that_failed_never_leaves(inbox: Inbox) -> None:
    @action
    def promise_and_fail() -> None:
        post_mail(letter(), about="case:1", now=NOW)
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        promise_and_fail()
    assert hand_over_due(now=NOW) == 0


@pytest.mark.django_db
def test_a_refusal_is_tried_again_later_and_kept_after_the_eighth_time(inbox: Inbox) -> None:
    inbox.answer = "451 busy"
    post_mail(letter(), about="case:1", now=NOW)
    moment = NOW
    for attempt in range(1, outbox.MAX_ATTEMPTS + 1):
        hand_over_due(now=moment)
        mail = OutgoingMail.objects.get()
        assert mail.attempts == attempt
        assert "451" in mail.problem
        assert hand_over_due(now=moment) == 0
        moment = mail.next_attempt_at
    assert mail.state == OutgoingMail.State.FAILED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("domain", "on_the_wire"),
    [("bücher.example", "xn--bcher-kva.example"), ("Straße.example", "xn--strae-oqa.example")],
)
def test_mail_to_an_international_domain_leaves_as_servers_know_it(inbox: Inbox, domain: str, on_the_wire: str) -> None:
    posted = post_mail(letter(to=f"Ada Ångström <ada@{domain}>"), about="case:1", now=NOW)
    assert hand_over_due(now=NOW) == 1
    assert [mail.rcpt_tos for mail in inbox.mails] == [[f"ada@{on_the_wire}"]]
    arrived = message_from_bytes(bytes(posted.raw), policy=default)
    assert arrived["To"].addresses == (Address("Ada Ångström", "ada", on_the_wire),)
    assert erase_outgoing_mail(addresses=[f"ada@{domain}"]) == 1, "found by the address as the person wrote it"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["jürgen@shop.example", "ada@☃.example", f"ada@{'ü' * 70}.example"])
def test_an_address_that_servers_do_not_take_is_a_failure_in_words_and_holds_up_nobody(
    inbox: Inbox, address: str
) -> None:
    refused = post_mail(letter(1, to=address), about="case:1", now=NOW)
    post_mail(letter(2), about="case:2", now=NOW)
    assert hand_over_due(now=NOW) == 1
    assert [mail.rcpt_tos for mail in inbox.mails] == [["zoe@example.org"]]
    refused.refresh_from_db()
    assert refused.problem.startswith(f"{address} has ")
    for _attempt in range(1, outbox.MAX_ATTEMPTS):
        hand_over_due(now=refused.next_attempt_at)
        refused.refresh_from_db()
    assert refused.state == OutgoingMail.State.FAILED


@pytest.mark.django_db
@pytest.mark.parametrize("port", [1, 99_999])
def test_a_server_that_does_not_answer_or_cannot_exist_costs_an_attempt_and_no_mail(
    monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    settings = Environment(mode="test", smtp_url=f"smtp://127.0.0.1:{port}")
    monkeypatch.setattr(outbox, "environment", lambda: settings)
    post_mail(letter(), about="case:1", now=NOW)
    assert hand_over_due(now=NOW) == 0
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts) == (OutgoingMail.State.WAITING, 1)
    assert mail.next_attempt_at > NOW


@pytest.mark.django_db
def test_a_mail_leased_by_a_worker_that_died_is_sent_by_the_next(inbox: Inbox) -> None:
    post_mail(letter(), about="case:1", now=NOW)
    OutgoingMail.objects.update(next_attempt_at=NOW + outbox.LEASE, attempts=1)
    assert hand_over_due(now=NOW) == 0
    assert hand_over_due(now=NOW + outbox.LEASE) == 1


@pytest.mark.django_db
def test_without_a_mail_server_mail_is_kept_here() -> None:
    assert post_mail(letter(), about="case:1", now=NOW).state == OutgoingMail.State.KEPT


@pytest.mark.django_db
def test_a_mail_without_what_threading_needs_is_refused() -> None:
    mail = letter()
    del mail["Message-ID"]
    with pytest.raises(ValueError, match="Message-ID"):
        post_mail(mail, about="case:1", now=NOW)


@pytest.mark.django_db
def test_a_long_message_id_stays_as_it_is_so_that_the_thread_holds() -> None:
    mail = letter()
    mail["References"] = f"<{'a' * 90}@mail.example>"
    raw = bytes(post_mail(mail, about="case:1", now=NOW).raw)
    assert b"a" * 90 + b"@mail.example" in raw
    assert b"=?utf-8" not in raw.split(b"References:")[1].split(b"\r\n")[0]


class TokenInbox(Inbox):
    """Takes mail from whoever shows the token, by XOAUTH2."""

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        said = base64.b64decode(args[1]).decode()
        self.shown = [*getattr(self, "shown", []), said]
        if said == "user=help@shop.example\x01auth=Bearer token-1\x01\x01":
            return AuthResult(success=True)
        await server.challenge_auth('{"status":"401"}')  # as Google does: the client answers with nothing
        return AuthResult(success=False, handled=False)


class BearerInbox(Inbox):
    """Takes mail from whoever shows the token, by OAUTHBEARER alone."""

    async def auth_OAUTHBEARER(self, server: SMTP, args: list[str]) -> AuthResult:
        said = base64.b64decode(args[1]).decode()
        if said == "n,a=help=3Dus@shop.example,\x01auth=Bearer token-1\x01\x01":
            return AuthResult(success=True)
        assert await server.challenge_auth('{"status":"401"}') == b"\x01"
        return AuthResult(success=False, handled=False)


@pytest.mark.django_db
def test_a_server_that_offers_another_way_is_shown_the_token_that_way() -> None:
    handler = BearerInbox()
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as free:
        port = free.server_address[1]
    server = Controller(handler, hostname="127.0.0.1", port=port, auth_require_tls=False, auth_required=True)
    server.start()
    url = f"smtp://help%3Dus%40shop.example@127.0.0.1:{port}"
    tokens = iter(["token-0", "token-1"])
    register_mail_route("token", lambda route: MailServer(url, access_token=lambda: next(tokens)))
    post_mail(letter(), about="case:1", now=NOW, leaving=Leaving(route="token:1"))
    assert hand_over_due(now=NOW) == 0
    assert hand_over_due(now=NOW + datetime.timedelta(hours=1)) == 1
    server.stop()
    assert len(handler.mails) == 1


@pytest.fixture(params=["smtps", "smtp+tls"])
def encrypted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[TokenInbox, str, Certificate]]:
    """A server that asks for TLS at once or by STARTTLS, and then for a token; its address; its certificate."""
    certificate = make_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate.file, certificate.key)
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as free:
        port = free.server_address[1]
    handler = TokenInbox()
    if request.param == "smtps":
        lines = {"ssl_context": tls, "auth_require_tls": False}
    else:
        lines = {"tls_context": tls, "require_starttls": True}
    server = _Encrypted(handler, hostname="127.0.0.1", port=port, auth_required=True, **lines)
    server.start()
    yield handler, f"{request.param}://help%40shop.example@127.0.0.1:{port}", certificate
    server.stop()


class _Encrypted(Controller):
    def _trigger_server(self) -> None:
        """A trial connection without a handshake, which would have to trust the certificate."""
        socket.create_connection((self.hostname, self.port), timeout=5).close()


@pytest.mark.django_db
def test_over_tls_mail_leaves_by_a_token_and_to_the_trusted_server_alone(
    encrypted: tuple[TokenInbox, str, Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    handler, url, certificate = encrypted
    tokens = iter(["token-0", "token-1"])
    register_mail_route("token", lambda route: MailServer(url, access_token=lambda: next(tokens)))
    post_mail(letter(), about="case:1", now=NOW, leaving=Leaving(route="token:1"))
    assert hand_over_due(now=NOW) == 0
    assert not hasattr(handler, "shown")
    certificate.trust(monkeypatch)
    assert hand_over_due(now=NOW + datetime.timedelta(hours=1)) == 0
    assert OutgoingMail.objects.get().state == OutgoingMail.State.WAITING
    assert hand_over_due(now=NOW + datetime.timedelta(hours=2)) == 1
    assert [mail.mail_from for mail in handler.mails] == ["help@shop.example"]
    assert len(handler.shown) == 2
