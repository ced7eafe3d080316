"""A pause that is offered to the reader alone, and kind words that reach them the same day."""

import datetime

import pytest

from evenhand.cases.api import Case, Contact, Segment, open_case, take_case
from evenhand.cases.breaks import current_stretch, is_hostile
from evenhand.core.api import ActivityEntry, now, system
from evenhand.core.testing import shared
from evenhand.people.api import actor_for
from evenhand.surveys.api import Choice, cast_vote, give_reason, praise_for
from evenhand.surveys.models import Invitation
from evenhand.surveys.testing import sent_question

pytestmark = pytest.mark.django_db
MINUTES = datetime.timedelta(minutes=1)
NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)


def spans(*minutes: tuple[int, int]) -> list[tuple[datetime.datetime, datetime.datetime]]:
    """Stretches of work, in minutes before noon."""
    return [(NOON - begun * MINUTES, NOON - ended * MINUTES) for begun, ended in minutes]


@pytest.mark.parametrize(
    ("worked", "minutes"),
    [
        ([], 0),
        ([(60, 0)], 60),
        ([(180, 100), (95, 0)], 180),
        ([(180, 100), (84, 0)], 84),
        ([(180, 20)], 0),
        ([(180, 10)], 180),
        ([(60, 0), (200, 30), (300, 250)], 200),
    ],
)
def test_a_stretch_ends_where_somebody_paused(worked, minutes):
    assert current_stretch(spans(*worked), NOON) == minutes * MINUTES


@pytest.mark.parametrize(
    ("text", "hostile"),
    [
        ("You are all idiots.", True),
        ("Ihr seid Betrüger!", True),
        ("WHERE IS MY PARCEL I HAVE BEEN WAITING FOR WEEKS!", True),
        ("I am very angry and disappointed. This is unacceptable.", False),
        ("Where is it???", False),
        ("OK", False),
        ("The ASSEMBLY manual is missing; the article is called USELESS BOX.", False),
    ],
)
def test_an_insult_is_hostile_and_being_angry_is_not(text, hostile):
    assert is_hostile(text) == hostile


def work(customer, agent, text: str, *, minutes_ago: int, minutes: int) -> Case:
    begun = now() - minutes_ago * MINUTES
    key = f"{text} {minutes_ago}"
    case = open_case(
        customer=customer, subject="x", text=text, channel="mail", key=key, actor=system("test"), now=begun
    )
    take_case(case=case, actor=actor_for(agent, "test"), now=begun)
    ended = begun + minutes * MINUTES
    Segment.objects.filter(contact__case=case).update(ended_at=ended)
    Contact.objects.filter(case=case).update(ended_at=ended)
    return case


@pytest.mark.usefixtures("house_policies")
def test_a_long_stretch_offers_a_pause_to_the_one_who_worked_and_leaves_no_trace(client_for, agent, lead, customer):
    for ago in range(200, 0, -20):
        work(customer, agent, "Where is it?", minutes_ago=ago, minutes=19)
    said, client = ActivityEntry.objects.count(), client_for(agent)
    page = client.get("/desk/for-you/").content.decode()
    assert "without a pause" in page
    assert "without a pause" in client.get("/desk/pause/", headers={"HX-Request": "true"}).content.decode()
    assert "pause" not in client_for(lead).get("/desk/pause/").content.decode().replace('id="pause"', "")
    client.post("/desk/pause/dismissal/")
    assert "without a pause" not in client.get("/desk/for-you/").content.decode()
    assert ActivityEntry.objects.count() == said


@pytest.mark.usefixtures("house_policies")
def test_a_run_of_hostile_customers_offers_one_too(client_for, agent, customer):
    for ago, text in enumerate(["You idiots.", "Thank you!", "You liars.", "Shut up."], start=1):
        work(customer, agent, text, minutes_ago=ago * 30, minutes=5)
    assert "hard on you" in client_for(agent).get("/desk/pause/").content.decode()


