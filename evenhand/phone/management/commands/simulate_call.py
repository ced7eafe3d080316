"""`evenhand simulate_call`: plays a telephone system with one call, to try a set-up against the real door."""

import datetime
import http.client
import json
import time
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from evenhand.core.api import environment, now
from evenhand.phone.models import Line
from evenhand.phone.rules import signature
from evenhand.phone.secrets import secrets_of

KINDS = ("ringing", "answered", "hold", "resumed", "ended")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
TIMEOUT_SECONDS = 10


class Command(BaseCommand):
    help = (
        "Send the events of one call to this installation, as a telephone system would: ringing, answered, hold, "
        "resumed, ended. It leaves a real call and a real case, so try it with a number of your own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("line", help="the name or the key of the line, as it stands under Telephones, Lines")
        parser.add_argument("--agent", required=True, help="the extension that rings and answers")
        parser.add_argument("--number", default="+447700900999", help="who calls (default: a number for drama only)")
        parser.add_argument("--only-ring", action="store_true", help="let it ring and hang up")
        parser.add_argument("--seconds", type=float, default=3, help="real seconds between events (default: 3)")
        parser.add_argument("--address", help="where Evenhand answers on this machine (default: by its settings)")

    def handle(self, *, line: str, agent: str, number: str, only_ring: bool, **options: Any) -> None:
        """Send each event, signed, and say what was answered; end with an error where one was refused."""
        chosen = Line.objects.filter(key=line).first() or Line.objects.filter(name=line).first()
        if chosen is None:
            known = ", ".join(f"{each.name} ({each.key})" for each in Line.objects.all()) or "none yet"
            raise CommandError(f"There is no line {line!r}. The lines are: {known}.")
        address = self._address(options["address"])
        call = f"simulated-{uuid4().hex[:12]}"
        kinds = ("ringing", "ended") if only_ring else KINDS
        for place, kind in enumerate(kinds):
            if place:
                time.sleep(max(0.0, options["seconds"]))
            event = {"id": f"{call}-{place}", "call": call, "kind": kind, "at": now().isoformat(), "number": number}
            self._send(address, chosen, {**event, "agent": "" if kind == "ended" else agent})

    def _address(self, given: str | None) -> str:
        settings = environment()
        address = given or f"http://{settings.host}:{settings.port}"
        if urlsplit(address).hostname not in LOOPBACK:
            raise CommandError("This is for trying a set-up on this machine: the address has to be on loopback.")
        return address.rstrip("/")

    def _send(self, address: str, line: Line, event: dict[str, Any]) -> None:
        where, body = urlsplit(address), json.dumps(event).encode()
        stamp = str(int(datetime.datetime.now(datetime.UTC).timestamp()))
        signed = signature(secrets_of(line)[0], stamp, body)
        headers = {
            "Content-Type": "application/json",
            "Evenhand-Timestamp": stamp,
            "Evenhand-Signature": f"v1={signed}",
        }
        connection = http.client.HTTPConnection(where.hostname or "", where.port or 80, timeout=TIMEOUT_SECONDS)
        try:
            connection.request("POST", reverse("phone:events", args=[line.key]), body, headers)
            answer = connection.getresponse()
            said = answer.read().decode("utf-8", "replace")
        except OSError as problem:
            raise CommandError(f"Nobody answers at {address}: {problem}. Is `evenhand serve` running?") from None
        finally:
            connection.close()
        self.stdout.write(f"{event['kind']:<9} {answer.status} {said}")
        if answer.status >= 400:
            raise CommandError("The event was refused; the answer above says why.")
