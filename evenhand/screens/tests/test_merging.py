"""A case that went into another takes along what the rooms above keep about it, and an undo brings it back."""

import pytest

from evenhand.cases.api import Case, close_case, merge_cases, open_case, undo_merge
from evenhand.core.api import now
from evenhand.remedies.api import Claim, open_claim
from evenhand.screens.tests.conftest import TEST
from evenhand.surveys.api import Invitation


@pytest.fixture
def two(case: Case, agent, actor, client_for) -> tuple[Case, Case]:
    """The kettle's case, and a second one that was answered and closed, with a claim and a question to come."""
    second = open_case(
        customer=case.customer, subject="Kettle!", text="Lost?", channel="mail", key="second", actor=TEST, now=now()
    )
    desk = client_for(agent)
    last = second.messages.get().pk
    desk.post(f"/desk/cases/{second.pk}/replies/", {"text": "So sorry.", "seen_message_id": last, "key": "k"})
    close_case(case=second, actor=actor(agent), now=now())
    assert case.order is not None
    open_claim(order=case.order, kind="lost", case=second, actor=actor(agent), now=now())
    return case, second


def test_questions_and_claims_go_along_and_come_back(two: tuple[Case, Case], agent, actor) -> None:
    kept, second = two
    assert (Invitation.objects.get().case, Claim.objects.get().case) == (second, second)
    merge_cases(case=second, into=kept, actor=actor(agent), now=now())
    assert (Invitation.objects.get().case, Claim.objects.get().case) == (kept, kept)
    undo_merge(case=second, actor=actor(agent), now=now())
    assert (Invitation.objects.get().case, Claim.objects.get().case) == (second, second)
    assert Invitation.objects.get().state == "due"


def test_the_customers_old_page_leads_to_the_case_that_stayed(two: tuple[Case, Case], agent, actor, client_for) -> None:
    kept, second = two
    merge_cases(case=second, into=kept, actor=actor(agent), now=now())
    mine = client_for(kept.customer)
    assert mine.get(f"/my/cases/{second.pk}/")["Location"] == f"/my/cases/{kept.pk}/"
    mine.post(f"/my/cases/{second.pk}/", {"text": "From my old tab.", "key": "an-old-tab-of-mine"})
    assert "From my old tab." in mine.get(f"/my/cases/{kept.pk}/").content.decode()
