"""Causes: proposed by rule, decided by people; marks only where a person is the cause and a policy bound them."""

from dataclasses import replace

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from evenhand.core.api import ActivityEntry, InvalidInput
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.policies.api import (
    Policy,
    acknowledge,
    notices_of,
    publish_version,
    save_draft,
    start_draft,
    words_of,
)
from evenhand.remedies.api import end_by_chargeback, note_parcel_found, open_claim, withdraw_claim
from evenhand.shop.api import Driver, Order, Seller
from evenhand.standing.api import (
    Cause,
    Computation,
    Finding,
    FrozenNeverChanges,
    Mark,
    compute_due,
    compute_results,
    decide_finding,
)
from evenhand.standing.models import StandingResult
from evenhand.standing.testing import Given, answer_about
from evenhand.surveys.api import give_reason
from evenhand.surveys.testing import DAY, HOUR, MONDAY, sent_question, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]

DECIDED = MONDAY + 5 * DAY
WORDS = "“Read the manual” answers nothing that was asked."


@shared
def bound(agent: Account, actor) -> Account:
    """The agent, told of the policies and having acknowledged them, weeks before."""
    for notice in notices_of(agent.pk):
        acknowledge(notice=notice, actor=actor(agent), now=notice.given_at + HOUR)
    return agent


@shared
def judge(reviewer: Account, actor):
    """The reviewer, as one who acts."""
    return actor(reviewer)


def found(state: str = Finding.State.PROPOSED) -> Finding:
    return Finding.objects.get(state=state)


def test_a_bare_no_is_proposed_as_unknown_and_marks_nobody(customer, bound) -> None:
    vote(sent_question(customer, bound), "no")
    assert (found().cause, found().evidence[0]["fact"]) == ("unknown", "no_reason")
    assert not Mark.objects.exists()


def test_a_yes_needs_no_cause(customer, bound) -> None:
    vote(sent_question(customer, bound), "yes")
    assert not Finding.objects.exists()


def test_a_reason_changes_the_proposal(customer, bound) -> None:
    vote(sent_question(customer, bound), "no", reason="policy")
    assert found().cause == "policy"
    assert Finding.objects.count() == 1


def test_the_orders_own_timeline_is_evidence(customer, bound, order: Order) -> None:
    vote(sent_question(customer, bound, order=order), "no", reason="unclear")
    facts = [each["fact"] for each in found().evidence]
    assert found().cause == "unknown"
    assert facts == ["customer_said", "parcel_lost", "speaks_against"]


@pytest.fixture
def lost_parcels_are_refused(house_policies, policy_owner: Account, actor) -> None:
    """A second version of the policy on claims, in force since February, that puts no lost parcel right."""
    then, owner = MONDAY - 60 * DAY, actor(policy_owner)
    draft = start_draft(policy=Policy.objects.get(key="refunds-and-claims"), actor=owner, now=then)
    words = words_of(draft)
    refusal = replace(
        words.clauses[-1],
        number="9.9",
        title="Lost is lost",
        questions="refund.lost, replacement.lost",
        effect="refuse",
        condition="true",
        reason="We do not put lost parcels right.",
    )
    draft = save_draft(
        draft=draft,
        words=replace(words, clauses=(*words.clauses, refusal)),
        changes="Harsher.",
        notice_days=draft.notice_days,
        needs_acknowledgement=False,
        revision=draft.revision,
        actor=owner,
        now=then,
    )
    publish_version(
        draft=draft, revision=draft.revision, effective_on=(MONDAY - 30 * DAY).date(), actor=owner, now=then
    )


@pytest.mark.usefixtures("lost_parcels_are_refused")
def test_a_clause_that_refuses_everything_is_named(customer, bound, order: Order, actor) -> None:
    question = sent_question(customer, bound, order=order)
    open_claim(order=order, kind="lost", case=question.case, actor=actor(bound), now=MONDAY + HOUR)
    vote(question, "no", reason="policy")
    finding = Finding.objects.get(vote=question)
    assert (finding.cause, finding.clause) == ("policy", "Refunds and claims, version 2, 9.9 Lost is lost")
    assert "clause_refused" in [each["fact"] for each in finding.evidence]


def test_what_the_clauses_would_allow_is_no_refusal(customer, bound, order: Order, actor) -> None:
    question = sent_question(customer, bound, order=order)
    open_claim(order=order, kind="lost", case=question.case, actor=actor(bound), now=MONDAY + HOUR)
    vote(question, "no", reason="policy")
    finding = Finding.objects.get(vote=question)
    assert (finding.cause, finding.clause) == ("policy", "")


