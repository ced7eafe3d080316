"""`evenhand demo`: a living shop on this machine, made when it is not there yet, and served."""

import os
import subprocess
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evenhand.core.api import Environment, environment, now
from evenhand.demo.preparing import USUAL_PORT, DemoPlace, Mark, environment_for, free_port

EVENHAND = [sys.executable, "-c", "from evenhand.house.command import main; main()"]


class Command(BaseCommand):
    help = "Prepare a demo marketplace in a data directory of its own, serve it on loopback, and say as whom to look."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--afresh", action="store_true", help="make the demo anew, up to this moment")
        parser.add_argument("--prepare-only", action="store_true", help="make it where it is missing, and do not serve")
        parser.add_argument("--share", type=float, default=1.0, help="how much history to make, from 0 to 1")

    def handle(self, *, afresh: bool, prepare_only: bool, share: float, **options: Any) -> None:
        settings = environment()
        place = DemoPlace(settings.data_dir.resolve())
        with place.alone() as hold:
            made = Mark.of(place.home)
            port = free_port(_named(settings, "port", made.port if made else USUAL_PORT))
            mail_port = _named(settings, "mail_listen_port", made.mail_port if made else 0)
            mail_port = free_port(mail_port, other_than=port)
            if afresh or place.current() is None:
                place.clear()
                self._fill(place, environment_for(place.unfinished, port=port, mail_port=mail_port), share, hold)
                place.put_in_place(Mark.now(port=port, mail_port=mail_port, at=now()))
            if not prepare_only:
                self._serve(place, port, mail_port)

    def _fill(self, place: DemoPlace, settings: dict[str, str], share: float, hold: int) -> None:
        self.stdout.write(f"Making the demo in {place.home}. This takes about a minute, once.")
        self.stdout.flush()
        try:
            filling = subprocess.run(  # noqa: S603 - our own program
                [*EVENHAND, "fill_demo", "--share", str(share)], env=settings, pass_fds=[hold], check=False
            )
        except KeyboardInterrupt:
            raise CommandError("Stopped half way. The next start makes it anew.") from None
        if filling.returncode:
            raise CommandError("The demo could not be made; the lines above say why. It can be started again.")

    def _serve(self, place: DemoPlace, port: int, mail_port: int) -> None:
        words = (
            f"\nLook at http://127.0.0.1:{port}\n"
            "The first page has a chair for everybody; one press signs you in. Begin as Nadia Okafor, an agent:\n"
            "the case at the top of her inbox is Clara's. Then sit down as her lead, and as Clara herself.\n"
            f"Mail: 127.0.0.1 port {mail_port} takes it by SMTP. A demo of today: evenhand demo --afresh\n"
        )
        self.stdout.write("Opening the shop …")
        self.stdout.flush()
        settings = environment_for(place.home, port=port, mail_port=mail_port)
        serve = [*EVENHAND, "serve", "--welcome", words]
        os.execve(sys.executable, serve, settings)  # noqa: S606 - so that Ctrl-C reaches the server


def _named(settings: Environment, name: str, usual: int) -> int:
    """The port that the environment names, 0 for any free one; where it names none, the usual one."""
    return int(getattr(settings, name)) if name in settings.model_fields_set else usual
