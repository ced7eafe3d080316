"""Steps from proposal to letter: three people, the gate at each door, what falls when a mark falls."""

import datetime
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from evenhand.cases.api import Contact
from evenhand.core.api import ActivityEntry, Actor, InvalidInput, OutgoingMail, duties
from evenhand.core.testing import shared
from evenhand.growth.api import (
    Aim,
    Condition,
    GateClosed,
    Kind,
    Letter,
    Measure,
    Proposal,
    Step,
    StepAlreadyProposed,
    StepDecided,
    answer_step,
    appeal_step,
    decide_appeal,
    decide_step,
    propose_step,
    revoke_step,
    take_back_step,
    withdraw_step,
)
from evenhand.growth.errors import CannotAppeal
from evenhand.growth.models import LetterNeverChanges
from evenhand.growth.retention import forget_old_steps
from evenhand.growth.testing import DAY, HOUR, MONDAY, NOW, Told, acknowledge_all, answers_about, weeks_of_answers
from evenhand.growth.tests.conftest import PLAN
from evenhand.policies.api import (
    Policy,
    PolicyVersion,
    acknowledge,
    notices_of,
    publish_version,
    save_draft,
    start_draft,
    tell_audience,
    words_of,
)
from evenhand.standing.api import Computation, Mark, compute_results, contest_mark, decide_contest
from evenhand.surveys.api import Choice, cast_vote

pytestmark = pytest.mark.django_db
WHY = "Read all of it, and the contacts."


def lacking(closed) -> set[Condition]:
    return {check.condition for check in closed.value.missing}


def publish_stricter(owner: Actor, *, now: datetime.datetime, effective: datetime.datetime) -> None:
    """A second version of the rules, with its notice, in force from `effective` on."""
    draft = start_draft(policy=Policy.objects.get(key="standing-and-steps"), actor=owner, now=now)
    words = words_of(draft)
    stricter = tuple(replace(each, value=10) if each.name == "minimum_answers" else each for each in words.parameters)
    draft = save_draft(
        draft=draft,
        words=replace(words, parameters=stricter),
        changes="Stricter.",
        notice_days=draft.notice_days,
        needs_acknowledgement=True,
        revision=draft.revision,
        actor=owner,
        now=now,
    )
    version = publish_version(draft=draft, revision=draft.revision, effective_on=effective.date(), actor=owner, now=now)
    tell_audience(version=version, now=now)


@shared
def issued(answered, reviewer, actor) -> Step:
    return decide_step(step=answered, is_issued=True, words=WHY, actor=actor(reviewer), now=NOW + DAY)


