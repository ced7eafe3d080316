"""Help articles beside a case: what answers the customer, put into the draft by a press; nothing is sent by itself."""

import pytest
from django.test import Client

from evenhand.cases.api import Case, add_customer_message, draft_of
from evenhand.core.api import ActivityEntry, now
from evenhand.knowledge.api import Article, load_starting_articles
from evenhand.screens.tests.conftest import TEST


@pytest.fixture
def asked(case: Case) -> Case:
    """The case after Cleo asked for her parcel, with the starting articles on the shelves."""
    load_starting_articles(actor=TEST, now=now())
    text = "The tracking of my parcel has not moved since Tuesday. Is it lost?"
    add_customer_message(case=case, text=text, key="asked-again", actor=TEST, now=now())
    return case


def here(case: Case, more: str = "") -> str:
    return f"/desk/cases/{case.pk}/articles/{more}"


def test_what_answers_the_last_words_stands_beside_the_case(client_for, agent, asked: Case) -> None:
    page = client_for(agent).get(here(asked)).content.decode()
    part = client_for(agent).get(here(asked), headers={"HX-Request": "true"}).content.decode()
    for shown in (page, part):
        assert "Where is my parcel?" in shown
        assert "How do I cancel my order?" not in shown
    assert "<html" not in part
    assert "/help/en/articles/where-is-my-parcel/" in part
    assert f'hx-get="{here(asked)}"' in client_for(agent).get(f"/desk/cases/{asked.pk}/").content.decode()


def test_the_agent_searches_all_of_them(client_for, agent, asked: Case) -> None:
    assert "How do I cancel my order?" in client_for(agent).get(here(asked, "?q=cancel")).content.decode()
    assert "Nothing was found." in client_for(agent).get(here(asked, "?q=zzzz")).content.decode()


@pytest.mark.parametrize(
    ("what", "words"), [("link", "/help/en/articles/where-is-my-parcel/"), ("text", "Open My orders")]
)
def test_a_press_puts_it_at_the_end_of_the_draft(client_for, agent, actor, asked: Case, what, words) -> None:
    client: Client = client_for(agent)
    client.post(f"/desk/cases/{asked.pk}/draft/", {"text": "Dear Cleo,", "version": 0})
    article = Article.objects.get(key="starting-where-is-my-parcel")
    answer = client.post(here(asked, "in-draft/"), {"article": article.pk, "what": what})
    assert answer["Location"] == f"/desk/cases/{asked.pk}/#reply"
    draft = draft_of(asked, actor(agent))
    assert draft is not None
    assert draft.text.startswith("Dear Cleo,\n\n")
    assert words in draft.text
    assert asked.messages.count() == 2, "nothing was sent"


def test_what_is_for_the_staff_cannot_be_sent(client_for, agent, asked: Case) -> None:
    client: Client = client_for(agent)
    page = client.get(here(asked, "?q=investigation"), headers={"HX-Request": "true"}).content.decode()
    assert "Staff only" in page
    assert "data-add" not in page
    article = Article.objects.get(key="starting-staff-lost-parcels")
    wrong = {"article": article.pk, "q": "investigation", "what": "text"}
    assert client.post(here(asked, "in-draft/"), wrong).status_code == 404


@pytest.mark.parametrize("article", ["", "x", "999999"])
def test_what_is_not_offered_is_not_found(client_for, agent, asked: Case, article) -> None:
    assert client_for(agent).post(here(asked, "in-draft/"), {"article": article}).status_code == 404


def test_methods_and_people(client_for, agent, reviewer, customer, outsider, asked: Case) -> None:
    said = ActivityEntry.objects.count()
    assert client_for(agent).post(here(asked)).status_code == 405
    assert client_for(agent).get(here(asked, "in-draft/")).status_code == 405
    assert client_for(reviewer).get(here(asked)).status_code == 200
    assert client_for(reviewer).post(here(asked, "in-draft/"), {"article": 1}).status_code == 403
    for nobody in (customer, outsider):
        assert client_for(nobody).get(here(asked)).status_code == 404
        assert client_for(nobody).post(here(asked, "in-draft/")).status_code == 404
    assert ActivityEntry.objects.count() == said
