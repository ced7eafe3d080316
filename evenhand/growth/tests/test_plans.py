"""The help that a plan promises, its days around leave and clocks, its end, and the warnings that may follow."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from evenhand.cases.api import Contact
from evenhand.core.api import InvalidInput, SiteCalendar
from evenhand.core.testing import shared
from evenhand.growth import plan_days, plans
from evenhand.growth.api import (
    Condition,
    GateClosed,
    Kind,
    Letter,
    Plan,
    PlanGoesOn,
    Proposal,
    Session,
    Step,
    answer_session,
    answer_step,
    appeal_step,
    assess_plan,
    decide_step,
    gate_now,
    hold_checkpoint,
    missing,
    note_session,
    propose_step,
    revoke_step,
)
from evenhand.growth.plan_days import last_day_of
from evenhand.growth.testing import DAY, FINE, HOUR, NOW, Told, answers_about
from evenhand.people.api import cancel_leave, note_leave
from evenhand.standing.api import compute_results

pytestmark = pytest.mark.django_db
WHY = "Read all of it, and the contacts."
WARNING = Proposal(kind=Kind.WRITTEN_WARNING, why="The plan has ended.", expected="Each question answered.")
AFTER = datetime.datetime(2026, 5, 9, 9, 0, tzinfo=datetime.UTC)  # the plan runs from 11 April to 8 May


@shared
def plan(answered, reviewer, actor) -> Plan:
    """An improvement plan that began on the day after NOW + DAY."""
    decide_step(step=answered, is_issued=True, words=WHY, actor=actor(reviewer), now=NOW + DAY)
    return Plan.objects.select_related("step__account").get()


def give(sessions, bound, lead, actor) -> None:
    contact = Contact.objects.filter(agent=bound)[0]
    for session in sessions:
        at = datetime.datetime.combine(session.promised_for, datetime.time(12), datetime.UTC)
        note_session(
            session=session,
            held_on=session.promised_for,
            contact=contact,
            notes="Read it together.",
            actor=actor(lead),
            now=at,
        )
        answer_session(session=session, took_place=True, words="", actor=actor(bound), now=at + HOUR)


def lived_through(plan: Plan, told: Told, bound, peers, lead, actor) -> Plan:
    """The plan's own weeks of answers, with all its sessions given, looked back on at its end."""
    since = datetime.datetime(2026, 4, 12, 9, 0, tzinfo=datetime.UTC)
    until = datetime.datetime(2026, 5, 8, tzinfo=datetime.UTC)
    for person, said in [(bound, told), *[(peer, FINE) for peer in peers]]:
        answers_about(person, said, since=since, until=until, decider=lead)
    give(Session.objects.all(), bound, lead, actor)
    return assess_plan(plan=plan, words="We worked on it.", actor=actor(lead), now=AFTER)


def lacks(kind: Kind, bound, lead, actor, now: datetime.datetime) -> set[Condition]:
    checks = gate_now(kind, bound, actor=actor(lead), now=now)
    return {check.condition for check in missing(checks, at_decision=False)}


class TestDays:
    def test_four_weeks_begin_the_day_after_and_leave_moves_the_end(self, plan, bound, lead, actor) -> None:
        assert plan.starts_on == datetime.date(2026, 4, 11)
        assert last_day_of(plan) == datetime.date(2026, 5, 8)
        leave = note_leave(
            account=bound,
            first_day=datetime.date(2026, 4, 20),
            last_day=datetime.date(2026, 4, 26),
            actor=actor(lead),
            now=NOW + 5 * DAY,
        )
        assert last_day_of(plan) == datetime.date(2026, 5, 15)
        cancel_leave(leave=leave, actor=actor(lead), now=NOW + 6 * DAY)
        assert last_day_of(plan) == datetime.date(2026, 5, 8)

    @pytest.mark.parametrize(
        ("zone", "first", "begins"),
        [
            ("Europe/Berlin", "2026-04-11", "2026-04-10T22:00"),
            ("America/New_York", "2026-04-10", "2026-04-10T04:00"),
            ("Pacific/Auckland", "2026-04-11", "2026-04-10T12:00"),
        ],
    )
    def test_days_are_those_of_the_site(self, answered, reviewer, actor, monkeypatch, zone, first, begins) -> None:
        calendar = SiteCalendar(ZoneInfo(zone))
        for module in (plans, plan_days):
            monkeypatch.setattr(module, "site_calendar", lambda: calendar)
        at = datetime.datetime(2026, 4, 10, 3, 0, tzinfo=datetime.UTC)  # still Thursday evening in New York
        decide_step(step=answered, is_issued=True, words=WHY, actor=actor(reviewer), now=at)
        plan = Plan.objects.get()
        assert plan.starts_on == datetime.date.fromisoformat(first)
        assert calendar.start_of(plan.starts_on) == datetime.datetime.fromisoformat(begins).replace(tzinfo=datetime.UTC)
        assert last_day_of(plan) - plan.starts_on == datetime.timedelta(days=27)

    def test_a_plan_over_a_change_of_clocks_still_has_28_days(self) -> None:
        berlin = SiteCalendar(ZoneInfo("Europe/Berlin"))
        for first in (datetime.date(2026, 3, 16), datetime.date(2026, 10, 12)):
            last = berlin.end_after(first, 28)
            hours = (berlin.start_of(last + DAY) - berlin.start_of(first)).total_seconds() / 3600
            assert (last - first).days == 27
            assert hours in (28 * 24 - 1, 28 * 24 + 1)


