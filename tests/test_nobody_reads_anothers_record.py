"""The cast against every address that names somebody's record: nobody without the role gets a page."""

import datetime
import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from evenhand.growth.api import Letter, Plan, Session, Step, answer_step, decide_step, propose_step
from evenhand.growth.models import Checkpoint
from evenhand.growth.testing import DAY, HOUR, NOW, acknowledge_all, peers_of, weeks_of_answers
from evenhand.growth.tests.conftest import PLAN
from evenhand.people.api import note_leave
from evenhand.quality.api import Answer, Dispute, Review, Sample, dispute_review, draw_samples, give_review, take_next
from evenhand.quality.scorecards import HOUSE_ITEMS
from evenhand.standing.api import Contest, Finding, Mark, contest_mark
from evenhand.standing.models import ContestFile

pytestmark = pytest.mark.django_db

ROOMS = ("standing", "growth", "quality")
WITHOUT_A_ROLE = ("second_agent", "finance", "policy_owner", "customer", "seller", "driver", "outsider")
"""Each is somebody else, and neither leads the person, nor reviews, nor looks after the house."""


def addresses() -> Iterator[tuple[str, frozenset[str]]]:
    """Every address of these rooms that takes a number, with the names of what it takes."""
    for pattern, prefix, namespace in _walk(get_resolver(), "", ""):
        route = prefix + str(pattern.pattern)
        names = re.findall(r"<int:(\w+)>", route)
        if namespace in ROOMS and names:
            yield route, frozenset(names)


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[tuple[URLPattern, str, str]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each, prefix + str(each.pattern), each.namespace or namespace)
        else:
            yield each, prefix, namespace


@pytest.fixture
def record(house_policies, team, agent, second_agent, lead, reviewer, actor) -> dict[str, int]:
    """Everything that can stand in somebody's record, by the name under which addresses ask for it."""
    acknowledge_all(agent)
    weeks_of_answers(agent, peers_of(team, second_agent), team, lead, computes=actor(lead))
    step = propose_step(account=agent, proposal=PLAN, actor=actor(lead), now=NOW)
    answer_step(step=step, words="One lost van.", actor=actor(agent), now=NOW + HOUR)
    decide_step(step=step, is_issued=True, words="Help.", actor=actor(reviewer), now=NOW + DAY)
    first = datetime.date(2026, 5, 1)
    leave = note_leave(account=agent, first_day=first, last_day=first, actor=actor(lead), now=NOW)
    mark = Mark.objects.filter(account=agent).latest("at")
    contest = contest_mark(mark=mark, words="I did.", actor=actor(agent), now=NOW + DAY)
    file = ContestFile.objects.create(contest=contest, name="a.txt", size=1, sha256="0" * 64)
    sample, review = _reviewed(agent, reviewer, actor)
    return {
        "account_id": agent.pk,
        "team_id": team.pk,
        "step_id": step.pk,
        "letter_id": Letter.objects.filter(account=agent).latest("id").pk,
        "session_id": Session.objects.filter(step=step)[0].pk,
        "checkpoint_id": Checkpoint.objects.filter(plan__step=step)[0].pk,
        "plan_id": Plan.objects.get(step=step).pk,
        "leave_id": leave.pk,
        "mark_id": mark.pk,
        "contest_id": Contest.objects.get().pk,
        "file_id": file.pk,
        "finding_id": Finding.objects.get(mark=mark).pk,
        "look_id": 1,
        "sample_id": sample.pk,
        "review_id": review.pk,
        "dispute_id": Dispute.objects.get().pk,
    }


def _reviewed(agent, reviewer, actor) -> tuple[Sample, Review]:
    draw = draw_samples(now=datetime.datetime(2026, 3, 16, 9, 0, tzinfo=datetime.UTC), seed=3)
    assert draw is not None
    Sample.objects.exclude(agent=agent).update(agent=agent)
    Review.objects.update(agent=agent)
    review = take_next(actor=actor(reviewer), now=NOW)
    assert review is not None
    answers = {item.key: Answer.MISSED.value for item in HOUSE_ITEMS}
    Review.objects.filter(sample=review.sample_id, seat=2).delete()
    give_review(review=review, answers=answers, words="Nothing of it.", actor=actor(reviewer), now=NOW)
    sample = Sample.objects.get(pk=review.sample_id)
    dispute_review(sample=sample, items=["true"], words="It is.", actor=actor(agent), now=NOW)
    return sample, review


def test_every_address_that_names_a_record_is_known_here(record) -> None:
    unknown = {name for _route, names in addresses() for name in names} - set(record)
    assert unknown == set(), "a new kind of record needs its place in this test"


@pytest.mark.parametrize("who", WITHOUT_A_ROLE)
def test_nobody_without_the_role_is_shown_anothers_record(client_for, request, record, who) -> None:
    browser, shown = client_for(request.getfixturevalue(who)), []
    steps = Step.objects.count()
    for route, _names in addresses():
        path = "/" + re.sub(r"<int:(\w+)>", lambda found: str(record[found[1]]), route)
        path = path.replace("<slug:kind>", "improvement_plan")
        for method in (browser.get, browser.head, browser.post):
            status = method(path).status_code
            if status not in (403, 404, 405):
                shown.append((method.__name__, path, status))
    assert shown == []
    assert Step.objects.count() == steps


def test_the_person_is_shown_what_is_theirs(record, client_for, agent) -> None:
    browser = client_for(agent)
    for path in (
        "/record/",
        "/growth/steps/{step_id}/",
        "/growth/letters/{letter_id}/",
        "/growth/sessions/{session_id}/",
        "/standing/contests/{contest_id}/",
        "/quality/contacts/{sample_id}/",
        "/quality/disputes/{dispute_id}/",
    ):
        assert browser.get(path.format(**record)).status_code == 200, path
