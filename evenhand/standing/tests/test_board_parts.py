"""The rest of the board: what would help, how long it took, how settled it is, and what luck alone would do."""

import datetime
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from evenhand.cases.api import end_contact, start_segment
from evenhand.cases.models import Contact
from evenhand.core.environment import Environment
from evenhand.core.testing import shared
from evenhand.people.api import Role, actor_for, create_team, join_team
from evenhand.people.testing import TEST, make_account
from evenhand.policies.api import acknowledge, notices_of
from evenhand.standing import luck
from evenhand.standing.api import StandingResult, compute_results
from evenhand.standing.board import team_board
from evenhand.standing.board_parts import cohorts_of, mix_of, what_would_help
from evenhand.standing.computing import window_until
from evenhand.standing.funnel_drawing import SIDES, sides_of
from evenhand.standing.handling import handling_of
from evenhand.standing.models import Computation
from evenhand.standing.policy import standing_rules
from evenhand.standing.templatetags.standing import local_day
from evenhand.standing.testing import Given, answer_about
from evenhand.surveys.api import Window
from evenhand.surveys.testing import DAY, HOUR, MINUTE, MONDAY, sent_question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]
END = MONDAY + 28 * DAY


@shared
def computation(agent, second_agent, reviewer, team, lead):
    """Two agents' answers, with three of the carrier's and two marks, as computed."""
    judge = actor_for(reviewer, "test")
    for notice in notices_of(agent.pk):
        acknowledge(notice=notice, actor=judge, now=notice.given_at + HOUR)
    answer_about(agent, Given(yes=10, marked=2, carrier=3, bare=4), since=MONDAY, decider=judge)
    answer_about(second_agent, Given(yes=12, bare=1), since=MONDAY + 9 * DAY, decider=judge)
    return compute_results(team=team, window_end=END, actor=judge, now=END)


def test_what_would_help_is_ordered_by_what_it_explains_and_leaves_the_unexplained_out(computation) -> None:
    helps = what_would_help(computation)
    assert [(help.cause, help.no.part, help.no.whole, help.checked) for help in helps] == [
        ("carrier", 3, 10, 3),
        ("agent", 2, 10, 2),
    ]
    assert helps[0].no.low < 0.3 < helps[0].no.high


def test_weeks_that_can_still_be_answered_are_shown_as_open(computation, customer, agent, team) -> None:
    sent_question(customer, agent, at=END - 3 * DAY)
    weeks = cohorts_of(computation, now=END)
    assert sum(week.sent for week in weeks) == 33
    assert [week.still_open for week in weeks if week.still_open] == [1]
    assert weeks[-1].still_open == 1
    assert not any(week.still_open for week in cohorts_of(computation, now=END + 60 * DAY))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Auckland"])
def test_the_weeks_of_a_window_begin_on_mondays_whatever_the_clocks_did(monkeypatch, zone) -> None:
    """From 21 September to 16 November the clocks change in each of these places, on another Sunday."""
    site = Environment(mode="test", time_zone=zone)
    for module in ("computing", "board_parts"):
        monkeypatch.setattr(f"evenhand.standing.{module}.environment", lambda: site)
    end = datetime.datetime(2026, 11, 16, tzinfo=site.zone).astimezone(datetime.UTC)
    window = window_until(end, 56)
    over_it = Computation(window_start=window.start, window_end=end, inputs={"people": []})
    starts = [week.start.astimezone(site.zone) for week in cohorts_of(over_it, now=end)]
    assert [start.date() for start in starts] == [datetime.date(2026, 9, 21) + 7 * number * DAY for number in range(8)]
    assert {start.time() for start in starts} == {datetime.time()}


def test_a_name_stands_where_it_covers_no_dot_and_no_other_name() -> None:
    alone, beside, edge, corner, last = (300.0, 200.0), (312.0, 196.0), (635.0, 100.0), (4.0, 318.0), (100.0, 60.0)
    dots = [alone, beside, edge, corner, last, (100.0, 48.0)]
    sides = sides_of(["Ada", "Luís Miguel de Albuquerque", "Bo Nguyen", "Chidi Eze", "Mo"], dots)
    assert sides == [SIDES[2], SIDES[0], SIDES[2], SIDES[4], SIDES[1]]


def test_where_there_is_no_room_a_name_is_left_out_rather_than_written_over_another() -> None:
    crowd = [(300.0 + number, 150.0) for number in range(9)]
    placed = [side for side in sides_of(["Somebody with a name"] * 9, crowd) if side]
    assert 1 <= len(placed) < 9
    assert len(set(placed)) == len(placed)


def test_the_mix_of_each_adds_up_to_the_teams(computation, agent, second_agent) -> None:
    mix = mix_of(computation, {agent.pk: "Ada", second_agent.pk: "Amir"})
    assert [(name, answers) for name, answers, _counts in mix.people] == [("Ada", 19), ("Amir", 13)]
    for place, _level in enumerate(mix.levels):
        assert mix.team[place] == sum(counts[place] for _name, _answers, counts in mix.people)