class TestProposing:
    def test_evidence_is_frozen_and_the_person_is_asked(self, proposed, weeks, bound) -> None:
        evidence = proposed.evidence
        assert (evidence["yes"], evidence["no"], evidence["marks"]) == (27, 13, 13)
        assert evidence["inputs_sha256"] == weeks.inputs_sha256
        assert len(evidence["questions"]) == 40
        letter = Letter.objects.get(about="proposed")
        assert "Most" not in str(letter.parts)
        assert "13 of 40 answers" in str(letter.parts)
        assert "16 April 2026" in str(letter.parts)
        assert OutgoingMail.objects.filter(recipient=bound.email, subject__contains="letter").count() == 1

    def test_the_same_twice_is_one_and_another_has_to_wait(self, proposed, bound, lead, actor) -> None:
        assert propose_step(account=bound, proposal=PLAN, actor=actor(lead), now=NOW + HOUR).pk == proposed.pk
        with pytest.raises(StepAlreadyProposed):
            propose_step(account=bound, proposal=replace(PLAN, why="Otherwise."), actor=actor(lead), now=NOW + HOUR)
        assert Letter.objects.count() == 1

    def test_a_warning_out_of_the_blue_is_refused_with_all_that_is_missing(self, weeks, bound, lead, actor) -> None:
        warning = Proposal(kind=Kind.WRITTEN_WARNING, why="The figures.", expected="Better ones.")
        with pytest.raises(GateClosed) as closed:
            propose_step(account=bound, proposal=warning, actor=actor(lead), now=NOW)
        assert lacking(closed) == {Condition.COACHING, Condition.PREDECESSOR}
        assert "Help comes before any warning" in closed.value.message
        assert "no improvement plan that has ended" in closed.value.message
        assert not Step.objects.exists()

    def test_one_mark_fewer_is_not_beyond_doubt(self, bound, peers, team, lead, actor) -> None:
        weeks_of_answers(bound, peers, team, lead, Told(yes=28, marked=10), computes=actor(lead))
        with pytest.raises(GateClosed) as closed:
            propose_step(account=bound, proposal=PLAN, actor=actor(lead), now=NOW)
        assert lacking(closed) == {Condition.EVIDENCE}

    def test_an_open_contest_is_decided_first(self, weeks, bound, lead, actor) -> None:
        contest_mark(mark=Mark.objects.filter(account=bound)[0], words="No.", actor=actor(bound), now=NOW)
        with pytest.raises(GateClosed) as closed:
            propose_step(account=bound, proposal=PLAN, actor=actor(lead), now=NOW)
        assert Condition.CONTESTS in lacking(closed)

    @pytest.mark.parametrize("is_acknowledged", [False, True])
    def test_rules_that_changed_within_the_window_judge_nobody_by_it(
        self, bound, peers, team, policy_owner, lead, actor, is_acknowledged
    ) -> None:
        publish_stricter(actor(policy_owner), now=MONDAY - 42 * DAY, effective=MONDAY - 12 * DAY)
        if is_acknowledged:
            for notice in notices_of(bound.pk).filter(acknowledgement=None):
                acknowledge(notice=notice, actor=actor(bound), now=MONDAY - 41 * DAY)
        weeks_of_answers(bound, peers, team, lead, computes=actor(lead))
        with pytest.raises(GateClosed) as closed:
            propose_step(account=bound, proposal=PLAN, actor=actor(lead), now=NOW)
        assert lacking(closed) == {Condition.NOTICE}
        assert "did not bind this person for the whole window" in closed.value.message

    def test_who_was_never_told_is_judged_by_nothing(self, house_policies, agent, peers, team, lead, actor) -> None:
        answers_about(agent, Told(yes=38), since=MONDAY - 55 * DAY, until=MONDAY, decider=lead)
        for peer in peers:
            answers_about(peer, Told(yes=38), since=MONDAY - 55 * DAY, until=MONDAY, decider=lead)
        compute_results(team=team, window_end=MONDAY, actor=actor(lead), now=MONDAY + HOUR)
        with pytest.raises(GateClosed) as closed:
            propose_step(account=agent, proposal=PLAN, actor=actor(lead), now=NOW)
        assert lacking(closed) == {Condition.NOTICE, Condition.EVIDENCE}

    @pytest.mark.parametrize(
        "goals",
        [
            (Aim("One only"),),
            tuple(map(Aim, "abcde")),
            (Aim("Read twice"), Aim("Not in the bottom 15 % of the team")),
            (Aim("Read twice"), Aim("Nicht unter den letzten 15 % des Teams")),
            (Aim("Read twice"), Aim("Call back", Measure.AT_LEAST)),
            (Aim("Read twice"), Aim("Call back", Measure.EVERY_TIME, 3)),
        ],
    )
    def test_a_plan_has_two_to_four_goals_within_reach(self, weeks, bound, lead, actor, goals) -> None:
        with pytest.raises(InvalidInput):
            propose_step(account=bound, proposal=replace(PLAN, goals=goals), actor=actor(lead), now=NOW)

    def test_in_a_language_that_no_file_knows_the_reviewer_says_so_by_name(
        self, weeks, bound, lead, reviewer, actor, client_for
    ) -> None:
        lead.language = "fr"
        lead.save()
        aims = (Aim("Lire toute la conversation"), Aim("Rappeler", Measure.AT_MOST, 4))
        step = propose_step(account=bound, proposal=replace(PLAN, goals=aims), actor=actor(lead), now=NOW)
        decided = {"step": step, "is_issued": True, "words": WHY, "actor": actor(reviewer), "now": step.answer_until}
        assert b"confirms_goals" in client_for(reviewer).get(f"/growth/steps/{step.pk}/").content
        with pytest.raises(InvalidInput, match="does not know the language"):
            decide_step(**decided)
        assert Step.objects.get().state == "proposed"
        decide_step(**decided, confirms_goals=True)
        said = str(Letter.objects.get(about="issued").parts)
        assert f"{reviewer} has read each goal" in said
        assert "Rappeler (at most 4 times in all)" in said

    def test_the_database_wants_three_people(self, answered, lead, bound) -> None:
        for wrong in (lead, bound):
            with pytest.raises(IntegrityError), transaction.atomic():
                Step.objects.update(decided_by=wrong, decided_at=NOW, state="issued")
        with pytest.raises(IntegrityError), transaction.atomic():
            Step.objects.update(proposed_by=bound)
        with pytest.raises(IntegrityError), transaction.atomic():
            Step.objects.update(state="issued")


