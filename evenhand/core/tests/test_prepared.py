"""Queries put together once: they answer what the ORM answers."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.test.utils import CaptureQueriesContext

from evenhand.core.api import ActivityEntry, Prepared, give_related, one_transaction, record, system

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)

OF_KEYS = Prepared(lambda keys: ActivityEntry.objects.filter(pk__among=keys).order_by("id"))
ABOUT = Prepared(lambda subject: ActivityEntry.objects.filter(subject=subject).values_list("verb", flat=True))
SINCE = Prepared(lambda at, *, newest: ActivityEntry.objects.filter(at__gte=at).order_by("-id" if newest else "id"))
ON_DAY = Prepared(lambda day: ActivityEntry.objects.annotate(day=TruncDate("at")).filter(day=day).order_by("id"))

OF_CONSTANTS = Prepared(
    lambda at, *, about, after: ActivityEntry.objects.filter(at=at, subject=about, pk__gt=after).values_list(
        "pk", flat=True
    )
)


@pytest.fixture
def entries() -> list[ActivityEntry]:
    """Five entries, an hour apart."""
    with one_transaction():
        for number in range(5):
            record(actor=system("test"), verb="tests.touch", subject=f"case:{number}", now=NOON + number * HOUR)
    return list(ActivityEntry.objects.order_by("id"))


@pytest.mark.parametrize("size", range(6))
def test_a_list_of_any_size_finds_what_it_names(entries: list[ActivityEntry], size: int) -> None:
    wanted = entries[:size]
    assert OF_KEYS.rows([each.pk for each in wanted]) == wanted


def test_the_second_question_gets_its_own_answer(entries: list[ActivityEntry]) -> None:
    assert [OF_KEYS.rows([each.pk]) for each in entries] == [[each] for each in entries]


def test_rows_are_whole(entries: list[ActivityEntry]) -> None:
    found = OF_KEYS.first([entries[2].pk])
    assert found is not None
    assert found.__dict__.keys() == entries[2].__dict__.keys()
    assert (found.at, found.subject) == (NOON + 2 * HOUR, "case:2")


def test_a_row_that_must_be_there_is_missed_as_the_orm_misses_it(entries: list[ActivityEntry]) -> None:
    assert OF_KEYS.get([entries[2].pk]) == entries[2]
    with pytest.raises(ActivityEntry.DoesNotExist):
        OF_KEYS.get([0])


def test_moments_are_compared_as_the_database_keeps_them(entries: list[ActivityEntry]) -> None:
    berlin = datetime.timezone(HOUR)
    assert SINCE.rows((NOON + 3 * HOUR).astimezone(berlin), newest=False) == entries[3:]


def test_days_are_compared_as_the_database_keeps_them(entries: list[ActivityEntry]) -> None:
    assert ON_DAY.rows(NOON.date()) == entries
    assert ON_DAY.rows(NOON.date() + 24 * HOUR) == []


def test_constants_give_forms_of_their_own(entries: list[ActivityEntry]) -> None:
    assert SINCE.rows(NOON, newest=True) == SINCE.rows(NOON, newest=False)[::-1] == entries[::-1]


@pytest.mark.parametrize("about", ["open", "case:7", "it's 100 %s", "", "a%%b", "'; --"])
def test_constants_are_compared_as_they_are(entries: list[ActivityEntry], about: str) -> None:
    with one_transaction():
        record(actor=system("test"), verb="tests.touch", subject=about, now=NOON)
    wanted = [ActivityEntry.objects.latest("id").pk]
    assert OF_CONSTANTS.rows(NOON, about=about, after=entries[4].pk) == wanted


def test_plain_constants_stand_in_the_words_of_a_query(entries: list[ActivityEntry]) -> None:
    asked: list[tuple[str, int]] = []

    def listen(
        execute: Callable[..., Any], sql: str, values: Sequence[Any], many: bool, context: dict[str, Any]
    ) -> Any:
        asked.append((sql, len(values)))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(listen):
        assert OF_CONSTANTS.rows(NOON, about="open", after=7) == []
    [(sql, values)] = asked
    assert "'open'" in sql
    assert values == 1


def test_nothing_and_what_no_key_can_be_find_nothing(entries: list[ActivityEntry]) -> None:
    assert ABOUT.rows(None) == []
    assert ABOUT.first("case:9") is None
    assert OF_KEYS.rows([2**64, entries[0].pk]) == entries[:1]
    assert Prepared(lambda key: ActivityEntry.objects.filter(pk=key)).rows(2**64) == []


def test_words_stay_words(entries: list[ActivityEntry]) -> None:
    assert ABOUT.rows("case:1") == ["tests.touch"]
    assert ABOUT.rows("case:1' OR '1'='1") == []


def test_lists_of_any_size_are_one_form(entries: list[ActivityEntry]) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert OF_KEYS.rows([]) == []
        assert OF_KEYS.rows([each.pk for each in entries] * 30) == entries
        assert OF_KEYS.rows([entries[0].pk, 9_000_000_000]) == entries[:1]
    assert len(asked) == 3


def test_an_empty_list_leaves_the_other_ways_to_a_row_open(entries: list[ActivityEntry]) -> None:
    either = Prepared(lambda at, keys: ActivityEntry.objects.filter(Q(at=at) | Q(pk__among=keys)))
    assert either.rows(NOON, []) == entries[:1]


def test_what_is_related_is_answered_as_after_a_prefetch(django_assert_num_queries) -> None:
    kinds = first, second = [ContentType.objects.create(app_label="tests", model=name) for name in ("one", "two")]
    known = [Permission.objects.create(content_type=first, codename=name) for name in ("add", "view")]
    give_related(kinds, "permission_set", {first.pk: known})
    with django_assert_num_queries(0):
        assert (list(first.permission_set.all()), list(second.permission_set.all())) == (known, [])
    assert list(first.permission_set.exclude(pk=known[0].pk)) == known[1:]
