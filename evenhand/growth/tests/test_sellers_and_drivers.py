"""The same gate, letters and appeals for sellers and drivers: notice, plan, restriction, against an agreed standard."""

import datetime
import re
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from playwright.sync_api import expect

from evenhand.core.api import InvalidInput
from evenhand.core.testing import shared
from evenhand.growth import help_views, views
from evenhand.growth.api import (
    Aim,
    Condition,
    GateClosed,
    Kind,
    Letter,
    Measure,
    Proposal,
    Session,
    Step,
    answer_session,
    answer_step,
    appeal_step,
    assess_plan,
    decide_appeal,
    decide_step,
    gate_now,
    note_session,
    propose_step,
)
from evenhand.growth.gate import Gap, State
from evenhand.growth.queries import restrictions
from evenhand.growth.testing import DAY, HOUR, MONDAY, NOW, acknowledge_all, orders_of_seller, parcels_of_driver
from evenhand.people.testing import TEST
from evenhand.policies.api import notices_of
from evenhand.shop.api import Order
from evenhand.standing import views as standing_views
from evenhand.standing.api import (
    Audience,
    Computation,
    Finding,
    Mark,
    StandingResult,
    compute_due,
    compute_orders,
    contest_mark,
    decide_contest,
)
from evenhand.standing.verification import verify
from evenhand.ui.testing import OpensPages, barriers, sign_in

pytestmark = pytest.mark.django_db
SINCE = MONDAY - 55 * DAY
NOTICE = Proposal(kind=Kind.NOTICE, why="Eight parcels came unpadded.", expected="Each parcel padded.")
PLAN = Proposal(
    kind=Kind.PLAN,
    why="Eight parcels came unpadded.",
    expected="Each parcel padded.",
    goals=(Aim("Pad every parcel with a lamp in it"), Aim("Break parcels", Measure.AT_MOST, 1)),
)
RESTRICTION = Proposal(
    kind=Kind.RESTRICTION, why="Still unpadded.", expected="Each parcel padded.", scope="No new lamps on offer."
)


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> dict[str, datetime.datetime]:
    hands = {"now": NOW + 2 * DAY}
    for module in (views, help_views, standing_views):
        monkeypatch.setattr(module, "clock", lambda: hands["now"])
    return hands


@shared
def told(house_policies, seller, driver):
    for account in (seller, driver):
        acknowledge_all(account)
    return seller


def sold(seller, lead, *, marked: int, plain: int) -> Computation:
    """Eight weeks of orders, computed up to MONDAY."""
    orders_of_seller(seller, marked=marked, plain=plain, since=SINCE, decider=lead)
    return looked()


def looked() -> Computation:
    found = compute_orders(audience=Audience.SELLERS, window_end=MONDAY, actor=TEST, now=MONDAY + HOUR)
    assert found is not None
    return found


def lacking(closed) -> set[Condition]:
    return {check.condition for check in closed.value.missing}


@pytest.mark.parametrize(
    ("marked", "plain", "verdict"),
    [
        (1, 9, "not enough evidence"),  # one bad order of ten closes no shop
        (4, 45, "not enough evidence"),
        (4, 46, "in line"),  # eight in a hundred, and still within luck
        (5, 45, "clearly worse"),
        (0, 60, "in line"),
        (0, 700, "clearly better"),
    ],
)
def test_a_standard_is_missed_only_beyond_what_luck_explains(told, lead, marked, plain, verdict) -> None:
    assert sold(told, lead, marked=marked, plain=plain).results.get().verdict == verdict