class TestDeciding:
    def test_before_the_person_is_heard_nothing_is_issued(self, proposed, reviewer, actor) -> None:
        with pytest.raises(GateClosed) as closed:
            decide_step(step=proposed, is_issued=True, words=WHY, actor=actor(reviewer), now=NOW + DAY)
        assert lacking(closed) == {Condition.HEARD}

    def test_when_the_time_to_answer_is_over_a_person_can_decide(self, proposed, reviewer, actor) -> None:
        end = proposed.answer_until
        with pytest.raises(GateClosed):
            decide_step(step=proposed, is_issued=True, words=WHY, actor=actor(reviewer), now=end - HOUR)
        assert decide_step(step=proposed, is_issued=True, words=WHY, actor=actor(reviewer), now=end).state == "issued"

    def test_no_job_issues_or_decides_anything(self, answered) -> None:
        for _ in range(2):
            for duty in duties():
                duty.run(answered.answer_until + 30 * DAY)
        assert Step.objects.get().state == "proposed"

    @pytest.mark.parametrize("who", ["lead", "agent"])
    def test_proposer_and_person_cannot_decide(self, answered, request, actor, who) -> None:
        wrong = actor(request.getfixturevalue(who))
        with pytest.raises(GateClosed) as closed:
            decide_step(step=answered, is_issued=True, words=WHY, actor=wrong, now=NOW + DAY)
        assert Condition.REVIEWER in lacking(closed)

    def test_deciding_twice_is_once_and_otherwise_is_refused(self, issued, reviewer, actor) -> None:
        again = decide_step(step=issued, is_issued=True, words="Again.", actor=actor(reviewer), now=NOW + 2 * DAY)
        assert again.decision == WHY
        with pytest.raises(StepDecided):
            decide_step(step=issued, is_issued=False, words=WHY, actor=actor(reviewer), now=NOW + 2 * DAY)
        assert Letter.objects.filter(about="issued").count() == 1
        assert ActivityEntry.objects.filter(verb="growth.issue_step").count() == 1

    def test_the_letter_says_all_that_a_person_has_to_know(self, issued) -> None:
        said = str(Letter.objects.get(about="issued").parts)
        for words in (
            "13 of 40 answers",
            "Most of these were about one lost van.",
            "Standing and steps, version 1",
            "5 January 2026",
            "Read the whole conversation",
            "8 coaching sessions",
            "from 11 April 2026 to 8 May 2026",
            "until the end of 24 April 2026",
            "without any help we would expect",
            "the first one first (at least 5 times a week)",
        ):
            assert words in said, words

    def test_a_letter_never_changes(self, issued) -> None:
        letter = Letter.objects.get(about="issued")
        with pytest.raises(LetterNeverChanges):
            letter.save()
        with pytest.raises(LetterNeverChanges):
            Letter.objects.update(title="Otherwise")
        with pytest.raises(LetterNeverChanges):
            Letter.objects.all().delete()

    def test_the_reviewer_may_decide_against_the_figures(self, answered, reviewer, actor) -> None:
        declined = decide_step(step=answered, is_issued=False, words="A van.", actor=actor(reviewer), now=NOW + DAY)
        assert declined.state == "declined"
        assert "A van." in str(Letter.objects.get(about="declined").parts)

    def test_what_a_reviewer_refused_is_not_proposed_again_on_the_same_answers(
        self, answered, bound, lead, reviewer, actor
    ) -> None:
        decide_step(step=answered, is_issued=False, words="A van.", actor=actor(reviewer), now=NOW + DAY)
        with pytest.raises(GateClosed) as closed:
            propose_step(account=bound, proposal=PLAN, actor=actor(lead), now=NOW + 2 * DAY)
        assert lacking(closed) == {Condition.NEW_EVIDENCE}

    def test_no_step_twice_for_the_same_evidence(self, issued, bound, lead, actor) -> None:
        with pytest.raises(GateClosed) as closed:
            propose_step(account=bound, proposal=replace(PLAN, why="Again."), actor=actor(lead), now=NOW + 2 * DAY)
        assert lacking(closed) == {Condition.NEW_EVIDENCE}

    def test_a_mark_that_falls_before_the_decision_closes_the_gate(self, answered, bound, reviewer, actor) -> None:
        vote = Mark.objects.filter(account=bound)[0].finding.vote
        cast_vote(invitation=vote, choice=Choice.YES, actor=actor(reviewer), now=min(vote.expires_at, NOW) - HOUR)
        with pytest.raises(GateClosed) as closed:
            decide_step(step=answered, is_issued=True, words=WHY, actor=actor(reviewer), now=NOW + DAY)
        assert lacking(closed) == {Condition.EVIDENCE}

    def test_an_answer_after_the_time_still_counts_while_nothing_is_decided(self, proposed, bound, actor) -> None:
        late = answer_step(step=proposed, words="I was away.", actor=actor(bound), now=proposed.answer_until + DAY)
        assert late.answer == "I was away."

    def test_withdrawn_it_is_over_and_the_person_is_told(self, proposed, bound, lead, actor) -> None:
        for _ in range(2):
            withdraw_step(step=proposed, why="I looked again.", actor=actor(lead), now=NOW + HOUR)
        assert Letter.objects.filter(about="withdrawn").count() == 1
        with pytest.raises(StepDecided):
            answer_step(step=proposed, words="Thanks.", actor=actor(bound), now=NOW + DAY)


