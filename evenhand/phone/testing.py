"""A telephone system for tests: it signs and sends the events of its calls, in any order one likes."""

import datetime
import json
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.test import Client
from django.utils.timezone import now as real_now

from evenhand.cases.api import Queue
from evenhand.core.api import system
from evenhand.phone.actions import make_line
from evenhand.phone.models import Line
from evenhand.phone.rules import signature
from evenhand.phone.secrets import secrets_of

CALLER = "+447700900123"
_numbers = count(1)


def make_phone_line(now: datetime.datetime, **more: Any) -> Line:
    """The line "Help line", whose cases wait in a queue of its own."""
    queue, _is_new = Queue.objects.get_or_create(slug="phone", defaults={"name": "Telephone", "channel": "phone"})
    return make_line(name="Help line", queue=queue, actor=system("test"), now=now, **more)


@dataclass
class Exchange:
    """A telephone system with one call; `began_at` is the zero of its events' minutes."""

    line: Line
    began_at: datetime.datetime
    call: str = "call-1"
    number: str = CALLER
    direction: str = "inbound"

    def event(self, kind: str, seconds: float, agent: str = "", **more: Any) -> dict[str, Any]:
        """One event, so many seconds after the call began."""
        at = self.began_at + datetime.timedelta(seconds=seconds)
        told = {"id": f"event-{next(_numbers)}", "call": self.call, "kind": kind, "at": at.isoformat()}
        return {**told, "number": self.number, "direction": self.direction, "agent": agent, **more}

    def headers(self, body: bytes, *, secret: str = "", at: datetime.datetime | None = None) -> dict[str, str]:
        """What signs a body."""
        stamp = str(int((at or real_now()).timestamp()))
        signed = signature(secret or secrets_of(self.line)[0], stamp, body)
        return {"Evenhand-Timestamp": stamp, "Evenhand-Signature": f"v1={signed}"}

    def send(self, event: dict[str, Any], client: Client | None = None) -> Any:
        """Send an event as this system would, and answer what came back."""
        body = json.dumps(event).encode()
        address = f"/hooks/phone/{self.line.key}/"
        sent_by = client or Client()
        return sent_by.post(address, body, content_type="application/json", headers=self.headers(body))
