"""Words of the log can be erased and nothing else; the chain holds before and after."""

import datetime

import pytest
from django.db import DatabaseError, transaction

from evenhand.core.api import ActivityEntry, Actor, action, record, verify_chain
from evenhand.core.erasing import erase_activity_words

NOW = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
IDA = Actor(label="Ida Example", account_id=7, source="web 203.0.113.7")

pytestmark = pytest.mark.django_db


@action
def note(subject: str, actor: Actor = IDA, reason: str = "She moved to Bern.") -> None:
    record(actor=actor, verb="test.note", subject=subject, now=NOW, reason=reason, amount=3)


def test_erased_words_are_gone_and_the_chain_holds() -> None:
    note("case:1")
    note("case:2", Actor(label="Ola Other", account_id=8))
    head = verify_chain().head
    assert erase_activity_words(actor_ids=[7]) == 1
    first, second = ActivityEntry.objects.order_by("id")
    assert (first.actor_label, first.reason, first.source, first.salt) == ("", "", "", "")
    assert (first.actor_id, first.verb, first.facts) == (7, "test.note", {"amount": 3})
    assert second.actor_label == "Ola Other"
    report = verify_chain()
    assert (report.broken_at, report.head) == (None, head)


def test_words_about_a_subject_are_erased_whoever_wrote_them() -> None:
    note("case:1", Actor(label="Ola Other", account_id=8))
    assert erase_activity_words(subjects=["case:1"]) == 1
    assert ActivityEntry.objects.get().reason == ""


def test_erasing_again_is_harmless_and_later_entries_follow() -> None:
    note("case:1")
    erase_activity_words(actor_ids=[7])
    assert erase_activity_words(actor_ids=[7]) == 0
    note("case:1")
    assert verify_chain().broken_at is None
    assert ActivityEntry.objects.latest("id").actor_label == "Ida Example"


@pytest.mark.parametrize(
    "change",
    [
        {"actor_label": "Somebody else"},
        {"reason": ""},
        {"actor_label": "", "reason": "", "source": "", "salt": "", "facts": {}},
        {"actor_label": "", "reason": "", "source": "", "salt": "", "actor_id": 8},
        {"hash": "0" * 64},
    ],
)
def test_the_database_refuses_every_other_change(change) -> None:
    note("case:1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ActivityEntry.objects.update(**change)


def test_the_digest_that_stays_tells_nothing_of_the_words() -> None:
    note("case:1")
    note("case:1")
    digests = set(ActivityEntry.objects.values_list("words_sha256", flat=True))
    assert len(digests) == 2, "the same words have another salt each time"