class TestSessions:
    def test_eight_are_promised_on_working_days(self, plan) -> None:
        days = list(Session.objects.values_list("promised_for", flat=True))
        assert len(days) == 8
        assert all(day.weekday() < 5 for day in days)
        assert plan.checkpoints.count() == 2

    def test_one_is_given_only_when_both_sides_say_so(self, plan, bound, lead, actor) -> None:
        session = Session.objects.all()[0]
        contact = Contact.objects.filter(agent=bound)[0]
        with pytest.raises(InvalidInput):
            answer_session(session=session, took_place=True, words="", actor=actor(bound), now=AFTER)
        noted = note_session(
            session=session,
            held_on=session.promised_for,
            contact=contact,
            notes="Read it together.",
            actor=actor(lead),
            now=AFTER,
        )
        assert not noted.is_given
        with pytest.raises(InvalidInput):
            answer_session(session=session, took_place=False, words="", actor=actor(bound), now=AFTER)
        said = answer_session(session=session, took_place=False, words="Five minutes.", actor=actor(bound), now=AFTER)
        assert not said.is_given
        said = answer_session(session=session, took_place=True, words="", actor=actor(bound), now=AFTER)
        assert said.is_given

    def test_a_note_cites_one_of_the_persons_own_contacts(self, plan, peers, lead, actor) -> None:
        session = Session.objects.all()[0]
        for contact, notes, day in [
            (Contact.objects.filter(agent=peers[0])[0], "Read it.", session.promised_for),
            (Contact.objects.filter(agent=plan.step.account)[0], " ", session.promised_for),
            (Contact.objects.filter(agent=plan.step.account)[0], "Read it.", AFTER.date() + DAY),
        ]:
            with pytest.raises(InvalidInput):
                note_session(session=session, held_on=day, contact=contact, notes=notes, actor=actor(lead), now=AFTER)

    def test_noting_it_anew_asks_the_person_anew(self, plan, bound, lead, actor) -> None:
        session = Session.objects.all()[0]
        give([session], bound, lead, actor)
        session.refresh_from_db()
        again = note_session(
            session=session,
            held_on=session.held_on,
            contact=session.contact,
            notes="Otherwise.",
            actor=actor(lead),
            now=AFTER,
        )
        assert not again.is_given

    def test_a_checkpoint_is_noted_once(self, plan, lead, actor) -> None:
        checkpoint = plan.checkpoints.all()[0]
        for words in ("Better already.", "Worse."):
            hold_checkpoint(checkpoint=checkpoint, words=words, actor=actor(lead), now=AFTER)
        checkpoint.refresh_from_db()
        assert checkpoint.words == "Better already."


class TestEnd:
    def test_it_is_not_looked_back_on_before_its_last_day_is_over(self, plan, bound, lead, actor) -> None:
        give(Session.objects.all(), bound, lead, actor)
        with pytest.raises(PlanGoesOn):
            assess_plan(plan=plan, words="Done.", actor=actor(lead), now=AFTER - DAY)
        assert assess_plan(plan=plan, words="Done.", actor=actor(lead), now=AFTER).assessed_at

    def test_coaching_that_was_not_given_lets_it_go_on(self, plan, bound, lead, actor) -> None:
        give(Session.objects.all()[:7], bound, lead, actor)
        with pytest.raises(PlanGoesOn) as goes_on:
            assess_plan(plan=plan, words="Done.", actor=actor(lead), now=AFTER)
        assert "7 of 8" in goes_on.value.message
        assert Condition.COACHING in lacks(Kind.WRITTEN_WARNING, bound, lead, actor, AFTER)

    def test_answers_like_the_teams_end_it_well_and_nothing_follows(self, plan, bound, peers, lead, actor) -> None:
        ended = lived_through(plan, FINE, bound, peers, lead, actor)
        assert (ended.outcome, ended.effect) == ("reached", "more_than_by_itself")
        assert ended.unaided["low"] < ended.unaided["expected"] < ended.unaided["high"]
        assert "ended well" in str(Letter.objects.get(about="plan_ended").parts)
        with pytest.raises(GateClosed) as closed:
            propose_step(account=bound, proposal=WARNING, actor=actor(lead), now=AFTER)
        assert Condition.PREDECESSOR in {check.condition for check in closed.value.missing}

    def test_too_few_answers_lead_to_nothing(self, plan, bound, peers, lead, actor) -> None:
        ended = lived_through(plan, Told(yes=6, marked=6), bound, peers, lead, actor)
        assert ended.outcome == "too_few"

    def test_a_small_improvement_is_not_called_the_helps(self, plan, bound, peers, lead, actor) -> None:
        ended = lived_through(plan, Told(yes=29, marked=11), bound, peers, lead, actor)
        assert ended.effect == "as_by_itself"
        assert ended.result.computation.is_regular is False

    def test_only_contacts_since_it_began_count(self, plan, bound, peers, lead, actor) -> None:
        ended = lived_through(plan, Told(yes=20, marked=20), bound, peers, lead, actor)
        before = set(plan.step.evidence["questions"])
        during = {each["question"] for each in ended.result.computation.inputs["answers"]}
        assert not before & during


