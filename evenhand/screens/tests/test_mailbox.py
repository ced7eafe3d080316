"""The page of outgoing mail, for those who look after the installation."""

import pytest
from django.test import Client

from evenhand.cases.api import Case, Message, reply
from evenhand.core.api import OutgoingMail, now


@pytest.fixture
def mail(case: Case, agent, actor) -> OutgoingMail:
    last = Message.objects.get(case=case).pk
    reply(case=case, text="Dear Cleo <b>", seen_message_id=last, key="r", actor=actor(agent), now=now())
    return OutgoingMail.objects.get(about=case.log_subject)


@pytest.fixture
def keeper(client_for, lead) -> Client:
    return client_for(lead)


def test_mail_that_left_is_listed_and_found_by_address(keeper: Client, mail: OutgoingMail) -> None:
    assert mail.subject in keeper.get("/mailbox/").content.decode()
    assert mail.subject in keeper.get("/mailbox/?to=cleo").content.decode()
    assert "No mail" in keeper.get("/mailbox/?to=nobody").content.decode()


def test_a_mail_is_shown_as_it_is_read_and_never_as_markup(keeper: Client, mail: OutgoingMail) -> None:
    page = keeper.get(f"/mailbox/{mail.pk}/").content.decode()
    assert "Dear Cleo &lt;b&gt;" in page
    assert "Message-ID" in page


def test_there_is_no_other_mail(keeper: Client) -> None:
    assert keeper.get("/mailbox/999/").status_code == 404


@pytest.mark.parametrize("path", ["/mailbox/", "/mailbox/1/"])
def test_nothing_is_done_by_post(keeper: Client, path) -> None:
    assert keeper.post(path).status_code == 405
