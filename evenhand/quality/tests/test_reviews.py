"""Lots, reviews, calibration and disputes, at the actions."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from evenhand.core.api import ActivityEntry, InvalidInput, NotPermitted
from evenhand.people.api import Role, join_team
from evenhand.people.testing import TEST, make_account
from evenhand.quality.actions import DisputeDecided, NothingToDispute, ReviewGiven, note_seen
from evenhand.quality.api import (
    Dispute,
    Draw,
    Kind,
    Review,
    Sample,
    Scorecard,
    decide_dispute,
    dispute_review,
    draw_samples,
    give_review,
    publish_scorecard,
    take_next,
)
from evenhand.quality.models import ScorecardNeverChanges
from evenhand.quality.queries import quality_of
from evenhand.quality.rules import CRITICAL, drawn
from evenhand.quality.tests.conftest import ALL_MET, DAY, HOUR, MONDAY, NOW, contacts_of, give
from evenhand.standing.api import Computation, Finding, Mark

pytestmark = pytest.mark.django_db


def classes(sample: Sample) -> list[bool | None]:
    return [each.passed for each in Sample.objects.get(pk=sample.pk).outcome.critical]


def test_the_system_draws_by_lot_and_the_kept_seed_draws_the_same_again(week, draw, agent, second_agent) -> None:
    assert draw.considered == {str(person): ids for person, ids in week.items()}
    for person in (agent, second_agent):
        again = drawn(draw.considered_of(person.pk), draw.per_agent, seed=draw.seed, agent_id=person.pk)
        assert list(Sample.objects.filter(agent=person).values_list("contact_id", flat=True)) == again
    assert ActivityEntry.objects.get(verb="quality.draw").facts == {"seed": "6", "drawn": 2}


def test_a_week_is_drawn_once(draw) -> None:
    assert draw_samples(now=NOW + DAY) is None
    assert draw_samples(now=NOW + 7 * DAY) is not None, "the next week is another one"
    assert Draw.objects.count() == 2


def test_only_contacts_that_ended_in_the_week_are_considered(house_policies, agent, customer) -> None:
    inside = contacts_of(agent, customer, 1, ended=MONDAY - HOUR)
    contacts_of(agent, customer, 1, ended=MONDAY)
    contacts_of(agent, customer, 1, ended=MONDAY - 7 * DAY - HOUR)
    assert draw_samples(now=NOW).considered == {str(agent.pk): [inside[0].pk]}


def test_where_the_rules_did_not_speak_of_reviews_none_are_drawn(db, agent, customer) -> None:
    contacts_of(agent, customer, 3, ended=MONDAY - DAY)
    assert draw_samples(now=NOW) is None


def test_nobody_is_handed_their_own_contact_or_that_of_somebody_they_lead(
    draw, team, agent, second_agent, actor
) -> None:
    both = make_account("Bo Both", Role.REVIEWER, Role.AGENT)
    Review.objects.filter(agent=agent).update(agent=both)
    assert take_next(actor=actor(both), now=NOW).agent_id == second_agent.pk
    leading = make_account("Lia Leading", Role.REVIEWER, Role.LEAD)
    join_team(account=leading, team=team, is_lead=True, actor=TEST, now=NOW - 30 * DAY)
    Review.objects.update(agent=agent)
    assert take_next(actor=actor(leading), now=NOW) is None


def test_the_database_refuses_a_review_of_ones_own_contact(sample, agent) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(sample=sample).update(reviewer=agent)


def test_each_reviewer_is_handed_another_one_and_the_same_until_it_is_given(
    draw, reviewer, second_reviewer, actor
) -> None:
    first, second = take_next(actor=actor(reviewer), now=NOW), take_next(actor=actor(second_reviewer), now=NOW)
    assert first.pk != second.pk
    assert take_next(actor=actor(reviewer), now=NOW + HOUR).pk == first.pk
    third = make_account("Runa Reviewer", Role.REVIEWER)
    assert take_next(actor=actor(third), now=NOW + HOUR) is None


def test_what_was_taken_and_left_for_a_day_goes_to_somebody_else(draw, reviewer, second_reviewer, actor) -> None:
    left = take_next(actor=actor(reviewer), now=NOW)
    Review.objects.exclude(pk=left.pk).update(given_at=NOW, reviewer=reviewer)
    assert take_next(actor=actor(second_reviewer), now=NOW + 25 * HOUR).pk == left.pk
    with pytest.raises(ReviewGiven):
        give_review(review=left, answers=ALL_MET, words="", actor=actor(reviewer), now=NOW + 26 * HOUR)


def test_a_missed_line_needs_words_and_every_line_an_answer(draw, reviewer, actor) -> None:
    review = take_next(actor=actor(reviewer), now=NOW)
    for answers in (ALL_MET | {"true": "missed"}, {"true": "met"}, ALL_MET | {"true": "so-so"}):
        with pytest.raises(InvalidInput):
            give_review(review=review, answers=answers, words=" ", actor=actor(reviewer), now=NOW)
    assert Review.objects.get(pk=review.pk).given_at is None


def test_giving_the_same_again_is_harmless_and_otherwise_refused(draw, reviewer, actor) -> None:
    review = take_next(actor=actor(reviewer), now=NOW)
    for _ in range(2):
        give_review(review=review, answers=ALL_MET, words="", actor=actor(reviewer), now=NOW)
    with pytest.raises(ReviewGiven):
        give_review(review=review, answers=ALL_MET, words="Other.", actor=actor(reviewer), now=NOW)
    assert ActivityEntry.objects.filter(verb="quality.give_review").count() == 1


def test_no_review_marks_anybody_or_is_counted_in_a_standing(missed) -> None:
    assert classes(missed) == [False, True, True]
    assert not Mark.objects.exists()
    assert not Finding.objects.exists()
    assert not Computation.objects.exists()


def test_two_look_blind_and_only_then_it_is_done(sample, reviewer, second_reviewer, actor) -> None:
    Review.objects.create(sample=sample, seat=2, agent=sample.agent)
    give(sample, reviewer, actor, "true", "answered")
    assert Sample.objects.get(pk=sample.pk).done_at is None
    assert take_next(actor=actor(reviewer), now=NOW).sample_id != sample.pk, "the second seat is another's"
    give(sample, second_reviewer, actor, "true")
    assert Sample.objects.get(pk=sample.pk).done_at == NOW
    found = [item.key for each in Sample.objects.get(pk=sample.pk).outcome.critical for item in each.missed]
    assert found == ["true"], "what only one of two saw missed counts as seen"


def test_agreement_is_told_by_class_and_by_line(sample, reviewer, second_reviewer, actor) -> None:
    Review.objects.create(sample=sample, seat=2, agent=sample.agent)
    give(sample, reviewer, actor, "true", "answered")
    give(sample, second_reviewer, actor, "true")
    found = quality_of(NOW + HOUR)
    customer = next(row for row in found.kinds if row.kind is Kind.CUSTOMER)
    assert (customer.agreed.pairs, customer.agreed.agreed) == (1, 1), "both saw the class failed"
    assert (found.apart.pairs, found.apart.agreed) == (11, 10)
    assert [row.kind for row in found.kinds] == list(CRITICAL)


def test_a_line_granted_in_a_dispute_counts_as_seen_at_once(missed, agent, second_reviewer, actor) -> None:
    dispute = dispute_review(
        sample=missed, items=["answered"], words="My second mail answers it.", actor=actor(agent), now=NOW + DAY
    )
    assert dispute.due_on == datetime.date(2026, 4, 14), "five working days on"
    decide_dispute(
        dispute=dispute,
        granted=["answered", "plain"],
        words="It does.",
        actor=actor(second_reviewer),
        now=NOW + 2 * DAY,
    )
    assert classes(missed) == [True, True, True]
    assert Dispute.objects.get().granted == ["answered"], "only what was disputed"
    assert [item.key for item in Sample.objects.get(pk=missed.pk).outcome.others_missed] == ["plain"]


def test_a_dispute_is_opened_once_and_decided_once(missed, agent, reviewer, second_reviewer, actor) -> None:
    asked = [
        dispute_review(sample=missed, items=["answered"], words="No.", actor=actor(agent), now=NOW) for _ in range(2)
    ]
    assert asked[0].pk == asked[1].pk
    for _ in range(2):
        decide_dispute(dispute=asked[0], granted=[], words="It stays.", actor=actor(second_reviewer), now=NOW)
    with pytest.raises(DisputeDecided):
        decide_dispute(dispute=asked[0], granted=["answered"], words="No.", actor=actor(reviewer), now=NOW)


def test_a_dispute_needs_words_a_missed_line_and_the_person(missed, agent, second_agent, actor) -> None:
    for items, words in ((["answered"], " "), (["true"], "It is."), ([], "All of it.")):
        with pytest.raises(InvalidInput):
            dispute_review(sample=missed, items=items, words=words, actor=actor(agent), now=NOW)
    with pytest.raises(NotPermitted):
        dispute_review(sample=missed, items=["answered"], words="No.", actor=actor(second_agent), now=NOW)


def test_the_time_to_dispute_runs_from_the_first_reading(missed, agent, actor) -> None:
    late = NOW + 40 * DAY
    note_seen(sample=missed, actor=actor(agent), now=late)
    end = datetime.datetime(2026, 5, 31, tzinfo=datetime.UTC)
    with pytest.raises(NothingToDispute):
        dispute_review(sample=missed, items=["answered"], words="No.", actor=actor(agent), now=end)
    before = end - datetime.timedelta(seconds=1)
    assert dispute_review(sample=missed, items=["answered"], words="No.", actor=actor(agent), now=before).pk


def test_a_new_scorecard_holds_for_what_is_drawn_from_then_on(sample, policy_owner, actor) -> None:
    old = Scorecard.objects.get()
    lines = {kind: [item.words for item in old.lines if item.kind is kind] for kind in Kind}
    lines[Kind.OTHER] = [*lines[Kind.OTHER], "It is signed with a name."]
    with pytest.raises(InvalidInput):
        publish_scorecard(lines=lines, why="", actor=actor(policy_owner), now=NOW)
    for _ in range(2):
        card = publish_scorecard(lines=lines, why="Customers ask who wrote.", actor=actor(policy_owner), now=NOW)
    assert (card.version, Scorecard.objects.count()) == (2, 2)
    assert [item.key for item in card.lines][:-1] == [item.key for item in old.lines], "lines keep their keys"
    assert sample.scorecard.version == 1
    assert draw_samples(now=NOW + 7 * DAY).scorecard.version == 2


def test_a_scorecard_without_a_critical_class_is_refused_and_a_published_one_never_changes(
    db, policy_owner, actor
) -> None:
    with pytest.raises(InvalidInput, match="three critical classes"):
        publish_scorecard(lines={Kind.OTHER: ["Warm."]}, why="x", actor=actor(policy_owner), now=NOW)
    with pytest.raises(ScorecardNeverChanges):
        Scorecard.objects.update(items=[])
