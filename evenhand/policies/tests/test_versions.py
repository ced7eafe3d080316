"""A published version never changes: the models refuse, and the database itself."""

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from evenhand.core.api import ActivityEntry
from evenhand.core.testing import shared
from evenhand.people.testing import TEST
from evenhand.policies import actions, queries
from evenhand.policies.decisions import version_in_force
from evenhand.policies.models import Clause, Policy, PolicyVersion, PublishedNeverChanges
from evenhand.policies.rules import Parameter
from evenhand.policies.wording import ClauseWords, VersionWords

NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
CREDITS = (
    Parameter("lost_parcel_credit_minor", 1000, "", "Usual."),
    Parameter("repeat_failure_credit_minor", 2000, "", "Usual, the second time."),
    Parameter("credit_valid_days", 365, "days", "How long it lasts."),
    Parameter("limits_currency", "USD", "", "Of these amounts."),
)
WORDS = VersionWords("Be kind.", CREDITS, (ClauseWords("1", "Kind", "Be kind."),))
pytestmark = pytest.mark.django_db


@shared
def policy(house_policies: datetime.datetime) -> Policy:
    return Policy.objects.get(key="goodwill")


def save(draft: PolicyVersion, words: VersionWords = WORDS, **changes: object) -> PolicyVersion:
    fields = {"changes": "", "notice_days": 7, "needs_acknowledgement": False, "revision": draft.revision, **changes}
    return actions.save_draft(draft=draft, words=words, **fields, actor=TEST, now=NOW)


def publish(draft: PolicyVersion, on: str = "2026-03-20", **changes: object) -> PolicyVersion:
    fields = {"revision": draft.revision, "effective_on": datetime.date.fromisoformat(on), **changes}
    return actions.publish_version(draft=draft, **fields, actor=TEST, now=NOW)


def start(policy: Policy) -> PolicyVersion:
    return actions.start_draft(policy=policy, actor=TEST, now=NOW)


TAMPERINGS: list[Callable[[PolicyVersion], object]] = [
    lambda version: PolicyVersion.objects.filter(pk=version.pk).update(text="Another text."),
    lambda version: PolicyVersion.objects.filter(pk=version.pk).update(published_at=None),
    lambda version: Clause.objects.filter(version=version).update(condition="true"),
    lambda version: Clause.objects.create(version=version, position=99, number="99", title="x", text="x"),
]


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_the_database_refuses_to_change_what_is_published(
    policy: Policy, tamper: Callable[[PolicyVersion], object]
) -> None:
    version = policy.versions.get()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        tamper(version)


def test_a_clause_cannot_be_moved_out_of_a_published_version(policy: Policy) -> None:
    published = policy.versions.get()
    draft = start(policy)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Clause.objects.filter(version=published, number="1.1").update(version=draft, number="9.9")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Clause.objects.filter(version=draft, number="1.1").update(version=published, number="9.9")


def test_the_models_refuse_to_remove_what_is_published(policy: Policy) -> None:
    version = policy.versions.get()
    for remove in (
        version.delete,
        policy.versions.all().delete,
        version.clauses.all().delete,
        version.clauses.all()[0].delete,
    ):
        with pytest.raises(PublishedNeverChanges):
            remove()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's tests empty tables by DELETE")
def test_postgresql_refuses_to_remove_what_is_published(policy: Policy) -> None:
    for table in ("policies_clause", "policies_policyversion"):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


def test_a_draft_begins_as_a_copy_and_there_is_only_one(policy: Policy) -> None:
    draft = start(policy)
    assert (draft.number, draft.is_published) == (2, False)
    assert queries.words_of(draft) == queries.words_of(policy.versions.get(number=1))
    assert start(policy) == draft
    assert ActivityEntry.objects.filter(verb="policies.start_draft").count() == 1


def test_publishing_seals_the_words_and_dates_them_in_the_sites_zone(policy: Policy) -> None:
    version = publish(save(start(policy)))
    assert version.sha256 == WORDS.seal
    assert version.effective_from == datetime.datetime(2026, 3, 20, tzinfo=datetime.UTC)
    entry = ActivityEntry.objects.get(verb="policies.publish_version", subject="policy:goodwill/2")
    assert entry.facts["sha256"] == WORDS.seal


def test_each_word_of_a_version_is_under_its_seal() -> None:
    others = [
        VersionWords("Be kind!", WORDS.parameters, WORDS.clauses),
        VersionWords(WORDS.text, (replace(CREDITS[0], value=900), *CREDITS[1:]), WORDS.clauses),
        VersionWords(WORDS.text, WORDS.parameters, (ClauseWords("1", "Kind", "Be kind.", condition="true"),)),
    ]
    assert len({words.seal for words in [WORDS, *others]}) == 4


def test_notice_that_was_promised_is_never_cut_short(policy: Policy) -> None:
    draft = save(start(policy), notice_days=0)
    assert actions.earliest_day(draft, NOW) == datetime.date(2026, 3, 9)
    with pytest.raises(actions.TooSoon, match="2026-03-09"):
        publish(draft, "2026-03-08")
    assert publish(draft, "2026-03-09").is_published


def test_a_version_that_would_be_undone_by_one_that_comes_later_is_refused(policy: Policy) -> None:
    publish(start(policy), "2026-04-30", effective_at=datetime.time(12, 0))
    draft = start(policy)
    assert actions.earliest_day(draft, NOW) == datetime.date(2026, 4, 30)
    for too_early in ("2026-03-20", "2026-04-30"):
        with pytest.raises(actions.WouldBeUndone, match=r"Version 2 .* takes effect on 2026-04-30 at 12:00.*instead"):
            publish(draft, too_early)
    publish(draft, "2026-04-30", effective_at=datetime.time(12, 0))
    noon = datetime.datetime(2026, 4, 30, 12, 0, tzinfo=datetime.UTC)
    held = [version_in_force("goodwill", at).number for at in (NOW, noon - datetime.timedelta(seconds=1), noon)]
    assert held == [1, 1, 3]