def test_each_order_counts_once_cancelled_ones_not_and_the_result_is_computed_again_bit_for_bit(told, lead) -> None:
    first = sold(told, lead, marked=5, plain=50)
    again = Mark.objects.earliest("at")
    twin = another_claim_of(again)
    Mark.objects.create(
        finding=twin, account=told, at=again.at, set_at=again.set_at, policy_version=again.policy_version
    )
    mark = Mark.objects.exclude(finding=twin).latest("at")
    Order.objects.filter(pk=mark.finding.claim.order_id).update(status="cancelled")
    second = looked()
    result = second.results.get()
    assert (result.marks, result.answers, result.sent) == (4, 54, 4)
    assert (first.look, second.look, second.team, second.of_whom) == (1, 2, None, "Sellers")
    assert looked().pk == second.pk
    assert verify() == (2, [])
    with pytest.raises(IntegrityError), transaction.atomic():
        Computation.objects.create(**{**row_of(second), "look": 3, "audience": "agents"})


def another_claim_of(mark: Mark) -> Finding:
    """A second finding about the same order, as from another claim."""
    finding, claim = mark.finding, mark.finding.claim
    finding.pk = claim.pk = None
    claim.kind = "late"
    claim.save()
    finding.claim = claim
    finding.save()
    return finding


def row_of(computation: Computation) -> dict[str, object]:
    names = ("window_start", "window_end", "method_version", "policy_version_id", "inputs", "inputs_sha256")
    return {name: getattr(computation, name) for name in (*names, "computed_at")}


def test_parcels_to_one_door_speak_of_the_door(told, driver, lead) -> None:
    parcels_of_driver(driver, doors=["12 Tower"] * 4 + ["3 Mill Lane"], plain=200, since=SINCE, decider=lead)
    compute_due(now=MONDAY + HOUR)
    assert compute_due(now=MONDAY + 2 * HOUR) == 0
    computation = Computation.objects.get(audience="drivers")
    assert computation.inputs["people"][0]["left_out"] == {"same_place": 3}
    result = computation.results.get()
    assert (result.marks, result.answers, result.verdict) == (2, 205, "in line")


def test_whoever_was_never_told_is_restricted_by_nothing(told, lead, administrator, actor) -> None:
    sold(told, lead, marked=8, plain=92)
    for notice in notices_of(told.pk).filter(version__policy__key="standing-and-steps"):
        notice.acknowledgement.delete()
    checks = {check.condition: check for check in gate_now(Kind.NOTICE, told, actor=actor(administrator), now=NOW)}
    assert checks[Condition.NOTICE].gap is Gap.NO_POLICY_BOUND
    assert checks[Condition.EVIDENCE].state is State.MET


def test_who_has_sold_little_reads_that_nothing_follows_from_it(told, driver, client_for) -> None:
    for account in (told, driver):
        assert "No figures yet" in client_for(account).get("/record/").content.decode()


def test_the_ladders_are_not_mixed(told, agent, lead, administrator, actor) -> None:
    sold(told, lead, marked=8, plain=92)
    for kind in (Kind.WRITTEN_WARNING, Kind.COACHING):
        with pytest.raises(InvalidInput, match="no such step"):
            propose_step(account=told, proposal=replace(NOTICE, kind=kind), actor=actor(administrator), now=NOW)
    with pytest.raises(InvalidInput, match="no such step"):
        propose_step(account=agent, proposal=NOTICE, actor=actor(lead), now=NOW)


def test_a_restriction_out_of_the_blue_is_refused_and_names_all_it_lacks(told, lead, administrator, actor) -> None:
    sold(told, lead, marked=8, plain=92)
    with pytest.raises(GateClosed) as closed:
        propose_step(account=told, proposal=RESTRICTION, actor=actor(administrator), now=NOW)
    assert lacking(closed) == {Condition.COACHING, Condition.PREDECESSOR}
    with pytest.raises(InvalidInput, match="what exactly"):
        propose_step(account=told, proposal=replace(RESTRICTION, scope=" "), actor=actor(administrator), now=NOW)