@shared
def warned(plan, bound, peers, lead, reviewer, actor) -> Step:
    """A written warning after a plan that was not reached."""
    lived_through(plan, Told(yes=20, marked=20), bound, peers, lead, actor)
    step = propose_step(account=bound, proposal=WARNING, actor=actor(lead), now=AFTER)
    answer_step(step=step, words="I try.", actor=actor(bound), now=AFTER + HOUR)
    return decide_step(step=step, is_issued=True, words=WHY, actor=actor(reviewer), now=AFTER + DAY)


class TestWarnings:
    def test_it_counts_half_a_year_the_day_of_issue_being_the_first(self, warned) -> None:
        assert warned.live_from == datetime.date(2026, 5, 10)
        assert warned.live_until == datetime.date(2026, 11, 7)
        assert warned.counts_on(datetime.date(2026, 11, 7))
        assert not warned.counts_on(datetime.date(2026, 11, 8))
        assert "counts until 7 November 2026" in str(Letter.objects.filter(about="issued")[0].parts)

    def test_a_final_warning_rests_on_one_that_counts_today(self, warned, bound, lead, actor) -> None:
        live = datetime.datetime(2026, 11, 7, 12, 0, tzinfo=datetime.UTC)
        assert Condition.PREDECESSOR not in lacks(Kind.FINAL_WARNING, bound, lead, actor, live)
        assert Condition.PREDECESSOR in lacks(Kind.FINAL_WARNING, bound, lead, actor, live + DAY)

    def test_answers_from_before_the_warning_cannot_lead_to_the_final_one(self, warned, bound, lead, actor) -> None:
        assert Condition.NEW_EVIDENCE in lacks(Kind.FINAL_WARNING, bound, lead, actor, AFTER + 3 * DAY)

    @pytest.mark.parametrize(("early", "lacking"), [(0, set()), (1, {Condition.NEW_EVIDENCE})])
    def test_a_contact_that_began_before_the_warning_and_was_asked_about_after_it_leads_to_no_final_one(
        self, warned, bound, peers, team, lead, actor, early, lacking
    ) -> None:
        start = datetime.datetime(2026, 5, 11, tzinfo=datetime.UTC)
        assert warned.decided_at < start, "the window begins after the warning"
        end = start + 56 * DAY
        asked_later = warned.decided_at - HOUR
        for person, said in [(bound, Told(yes=20, marked=20)), *((peer, FINE) for peer in peers)]:
            answers_about(person, said, since=warned.decided_at + HOUR, until=end, decider=lead)
        if early:
            answers_about(bound, Told(yes=early), since=asked_later, until=asked_later + 3 * DAY, decider=lead)
        compute_results(team=team, window_end=end, actor=actor(lead), now=end + HOUR)
        assert lacks(Kind.FINAL_WARNING, bound, lead, actor, end + 3 * DAY) == lacking

    def test_during_an_appeal_it_bears_nothing(self, warned, bound, lead, actor) -> None:
        appeal_step(step=warned, words="The van.", actor=actor(bound), now=AFTER + 2 * DAY)
        assert Condition.PREDECESSOR in lacks(Kind.FINAL_WARNING, bound, lead, actor, AFTER + 3 * DAY)

    def test_when_the_plan_falls_the_warning_that_rests_on_it_falls_too(self, warned, plan, reviewer, actor) -> None:
        revoke_step(step=plan.step, why="Seen.", actor=actor(reviewer), now=AFTER + 2 * DAY)
        assert set(Step.objects.values_list("state", flat=True)) == {"revoked"}
        assert Letter.objects.filter(about="revoked").count() == 2