def test_a_day_that_is_over_is_too_soon_even_without_notice(house_policies: datetime.datetime) -> None:
    draft = start(Policy.objects.get(key="conduct"))
    draft = save(draft, notice_days=0)
    with pytest.raises(actions.TooSoon):
        publish(draft, "2026-03-01")
    assert publish(draft, "2026-03-02").effective_from == NOW


def test_what_cannot_be_judged_is_not_published_and_the_place_is_named(policy: Policy) -> None:
    broken = ClauseWords("2.1", "Broken", "Text.", "credit.goodwill", "allow", "amount_minor >", "Because.")
    draft = save(start(policy), VersionWords("", (), (broken,)))
    with pytest.raises(actions.NotFitToPublish, match=r"clause 2\.1, condition: at character 15"):
        publish(draft)
    draft.refresh_from_db()
    assert not draft.is_published


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (
            None,
            "parameter credit_valid_days, name: it is missing, and the house works by it: add it, with a whole number",
        ),
        (
            "three",
            "parameter credit_valid_days, value: the house works by it, and needs a whole number from 0 to 36500",
        ),
        (True, "parameter credit_valid_days, value"),
        (1.5, "parameter credit_valid_days, value"),
        (-1, "parameter credit_valid_days, value"),
        (10**9, "parameter credit_valid_days, value"),
    ],
)
def test_what_the_house_works_by_is_in_each_version_as_it_is_needed(
    policy: Policy, value: bool | float | str | None, told: str
) -> None:
    others = tuple(each for each in CREDITS if each.name != "credit_valid_days")
    stated = () if value is None else (Parameter("credit_valid_days", value, "days", "How long it lasts."),)
    draft = save(start(policy), replace(WORDS, parameters=(*others, *stated)))
    with pytest.raises(actions.NotFitToPublish) as refused:
        publish(draft)
    assert [str(problem).startswith(told) for problem in refused.value.problems] == [True]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("share", 0),
        ("share", 51),
        ("false_discovery", 0),
        ("false_discovery", 100),
        ("cause_prior", 0),
        ("sellers_standard_per_1000", 0),
        ("drivers_standard_per_1000", 1000),
    ],
)
def test_a_figure_by_which_nobody_could_be_compared_is_not_published(
    house_policies: datetime.datetime, name: str, value: int
) -> None:
    draft = start(Policy.objects.get(key="standing-and-steps"))
    words = queries.words_of(draft)
    stated = tuple(replace(each, value=value) if each.name == name else each for each in words.parameters)
    assert stated != words.parameters
    with pytest.raises(actions.NotFitToPublish, match=rf"parameter {name}, value.* from 1 to "):
        publish(save(draft, replace(words, parameters=stated)), "2026-09-20")


def test_a_figure_that_the_house_does_without_may_go_and_one_of_an_owners_own_may_come(
    house_policies: datetime.datetime,
) -> None:
    draft = start(Policy.objects.get(key="standing-and-steps"))
    words = queries.words_of(draft)
    kept = tuple(each for each in words.parameters if not each.name.startswith("sellers_"))
    own = Parameter("tea_breaks", "two", "", "Each day.")
    assert publish(save(draft, replace(words, parameters=(*kept, own))), "2026-09-20").is_published


def test_of_two_writers_the_second_is_told_and_overwrites_nothing(policy: Policy) -> None:
    draft = start(policy)
    save(draft, VersionWords("Mine.", (), WORDS.clauses))
    with pytest.raises(actions.DraftMoved):
        save(draft, VersionWords("Theirs.", (), WORDS.clauses))
    with pytest.raises(actions.DraftMoved):
        publish(draft)
    draft.refresh_from_db()
    assert draft.text == "Mine."


def test_a_published_draft_can_be_neither_saved_nor_thrown_away(policy: Policy) -> None:
    version = publish(save(start(policy)))
    with pytest.raises(PublishedNeverChanges):
        save(version)
    with pytest.raises(PublishedNeverChanges):
        actions.discard_draft(draft=version, actor=TEST, now=NOW)


def test_a_draft_can_be_thrown_away(policy: Policy) -> None:
    actions.discard_draft(draft=start(policy), actor=TEST, now=NOW)
    assert policy.versions.count() == 1


def test_two_versions_are_compared_word_by_word(policy: Policy) -> None:
    older = VersionWords("Wait three days.", (), (ClauseWords("1", "A", "Old."), ClauseWords("2", "B", "Same.")))
    newer = VersionWords("Wait five days.", (), (ClauseWords("2", "B", "Same."), ClauseWords("3", "C", "New.")))
    found = queries.differences(older, newer)
    assert [(each.name, each.kind) for each in found] == [("", "changed"), ("3", "new"), ("1", "gone")]
    pieces = [(piece.kind, piece.text) for piece in found[0].pieces]
    assert pieces == [("same", "Wait "), ("old", "three "), ("new", "five "), ("same", "days.")]


def test_a_figure_that_changed_is_compared_as_people_say_it() -> None:
    def words(limit: int) -> VersionWords:
        return VersionWords("", (Parameter("credit_minor", limit, "minor units", "The usual credit."),), ())

    [found] = queries.differences(words(2000), words(2500))
    assert [piece.text.strip() for piece in found.pieces if piece.kind == "new"] == ["$25.00."]
