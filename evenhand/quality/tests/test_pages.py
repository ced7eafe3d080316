"""The pages of quality reviews: the ritual for each, and the cast against every address."""

import pytest

from evenhand.core.api import ActivityEntry
from evenhand.people.api import Role
from evenhand.people.testing import make_account
from evenhand.quality import views
from evenhand.quality.api import Dispute, Review, Sample, Scorecard, dispute_review, give_review, take_next
from evenhand.quality.tests.conftest import ALL_MET, DAY, HOUR, NOW, contacts_of

pytestmark = pytest.mark.django_db

READ = ["/quality/", "/quality/scorecard/"]
PERSONAL = ["/quality/contacts/{sample}/", "/quality/contacts/{sample}/dispute/", "/quality/disputes/{dispute}/"]
ANSWERS = {f"item_{key}": answer for key, answer in ALL_MET.items()}


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> None:
    monkeypatch.setattr(views, "clock", lambda: NOW + HOUR)


@pytest.fixture
def disputed(missed, agent, actor) -> Dispute:
    return dispute_review(sample=missed, items=["answered"], words="My second mail.", actor=actor(agent), now=NOW)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/quality/", {"lead", "reviewer", "policy_owner", "administrator"}),
        (
            "/quality/scorecard/",
            {"agent", "second_agent", "lead", "reviewer", "policy_owner", "finance", "administrator"},
        ),
        ("/quality/scorecard/next/", {"policy_owner"}),
        ("/quality/contacts/{sample}/", {"agent", "lead", "reviewer", "administrator"}),
        ("/quality/disputes/{dispute}/", {"agent", "reviewer", "administrator"}),
    ],
)
def test_each_page_is_for_those_whose_it_is(request, client_for, disputed, path, allowed) -> None:
    address = path.format(sample=disputed.sample_id, dispute=disputed.pk)
    cast = ("agent", "second_agent", "lead", "reviewer", "policy_owner", "finance", "administrator")
    for who in (*cast, "customer", "seller", "driver", "outsider"):
        found = client_for(request.getfixturevalue(who)).get(address).status_code
        assert found == (200 if who in allowed else 404), who


def test_disputing_is_the_persons_alone(request, client_for, missed) -> None:
    address = f"/quality/contacts/{missed.pk}/dispute/"
    found = {
        who: client_for(request.getfixturevalue(who)).post(address, {"items": "answered", "words": "No."}).status_code
        for who in ("lead", "reviewer", "second_agent", "outsider")
    }
    assert found == {"lead": 403, "reviewer": 403, "second_agent": 404, "outsider": 404}
    assert not Dispute.objects.exists()


@pytest.mark.parametrize("who", ["lead", "agent", "administrator", "outsider"])
def test_reviews_are_handed_to_reviewers_alone(request, client_for, draw, who) -> None:
    assert client_for(request.getfixturevalue(who)).post("/quality/next/").status_code == 404
    assert not Review.objects.exclude(reviewer=None).exists()


def test_no_verb_is_done_by_looking(client_for, reviewer, draw) -> None:
    assert client_for(reviewer).get("/quality/next/").status_code == 405
    assert client_for(reviewer).post("/quality/").status_code == 405


def test_the_signed_out_are_asked_to_sign_in(client, db) -> None:
    assert client.get("/quality/").status_code == 302


def test_a_reviewer_is_handed_one_gives_it_and_reads_it(client_for, reviewer, draw) -> None:
    browser = client_for(reviewer)
    there = browser.post("/quality/next/")["Location"]
    page = browser.get(there)
    assert page.status_code == 200
    assert b"Every question that the customer asked is answered." in page.content
    wrong = browser.post(there, ANSWERS | {"item_true": "missed"})
    assert wrong.status_code == 422
    assert "Please quote what in this contact" in wrong.content.decode()
    assert browser.post(there, {"words": ""}).status_code == 422, "nothing chosen"
    assert browser.post(there, ANSWERS)["Location"] == "/quality/"
    assert browser.get(there).status_code == 404, "given, it is not in hand any more"
    assert ActivityEntry.objects.filter(verb="quality.give_review").count() == 1


def test_a_second_press_is_thanked_like_the_first(client_for, reviewer, draw, actor) -> None:
    taken = take_next(actor=actor(reviewer), now=NOW)
    browser, there = client_for(reviewer), f"/quality/reviews/{taken.pk}/"
    for _again in range(2):
        assert browser.post(there, ANSWERS | {"words": "Well done."})["Location"] == "/quality/"
    assert ActivityEntry.objects.filter(verb="quality.give_review").count() == 1
    other = browser.post(there, ANSWERS | {"words": "On second thoughts."})
    assert other.status_code == 422
    assert "On second thoughts." in other.content.decode(), "no word is lost"
    assert Review.objects.get(pk=taken.pk).words == "Well done."


def test_who_writes_too_long_reads_who_has_it_now_and_keeps_their_words(
    client_for, reviewer, second_reviewer, draw, actor
) -> None:
    left = take_next(actor=actor(reviewer), now=NOW - 25 * HOUR)
    Review.objects.exclude(pk=left.pk).update(given_at=NOW, reviewer=reviewer)
    browser, there = client_for(reviewer), f"/quality/reviews/{left.pk}/"
    assert browser.get(there).status_code == 200
    assert take_next(actor=actor(second_reviewer), now=NOW).pk == left.pk
    for given_meanwhile in (False, True):
        if given_meanwhile:
            give_review(review=left, answers=ALL_MET, words="", actor=actor(second_reviewer), now=NOW)
        late = browser.post(there, ANSWERS | {"words": "Long words."})
        assert late.status_code == 422
        assert "Long words." in late.content.decode()
        assert "was handed to somebody else" in late.content.decode()
    assert Review.objects.get(pk=left.pk).words == ""


