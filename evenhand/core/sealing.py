"""Secrets at rest, such as the password of a mailbox: sealed with a key that no database holds.

The key comes from the installation's own secret key. Where that changes, what was sealed cannot be opened again and has
to be entered anew.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from evenhand.core.environment import environment
from evenhand.core.errors import DomainError


class CannotBeOpened(DomainError):
    """It was sealed under a key that is not this installation's any more."""

    status = 409
    message = "This secret was sealed under another secret key of this installation. Please enter it again."


def seal(secret: str) -> str:
    """`secret` as it may stand in a table. Nothing stays nothing."""
    return _fernet().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """What was sealed. Raises CannotBeOpened."""
    if not sealed:
        return ""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotBeOpened from None


def _fernet() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"evenhand.core.sealing")
    return Fernet(base64.urlsafe_b64encode(derived.derive(environment().signing_key.encode())))
