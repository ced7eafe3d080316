"""`evenhand create_administrator`."""

import getpass
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from evenhand.people.models import Account
from evenhand.people.queries import is_staff
from evenhand.people.testing import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed at the prompts for a password, in order."""
    typed: list[str] = []
    waiting: Iterator[str] = iter(typed)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(waiting))
    return typed


def test_the_first_administrator_is_made_and_told_what_comes_next(
    answers: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answers += ["too short", PASSWORD, "not the same", PASSWORD, PASSWORD]
    call_command("create_administrator", email="Boss@cast.example", name="Bo Boss")
    account = Account.objects.get(email="boss@cast.example")
    assert account.check_password(PASSWORD)
    assert is_staff(account)
    printed = capsys.readouterr()
    assert "too short" in printed.err
    assert "not the same" in printed.err
    assert "/sign-in/password/" in printed.out
    assert "/people/invitations/" in printed.out


def test_an_address_that_is_taken_is_refused(answers: list[str], administrator: Account) -> None:
    answers += [PASSWORD, PASSWORD]
    with pytest.raises(CommandError, match="is here already"):
        call_command("create_administrator", email=administrator.email, name="Again")


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(CommandError, match="no e-mail address"):
        call_command("create_administrator", email="boss", name="Bo")
