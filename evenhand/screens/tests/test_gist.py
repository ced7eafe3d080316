"""Reading help at the desk: long letters and long cases by their own sentences; short ones are left alone."""

import pytest
from django.test import Client

from evenhand.cases.api import Case, Message, add_customer_message, add_note, reply
from evenhand.core.api import ActivityEntry, now
from evenhand.remedies.api import grant_remedy, new_key, open_claim
from evenhand.screens.tests.conftest import TEST

STORY = "We have bought from you for years and were always happy with it, as was my mother. " * 6
LONG = f"{STORY}\n\nThe kettle never came. Could you send me a new one? <b>Order #W2378156</b>\n\nKind regards, Cleo"


def say(case: Case, text: str, key: str) -> None:
    add_customer_message(case=case, text=text, key=key, actor=TEST, now=now())


def page_of(client: Client, case: Case) -> str:
    return client.get(f"/desk/cases/{case.pk}/").content.decode()


def test_a_short_letter_is_left_alone_but_its_question_is_underlined(client_for, agent, case: Case) -> None:
    page = page_of(client_for(agent), case)
    assert "case-gist" not in page
    assert "<mark>Could somebody look?</mark>" in page


def test_a_long_letter_is_shown_by_its_own_sentences(client_for, agent, case: Case) -> None:
    say(case, LONG, "long")
    page = page_of(client_for(agent), case)
    assert "“Could you send me a new one?”" in page
    assert "They want <strong>a replacement</strong>" in page
    assert "#W2378156" in page
    assert "<mark>Could you send me a new one?</mark>" in page
    assert "<b>Order" not in page, "what a customer writes is never markup"
    part = client_for(agent).get(f"/desk/cases/{case.pk}/?part=conversation", headers={"HX-Request": "true"})
    assert "“Could you send me a new one?”" in part.content.decode()


def test_what_was_answered_is_not_asked_any_more(client_for, agent, actor, case: Case) -> None:
    say(case, LONG, "long")
    last = Message.objects.latest("id").pk
    reply(case=case, text="I have sent it.", seen_message_id=last, key="r", actor=actor(agent), now=now())
    page = page_of(client_for(agent), case)
    assert "case-gist" not in page
    assert "<mark>" not in page


def test_a_note_answers_nobody(client_for, agent, actor, case: Case) -> None:
    say(case, LONG, "long")
    add_note(case=case, text="Will you take it? I will ask.", key="n", actor=actor(agent), now=now())
    page = page_of(client_for(agent), case)
    assert "“Could you send me a new one?”" in page
    assert "“Will you take it?" not in page


def test_a_long_case_says_what_was_asked_promised_and_done(
    client_for, agent, actor, case: Case, house_policies: object
) -> None:
    me = actor(agent)
    for number in range(3):
        say(case, f"Is there any news, number {number}?", f"m{number}")
        last = Message.objects.latest("id").pk
        answer = f"I will send you a new one on day {number}."
        reply(case=case, text=answer, seen_message_id=last, key=f"r{number}", actor=me, now=now())
    page = page_of(client_for(agent), case)
    assert "The case so far" in page
    assert "3 things are open" in page
    claim = open_claim(order=case.order, kind="lost", actor=me, now=now())
    grant_remedy(claim=claim, kind="replacement", amount=None, key=new_key(), actor=me, now=now())
    after = page_of(client_for(agent), case)
    assert "“I will send you a new one on day 2.”" in after
    assert "Done" in after


def test_reading_help_stores_nothing(client_for, agent, case: Case) -> None:
    say(case, LONG, "long")
    said = ActivityEntry.objects.count()
    page_of(client_for(agent), case)
    assert ActivityEntry.objects.count() == said


def test_a_language_without_rules_is_left_alone(client_for, agent, case: Case) -> None:
    case.language = "en"
    case.save(update_fields=["language"])
    say(case, "Waar blijft mijn pakket? Ik heb het nog niet ontvangen. " * 10, "long")
    assert "<mark>Waar" not in page_of(client_for(agent), case)


def test_each_message_is_read_in_the_language_that_its_words_tell(client_for, agent, case: Case) -> None:
    case.language = "en"
    case.save(update_fields=["language"])
    say(case, "Wo ist mein Paket? Es sollte am Montag kommen. " * 10, "long")
    assert "<mark>Wo ist mein Paket?</mark>" in page_of(client_for(agent), case)


@pytest.mark.parametrize("count", [8, 40])
def test_a_longer_case_takes_no_more_queries(
    client_for, agent, case: Case, count, django_assert_max_num_queries
) -> None:
    for number in range(count):
        say(case, f"Where is it now, number {number}?", f"m{number}")
    client = client_for(agent)
    with django_assert_max_num_queries(26):
        page_of(client, case)
