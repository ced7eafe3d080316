"""Who keeps a policy: publishing, handing over, questions and answers in writing."""

import datetime

import pytest

from evenhand.core.api import ActivityEntry, OutgoingMail
from evenhand.people.api import Role, actor_for
from evenhand.people.testing import make_account
from evenhand.policies import owners
from evenhand.policies.models import OwnerQuestion, Policy
from evenhand.policies.tests.test_versions import NOW, save, start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]
DUE = NOW.date() + datetime.timedelta(days=14)


@pytest.fixture
def kept(policy_owner) -> Policy:
    """The goodwill policy, kept by the policy owner alone."""
    policy = Policy.objects.get(key="goodwill")
    return owners.hand_over(policy=policy, owner=policy_owner, actor=actor_for(policy_owner, "test"), now=NOW)


def test_only_who_keeps_a_policy_publishes_it(kept, policy_owner, client_for) -> None:
    other = make_account("Paul Owner", Role.POLICY_OWNER)
    draft = save(start(kept))
    sent = {"revision": draft.revision, "effective_on": "2099-01-01"}
    refused = client_for(other).post("/policies/goodwill/draft/publication/", sent)
    draft.refresh_from_db()
    assert (refused.status_code, draft.is_published) == (403, False)
    assert "keeps this policy and publishes" in client_for(other).get("/policies/goodwill/draft/").content.decode()
    client_for(policy_owner).post("/policies/goodwill/draft/publication/", sent)
    draft.refresh_from_db()
    assert draft.published_by == policy_owner


def test_a_policy_is_handed_over_by_its_owner_or_an_administrator(
    kept, policy_owner, administrator, agent, client_for
) -> None:
    other = make_account("Paul Owner", Role.POLICY_OWNER)
    for somebody, status in ((agent, 403), (other, 403), (administrator, 302)):
        answer = client_for(somebody).post("/policies/goodwill/owner/", {"owner": other.pk})
        assert answer.status_code == status, somebody
    kept.refresh_from_db()
    assert kept.owner == other
    client_for(other).post("/policies/goodwill/owner/", {"owner": agent.pk})
    kept.refresh_from_db()
    assert kept.owner == other, "only to one who may keep it"


def test_the_owner_is_asked_by_mail_and_answers_in_writing_once(kept, policy_owner, lead, client_for) -> None:
    asked = [
        owners.ask_owner(policy=kept, words="Why so little?", due_on=DUE, actor=actor_for(lead, "test"), now=NOW)
        for _ in range(2)
    ]
    assert asked[0] == asked[1]
    mails = [bytes(mail.raw).decode() for mail in OutgoingMail.objects.filter(recipient=policy_owner.email)]
    assert sum("Why so little?" in mail for mail in mails) == 1
    door = f"/policies/goodwill/questions/{asked[0].pk}/answer/"
    assert client_for(lead).post(door, {f"answer-{asked[0].pk}-answer": "x"}).status_code == 403
    for _ in range(2):
        client_for(policy_owner).post(door, {f"answer-{asked[0].pk}-answer": "Because."})
    question = OwnerQuestion.objects.get()
    assert (question.answer, question.answered_by) == ("Because.", policy_owner)
    assert ActivityEntry.objects.filter(verb="policies.answer_question").count() == 1
    with pytest.raises(owners.AlreadyAnswered):
        owners.answer_question(question=question, answer="Other.", actor=actor_for(policy_owner, "test"), now=NOW)


def test_a_day_that_is_over_and_an_empty_question_are_refused_and_nothing_is_lost(kept, lead, client_for) -> None:
    answer = client_for(lead).post("/policies/goodwill/questions/", {"words": "Why?", "due_on": "2020-01-01"})
    assert answer.status_code == 422
    assert "over already" in answer.content.decode()
    assert "Why?" in answer.content.decode()
    assert not OwnerQuestion.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("agent", 200), ("reviewer", 200), ("customer", 404), ("driver", 404)])
def test_questions_are_for_the_desk(kept, name, status, request, client_for) -> None:
    assert client_for(request.getfixturevalue(name)).get("/policies/goodwill/questions/").status_code == status
