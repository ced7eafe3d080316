"""What a draft of a policy is tried on: the facts that remedies were decided on, as they were stored."""

import datetime
from dataclasses import replace

import pytest

from evenhand.policies import trials
from evenhand.policies.models import Policy
from evenhand.policies.queries import words_of
from evenhand.remedies.api import grant_remedy, open_claim

NOW = datetime.datetime(2026, 3, 25, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.mark.django_db
def test_the_stored_facts_of_remedies_are_what_is_tried(house_policies, order, agent, actor) -> None:
    claim = open_claim(order=order, kind="lost", actor=actor(agent), now=NOW)
    grant_remedy(claim=claim, kind="credit", key="k", actor=actor(agent), now=NOW)
    words = words_of(Policy.objects.get(key="goodwill").versions.get())
    found = trials.try_batch(words, "goodwill", NOW - DAY, NOW + DAY, None)
    assert (found.looked_at, found.changed) == (1, ())
    never = replace(words, clauses=tuple(each for each in words.clauses if not each.questions))
    found = trials.try_batch(never, "goodwill", NOW - DAY, NOW + DAY, None)
    assert [(each.decision.verdict, each.verdict) for each in found.changed] == [("allowed", "not_allowed")]
    assert found.changed[0].decision.name.endswith(order.number)
