"""`evenhand simulate_call`, where it refuses; that it plays a whole call is tested on a served installation."""

import socket
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def test_a_line_that_is_not_there_is_said_with_those_that_are(line):
    with pytest.raises(CommandError, match=f"The lines are: Help line \\({line.key}\\)"):
        call_command("simulate_call", "Other line", agent="201")


def test_it_is_for_this_machine_only(line):
    with pytest.raises(CommandError, match="loopback"):
        call_command("simulate_call", line.name, agent="201", address="http://shop.example")


def test_nobody_answering_is_said_kindly(line):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listened on: whoever comes is refused
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(CommandError, match="evenhand serve"):
            call_command("simulate_call", line.key, agent="201", address=address)
