"""The demo's past: true in every room, in the order of time, and the same for a seed."""

import datetime

import pytest

from evenhand.cases.api import Case, Contact, IncomingMail, Message, Sort, View, handle_times, inbox
from evenhand.core.api import ActivityEntry, site_day, verify_chain
from evenhand.core.testing import shared
from evenhand.demo.filling import AlreadyFilled, fill
from evenhand.demo.personas import DESK, OUTSIDE, PERSONAS, persona_called, shown
from evenhand.demo.present import CLARA, OWN_AGENT
from evenhand.growth.api import Kind, Letter, Session, Step
from evenhand.people.api import Account, Role, account_with_address, accounts_with_role, actor_for, members_on, teams
from evenhand.policies.api import PolicyVersion, notices_of, version_binding
from evenhand.promises.api import Promise
from evenhand.promises.models import BookedTime, ServiceFigure
from evenhand.quality.api import Review
from evenhand.remedies.api import Claim, Remedy, failures_of, options, verify_ledger
from evenhand.shop.api import Order
from evenhand.standing.api import StandingResult
from evenhand.surveys.api import Invitation, Vote

NOW = datetime.datetime(2026, 3, 18, 14, 20, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@shared
def small_demo(db: None) -> None:
    """A part of the demo."""
    fill(now=NOW, share=0.12)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("small_demo")
class TestDemo:
    def test_the_activity_log_is_whole_and_in_the_order_of_time(self) -> None:
        moments = list(ActivityEntry.objects.order_by("id").values_list("at", flat=True))
        assert verify_chain().broken_at is None
        assert len(moments) > 1000
        assert moments == sorted(moments)

    def test_promises_run_with_some_close_and_some_late(self) -> None:
        lead = actor_for(accounts_with_role([Role.LEAD])[0], "test")
        rows = [row.due_state for row in inbox(lead, sort=Sort.DUE, now=NOW).rows]
        assert {"soon", "over", ""} <= set(rows)
        outcomes = set(Promise.objects.values_list("outcome", flat=True))
        assert {"kept", ""} <= outcomes

    def test_time_is_booked_and_service_levels_are_published(self) -> None:
        assert BookedTime.objects.filter(booked_at=None).count() == 0
        assert BookedTime.objects.filter(talk__gt=0).count() > 20
        assert ServiceFigure.objects.exists()

    def test_nothing_lies_in_the_future(self) -> None:
        assert ActivityEntry.objects.latest("id").at <= NOW
        assert not Message.objects.filter(at__gt=NOW).exists()
        assert not Order.objects.filter(placed_at__gt=NOW).exists()

    def test_contacts_were_drawn_and_most_of_them_reviewed(self) -> None:
        given = Review.objects.exclude(given_at=None).count()
        assert given > 3
        assert Review.objects.filter(given_at=None).exists(), "something waits for the reader to do"
        assert not Review.objects.filter(given_at__gt=NOW).exists()

    def test_the_ledger_sums_to_zero(self) -> None:
        report = verify_ledger()
        assert report.problems == ()
        assert report.transactions > 20
        assert sum(minor for _kind, _currency, minor in report.totals) == 0

    def test_filling_twice_is_refused_and_changes_nothing(self) -> None:
        entries, accounts = ActivityEntry.objects.count(), Account.objects.count()
        with pytest.raises(AlreadyFilled, match=str(entries)):
            fill(now=NOW, share=0.01)
        assert (ActivityEntry.objects.count(), Account.objects.count()) == (entries, accounts)

    def test_each_of_five_teams_has_one_lead_and_six_to_nine_agents(self) -> None:
        assert len(teams()) == 5
        for team in teams():
            members = members_on(team.pk, site_day(NOW))
            assert sum(member.is_lead for member in members) == 1
            assert 6 <= sum(not member.is_lead for member in members) <= 9

    def test_most_people_are_bound_by_what_they_were_told_and_some_are_not(self) -> None:
        agents = list(accounts_with_role([Role.AGENT]))
        bound = [each for each in agents if version_binding("survey-and-marks", each.pk, NOW - 30 * DAY)]
        assert 0.75 * len(agents) < len(bound) < len(agents)

    def test_all_personas_are_there_and_hold_their_role(self) -> None:
        assert len(shown([*DESK, *OUTSIDE])) == len(PERSONAS) == 9
        roles = {"agent", "lead", "reviewer", "policy_owner", "administrator", "customer", "seller", "driver"}
        assert {key for key in roles if actor_for(persona_called(key).account, "").has_role(key)} == roles

    def test_steps_were_taken_through_the_gate_and_some_were_not_taken(self) -> None:
        steps = list(Step.objects.all())
        coaching = {step.state for step in steps if step.kind == Kind.COACHING}
        assert coaching == {"issued", "declined", "revoked", "proposed"}
        assert not [step for step in steps if step.kind in (Kind.WRITTEN_WARNING, Kind.FINAL_WARNING)]
        rest_on_figures = [step for step in steps if step.kind == Kind.PLAN]
        assert all(step.evidence["verdict"] == "clearly worse" for step in rest_on_figures)
        assert Letter.objects.filter(account__name=OWN_AGENT).exists()
        given = Session.objects.filter(step__account__name=OWN_AGENT).order_by("promised_for")
        assert [session.took_place for session in given] == [True, None]

    def test_a_version_is_on_its_way_that_binds_nobody_yet_and_a_draft_waits(self) -> None:
        coming = PolicyVersion.objects.get(effective_from__gt=NOW)
        agent = Account.objects.get(name=OWN_AGENT)
        [notice] = notices_of(agent.pk).filter(version=coming)
        assert not hasattr(notice, "acknowledgement")
        bound = version_binding(coming.policy.key, agent.pk, NOW)
        assert bound is not None
        assert bound.id != coming.pk
        assert PolicyVersion.objects.filter(published_at=None).count() == 1

    def test_claras_case_waits_at_the_top_for_the_agent(self) -> None:
        agent = actor_for(persona_called("agent").account, "test")
        for view in (View.UNASSIGNED, View.OPEN, View.TEAM):
            assert inbox(agent, view).rows[0].customer_name == "Clara Whitcombe"

    def test_claras_parcel_is_lost_and_not_the_first_to_fail_and_may_be_put_right_at_once(self) -> None:
        clara = account_with_address(CLARA)
        assert clara is not None
        case = Case.objects.get(customer=clara, status=Case.Status.OPEN)
        assert case.order is not None
        agent = actor_for(Account.objects.get(name=OWN_AGENT), "test")
        offered = {option.kind: option for option in options(order=case.order, claim_kind="lost", actor=agent, now=NOW)}
        assert offered["refund"].is_allowed
        assert offered["replacement"].is_allowed
        assert offered["credit"].amount.minor == 2500  # the raised one, for a second failure
        assert {failure.order_id for failure in failures_of(clara.pk, NOW)} - {case.order.pk}

    def test_one_remedy_waits_for_a_second_person_and_one_mail_for_a_reader(self) -> None:
        waiting = Remedy.objects.get(state=Remedy.State.PROPOSED, granted_at__gt=NOW - DAY)
        assert waiting.granted_by is not None
        assert waiting.granted_by.name == OWN_AGENT
        assert sorted(IncomingMail.objects.values_list("state", flat=True)) == ["landed", "quarantined"]

    def test_letters_are_complete_and_varied(self) -> None:
        letters = list(Message.objects.values_list("text", flat=True))
        assert not [text for text in letters if "{" in text or not text.strip()]
        assert len(set(letters)) > 0.7 * len(letters)
        assert {"de", "fr", "es"} <= set(Case.objects.values_list("language", flat=True))

    def test_contacts_take_minutes_and_have_ended_but_for_the_latest(self) -> None:
        over = list(Contact.objects.filter(ended_at__isnull=False))
        assert not Contact.objects.filter(ended_at=None, opened_at__lt=NOW - DAY).exists()
        assert all(60 < time.total < 3600 for time in handle_times(over, now=NOW).values())

    def test_some_customers_answered_and_what_they_said_was_looked_at(self) -> None:
        asked = Invitation.objects.filter(sent_at__isnull=False)
        answered = asked.exclude(choice="")
        assert 0.08 < answered.count() / asked.count() < 0.4
        assert Vote.objects.filter(at__gt=NOW).count() == 0
        assert Claim.objects.exclude(state="open").count() > 10
        of_teams = {team.name for team in teams()}
        in_no_team = {None}  # sellers and drivers
        assert set(StandingResult.objects.values_list("computation__team__name", flat=True)) == of_teams | in_no_team