def test_a_claim_is_proposed_for_itself_and_names_no_person(customer, agent, order: Order, actor) -> None:
    claim = open_claim(order=order, kind="lost", actor=actor(agent), now=MONDAY + HOUR)
    assert (found().claim, found().cause, found().person) == (claim, "carrier", None)
    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    ("kind", "end", "counting"),
    [
        ("lost", withdraw_claim, 0),
        ("lost", note_parcel_found, 0),
        ("late", note_parcel_found, 1),  # it came, and late it was
        ("lost", end_by_chargeback, 1),
    ],
)
def test_a_mark_falls_with_the_claim_that_it_rests_on(
    customer, seller, order: Order, judge, actor, kind: str, end, counting: int
) -> None:
    for notice in notices_of(seller.pk):
        acknowledge(notice=notice, actor=actor(seller), now=notice.given_at + HOUR)
    Order.objects.filter(pk=order.pk).update(seller=Seller.objects.create(name="Kitchens", account=seller))
    claim = open_claim(order=Order.objects.get(pk=order.pk), kind=kind, actor=actor(customer), now=MONDAY + HOUR)
    decide_finding(finding=found(), cause=Cause.SELLER, words="Never handed over.", actor=judge, now=DECIDED)
    for _ in range(2):
        end(claim=claim, actor=actor(customer), now=DECIDED + DAY)
    assert sum(each.counts for each in Mark.objects.all()) == counting
    assert Finding.objects.get().state == ("decided" if counting else "superseded")


def test_what_waits_to_be_checked_goes_with_a_claim_that_is_taken_back(customer, order: Order, actor) -> None:
    claim = open_claim(order=order, kind="lost", actor=actor(customer), now=MONDAY + HOUR)
    withdraw_claim(claim=claim, actor=actor(customer), now=MONDAY + DAY)
    assert found("superseded").claim == claim


def test_a_customer_who_changes_to_yes_takes_the_finding_and_its_mark_back(customer, bound, reviewer, actor) -> None:
    question = vote(sent_question(customer, bound), "no", reason="unclear")
    decide_finding(finding=found(), cause=Cause.AGENT, words=WORDS, actor=actor(reviewer), now=DECIDED)
    assert Mark.objects.get().counts
    vote(question, "yes", at=DECIDED + DAY)
    mark = Mark.objects.get()
    assert not mark.counts
    assert "no longer" in mark.revoked_why
    assert Finding.objects.get().state == Finding.State.SUPERSEDED


def test_a_slip_takes_the_finding_back(customer, bound) -> None:
    vote(sent_question(customer, bound), "no", reason="mistake")
    assert Finding.objects.get().state == Finding.State.SUPERSEDED


def test_what_was_no_slip_after_all_is_proposed_again(customer, bound, actor) -> None:
    question = vote(sent_question(customer, bound), "no", reason="mistake")
    for _ in range(2):
        words = {"reason_code": "", "comment": "No, I meant it.", "actor": actor(customer), "now": MONDAY + 2 * DAY}
        assert not give_reason(invitation=question, **words).is_void
    assert found().cause == "unknown"


def test_what_a_person_decided_stays_when_the_customer_says_more(customer, bound, reviewer, actor) -> None:
    question = vote(sent_question(customer, bound), "no")
    decide_finding(finding=found(), cause=Cause.CARRIER, words="It was lost.", actor=actor(reviewer), now=DECIDED)
    vote(question, "no", reason="unclear", at=DECIDED + DAY)
    assert found(Finding.State.DECIDED).cause == "carrier"


def test_a_mark_names_the_version_that_bound_the_agent_when_it_happened(customer, bound, reviewer, actor) -> None:
    vote(sent_question(customer, bound), "no", reason="unclear")
    decide_finding(finding=found(), cause=Cause.AGENT, words=WORDS, actor=actor(reviewer), now=DECIDED)
    mark = Mark.objects.select_related("policy_version__policy").get()
    assert (mark.account, mark.policy_version.policy.key) == (bound, "survey-and-marks")
    assert mark.at < DECIDED
    entry = ActivityEntry.objects.get(verb="standing.decide_finding")
    assert entry.facts == {"cause": "agent", "proposed": "agent"}


def test_an_agent_who_had_not_acknowledged_the_policy_gets_no_mark(customer, agent, reviewer, actor) -> None:
    vote(sent_question(customer, agent), "no", reason="unclear")
    decide_finding(finding=found(), cause=Cause.AGENT, words=WORDS, actor=actor(reviewer), now=DECIDED)
    assert found(Finding.State.DECIDED).cause == "agent"
    assert not Mark.objects.exists()
    assert ActivityEntry.objects.filter(verb="standing.leave_unmarked").exists()


