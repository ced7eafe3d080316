"""A private Dovecot for tests of mailboxes: own configuration, loopback only, own mails in a folder that goes with it.

    def test_it(dovecot: Dovecot) -> None:
        dovecot.append(make_mail("Hello"))
        poll_mailbox_once(dovecot.url, now=NOON)

The root conftest loads the fixture. Where there is no Dovecot the tests skip, and say so; `bin/test` installs it where
it may.
"""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
from imap_tools import MailBoxUnencrypted

from evenhand.core.testing import Certificate

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
USER, PASSWORD = "help@localhost", "p/w"
START_SECONDS = 30
SIGN_IN_BY_OAUTH = """
passdb {{
  driver = oauth2
  mechanisms = {mechanism}
  args = {folder}/oauth2.conf
}}
"""
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
{tls}
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{folder}/mails
auth_mechanisms = plain{mechanisms}
passdb {{
  driver = static
  mechanisms = plain
  args = password={password}
}}
{passdb}
userdb {{
  driver = static
  args = uid={mail_uid} gid={mail_gid} home={folder}/mails
}}
service imap-login {{
  chroot = {login_chroot}
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass
class Dovecot:
    """One server with one mailbox; `stop` and `start` keep its mails and its port."""

    folder: Path
    port: int
    tls_port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """As EVENHAND_IMAP_URL names it."""
        return f"imap://help%40localhost:p%2Fw@127.0.0.1:{self.port}/INBOX"

    def append(self, mail: EmailMessage | bytes, *flags: str) -> None:
        """Put a mail into the mailbox, with flags such as "\\Seen"."""
        with self.opened() as mailbox:
            mailbox.append(mail if isinstance(mail, bytes) else mail.as_bytes(), "INBOX", flag_set=list(flags))

    def flags(self) -> dict[str, set[str]]:
        """Each mail's flags by its number, without what the server notes for itself."""
        with self.opened() as mailbox:
            mails = mailbox.fetch(mark_seen=False, headers_only=True)
            return {str(mail.uid): set(mail.flags) - {"\\Recent"} for mail in mails}

    @contextmanager
    def opened(self) -> Iterator[MailBoxUnencrypted]:
        with MailBoxUnencrypted("127.0.0.1", self.port, timeout=30).login(USER, PASSWORD) as mailbox:
            assert isinstance(mailbox, MailBoxUnencrypted)
            yield mailbox

    def start(self) -> None:
        assert PROGRAM is not None
        command = [PROGRAM, "-F", "-c", str(self.folder / "dovecot.conf")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            is_starting = self.process.poll() is None and time.monotonic() < deadline
            assert is_starting, self._log()
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as there:
                return there.recv(4).startswith(b"* OK")
        except OSError:
            return False

    def _log(self) -> str:
        log = self.folder / "log"
        return f"Dovecot did not start:\n{log.read_text() if log.exists() else '(it wrote no log)'}"

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(START_SECONDS)
            self.process = None


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """A running server with an empty mailbox."""
    with running_dovecot() as server:
        yield server


@contextmanager
def running_dovecot(
    tokeninfo_url: str = "",
    certificate: Certificate | None = None,
    mechanism: str = "xoauth2",
    password: str = PASSWORD,
) -> Iterator[Dovecot]:
    """A server with an empty mailbox, opened by `password`; with `tokeninfo_url` it takes tokens by `mechanism`, and
    asks there about them; with a `certificate` it speaks TLS at `tls_port`, and by STARTTLS at `port`."""
    if PROGRAM is None:
        pytest.skip("there is no Dovecot here; Debian has it: apt-get install dovecot-imapd")
    with tempfile.TemporaryDirectory(prefix="evenhand-dovecot-") as name:
        server = Dovecot(Path(name), _free_port(), tls_port=_free_port() if certificate else 0)
        _write_configuration(server, tokeninfo_url, certificate, mechanism, password)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _write_configuration(
    server: Dovecot, tokeninfo_url: str, certificate: Certificate | None, mechanism: str, password: str
) -> None:
    """Started by root it takes the users of its Debian package, and nobody's for the mails; else all is ours."""
    me = pwd.getpwuid(os.geteuid())
    is_root = me.pw_uid == 0
    mail_user = pwd.getpwnam("nobody") if is_root else me
    mails = server.folder / "mails"
    mails.mkdir()
    if is_root:
        server.folder.chmod(0o755)
        os.chown(mails, mail_user.pw_uid, mail_user.pw_gid)
    words = CONFIGURATION.format(
        folder=server.folder,
        port=server.port,
        tls_port=server.tls_port,
        tls=f"ssl = yes\nssl_cert = <{certificate.file}\nssl_key = <{certificate.key}" if certificate else "ssl = no",
        password=password,
        mechanisms=f" {mechanism}" if tokeninfo_url else "",
        passdb=SIGN_IN_BY_OAUTH.format(folder=server.folder, mechanism=mechanism) if tokeninfo_url else "",
        internal="dovecot" if is_root else me.pw_name,
        internal_group="dovecot" if is_root else grp.getgrgid(me.pw_gid).gr_name,
        login="dovenull" if is_root else me.pw_name,
        login_chroot="login" if is_root else "",
        mail_uid=mail_user.pw_uid,
        mail_gid=mail_user.pw_gid,
    )
    (server.folder / "dovecot.conf").write_text(words)
    about_tokens = f"tokeninfo_url = {tokeninfo_url}\nusername_attribute = username\n"
    (server.folder / "oauth2.conf").write_text(about_tokens)
