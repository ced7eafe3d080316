"""Two who press at once: each is handed another review, one dispute, one drawing."""

import time

import pytest

from evenhand.core.testing import at_once
from evenhand.quality import actions
from evenhand.quality.api import Dispute, Draw, Review, dispute_review, draw_samples, give_review, take_next
from evenhand.quality.tests.conftest import ALL_MET, DAY, HOUR, NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_reviewers_are_never_handed_the_same(draw, reviewer, second_reviewer, actor) -> None:
    first, second = actor(reviewer), actor(second_reviewer)
    outcomes = at_once(lambda: take_next(actor=first, now=NOW), lambda: take_next(actor=second, now=NOW))
    taken = [review.pk for review in outcomes if isinstance(review, Review)]
    assert len(taken) == len(set(taken)) > 0, outcomes
    assert set(Review.objects.exclude(reviewer=None).values_list("pk", flat=True)) == set(taken)


def test_what_one_reviewer_writes_never_stands_under_the_name_of_another(
    draw, reviewer, second_reviewer, actor, monkeypatch
) -> None:
    first, second, later = actor(reviewer), actor(second_reviewer), NOW + DAY + HOUR
    mine, required = take_next(actor=first, now=NOW), actions._require_answers
    Review.objects.exclude(pk=mine.pk).delete()

    def slowly(*given: object) -> None:
        required(*given)
        time.sleep(0.5)

    def handed_on() -> Review | None:
        time.sleep(0.2)
        return take_next(actor=second, now=later)

    monkeypatch.setattr(actions, "_require_answers", slowly)
    given = {"review": mine, "answers": ALL_MET, "words": "So I saw it.", "actor": first, "now": later}
    outcomes = at_once(lambda: give_review(**given), handed_on)
    mine.refresh_from_db()
    assert (mine.reviewer, mine.words) == (reviewer, "So I saw it."), outcomes


def test_a_week_is_drawn_once_however_many_do_it(week) -> None:
    outcomes = at_once(lambda: draw_samples(now=NOW), lambda: draw_samples(now=NOW))
    assert Draw.objects.count() == 1, outcomes
    assert Review.objects.filter(seat=1).count() == 2


def test_a_dispute_is_opened_once(missed, agent, actor) -> None:
    person = actor(agent)
    ask = lambda: dispute_review(sample=missed, items=["answered"], words="No.", actor=person, now=NOW).pk  # noqa: E731
    assert len(set(at_once(ask, ask, ask))) == 1
    assert Dispute.objects.count() == 1