@pytest.mark.usefixtures("house_policies")
def test_a_day_with_pauses_and_kind_customers_offers_nothing(client_for, agent, customer):
    for ago in (170, 100, 30):
        work(customer, agent, "You idiots." if ago == 30 else "Where is it?", minutes_ago=ago, minutes=20)
    page = client_for(agent).get("/desk/pause/").content.decode()
    assert "notice" not in page


def test_the_pause_is_for_staff_and_put_away_by_a_press(client_for, agent, outsider):
    assert client_for(outsider).get("/desk/pause/").status_code == 404
    assert client_for(outsider).post("/desk/pause/dismissal/").status_code == 404
    assert client_for(agent).get("/desk/pause/dismissal/").status_code == 405
    assert client_for(agent).post("/desk/pause/").status_code == 405


@shared
def question(customer, agent, house_policies) -> Invitation:
    return sent_question(customer, agent, at=now() - datetime.timedelta(days=2))


def say(question: Invitation, choice: Choice, comment: str, *, pass_on: bool) -> None:
    who = actor_for(question.customer, "test")
    if question.choice != choice:
        question = cast_vote(invitation=question, choice=choice, actor=who, now=now())
    give_reason(invitation=question, reason_code="", comment=comment, pass_on=pass_on, actor=who, now=now())


def test_kind_words_reach_the_agent_the_same_day_without_name_or_case(client_for, agent, second_agent, lead, question):
    say(question, Choice.YES, "So patient, thank you!", pass_on=True)
    page = client_for(agent).get("/desk/for-you/").content.decode()
    assert "“So patient, thank you!”" in page
    assert "Cleo" not in page
    assert f"/desk/cases/{question.case_id}/" not in page
    for other in (second_agent, lead):
        assert "So patient" not in client_for(other).get("/desk/for-you/").content.decode()


def test_kind_words_stay_in_the_record_and_the_export_of_the_one_they_are_for(client_for, agent, lead, question):
    say(question, Choice.YES, "So patient, thank you!", pass_on=True)
    assert "“So patient, thank you!”" in client_for(agent).get("/record/").content.decode()
    assert "So patient" in client_for(agent).get("/me/data/file/").content.decode()
    seen_by_lead = client_for(lead).get(f"/record/{agent.pk}/").content.decode()
    assert "What went well" in seen_by_lead
    assert "So patient" not in seen_by_lead


@pytest.mark.parametrize("pass_on", [True, False])
def test_words_beside_a_no_and_words_not_passed_on_are_not_shown(agent, question, pass_on):
    say(question, Choice.NO if pass_on else Choice.YES, "Hm.", pass_on=pass_on)
    assert praise_for(agent.pk, since=now() - datetime.timedelta(days=1)) == ()


def test_words_that_are_taken_back_are_gone(agent, question):
    since = now() - datetime.timedelta(days=1)
    say(question, Choice.YES, "Lovely.", pass_on=True)
    question.refresh_from_db()
    assert [each.words for each in praise_for(agent.pk, since=since)] == ["Lovely."]
    say(question, Choice.YES, "Lovely.", pass_on=False)
    assert praise_for(agent.pk, since=since) == ()
    say(question, Choice.YES, "Lovely.", pass_on=True)
    cast_vote(invitation=question, choice=Choice.NO, actor=actor_for(question.customer, "test"), now=now())
    assert praise_for(agent.pk, since=since) == ()


def test_the_page_of_the_question_asks_for_it_after_a_yes_only(client, question):
    from evenhand.surveys.api import address_of

    address = "/" + address_of(question).split("/", 3)[3]
    say(question, Choice.YES, "Kind.", pass_on=False)
    page = client.get(address).content.decode()
    assert 'name="pass_on"' in page
    assert "checked" not in page.split('name="pass_on"')[1].split(">")[0]
    cast_vote(invitation=question, choice=Choice.NO, actor=actor_for(question.customer, "test"), now=now())
    assert 'name="pass_on"' not in client.get(address).content.decode()
