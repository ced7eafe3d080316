"""A seed fixes the stories."""

import datetime

import pytest

from evenhand.cases.api import Message
from evenhand.core.testing import taken_back
from evenhand.demo.filling import fill

NOW = datetime.datetime(2026, 3, 18, 14, 20, tzinfo=datetime.UTC)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_seed_tells_the_same_stories_and_another_seed_others() -> None:
    def told(seed: int) -> list[tuple[str, str, datetime.datetime]]:
        with taken_back():
            fill(now=NOW, share=0.01, seed=seed)
            return list(Message.objects.order_by("pk").values_list("case__subject", "text", "at"))

    first = told(4)
    assert len(first) > 30
    assert told(4) == first
    assert told(5) != first
