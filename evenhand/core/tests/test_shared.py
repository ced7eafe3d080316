"""What a module's tests share: made once, found by each as it was made; a test that commits makes its own."""

import datetime

import pytest

from evenhand.core.models import OutgoingMail
from evenhand.core.testing import shared

NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
made: list[str] = []


@shared
def mail(db: None) -> OutgoingMail:
    made.append("mail")
    return OutgoingMail.objects.create(
        message_id="<1@shop.example>", subject="As made", raw=b"", posted_at=NOON, next_attempt_at=NOON
    )


@shared
def changed(mail: OutgoingMail) -> OutgoingMail:
    made.append("changed")
    mail.subject = "As changed"
    mail.save()
    return mail


@pytest.mark.parametrize("which", range(3))
def test_each_finds_it_as_it_was_made_and_may_change_it(mail: OutgoingMail, which: int) -> None:
    assert made.count("mail") <= 2, "by those that take back what they write, and by the one that commits"
    assert (mail.subject, OutgoingMail.objects.get().subject) == ("As made", "As made")
    mail.subject = "As a test left it"
    mail.save()


@pytest.mark.parametrize("which", range(2))
def test_what_is_made_of_it_is_seen_by_those_who_ask_alone(
    changed: OutgoingMail, mail: OutgoingMail, which: int
) -> None:
    assert made.count("changed") == 1
    assert changed is mail, "one row is one object, as if both were made for this test"
    assert OutgoingMail.objects.get().subject == "As changed"


@pytest.mark.django_db
def test_who_does_not_ask_finds_nothing() -> None:
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_commits_makes_their_own(mail: OutgoingMail) -> None:
    assert OutgoingMail.objects.get() == mail
