"""A mailbox signed in to by OAuth 2: a small token server of our own, and a real Dovecot that asks it about tokens."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from evenhand.cases.actions.mailboxes import add_mailbox
from evenhand.cases.mail.polling import poll_due
from evenhand.cases.mail.tokens import TokenRefused, access_token
from evenhand.cases.models import Mailbox
from evenhand.cases.testing import NOON, at, make_mail
from evenhand.cases.testing_dovecot import USER, Dovecot, running_dovecot
from evenhand.core.api import system, unseal
from evenhand.core.testing import Certificate, make_certificate

pytestmark = pytest.mark.django_db


class Answers(BaseHTTPRequestHandler):
    """Gives an access token for the refresh token in use, with a new refresh token; says whose a token is."""

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(form)
        if self.server.broken or form["refresh_token"] != [self.server.refresh_token]:
            self.say(400, {"error": "invalid_grant", "error_description": "Token has been revoked."})
            return
        self.server.refresh_token = f"refresh-{len(self.server.asked)}"
        self.server.access_token = f"access-{len(self.server.asked)}"
        self.say(
            200,
            {"access_token": self.server.access_token, "expires_in": 3600, "refresh_token": self.server.refresh_token},
        )

    def do_GET(self) -> None:
        token = parse_qs(urlsplit(self.path).query).get("access_token")
        if token == [self.server.access_token]:
            self.say(200, {"username": USER, "active": True})
        else:
            self.say(401, {"error": "invalid_token"})

    def say(self, status: int, words: dict) -> None:
        content = json.dumps(words).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def tokens() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.refresh_token, server.access_token, server.asked, server.broken = "refresh-0", "", [], False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return make_certificate(tmp_path)


@pytest.fixture
def encrypted(tokens: ThreadingHTTPServer, certificate: Certificate) -> Iterator[Dovecot]:
    ask_there = f"http://127.0.0.1:{tokens.server_port}/info?access_token="
    with running_dovecot(tokeninfo_url=ask_there, certificate=certificate) as server:
        yield server


@pytest.fixture(params=["xoauth2", "oauthbearer"])
def guarded(tokens: ThreadingHTTPServer, request: pytest.FixtureRequest) -> Iterator[Dovecot]:
    ask_there = f"http://127.0.0.1:{tokens.server_port}/info?access_token="
    with running_dovecot(tokeninfo_url=ask_there, mechanism=request.param) as server:
        yield server


def make_mailbox(tokens: ThreadingHTTPServer, port: int, security: str = "none") -> Mailbox:
    settings = {
        "name": "Help",
        "address": "help@shop.example",
        "queue": None,
        "user": USER,
        "sign_in": "oauth2",
        "imap_host": "127.0.0.1",
        "imap_port": port,
        "imap_security": security,
        "imap_folder": "INBOX",
        "token_url": f"http://127.0.0.1:{tokens.server_port}/token",
        "client_id": "us",
        "scope": "mail",
        "smtp_host": "",
        "smtp_port": 587,
        "smtp_security": "starttls",
    }
    secrets = {"client_secret": "hush", "refresh_token": "refresh-0"}
    return add_mailbox(settings=settings, secrets=secrets, actor=system("test"), now=NOON)


def test_mail_is_fetched_by_a_token_that_is_asked_for_once(tokens, guarded: Dovecot):
    mailbox = make_mailbox(tokens, guarded.port)
    guarded.append(make_mail("One"))
    assert poll_due(now=NOON) == 1
    guarded.append(make_mail("Two"))
    assert poll_due(now=at(20)) == 1
    assert len(tokens.asked) == 1
    assert tokens.asked[0]["client_secret"] == ["hush"]
    mailbox.refresh_from_db()
    assert (mailbox.last_error, mailbox.mails_taken) == ("", 2)
    assert unseal(mailbox.sealed_refresh_token) == "refresh-1"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_token_is_shown_over_tls_to_the_server_of_the_certificate_and_to_no_other(
    tokens, encrypted: Dovecot, certificate: Certificate, security: str, tmp_path: Path, monkeypatch
):
    mailbox = make_mailbox(tokens, encrypted.tls_port if security == "tls" else encrypted.port, security)
    encrypted.append(make_mail("One"))
    assert poll_due(now=NOON) == 0
    mailbox.refresh_from_db()
    assert "No encrypted connection came about: self-signed certificate" in mailbox.last_error
    (tmp_path / "other").mkdir()
    make_certificate(tmp_path / "other").trust(monkeypatch)
    assert poll_due(now=at(20)) == 0
    certificate.trust(monkeypatch)
    assert poll_due(now=at(60)) == 1
    mailbox.refresh_from_db()
    assert (mailbox.last_error, mailbox.mails_taken) == ("", 1)


def test_a_token_that_the_server_takes_no_more_is_said_in_words(tokens, guarded: Dovecot):
    mailbox = make_mailbox(tokens, guarded.port)
    assert poll_due(now=NOON) == 0
    tokens.access_token = "another"
    assert poll_due(now=at(20)) == 0
    mailbox.refresh_from_db()
    assert "did not accept" in mailbox.last_error
    assert poll_due(now=at(60)) == 0
    mailbox.refresh_from_db()
    assert (mailbox.last_error, len(tokens.asked)) == ("", 2)


def test_a_sign_in_server_that_refuses_is_quoted(tokens):
    mailbox = make_mailbox(tokens, 9)
    tokens.broken = True
    with pytest.raises(TokenRefused, match="invalid_grant Token has been revoked"):
        access_token(mailbox)
    poll_due(now=NOON)
    mailbox.refresh_from_db()
    assert "Token has been revoked" in mailbox.last_error


def test_a_sign_in_server_that_is_away_is_said(tokens):
    mailbox = make_mailbox(tokens, 9)
    tokens.shutdown()
    tokens.server_close()
    with pytest.raises(TokenRefused, match="nothing answers there"):
        access_token(mailbox)
