"""Nothing about a person is left out of what they can take along: change any field, and their export changes.

Each field of every table about a person in the rooms of records is changed, one by one. A new field, or a new table,
fails here until it is exported, or until it is written down why it is not.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.loader import render_to_string

from evenhand.core.testing import shared
from evenhand.growth.models import Appeal, Checkpoint, Goal, Letter, Plan, Session, Step
from evenhand.growth.testing import DAY, NOW, acknowledge_all
from evenhand.people.api import Account, Role
from evenhand.people.personal import personal_data
from evenhand.people.testing import make_account
from evenhand.policies.models import PolicyVersion
from evenhand.quality.models import Dispute, Draw, Review, Sample, Scorecard
from evenhand.quality.rules import Answer
from evenhand.standing.models import Computation, Contest, ContestFile, Mark, StandingResult
from evenhand.standing.personal import FIGURES, export_record
from evenhand.standing.testing import Given, answer_about

pytestmark = pytest.mark.django_db

ROOMS = ("growth", "standing", "quality")
NOT_ABOUT_ONE_PERSON = {
    "standing.Computation": "of a team; each person's part is a StandingResult",
    "standing.SampleDraw": "which causes were drawn for a second look; it names nobody",
    "standing.SecondLook": "looked at blind; while two differ, the mark says that it does not count",
    "quality.Scorecard": "for everybody; its lines stand in each review",
    "quality.Draw": "of a week; a person's part is that they were drawn, from how many, by which seed",
}
PLACE = "its place: it stands within what it belongs to"
REPEATED = "stands where it comes from"
MOMENT = "the moment at which the day beside it is over"
NOT_THEIRS = {
    "id": "a number of the database",
    "Step.account": "whose export it is",
    "Step.result": "its figures are the evidence",
    "Step.answer_until": MOMENT,
    "Step.appeal_until": MOMENT,
    "Plan.step": PLACE,
    "Goal.plan": PLACE,
    "Checkpoint.plan": PLACE,
    "Session.step": PLACE,
    "Appeal.step": PLACE,
    "Appeal.account": "whose export it is",
    "Appeal.proposed_by": REPEATED,
    "Appeal.first_decider": REPEATED,
    "Appeal.due_at": MOMENT,
    "Letter.step": "a letter says itself what it is about",
    "Letter.account": "whose export it is",
    "Mark.finding": PLACE,
    "Mark.account": "whose export it is",
    "Contest.mark": PLACE,
    "Contest.account": "whose export it is",
    "Contest.first_decider": REPEATED,
    "Contest.due_at": MOMENT,
    "ContestFile.contest": PLACE,
    "ContestFile.sha256": "under which it lies on the disk",
    "Finding.vote": "which customer said it; the case says as much as may be known",
    "Finding.claim": "the evidence tells of it",
    "Finding.person": "whose export it is",
    "Finding.state": "a mark stands on a decided one",
    "Finding.clause": "of causes that are a policy, which mark nobody",
    "Finding.policy_key": "of causes that are a policy, which mark nobody",
    "Sample.agent": "whose export it is",
    "Review.sample": PLACE,
    "Review.seat": "in which order two sat is nobody's matter",
    "Review.agent": "whose export it is",
    "Dispute.sample": PLACE,
    "Dispute.account": "whose export it is",
    "Dispute.due_at": MOMENT,
}


def about_a_person() -> list[type[models.Model]]:
    every = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return [model for model in every if model._meta.label not in NOT_ABOUT_ONE_PERSON]


def test_it_says_of_each_table_and_field_that_is_left_out_why() -> None:
    labels = {model._meta.label for room in ROOMS for model in apps.get_app_config(room).get_models()}
    assert NOT_ABOUT_ONE_PERSON.keys() <= labels
    fields = {f"{model.__name__}.{field.name}" for model in about_a_person() for field in model._meta.concrete_fields}
    assert NOT_THEIRS.keys() - {"id"} <= fields


def test_every_figure_of_a_result_is_among_those_exported() -> None:
    fields = {field.name for field in StandingResult._meta.concrete_fields}
    whether_they_are = {"may_be_shown"}
    assert set(FIGURES) == fields - {"id", "computation", "account"} - whether_they_are


def test_every_result_that_there_ever_was_is_among_those_exported(whole) -> None:
    exported = export_record(whole, NOW + 30 * DAY)["every_result"]
    every = StandingResult.objects.filter(account=whole).values_list("computation__inputs_sha256", flat=True)
    assert sorted(each["inputs_sha256"] for each in exported) == sorted(every)
    assert len(every) == 2


@shared
def whole(house_policies, team, agent, reviewer, lead, actor) -> Account:
    """Somebody of whom there is one row in every table, each field of which can be changed."""
    acknowledge_all(agent)
    answer_about(agent, Given(marked=3), since=NOW - 20 * DAY, decider=actor(reviewer))
    mark = Mark.objects.earliest("id")
    Mark.objects.filter(pk=mark.pk).update(revoked_why="Heard, and right.")
    contest = Contest.objects.create(
        mark=mark,
        account=agent,
        first_decider=reviewer,
        words="I did.",
        opened_at=NOW,
        due_on=NOW,
        due_at=NOW,
        outcome=Contest.Outcome.UPHELD,
        decided_at=NOW,
        decision="It falls.",
    )
    ContestFile.objects.create(contest=contest, name="photo.jpg", size=1)
    _step(agent, team, lead, reviewer)
    _reviewed(agent, reviewer)
    return agent


def _step(agent: Account, team: Any, lead: Account, reviewer: Account) -> None:
    version = PolicyVersion.objects.get(policy__key="standing-and-steps", number=1)
    given = {"team": team, "policy_version": version, "inputs": {}, "computed_at": NOW, "method_version": "test"}
    for number in (1, 2):
        computation = Computation.objects.create(
            **given, window_start=NOW - 56 * DAY, window_end=NOW, inputs_sha256=f"{number}", is_regular=False
        )
        figures = {"sent": number, "yes": number, "no": 0, "marks": 0, "verdict": "in line"}
        StandingResult.objects.create(computation=computation, account=agent, **figures)
    step = Step.objects.create(
        account=agent,
        kind="improvement_plan",
        state=Step.State.ISSUED,
        proposed_by=lead,
        proposed_at=NOW,
        why="Why.",
        policy_version=version,
        decided_by=reviewer,
        decided_at=NOW,
        ended_at=NOW,
        ended_why="It ended.",
    )
    plan = Plan.objects.create(step=step, days=28, sessions_per_week=2)
    Goal.objects.create(plan=plan, words="Read all of it", measure="at_least", target=3)
    Checkpoint.objects.create(plan=plan, due_on=NOW)
    mark = Mark.objects.earliest("id")
    Session.objects.create(step=step, promised_for=NOW, coach=lead, held_on=NOW, mark=mark, notes="We talked.")
    Appeal.objects.create(
        step=step,
        account=agent,
        proposed_by=lead,
        first_decider=reviewer,
        words="Look again.",
        opened_at=NOW,
        due_on=NOW,
        due_at=NOW,
        outcome=Appeal.Outcome.UPHELD,
        decided_at=NOW,
        decision="It falls.",
    )
    Letter.objects.create(step=step, account=agent, about="issued", title="A letter", parts=[], written_at=NOW)


def _reviewed(agent: Account, reviewer: Account) -> None:
    items = [{"key": key, "kind": "other", "words": key.title()} for key in ("true", "whole")]
    cards = [Scorecard.objects.create(version=number, items=items, published_at=NOW) for number in (90, 91)]
    given = {"at": NOW, "per_agent": 1, "second_percent": 20, "scorecard": cards[0]}
    draws = [
        Draw.objects.create(**given, seed=number, week_start=NOW + number * DAY, week_end=NOW) for number in (1, 2)
    ]
    contact = Mark.objects.earliest("id").finding.vote.contact
    sample = Sample.objects.create(draw=draws[0], contact=contact, agent=agent, scorecard=cards[0], done_at=NOW)
    answers = dict.fromkeys(("true", "whole"), Answer.MET.value)
    Review.objects.create(sample=sample, seat=1, agent=agent, reviewer=reviewer, given_at=NOW, answers=answers)
    Dispute.objects.create(
        sample=sample,
        account=agent,
        items=["true"],
        words="It is.",
        opened_at=NOW,
        due_on=NOW,
        due_at=NOW,
        decided_by=reviewer,
        decided_at=NOW,
        decision="No.",
    )


SPECIAL: dict[str, Callable[[], Any]] = {
    "Goal.measure": lambda: "at_most",
    "Step.state": lambda: Step.State.REVOKED,
    "Finding.cause": lambda: "system",
    "Finding.evidence": lambda: [{"fact": "parcel_lost", "source": "", "values": {"order": "#T99"}}],
    "Letter.parts": lambda: [{"heading": "Anew", "paragraphs": [], "facts": []}],
    "Review.answers": lambda: dict.fromkeys(("true", "whole"), Answer.MISSED.value),
    "Dispute.items": lambda: ["whole"],
    "Dispute.granted": lambda: ["true"],
}
"""What a field that not everything fits into is changed to."""


LATER = NOW + 300 * DAY
OF_KIND: tuple[tuple[type[models.Field[Any, Any]], Callable[[Any, str], Any]], ...] = (
    (models.DateTimeField, lambda value, name: LATER),
    (models.DateField, lambda value, name: LATER.date()),
    (models.BooleanField, lambda value, name: not value),
    (models.IntegerField, lambda value, name: (value or 0) + 7),
    (models.JSONField, lambda value, name: {"anew": name}),
    (models.Field, lambda value, name: f"anew {name}"),
)


def another(row: models.Model, field: models.Field[Any, Any]) -> Any:
    """Some other value of this field."""
    value, name = getattr(row, field.name), f"{type(row).__name__}.{field.name}"
    if name in SPECIAL:
        return SPECIAL[name]()
    if isinstance(field, models.ForeignKey):
        return _another_row(field.related_model, value, name)
    if field.choices:
        return next(choice for choice, _label in field.flatchoices if choice != value)
    other = next(change for kind, change in OF_KIND if isinstance(field, kind))(value, name)
    return other[-field.max_length :] if isinstance(other, str) and field.max_length else other


def _another_row(model: Any, value: models.Model | None, name: str) -> models.Model:
    if model is Account:
        return make_account(f"Somebody of {name}", Role.REVIEWER)
    found: models.Model = model._base_manager.exclude(pk=value.pk if value else None).latest("pk")
    return found


def test_whatever_changes_about_a_person_changes_their_export(whole) -> None:
    missed = []
    before = taken(whole)
    for model in about_a_person():
        if model is StandingResult:
            continue  # frozen: the database refuses; see the test above
        for field in model._meta.concrete_fields:
            if field.name == "id" or f"{model.__name__}.{field.name}" in NOT_THEIRS:
                continue
            row = model._base_manager.earliest("pk")
            model._base_manager.filter(pk=row.pk).update(**{field.name: another(row, field)})
            after = taken(whole)
            if after == before:
                missed.append(f"{model.__name__}.{field.name}")
            before = after
    assert missed == []


def taken(person: Account) -> str:
    """The export of these rooms, as it is given out."""
    kept = {part.room: part.export(person, NOW + 30 * DAY) for part in personal_data() if part.room in ROOMS}
    return json.dumps(kept, cls=DjangoJSONEncoder, sort_keys=True)


def test_on_paper_stands_the_same(whole) -> None:
    Session.objects.update(took_place=True, person_words="So it was.")
    Checkpoint.objects.update(words="Half way there.")
    for words in ("So it was.", "Half way there.", "Look again.", "It falls.", "Read all of it", "photo.jpg"):
        assert words in taken(whole)
        assert words in paper(whole)


def paper(person: Account) -> str:
    """What is made into the PDF."""
    rooms = [(part.title, part.export(person, NOW + 30 * DAY)) for part in personal_data()]
    return render_to_string("people/data_paper.html", {"account": person, "rooms": rooms, "at": NOW})