class TestLookingAgain:
    def test_a_contest_upheld_takes_the_step_back_at_once_with_a_letter(
        self, issued, bound, second_reviewer, actor
    ) -> None:
        mark = Mark.objects.filter(account=bound)[0]
        contest = contest_mark(mark=mark, words="See my second mail.", actor=actor(bound), now=NOW + 2 * DAY)
        assert Step.objects.get().state == "issued"
        decide_contest(contest=contest, is_upheld=True, words="True.", actor=actor(second_reviewer), now=NOW + 3 * DAY)
        step = Step.objects.get()
        assert step.state == "revoked"
        assert "True." in step.ended_why
        assert "We are sorry" in str(Letter.objects.get(about="revoked").parts)
        assert Computation.objects.latest("id").results.get(account=bound).marks == 12

    def test_a_contest_rejected_changes_nothing(self, issued, bound, second_reviewer, actor) -> None:
        mark = Mark.objects.filter(account=bound)[0]
        contest = contest_mark(mark=mark, words="See my second mail.", actor=actor(bound), now=NOW + 2 * DAY)
        decide_contest(contest=contest, is_upheld=False, words="No.", actor=actor(second_reviewer), now=NOW + 3 * DAY)
        assert Step.objects.get().state == "issued"

    def test_a_late_vote_takes_the_step_back_too(self, issued, bound, reviewer, actor) -> None:
        vote = Mark.objects.filter(account=bound).order_by("-at")[0].finding.vote
        cast_vote(invitation=vote, choice=Choice.YES, actor=actor(reviewer), now=vote.expires_at - HOUR)
        assert Step.objects.get().state == "revoked"

    def test_while_the_evidence_still_bears_it_the_step_stands(
        self, bound, peers, team, lead, reviewer, second_reviewer, actor
    ) -> None:
        weeks_of_answers(bound, peers, team, lead, Told(yes=20, marked=20), computes=actor(lead))
        step = propose_step(account=bound, proposal=PLAN, actor=actor(lead), now=NOW)
        decide_step(step=step, is_issued=True, words=WHY, actor=actor(reviewer), now=step.answer_until)
        mark = Mark.objects.filter(account=bound)[0]
        contest = contest_mark(mark=mark, words="No.", actor=actor(bound), now=step.answer_until)
        decide_contest(
            contest=contest, is_upheld=True, words="True.", actor=actor(second_reviewer), now=step.answer_until + DAY
        )
        assert Step.objects.get().state == "issued"
        assert ActivityEntry.objects.get(verb="growth.look_again").facts["holds"] is True