@pytest.mark.parametrize("cause", [Cause.POLICY, Cause.CARRIER, Cause.PRODUCT, Cause.SYSTEM, Cause.UNKNOWN])
def test_a_cause_that_is_no_person_marks_nobody(customer, bound, reviewer, actor, cause: Cause) -> None:
    vote(sent_question(customer, bound), "no")
    decide_finding(finding=found(), cause=cause, words="Seen in the order.", actor=actor(reviewer), now=DECIDED)
    assert not Mark.objects.exists()


def test_naming_a_person_or_changing_a_cause_needs_words(customer, bound, reviewer, actor) -> None:
    vote(sent_question(customer, bound), "no", reason="unclear")
    for cause in (Cause.AGENT, Cause.POLICY):
        with pytest.raises(InvalidInput):
            decide_finding(finding=found(), cause=cause, words="", actor=actor(reviewer), now=DECIDED)
    assert found().decided_at is None


def test_a_person_whom_nobody_knows_cannot_be_named(customer, bound, reviewer, actor) -> None:
    vote(sent_question(customer, bound), "no")
    with pytest.raises(InvalidInput):
        decide_finding(finding=found(), cause=Cause.DRIVER, words=WORDS, actor=actor(reviewer), now=DECIDED)


def test_deciding_the_same_again_is_harmless(customer, bound, reviewer, actor) -> None:
    vote(sent_question(customer, bound), "no", reason="unclear")
    for _ in range(2):
        finding = Finding.objects.exclude(state="superseded").get()
        decide_finding(finding=finding, cause=Cause.AGENT, words=WORDS, actor=actor(reviewer), now=DECIDED)
    assert Mark.objects.count() == Finding.objects.count() == 1


@pytest.mark.parametrize("words", ["", "Clause 3 stands in the way."])
def test_which_policy_it_was_can_be_put_right(customer, bound, reviewer, client_for, words: str) -> None:
    vote(sent_question(customer, bound), "no", reason="policy")
    finding = found()
    for key in ("goodwill", "refunds-and-claims", ""):
        sent = {"cause": "policy", "policy_key": key, "words": words}
        client_for(reviewer).post(f"/standing/findings/{finding.pk}/decision/", sent)
        finding = found(Finding.State.DECIDED)
        assert finding.policy_key == key


def test_of_two_who_have_the_same_proposal_open_the_second_is_told_of_the_first(
    customer, bound, reviewer, lead, client_for
) -> None:
    vote(sent_question(customer, bound), "no", reason="unclear")
    first, second, where = client_for(reviewer), client_for(lead), f"/standing/findings/{found().pk}/"
    assert 'name="undecided"' in second.get(where).content.decode()
    sent = {"cause": "agent", "words": WORDS, "undecided": "on"}
    for _twice in range(2):
        assert first.post(f"{where}decision/", sent).status_code == 302
    other = {"cause": "system", "words": "It was down.", "undecided": "on"}
    page = second.post(f"{where}decision/", other)
    assert (page.status_code, Mark.objects.get().revoked_at) == (422, None)
    for shown in ("Somebody decided this while you were writing.", WORDS, "It was down."):
        assert shown in page.content.decode()
    assert 'name="undecided"' not in page.content.decode()
    del other["undecided"]
    assert second.post(f"{where}decision/", other).status_code == 302
    assert Mark.objects.get().revoked_at is not None


def test_deciding_anew_revokes_the_mark_and_keeps_the_history(customer, bound, reviewer, actor) -> None:
    vote(sent_question(customer, bound), "no", reason="unclear")
    decide_finding(finding=found(), cause=Cause.AGENT, words=WORDS, actor=actor(reviewer), now=DECIDED)
    decide_finding(
        finding=found("decided"),
        cause=Cause.SYSTEM,
        words="The tool was down.",
        actor=actor(reviewer),
        now=DECIDED + DAY,
    )
    assert found("decided").cause == "system"
    assert found("superseded").cause == "agent"
    assert not Mark.objects.get().counts


def results(team, actor, now=MONDAY + 30 * DAY):
    computation = compute_results(team=team, window_end=MONDAY + 28 * DAY, actor=actor, now=now)
    return computation, {result.account_id: result for result in computation.results.all()}