def test_a_review_that_was_never_handed_to_somebody_is_not_theirs_to_give(
    client_for, draw, sample, reviewer, second_reviewer, actor
) -> None:
    taken = take_next(actor=actor(reviewer), now=NOW)
    assert client_for(second_reviewer).post(f"/quality/reviews/{taken.pk}/", ANSWERS).status_code == 404
    give_review(review=taken, answers=ALL_MET, words="", actor=actor(reviewer), now=NOW)
    assert client_for(second_reviewer).post(f"/quality/reviews/{taken.pk}/", ANSWERS).status_code == 404


def test_anothers_review_in_hand_does_not_exist(client_for, draw, reviewer, second_reviewer, actor) -> None:
    taken = take_next(actor=actor(reviewer), now=NOW)
    assert client_for(second_reviewer).get(f"/quality/reviews/{taken.pk}/").status_code == 404


def test_a_contact_that_is_not_done_is_shown_to_nobody(client_for, sample, agent, reviewer) -> None:
    for person in (agent, reviewer):
        assert client_for(person).get(f"/quality/contacts/{sample.pk}/").status_code == 404


def test_the_person_reads_all_of_it_and_their_time_begins(client_for, missed, agent) -> None:
    browser = client_for(agent)
    record = browser.get("/record/").content.decode()
    assert "Critical for the customer: failed." in record
    assert "9 of" not in record, "no overall score"
    page = browser.get(f"/quality/contacts/{missed.pk}/").content.decode()
    assert "leaves the second question open" in page
    assert "Rosa Reviewer" in page
    assert "Drawn by lot from 7 contacts" in page
    assert Sample.objects.get(pk=missed.pk).first_seen_at == NOW + HOUR


def test_that_somebody_else_read_it_stands_in_the_record(client_for, missed, agent, lead) -> None:
    client_for(lead).get(f"/quality/contacts/{missed.pk}/")
    assert Sample.objects.get(pk=missed.pk).first_seen_at is None
    assert "Lena Lead" in client_for(agent).get("/record/").content.decode()


def test_the_person_disputes_and_another_decides(client_for, missed, agent, reviewer, second_reviewer) -> None:
    browser = client_for(agent)
    address = f"/quality/contacts/{missed.pk}/dispute/"
    assert browser.post(address, {"items": "answered"}).status_code == 422
    assert browser.post(address, {"items": "answered", "words": "My second mail."}).status_code == 302
    dispute = Dispute.objects.get()
    assert browser.get(address)["Location"] == f"/quality/disputes/{dispute.pk}/"
    decision = f"/quality/disputes/{dispute.pk}/"
    assert client_for(reviewer).post(decision, {"words": "No."}).status_code == 403, "who reviewed it"
    assert browser.post(decision, {"words": "I am right."}).status_code == 403, "the person"
    assert client_for(second_reviewer).post(decision, {"granted": "answered"}).status_code == 422
    assert client_for(second_reviewer).post(decision, {"granted": "answered", "words": "It does."}).status_code == 302
    assert "counts as seen" in browser.get(decision).content.decode()


def test_an_overdue_dispute_is_called_so(client_for, disputed, administrator, monkeypatch) -> None:
    monkeypatch.setattr(views, "clock", lambda: NOW + 20 * DAY)
    assert "Overdue" in client_for(administrator).get("/quality/").content.decode()


def test_the_policy_owner_publishes_the_next_scorecard(client_for, policy_owner, db) -> None:
    browser, card = client_for(policy_owner), Scorecard.objects.get()
    lines = {
        kind: "\n".join(i.words for i in card.lines if i.kind == kind) for kind in ("customer", "business", "other")
    }
    sent = {**lines, "compliance": "Nothing is promised that the law forbids.", "why": "New law."}
    assert browser.post("/quality/scorecard/next/", {**sent, "compliance": ""}).status_code == 422
    assert browser.post("/quality/scorecard/next/", {**sent, "other": "x" * 201}).status_code == 422
    assert browser.post("/quality/scorecard/next/", sent)["Location"] == "/quality/scorecard/"
    assert "Scorecard 2" in browser.get("/quality/scorecard/").content.decode()


def test_more_reviews_need_no_more_queries(
    client_for, administrator, missed, draw, agent, customer, django_assert_max_num_queries
) -> None:
    browser = client_for(administrator)
    with django_assert_max_num_queries(30) as few:
        browser.get("/quality/")
    reviewer = make_account("Rika Reviewer", Role.REVIEWER)
    for contact in contacts_of(agent, customer, 8, ended=NOW):
        more = Sample.objects.create(draw=draw, contact=contact, agent=agent, scorecard=missed.scorecard, done_at=NOW)
        Review.objects.create(sample=more, seat=1, agent=agent, reviewer=reviewer, given_at=NOW, answers=ALL_MET)
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get("/quality/")
    with django_assert_max_num_queries(60) as record:
        client_for(agent).get("/record/")
    assert sum("quality_review" in each["sql"] for each in record.captured_queries) <= 2
