"""Asking another machine by HTTP: one request, one answer of a bounded size, within a bounded time, no detours."""

import http.client
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

LARGEST_ANSWER = 1_000_000
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_CHUNK = 16_384


class NoAnswer(Exception):
    """There was no answer, and the message says why, in plain words."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


class _NoDetours(urllib.request.HTTPRedirectHandler):
    """A redirect would carry secrets to an address that nobody chose."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


_OPENER = urllib.request.build_opener(
    _NoDetours, urllib.request.HTTPSHandler(context=ssl.create_default_context()), urllib.request.ProxyHandler()
)


def is_safe_address(url: str) -> bool:
    """Whether secrets may be sent to `url`: encrypted, or to this very machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def post(url: str, body: bytes, *, headers: Mapping[str, str], timeout_seconds: float) -> Answer:
    """POST `body` and answer what comes back, whatever its status. Raises NoAnswer."""
    deadline = time.monotonic() + timeout_seconds
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310 - checked where it is set
    try:
        with _OPENER.open(request, timeout=timeout_seconds) as response:
            return Answer(response.status, _read(response, deadline))
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, refused.read(LARGEST_ANSWER))
    except TimeoutError:
        raise NoAnswer(_too_slow(timeout_seconds)) from None
    except urllib.error.URLError as problem:
        raise NoAnswer(_in_words(problem, timeout_seconds)) from None
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise NoAnswer(f"the connection broke ({type(problem).__name__})") from None


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    content = bytearray()
    while chunk := response.read1(_CHUNK):
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise NoAnswer("the answer was larger than we take in")
        if time.monotonic() > deadline:
            raise TimeoutError
    return bytes(content)


def _in_words(problem: urllib.error.URLError, timeout_seconds: float) -> str:
    if isinstance(problem.reason, TimeoutError):
        return _too_slow(timeout_seconds)
    if isinstance(problem.reason, ssl.SSLError):
        return "its certificate cannot be trusted"
    return f"nothing answers there ({problem.reason})"


def _too_slow(timeout_seconds: float) -> str:
    return f"no answer came within {timeout_seconds:g} seconds"