def test_raw_counts_keep_every_no_and_the_fair_share_only_marks(team, bound, second_agent, lead, judge) -> None:
    answer_about(bound, Given(yes=20, marked=2, carrier=3, bare=4), since=MONDAY, decider=judge)
    answer_about(second_agent, Given(yes=25, bare=1), since=MONDAY, decider=judge)
    computation, by_account = results(team, judge)
    mine = by_account[bound.pk]
    assert (mine.sent, mine.yes, mine.no, mine.marks, mine.counted) == (29, 20, 9, 2, 22)
    assert 0 < mine.low < mine.fair_share < mine.high < 1
    assert lead.pk not in by_account
    assert computation.peer_share == pytest.approx(2 / 47)


@pytest.mark.parametrize("cause", [Cause.SELLER, Cause.DRIVER])
def test_what_a_seller_or_a_driver_caused_is_no_mark_of_whoever_answered(
    team, bound, seller, driver, customer, order: Order, judge, actor, cause: Cause
) -> None:
    for person in (seller, driver):
        for notice in notices_of(person.pk):
            acknowledge(notice=notice, actor=actor(person), now=notice.given_at + HOUR)
    Order.objects.filter(pk=order.pk).update(seller=Seller.objects.create(name="Kitchens", account=seller))
    order.shipments.update(driver=Driver.objects.create(name="Dee", account=driver))
    question = vote(sent_question(customer, bound, order=Order.objects.get(pk=order.pk)), "no", reason="unclear")
    found_now = decide_finding(finding=found(), cause=cause, words="It was never sent.", actor=judge, now=DECIDED)
    assert Mark.objects.get().account in (seller, driver)
    assert found_now.why_not_counted == cause.value
    computation = compute_results(team=team, window_end=MONDAY + 14 * DAY, actor=judge, now=MONDAY + 15 * DAY)
    result = computation.results.get(account=bound)
    assert (result.no, result.marks) == (1, 0)
    assert [each["counts"] for each in computation.inputs["answers"] if each["question"] == question.pk] == [False]


def test_too_few_answers_are_a_result_of_their_own(team, bound, second_agent, reviewer, actor) -> None:
    answer_about(bound, Given(yes=3, marked=2), since=MONDAY, decider=actor(reviewer))
    _, by_account = results(team, actor(reviewer))
    assert by_account[bound.pk].verdict == "not enough evidence"
    nobody = by_account[second_agent.pk]
    assert (nobody.answers, nobody.fair_share, nobody.low, nobody.verdict) == (0, None, None, "not enough evidence")


def test_a_team_without_answers_has_no_figures(team, bound, reviewer, actor) -> None:
    computation, by_account = results(team, actor(reviewer))
    assert computation.peer_share is None
    assert by_account[bound.pk].fair_share is None


def test_the_same_inputs_are_computed_once_and_new_ones_beside_them(team, bound, reviewer, actor) -> None:
    answer_about(bound, Given(yes=3, marked=1), since=MONDAY, decider=actor(reviewer))
    first, _ = results(team, actor(reviewer))
    again, _ = results(team, actor(reviewer), now=MONDAY + 40 * DAY)
    assert again == first
    decided = found("decided")
    decide_finding(finding=decided, cause=Cause.CARRIER, words="Lost.", actor=actor(reviewer), now=MONDAY + 41 * DAY)
    later, by_account = results(team, actor(reviewer), now=MONDAY + 42 * DAY)
    assert later != first
    assert by_account[bound.pk].marks == 0
    assert first.results.get(account=bound).marks == 1


@pytest.mark.parametrize("days_after", [-1, 0, 4])
def test_a_week_without_a_policy_in_force_is_not_computed(team, agent, house_policies, days_after) -> None:
    assert compute_due(now=house_policies + days_after * DAY) == 0
    assert not Computation.objects.exists()


def test_the_first_week_under_a_policy_is_computed(team, agent, house_policies) -> None:
    assert compute_due(now=house_policies + 5 * DAY) == 1


def test_a_result_never_changes(team, bound, reviewer, actor) -> None:
    computation, _ = results(team, actor(reviewer))
    with pytest.raises(FrozenNeverChanges):
        StandingResult.objects.update(no=0)
    with pytest.raises(FrozenNeverChanges):
        Computation.objects.all().delete()
    computation.peer_share = 0.5
    with pytest.raises(DatabaseError), transaction.atomic():
        computation.save()


def test_the_inputs_name_no_person(team, bound, customer, reviewer, actor) -> None:
    answer_about(bound, Given(yes=2), since=MONDAY, decider=actor(reviewer))
    computation, _ = results(team, actor(reviewer))
    assert bound.name not in str(computation.inputs)
    assert set(computation.inputs["answers"][0]) == {"question", "agent", "choice", "counts", "is_no", "circumstances"}
