"""`evenhand clockwork`: does what is due, in its rhythm."""

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from evenhand.core.api import do_duties


class Command(BaseCommand):
    help = "Do what is due again and again: mail to hand over, mail to land, invitations to send."

    def handle(self, **options: Any) -> None:
        stop = threading.Event()

        def asked_to_stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, asked_to_stop)
        signal.signal(signal.SIGINT, asked_to_stop)
        do_duties(stop)