def test_handle_times_show_the_middle_and_the_long_end_with_what_they_went_into(customer, agent, actor) -> None:
    question = sent_question(customer, agent)
    contact = Contact.objects.get(pk=question.contact_id)
    Contact.objects.filter(pk=contact.pk).update(ended_at=None, end_cause="")
    contact.refresh_from_db()
    start = MONDAY + 30 * MINUTE
    start_segment(contact=contact, kind="hold", cause="waiting on carrier", actor=actor(agent), now=start)
    end_contact(contact=contact, actor=actor(agent), now=start + 15 * MINUTE)
    found = handling_of({agent.pk: "Ada"}, Window(MONDAY, END), now=END)
    rows = {row.kind: row for row in found.rows}
    assert rows["hold"].mean == rows["hold"].median == 900
    assert [(cause.cause, cause.stretches, cause.seconds) for cause in found.causes] == [("waiting on carrier", 1, 900)]
    assert not found.is_part
    assert handling_of({}, Window(MONDAY, END), now=END).rows == ()


def test_every_bar_and_dot_leads_to_its_cases_and_outsiders_find_none(
    computation, team, agent, lead, customer, client_for
) -> None:
    browser = client_for(lead)
    page = browser.get(f"/board/{team.pk}/").content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/standing/findings/\?[^"]+)"', page)}
    behind = {link: len(browser.get(link).context["page"].object_list) for link in links}
    by_agent = f"/standing/findings/?computation={computation.pk}&agent={agent.pk}&state="
    by_cause = f"/standing/findings/?computation={computation.pk}&cause=carrier&state="
    assert (behind[by_agent], behind[by_cause]) == (9, 3)
    other = make_account("Otis Other", Role.LEAD)
    elsewhere = create_team(name="Chat", channel="chat", kind_of_work="", actor=TEST, now=MONDAY)
    join_team(account=other, team=elsewhere, is_lead=True, actor=TEST, now=MONDAY)
    for path in (f"/board/{team.pk}/luck/", f"/board/{team.pk}/times/?cause=x", f"/board/{team.pk}/times/?cause=x%00"):
        assert browser.get(path).status_code == 200
        for outsider in (other, agent, customer):
            assert client_for(outsider).get(path).status_code == 404, path
    assert not client_for(other).get(by_agent).context["page"].object_list


def test_in_a_team_of_equals_luck_still_names_the_share() -> None:
    found = luck.luck_of([40] * 20, [6] * 20, share=0.15)
    assert (found.people, found.places) == (20, 3)
    assert found.real_wrong_share is None, "twenty times 6 of 40 shows no difference at all"
    assert found.equal_twice == pytest.approx(20 * 0.15**2, abs=0.05)
    assert found.equal_once_in_six == pytest.approx(20 * (1 - 0.85**6), abs=0.2)
    assert all(sum(row) == 3 for row in found.looks)
    assert luck.luck_of([40] * 20, [6] * 20, share=0.15) == found, "the seed is kept"


def test_where_people_differ_the_bare_rule_still_names_many_wrongly() -> None:
    no = [1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 10, 11, 12, 14, 16]
    found = luck.luck_of([40] * 20, no, share=0.15)
    assert 0.1 < found.real_wrong_share < 0.6
    assert found.real_better_share < found.real_wrong_share
    assert luck.luck_of([40], [3], share=0.15) is None
    assert luck.luck_of([40, 0], [3, 0], share=0.15) is None


def test_the_figures_beside_the_switch_agree_with_the_simulation_of_the_documents() -> None:
    """docs: with 40 answers each and a spread of 5 points, about half of the named are not among the worst."""
    row = next(each for each in luck.luck_at_large() if each.answers == 40)
    assert row.wrong_share == pytest.approx(0.495, abs=0.001)


def test_the_share_rule_meets_nobody_while_it_is_off_and_only_the_certain_while_it_is_on(computation) -> None:
    off = standing_rules(END)
    on = replace(off, lower_share_rule=True)
    assert luck.lower_share(computation, off).applies_to == ()
    assert luck.lower_share(computation, on).applies_to == (), "two people: 15 % of them is nobody"


def test_of_the_lower_share_only_those_beyond_doubt_are_met(computation, agent, second_agent, monkeypatch) -> None:
    rules = standing_rules(END)
    half = replace(rules, tail_share=0.5, lower_share_rule=True)
    unclear = luck.lower_share(computation, half)
    assert (unclear.bare, unclear.applies_to) == ((agent.pk,), ())
    results = [StandingResult(account_id=agent.pk, yes=2, no=8, marks=8, sent=10, verdict="clearly worse")]
    results.append(StandingResult(account_id=second_agent.pk, yes=9, no=1, marks=1, sent=10, verdict="in line"))
    monkeypatch.setattr(StandingResult.objects, "filter", lambda **_: results)
    assert luck.lower_share(computation, half).applies_to == (agent.pk,)


def test_the_switch_shows_its_luck_to_the_desk_and_to_nobody_else(agent, seller, client_for) -> None:
    assert "What luck alone" in client_for(agent).get("/policies/standing-and-steps/").content.decode()
    assert "What luck alone" not in client_for(seller).get("/policies/standing-and-steps/").content.decode()
    assert client_for(agent).get("/standing/luck/").status_code == 200
    assert client_for(seller).get("/standing/luck/").status_code == 404


def test_a_window_begins_on_the_day_that_it_is_where_the_site_is() -> None:
    begins = datetime.datetime(2026, 9, 27, 22, 0, tzinfo=datetime.UTC)
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert local_day(begins) == datetime.date(2026, 9, 28)


def test_nobody_reads_that_fewer_answers_are_needed_than_any_verdict_takes(computation, team) -> None:
    board = team_board(team, now=computation.computed_at + 30 * DAY)
    least = computation.inputs["minimum_answers"]
    assert board is not None
    assert board.unknown
    for row in board.unknown:
        assert row.answers_needed is None or row.answers_needed >= least - row.counted