def test_a_contest_upheld_takes_a_notice_back(told, lead, administrator, reviewer, actor) -> None:
    sold(told, lead, marked=5, plain=45)
    notice = propose_step(account=told, proposal=NOTICE, actor=actor(administrator), now=NOW)
    answer_step(step=notice, words="The padding was there.", actor=actor(told), now=NOW + HOUR)
    decide_step(step=notice, is_issued=True, words="Read.", actor=actor(reviewer), now=NOW + DAY)
    letter = str(Letter.objects.get(about="issued").parts)
    for words in (
        "5 of 50",
        "at most 10 of 1,000",
        "5.2, Sellers and drivers",
        "It restricts nothing",
        "Courts, mediators",
    ):
        assert words in letter, words
    assert "team" not in letter
    with pytest.raises(GateClosed) as closed:
        propose_step(account=told, proposal=PLAN, actor=actor(administrator), now=NOW + 2 * DAY)
    assert lacking(closed) == {Condition.NEW_EVIDENCE}
    contest = contest_mark(mark=Mark.objects.all()[0], words="See the photo.", actor=actor(told), now=NOW + 2 * DAY)
    assert StandingResult.objects.latest("id").marks == 4
    decide_contest(contest=contest, is_upheld=True, words="So it was.", actor=actor(reviewer), now=NOW + 3 * DAY)
    [seller] = Computation.objects.latest("id").inputs["people"]
    assert seller["left_out"] == {"taken_back": 1}
    assert Step.objects.get().state == "revoked"
    assert "not missed beyond what luck explains" in Step.objects.get().ended_why


@shared
def planned(told, lead, administrator, reviewer, actor) -> Step:
    """A plan of a seller's that was issued, with its talks given, and after it the orders were no better."""
    sold(told, lead, marked=8, plain=92)
    plan = propose_step(account=told, proposal=PLAN, actor=actor(administrator), now=NOW)
    answer_step(step=plan, words="We had no padding for a week.", actor=actor(told), now=NOW + HOUR)
    plan = decide_step(step=plan, is_issued=True, words="Help first.", actor=actor(reviewer), now=NOW + DAY)
    orders_of_seller(told, marked=8, plain=92, since=NOW + 3 * DAY, decider=lead)
    return plan


def talks_given(step: Step, seller, administrator, actor, *, but: int = 0) -> None:
    talks = list(Session.objects.filter(step=step))
    for talk in talks[: len(talks) - but]:
        at = datetime.datetime.combine(talk.promised_for, datetime.time(18), tzinfo=datetime.UTC)
        held = {"held_on": talk.promised_for, "contact": Mark.objects.all()[0], "notes": "Looked at padding."}
        note_session(session=talk, **held, actor=actor(administrator), now=at)
        answer_session(session=talk, took_place=True, words="", actor=actor(seller), now=at)


def test_a_restriction_follows_help_begins_after_its_notice_and_ends_by_itself(
    planned, told, lead, administrator, reviewer, second_reviewer, actor, client_for, clock
) -> None:
    after = NOW + 31 * DAY
    talks_given(planned, told, administrator, actor, but=1)
    with pytest.raises(GateClosed) as closed:
        propose_step(account=told, proposal=RESTRICTION, actor=actor(administrator), now=after)
    assert lacking(closed) == {Condition.COACHING, Condition.PREDECESSOR, Condition.NEW_EVIDENCE}
    talks_given(planned, told, administrator, actor)
    plan = assess_plan(plan=planned.plan, words="No better yet.", actor=actor(administrator), now=after)
    assert plan.outcome == "not_reached"
    step = propose_step(account=told, proposal=RESTRICTION, actor=actor(administrator), now=after)
    answer_step(step=step, words="New staff.", actor=actor(told), now=after + HOUR)
    step = decide_step(step=step, is_issued=True, words="So be it.", actor=actor(reviewer), now=after + DAY)
    decided = (after + DAY).date()
    assert (step.live_from - decided).days == 31  # thirty whole days between the letter and its first day
    assert (step.live_until - step.live_from).days == 27
    assert not step.counts_on(step.live_from - DAY)
    assert step.counts_on(step.live_from)
    assert step.counts_on(step.live_until)
    assert not step.counts_on(step.live_until + DAY)
    letter = str(Letter.objects.filter(about="issued").latest("id").parts)
    for words in ("statement of reasons", "No new lamps on offer.", "carry it out", "not before", "ends by itself"):
        assert words in letter, words
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=step.pk).update(scope="")
    # who finds it
    clock["now"] = after + 2 * DAY
    paths = (f"/growth/steps/{step.pk}/", f"/growth/people/{told.pk}/", f"/growth/people/{told.pk}/notice/")
    seen = {
        who: [client_for(who).get(path).status_code for path in paths] for who in (told, administrator, reviewer, lead)
    }
    assert list(seen.values()) == [[200, 404, 404], [200, 200, 200], [200, 200, 403], [404, 404, 404]]
    assert b"No new lamps on offer." in client_for(administrator).get("/growth/").content
    assert client_for(told).get(f"/growth/letters/{step.letters.latest('id').pk}/paper/").status_code == 200
    # an appeal stops it
    appeal = appeal_step(step=step, words="Staff is trained.", actor=actor(told), now=clock["now"])
    rests = restrictions(clock["now"])
    assert [state for _step, state in rests] == ["rests during the appeal"]
    decide_appeal(appeal=appeal, is_upheld=True, words="Right.", actor=actor(second_reviewer), now=after + 3 * DAY)
    assert Step.objects.get(pk=step.pk).state == "revoked"


