"""How work goes: time booked where and when it ended, service level published once, pages for those who lead alone."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.cases.api import (
    Channel,
    Contact,
    Queue,
    close_case,
    end_contact,
    open_case,
    queue_for,
    reply,
    start_segment,
    take_case,
    transfer_case,
)
from evenhand.cases.testing import NOON, at, make_case
from evenhand.core.api import ActivityEntry, InvalidInput, now
from evenhand.core.testing import shared
from evenhand.promises.booking import book_due, note_missed
from evenhand.promises.goals import Goal, Goals
from evenhand.promises.models import BookedTime, GoalsVersion, Promise, ServiceFigure, ServiceRule
from evenhand.promises.publishing import publish_due, publish_rule
from evenhand.promises.service import Formula, Share
from evenhand.promises.setting import publish_goals
from evenhand.promises.testing import TEST, make_levels
from evenhand.promises.work import work_of
from evenhand.ui.testing import barriers, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]

PAGES = ["/work/", "/work/goals/", "/work/service/"]
TOMORROW = NOON + datetime.timedelta(days=1)
LINE = {"calls": "200", "handle": "240", "within": "20", "share": "80"}


@shared
def me(agent, actor):
    return actor(agent)


def handled(customer, me, *, talk, key, begins=0, hold=0, after=0, cause=""):
    """A contact of so many minutes in each kind of time."""
    case = open_case(customer=customer, subject="A", text="A", channel="mail", key=key, actor=TEST, now=at(begins))
    contact = take_case(case=case, actor=me, now=at(begins))
    if hold:
        start_segment(contact=contact, kind="hold", cause=cause, actor=me, now=at(begins + talk))
    if after:
        start_segment(contact=contact, kind="after", actor=me, now=at(begins + talk + hold))
    end_contact(contact=contact, actor=me, now=at(begins + talk + hold + after))
    return contact


def test_time_is_booked_once_where_and_when_the_work_after_it_ended(customer, me) -> None:
    contact = handled(customer, me, talk=4, hold=2, after=3, key="a")
    assert book_due(now=at(20)) == 1
    assert book_due(now=at(21)) == 0
    booked = BookedTime.objects.get(contact=contact)
    assert (booked.talk, booked.hold, booked.after, booked.ended_at) == (240, 120, 180, at(9))


def test_a_transfer_books_the_time_to_the_queue_in_which_it_was_worked_on(customer, me, second_agent) -> None:
    case, other = make_case(customer), Queue.objects.create(name="Other", slug="other", channel="mail")
    take_case(case=case, actor=me, now=at(1))
    transfer_case(case=case, queue=other, note="Theirs.", actor=me, now=at(5))
    assert BookedTime.objects.get().queue.slug != "other"


def test_contacts_from_before_there_was_this_table_are_noted_once(customer, me) -> None:
    contact = handled(customer, me, talk=4, key="a")
    BookedTime.objects.all().delete()
    assert note_missed(now=at(60)) == 1
    assert note_missed(now=at(60)) == 0
    assert book_due(now=at(60)) == 1
    assert BookedTime.objects.get(contact=contact).talk == 240


def test_the_day_after_midnight_has_the_contact_that_ended_then(customer, me) -> None:
    for number in range(10):
        handled(customer, me, talk=600, after=200, begins=number, key=str(number))  # from noon till after midnight
    book_due(now=at(2000))
    shown = work_of(7, at(2000))
    assert [(row.day, row.contacts) for row in shown.by_day] == [(datetime.date(2026, 3, 3), 10)]


def test_few_contacts_say_nothing_and_enough_say_middle_long_end_and_mean(customer, me) -> None:
    for number in range(9):
        handled(customer, me, talk=2, begins=30 * number, key=str(number))
    book_due(now=at(1000))
    assert work_of(7, at(1000)).rows[0].is_too_few
    handled(customer, me, talk=22, begins=300, key="long", hold=2, cause="waiting on carrier")
    book_due(now=at(1000))
    shown = work_of(7, at(1000))
    (row,) = shown.rows
    talk = row.kinds[0].spread
    assert (talk.count, talk.median, talk.mean) == (10, 120, (9 * 120 + 22 * 60) / 10)
    assert talk.ninetieth == pytest.approx(240)
    assert [(each.cause, each.seconds) for each in shown.causes] == [("waiting on carrier", 120)]


def test_the_whole_is_all_time_over_all_contacts_and_no_mean_of_means(customer, me) -> None:
    for number in range(10):
        handled(customer, me, talk=2, begins=30 * number, key=str(number))
    for number in range(30):
        handled(customer, me, talk=10, begins=1000 + 30 * number, key=f"o{number}")
    other = Queue.objects.create(name="Other", slug="other", channel="mail")
    BookedTime.objects.filter(ended_at__gte=at(1000)).update(queue=other)
    book_due(now=at(3000))
    shown = work_of(7, at(3000))
    assert sorted(row.kinds[3].spread.mean for row in shown.rows) == [120, 600]
    assert shown.whole.kinds[3].spread.mean == (10 * 120 + 30 * 600) / 40


def test_goals_are_versioned_and_say_how_many_stayed_within(customer, me, lead, actor) -> None:
    for number in range(10):
        handled(customer, me, talk=2 + number, begins=30 * number, key=str(number))
    book_due(now=at(1000))
    goals = Goals((Goal(queue_for("mail").pk, "mail", talk=300, hold=60, after=120),))
    for _ in range(2):
        publish_goals(goals=goals, why="", actor=actor(lead), now=at(1000))
    assert GoalsVersion.objects.count() == 1
    (row,) = work_of(7, at(1000)).rows
    assert row.kinds[0].within == Share(4, 10)
    assert [each.goal for each in row.kinds] == [300, 60, 120, 480]


def rule(lead, actor, formula=Formula.ALL_WHO_CAME, minute=0):
    return publish_rule(formula=formula, within_seconds=60, short_seconds=10, actor=actor(lead), now=at(minute))


def calls(customer, me):
    """Three calls: one taken up in time, one late, one given up after five seconds; and the queue that they came to."""
    waits = (0.5, 3.0)
    for number, minutes in enumerate(waits):
        call = make_case(customer, channel=Channel.PHONE, key=f"call {number}")
        take_case(case=call, actor=me, now=at(minutes))
    gone = make_case(customer, channel=Channel.PHONE, key="gone")
    close_case(case=gone, actor=TEST, now=at(5 / 60))


def test_nothing_is_published_before_somebody_has_chosen_a_formula(customer, me) -> None:
    calls(customer, me)
    assert publish_due(now=TOMORROW) == 0


@pytest.mark.parametrize(
    ("formula", "share"),
    [
        (Formula.ALL_WHO_CAME, Share(1, 3)),
        (Formula.ANSWERED_ONLY, Share(1, 2)),
        (Formula.EARLY_LEAVERS_COUNT, Share(2, 3)),
        (Formula.SHORT_CALLS_COUNT, Share(2, 3)),
        (Formula.WITHOUT_EARLY_LEAVERS, Share(1, 2)),
    ],
)
def test_calls_are_published_by_their_waits(customer, me, lead, actor, formula, share) -> None:
    calls(customer, me)
    rule(lead, actor, formula)
    assert publish_due(now=TOMORROW) == 1
    figure = ServiceFigure.objects.get()
    assert (figure.share, figure.day, figure.rule.formula) == (share, NOON.date(), formula.value)


def test_another_formula_rewrites_nothing(customer, me, lead, actor) -> None:
    calls(customer, me)
    rule(lead, actor)
    publish_due(now=TOMORROW)
    rule(lead, actor, Formula.ANSWERED_ONLY, minute=2000)
    assert publish_due(now=TOMORROW + datetime.timedelta(days=1)) == 0
    assert ServiceFigure.objects.get().share == Share(1, 3)
    assert ServiceRule.objects.count() == 2


def test_figures_by_two_formulas_are_never_added_up(customer, me, lead, actor) -> None:
    calls(customer, me)
    rule(lead, actor)
    publish_due(now=TOMORROW)
    later = open_case(customer=customer, subject="B", text="B", channel="phone", key="b", actor=TEST, now=TOMORROW)
    take_case(case=later, actor=me, now=TOMORROW)
    rule(lead, actor, Formula.ANSWERED_ONLY, minute=2000)
    publish_due(now=TOMORROW + datetime.timedelta(days=1))
    shown = work_of(7, TOMORROW + datetime.timedelta(days=1)).service
    assert [row.share for row in shown] == [Share(1, 3), Share(1, 1)]


def test_a_day_on_which_somebody_still_waits_is_said_to_be_unsettled(customer, me, lead, actor) -> None:
    rule(lead, actor)
    call = make_case(customer, channel=Channel.PHONE)
    assert publish_due(now=TOMORROW) == 0
    (pending,) = work_of(7, TOMORROW).pending
    assert (pending.day, pending.pending, pending.came) == (NOON.date(), 1, 1)
    take_case(case=call, actor=me, now=TOMORROW)
    assert publish_due(now=TOMORROW) == 1


def test_letters_are_in_time_within_the_promised_first_reply(customer, me, lead, actor) -> None:
    make_levels()
    rule(lead, actor)
    cases = [make_case(customer, key=str(number)) for number in range(4)]
    for case, minute in zip(cases, (10, 90), strict=False):
        seen = case.messages.latest("pk").pk
        reply(case=case, text="Yes", seen_message_id=seen, key=f"r{case.pk}", actor=me, now=at(minute))
    close_case(case=cases[2], actor=me, now=at(5))  # no answer was needed
    assert publish_due(now=TOMORROW) == 0  # one is still owed
    Promise.objects.filter(case=cases[3], kind="first").update(broken_at=at(60))
    assert publish_due(now=TOMORROW) == 1
    assert ServiceFigure.objects.get().share == Share(1, 3)


def test_a_short_cut_longer_than_the_time_itself_is_refused(lead, actor) -> None:
    with pytest.raises(InvalidInput):
        publish_rule(formula=Formula.SHORT_CALLS_COUNT, within_seconds=5, short_seconds=6, actor=actor(lead), now=NOON)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("lead", 200), ("administrator", 200), ("agent", 404), ("reviewer", 404), ("customer", 404)]
)
def test_the_pages_are_for_those_who_lead(client_for, request, path, who, status) -> None:
    assert client_for(request.getfixturevalue(who)).get(path).status_code == status


def test_reading_takes_no_post(client_for, lead) -> None:
    assert client_for(lead).post("/work/").status_code == 405


@pytest.mark.parametrize("path", ["/work/?days=7", "/work/?days=x", "/work/?days=99999999999", "/work/?calls=many"])
def test_whatever_is_asked_for_does_no_harm(client_for, lead, path) -> None:
    assert client_for(lead).get(path).status_code == 200


def test_no_person_stands_on_the_page(client_for, lead, customer, me) -> None:
    for number in range(10):
        handled(customer, me, talk=2, begins=30 * number, key=str(number))
    moment = now()
    Contact.objects.update(ended_at=moment)
    BookedTime.objects.update(ended_at=moment)
    book_due(now=moment)
    page = client_for(lead).get("/work/?days=7").content.decode()
    assert "Talk, or working on the answer" in page
    assert "Ada Agent" not in page


def test_more_contacts_are_not_more_queries(customer, me) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            work_of(28, at(5000))
        return len(captured)

    handled(customer, me, talk=2, key="a")
    book_due(now=at(5000))
    few = cost()
    for number in range(12):
        handled(customer, me, talk=2, begins=30 * number, key=str(number))
    book_due(now=at(5000))
    assert cost() == few


def test_goals_are_set_on_their_page_and_stand_in_it_then(client_for, lead) -> None:
    queue = queue_for("mail")
    desk = client_for(lead)
    form = {"goal-TOTAL_FORMS": 1, "goal-INITIAL_FORMS": 1, "goal-0-queue": queue.pk, "goal-0-channel": "mail"}
    typed = {
        **form,
        "goal-0-talk": "6 min 30",
        "goal-0-hold": "",
        "goal-0-after": "90",
        "floor": 12,
        "why": "Measured.",
    }
    assert desk.post("/work/goals/", typed)["Location"] == "/work/"
    page = desk.get("/work/goals/").content.decode()
    assert 'value="6 min 30"' in page
    assert 'value="1 min 30"' in page
    assert GoalsVersion.objects.get().goals.floor == 12
    assert ActivityEntry.objects.filter(verb="promises.publish_goals", actor_id=lead.pk).count() == 1
    wrong = desk.post("/work/goals/", {**typed, "goal-0-talk": "quick"})
    assert wrong.status_code == 422
    assert "Write a time as in" in wrong.content.decode()
    assert desk.post("/work/goals/", {}).status_code == 422


def test_a_formula_is_chosen_on_its_page(client_for, lead) -> None:
    desk = client_for(lead)
    typed = {"formula": "all_who_came", "within_seconds": 20, "short_seconds": 5}
    for _ in range(2):
        assert desk.post("/work/service/", typed)["Location"] == "/work/"
    assert ServiceRule.objects.get().within_seconds == 20
    assert desk.post("/work/service/", {**typed, "short_seconds": 30}).status_code == 422
    assert desk.post("/work/service/", {**typed, "formula": "the best"}).status_code == 422


def test_a_line_is_reckoned_and_too_few_people_are_told_kindly(client_for, lead) -> None:
    desk = client_for(lead)
    page = desk.get("/work/", {**LINE, "people": "15"}).content.decode()
    assert "<strong>17 people</strong> will do." in page
    assert "With 15 people:" in page
    few = desk.get("/work/", {**LINE, "people": "12"}).content.decode()
    assert "the line would only grow" in few
    assert "13.3" in few


@pytest.mark.browser
def test_the_pages_are_right_in_every_look(live_server, browser_page, lead, actor, customer, me) -> None:
    for number in range(10):
        handled(customer, me, talk=2, hold=1, cause="slow system", begins=30 * number, key=str(number))
    moment = now()
    BookedTime.objects.update(ended_at=moment)
    Contact.objects.update(ended_at=moment)
    book_due(now=moment)
    BookedTime.objects.filter(pk=BookedTime.objects.earliest("pk").pk).update(
        channel="chat"
    )  # so that all is summed up
    rule(lead, actor)
    page = browser_page()
    sign_in(page, live_server.url, lead)
    for path in ("/work/?calls=200&handle=240&within=20&share=80&people=12", "/work/goals/", "/work/service/"):
        page.goto(live_server.url + path)
        assert page.locator("tfoot").count() == path.startswith("/work/?")
        assert barriers(page) == [], path
