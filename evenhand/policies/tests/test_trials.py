"""A draft tried on past decisions, and clauses put into another order: nothing decided anew, nothing typed lost."""

import datetime
from dataclasses import replace

import pytest

from evenhand.policies import numbering, trials
from evenhand.policies.models import Policy
from evenhand.policies.queries import words_of
from evenhand.policies.rules import Verdict
from evenhand.policies.tests.test_pages import typed
from evenhand.policies.tests.test_versions import save, start
from evenhand.policies.wording import ClauseWords

WHEN = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
FIRST, LAST = "2026-03-01", "2026-03-03"


class Stored:
    """Credits of 1 to `number` dollars, all of them given, as some room would have stored them."""

    def __init__(self, number: int) -> None:
        self.all = [
            trials.PastDecision(
                id=each,
                question="credit.goodwill",
                facts={
                    "amount_minor": each * 100,
                    "currency": "USD",
                    "actor_is_lead": False,
                    "given_this_year_minor": 0,
                    "earlier_failures": 0,
                    "asked_by_customer": False,
                    "failure_is_seen": True,
                },
                verdict=Verdict.ALLOWED,
                at=WHEN,
                name=f"Credit {each}",
                url=f"/desk/cases/{each}/",
            )
            for each in range(number, 0, -1)
        ]

    def count(self, policy, start, end) -> int:
        return len(self.all) if policy == "goodwill" and start <= WHEN < end else 0

    def before(self, policy, start, end, last_id, limit):
        found = self.all if self.count(policy, start, end) else []
        return [each for each in found if last_id is None or each.id < last_id][:limit]


@pytest.fixture
def stored(monkeypatch):
    def register(number: int) -> None:
        monkeypatch.setattr(trials, "_sources", [Stored(number)])

    return register


@pytest.fixture
def stricter(house_policies, policy_owner) -> Policy:
    """A draft by which an agent alone may give 11 dollars at most."""
    policy = Policy.objects.get(key="goodwill")
    draft = start(policy)
    words = words_of(draft)
    limits = tuple(replace(each, value=1100) if each.name == "agent_limit_minor" else each for each in words.parameters)
    save(draft, replace(words, parameters=limits))
    return policy


@pytest.mark.django_db
def test_those_that_would_have_come_out_otherwise_are_listed_each_with_its_link(
    stricter, stored, policy_owner, client_for
) -> None:
    stored(20)
    page = client_for(policy_owner).get(f"/policies/goodwill/draft/trial/?first={FIRST}&last={LAST}").content.decode()
    assert "9 decisions would have come out otherwise" in page
    assert "of 20 looked at, of 20 in these days" in page
    assert '<a href="/desk/cases/12/">Credit 12</a>' in page
    assert "/desk/cases/11/" not in page
    outside = client_for(policy_owner).get("/policies/goodwill/draft/trial/?first=2026-02-01&last=2026-02-02")
    assert "No decision in these days" in outside.content.decode()


@pytest.mark.django_db
def test_days_beyond_all_calendars_are_told(stricter, stored, policy_owner, client_for) -> None:
    stored(1)
    page = client_for(policy_owner).get("/policies/goodwill/draft/trial/?last=9999-12-31")
    assert "Choose a day between 1900 and 2999." in page.content.decode()
    assert "batch" not in page.context


@pytest.mark.django_db
def test_it_goes_batch_by_batch_and_says_how_far_it_is(stricter, stored, policy_owner, client_for, monkeypatch) -> None:
    stored(25)
    monkeypatch.setattr(trials, "BATCH", 10)
    browser, address = client_for(policy_owner), f"/policies/goodwill/draft/trial/?first={FIRST}&last={LAST}"
    sums, seen = [], 0
    for _ in range(3):
        context = browser.get(address).context
        sums.append((context["looked_at"], context["changed"]))
        seen += context["batch"].looked_at
        further = f"&after={context['batch'].last_id}&seen={context['looked_at']}&found={context['changed']}"
        address = f"/policies/goodwill/draft/trial/?first={FIRST}&last={LAST}{further}"
    assert sums == [(10, 10), (20, 14), (25, 14)]
    assert (seen, context["batch"].last_id) == (25, None)


@pytest.mark.django_db
def test_only_who_writes_policies_tries_them(stricter, stored, agent, customer, client_for) -> None:
    stored(1)
    for somebody, status in ((agent, 403), (customer, 404)):
        assert client_for(somebody).get("/policies/goodwill/draft/trial/").status_code == status


def clauses(*numbers: str) -> list[ClauseWords]:
    return [ClauseWords(number, f"was {number}", "") for number in numbers]


def order_of(found) -> list[tuple[str, str]]:
    return [(each.number, each.title) for each in found]


def test_moving_a_clause_swaps_numbers_and_the_ends_stay() -> None:
    three = clauses("1.1", "1.2", "2.1")
    assert order_of(numbering.moved_up(three, "2.1")) == [("1.1", "was 1.1"), ("1.2", "was 2.1"), ("2.1", "was 1.2")]
    assert order_of(numbering.moved_down(three, "1.1"))[0] == ("1.1", "was 1.2")
    assert list(numbering.moved_up(three, "1.1")) == list(numbering.moved_down(three, "2.1")) == three
    assert list(numbering.moved_up(three, "9.9")) == three


def test_a_clause_is_added_and_those_behind_it_move_on_as_far_as_there_is_no_gap() -> None:
    found = numbering.added_after(clauses("2.1", "2.2", "2.4", "3.1"), "2.1")
    assert order_of(found) == [
        ("2.1", "was 2.1"),
        ("2.2", ""),
        ("2.3", "was 2.2"),
        ("2.4", "was 2.4"),
        ("3.1", "was 3.1"),
    ]


@pytest.mark.django_db
def test_moving_in_the_editor_keeps_what_was_typed_and_names_clauses_that_speak_of_the_moved_one(
    house_policies, policy_owner, client_for
) -> None:
    browser = client_for(policy_owner)
    browser.post("/policies/goodwill/draft/start/")
    sent = {"clauses-0-text": "As clause 1.2 says.", "text": "Typed.", "order": "down 1.1"}
    answer = browser.post("/policies/goodwill/draft/", typed(browser, **sent), follow=True)
    draft = Policy.objects.get(key="goodwill").versions.get(number=2)
    assert draft.text == "Typed."
    assert draft.clauses.get(number="1.2").text == "As clause 1.2 says."
    assert "speak of one that moved, please look: 1.2" in answer.content.decode()
    assert answer.redirect_chain[0][0].endswith("#clause-1.2")


@pytest.mark.django_db
def test_any_two_versions_and_the_draft_are_compared_and_a_version_is_kept_as_pdf(
    stricter, policy_owner, agent, driver, client_for
) -> None:
    browser = client_for(policy_owner)
    assert browser.get("/policies/goodwill/changes/?older=1&newer=1")["Location"].endswith("/changes/1/1/")
    assert browser.get("/policies/goodwill/changes/?older=1&newer=x").status_code == 404
    assert "<del>" in browser.get("/policies/goodwill/draft/changes/").content.decode()
    assert client_for(agent).get("/policies/goodwill/draft/changes/").status_code == 403
    paper = client_for(agent).get("/policies/goodwill/versions/1/paper/")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert "goodwill-version-1.pdf" in paper["Content-Disposition"]
    assert client_for(driver).get("/policies/goodwill/versions/1/paper/").status_code == 404
    assert client_for(agent).get("/policies/goodwill/versions/2/paper/").status_code == 404, "a draft is no version"