class TestAppeals:
    def test_while_it_is_open_the_step_rests(self, issued, bound, actor) -> None:
        appeal = appeal_step(step=issued, words="The van.", actor=actor(bound), now=NOW + 2 * DAY)
        assert not Step.objects.get().counts_on((NOW + 2 * DAY).date())
        assert appeal.due_on.isoformat() == "2026-04-24"
        assert appeal_step(step=issued, words="More.", actor=actor(bound), now=NOW + 3 * DAY).words == "The van."
        assert Letter.objects.filter(about="appeal_opened").count() == 1

    def test_until_the_end_of_its_last_day_and_not_after(self, issued, bound, actor) -> None:
        with pytest.raises(CannotAppeal):
            appeal_step(step=issued, words="The van.", actor=actor(bound), now=issued.appeal_until)
        assert appeal_step(step=issued, words="The van.", actor=actor(bound), now=issued.appeal_until - HOUR).pk

    def test_upheld_the_step_falls(self, issued, bound, second_reviewer, actor) -> None:
        appeal = appeal_step(step=issued, words="The van.", actor=actor(bound), now=NOW + 2 * DAY)
        for _ in range(2):
            decide_appeal(
                appeal=appeal, is_upheld=True, words="So it was.", actor=actor(second_reviewer), now=NOW + 3 * DAY
            )
        assert Step.objects.get().state == "revoked"
        assert Letter.objects.filter(about="revoked").count() == 1

    def test_rejected_it_counts_again_and_the_person_reads_why(self, issued, bound, second_reviewer, actor) -> None:
        appeal = appeal_step(step=issued, words="The van.", actor=actor(bound), now=NOW + 2 * DAY)
        decide_appeal(
            appeal=appeal, is_upheld=False, words="It was not.", actor=actor(second_reviewer), now=NOW + 3 * DAY
        )
        assert Step.objects.get().counts_on((NOW + 3 * DAY).date())
        assert "It was not." in str(Letter.objects.get(about="appeal_rejected").parts)

    @pytest.mark.parametrize("who", ["agent", "lead", "reviewer"])
    def test_the_database_wants_a_fourth_person(self, issued, bound, request, actor, who) -> None:
        appeal = appeal_step(step=issued, words="The van.", actor=actor(bound), now=NOW + 2 * DAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            decide_appeal(
                appeal=appeal, is_upheld=False, words="-", actor=actor(request.getfixturevalue(who)), now=NOW + 3 * DAY
            )

    def test_a_step_taken_back_leaves_nothing_to_appeal_against(self, issued, bound, reviewer, actor) -> None:
        revoke_step(step=issued, why="Seen.", actor=actor(reviewer), now=NOW + 2 * DAY)
        with pytest.raises(CannotAppeal):
            appeal_step(step=issued, words="The van.", actor=actor(bound), now=NOW + 3 * DAY)


class TestTakingBack:
    def test_long_after_the_time_to_appeal_a_step_is_taken_back_with_a_letter(
        self, issued, second_reviewer, actor
    ) -> None:
        later = issued.appeal_until + 30 * DAY
        for again in range(2):
            taken = take_back_step(
                step=issued, why="A lost van.", actor=actor(second_reviewer), now=later + again * DAY
            )
        assert (taken.state, taken.ended_at, taken.ended_why) == ("revoked", later, "A lost van.")
        assert "A lost van." in str(Letter.objects.get(about="revoked").parts)
        assert ActivityEntry.objects.get(verb="growth.revoke_step").actor_id == second_reviewer.pk

    def test_what_rests_on_it_falls_too(self, issued, bound, lead, reviewer, second_reviewer, actor) -> None:
        given = {"account": bound, "proposed_by": lead, "policy_version": issued.policy_version, "why": "The plan."}
        given |= {"rests_on": issued, "proposed_at": NOW + 60 * DAY}
        decided = {"state": "issued", "decided_by": reviewer, "decided_at": NOW + 70 * DAY}
        above = Step.objects.create(kind=Kind.WRITTEN_WARNING, **given, **decided)
        on_top = Step.objects.create(kind=Kind.FINAL_WARNING, **{**given, "rests_on": above})
        take_back_step(step=issued, why="A lost van.", actor=actor(second_reviewer), now=NOW + 80 * DAY)
        assert Step.objects.get(pk=above.pk).state == "revoked"
        assert Step.objects.get(pk=on_top.pk).state == "withdrawn"

    def test_an_open_appeal_is_settled_by_it(self, issued, bound, second_reviewer, actor) -> None:
        appeal_step(step=issued, words="The van.", actor=actor(bound), now=NOW + 2 * DAY)
        step = take_back_step(step=issued, why="So it was.", actor=actor(second_reviewer), now=NOW + 3 * DAY)
        assert (step.appeal.outcome, step.appeal.decision) == ("moot", "So it was.")

    def test_it_needs_words_and_a_step_that_stands(self, issued, second_reviewer, actor) -> None:
        by = {"actor": actor(second_reviewer), "now": NOW + 2 * DAY}
        with pytest.raises(InvalidInput):
            take_back_step(step=issued, why=" ", **by)
        take_back_step(step=issued, why="A lost van.", **by)
        with pytest.raises(StepDecided):
            take_back_step(step=issued, why="For another reason.", **by)
        assert Letter.objects.filter(about="revoked").count() == 1

    def test_what_is_only_proposed_is_decided_instead(self, answered, second_reviewer, actor) -> None:
        with pytest.raises(StepDecided):
            take_back_step(step=answered, why="No.", actor=actor(second_reviewer), now=NOW + DAY)

    def test_praise_stays_said(self, weeks, bound, lead, reviewer, second_reviewer, actor) -> None:
        praise = Proposal(kind=Kind.RECOGNITION, why="Called back twice.", contact=Contact.objects.all()[0])
        step = propose_step(account=bound, proposal=praise, actor=actor(lead), now=NOW)
        decide_step(step=step, is_issued=True, words="So it was.", actor=actor(reviewer), now=NOW + HOUR)
        with pytest.raises(StepDecided):
            take_back_step(step=step, why="Hm.", actor=actor(second_reviewer), now=NOW + DAY)


class TestKindness:
    def test_recognition_needs_no_hearing_and_has_its_letter(self, weeks, bound, peers, lead, reviewer, actor) -> None:
        praise = Proposal(kind=Kind.RECOGNITION, why="You called her back twice.", contact=Contact.objects.all()[0])
        step = propose_step(account=bound, proposal=praise, actor=actor(lead), now=NOW)
        assert not Letter.objects.exists()
        decide_step(step=step, is_issued=True, words="So it was.", actor=actor(reviewer), now=NOW + HOUR)
        letter = Letter.objects.get()
        assert "well done" in str(letter.parts)
        assert "appeal" not in str(letter.parts)

    def test_after_recognition_by_figures_a_contact_can_still_be_praised(
        self, bound, peers, team, lead, reviewer, actor, client_for
    ) -> None:
        since = MONDAY - 55 * DAY
        for peer in peers:
            acknowledge_all(peer)
        for person, told in [(bound, Told(yes=120)), *((peer, Told(yes=28, marked=12)) for peer in peers)]:
            answers_about(person, told, since=since, until=MONDAY, decider=lead)
        compute_results(team=team, window_end=MONDAY, actor=actor(lead), now=MONDAY + HOUR)
        by_figures = Proposal(kind=Kind.RECOGNITION, why="Eight fine weeks.")
        first = propose_step(account=bound, proposal=by_figures, actor=actor(lead), now=NOW)
        decide_step(step=first, is_issued=True, words="So it was.", actor=actor(reviewer), now=NOW + HOUR)
        with pytest.raises(GateClosed) as closed:
            propose_step(account=bound, proposal=by_figures, actor=actor(lead), now=NOW + 2 * HOUR)
        assert lacking(closed) == {Condition.NEW_EVIDENCE}, "no answer is praised twice"

        page = client_for(lead).get(f"/growth/people/{bound.pk}/").content.decode()
        assert "Name the contact that deserves it" in page
        contact = Contact.objects.filter(agent=bound)[0]
        praise = replace(by_figures, why="You called her back twice.", contact=contact)
        second = propose_step(account=bound, proposal=praise, actor=actor(lead), now=NOW + 2 * HOUR)
        assert second.result is None
        decide_step(step=second, is_issued=True, words="Yes.", actor=actor(reviewer), now=NOW + 3 * HOUR)
        assert Letter.objects.filter(about="issued").count() == 2

    @pytest.mark.parametrize("kind", ["agent", "seller"])
    def test_recognition_stands_in_the_record_apart_from_what_was_considered(
        self, request, house_policies, lead, reviewer, client_for, kind
    ) -> None:
        person = request.getfixturevalue(kind)
        version = PolicyVersion.objects.get(policy__key="standing-and-steps", number=1)
        given = {"proposed_by": lead, "proposed_at": NOW, "policy_version": version, "account": person}
        given |= {"decided_by": reviewer, "decided_at": NOW}
        Step.objects.create(kind=Kind.RECOGNITION, state=Step.State.ISSUED, why="You called her back twice.", **given)
        Step.objects.create(kind=Kind.RECOGNITION, state=Step.State.DECLINED, why="Not this one.", **given)
        page = client_for(person).get("/record/").content.decode()
        good, considered = page.split('id="good"')[1].split('id="steps"')
        assert "You called her back twice." in good
        assert "Not this one." not in good
        assert considered.count("Recognition") == 1

    def test_coaching_is_promised_with_its_days(self, weeks, peers, lead, reviewer, actor) -> None:
        coaching = Proposal(kind=Kind.COACHING, why="Difficult refunds.")
        step = propose_step(account=peers[0], proposal=coaching, actor=actor(lead), now=NOW)
        decide_step(step=step, is_issued=True, words="Good.", actor=actor(reviewer), now=step.answer_until)
        assert step.sessions.count() == 2
        assert "2 coaching sessions" in str(Letter.objects.get(about="issued").parts)


def test_the_words_of_a_step_that_counts_no_more_go_after_a_year(answered, reviewer, actor) -> None:
    decide_step(step=answered, is_issued=False, words="Not on this.", actor=actor(reviewer), now=NOW + DAY)
    assert forget_old_steps(now=NOW + 366 * DAY) == 0
    assert forget_old_steps(now=NOW + 367 * DAY) == 1
    assert forget_old_steps(now=NOW + 368 * DAY) == 0
    step = Step.objects.get()
    assert (step.why, step.answer, step.decision, step.state) == ("(erased)", "", "", "declined")
    assert step.evidence["marks"] == 13
    assert set(Letter.objects.values_list("title", flat=True)) == {"(erased)"}