def test_a_seller_reads_of_talks_and_never_of_coaching_or_warnings(
    planned, told, driver, lead, administrator, actor, client_for
) -> None:
    talks_given(planned, told, administrator, actor)
    assess_plan(plan=planned.plan, words="Better.", actor=actor(administrator), now=NOW + 31 * DAY)
    reader, talk = client_for(told), Session.objects.all()[0]
    paths = ["/record/", f"/growth/steps/{planned.pk}/", f"/growth/sessions/{talk.pk}/"]
    paths += [f"/growth/letters/{letter.pk}/" for letter in Letter.objects.all()]
    for path in paths:
        page = reader.get(path).content.decode()
        main = page[page.index("<main") :]
        assert not re.search(r"coach|warning|your answers|\bteam|your lead", main, re.IGNORECASE), path
    assert "Our talk" in reader.get(paths[2]).content.decode()
    assert "9 April 2026</p>" in reader.get(paths[-1]).content.decode(), "a letter is dated in full"
    buttons = {
        each.about: "and answer" in reader.get(f"/growth/letters/{each.pk}/").content.decode()
        for each in Letter.objects.all()
    }
    assert [about for about, asks in buttons.items() if asks] == ["proposed"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_seller_reads_how_they_stand_and_answers_what_is_considered(
    live_server, browser_page: OpensPages, told, lead, administrator, actor, clock
) -> None:
    clock["now"] = MONDAY + 20 * DAY
    sold(told, lead, marked=8, plain=92)
    step = propose_step(account=told, proposal=NOTICE, actor=actor(administrator), now=NOW)
    page = browser_page("light", 1280)
    sign_in(page, live_server.url, told)
    page.goto(f"{live_server.url}/record/")
    for words in ("The agreed standard is missed", "8 of 100", "at most 10 of 1,000", "Notice"):
        expect(page.locator("main")).to_contain_text(words)
    assert barriers(page) == []
    page.goto(f"{live_server.url}/growth/steps/{step.pk}/")
    assert barriers(page) == []
    page.locator("[name=words]").fill("A week without padding.")
    page.get_by_role("button", name="Send my answer").click()
    page.get_by_text("Thank you. It is read before anybody decides").wait_for()
    page.goto(f"{live_server.url}/growth/letters/{Letter.objects.get().pk}/")
    assert barriers(page) == []
    sign_in(page, live_server.url, administrator)
    page.goto(f"{live_server.url}/growth/people/{told.pk}/restriction/")
    expect(page.locator("main")).to_contain_text("There is no improvement plan that has ended")
    assert barriers(page) == []
