"""Contests: asked by the rated person, decided by somebody else in writing, felt in the figures at once."""

import datetime
import time
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from evenhand.core.api import ActivityEntry, InvalidInput, OutgoingMail, SiteCalendar, duties
from evenhand.core.testing import at_once, shared
from evenhand.people.api import Account, Role, create_team, grant_role, join_team
from evenhand.people.testing import TEST, make_account
from evenhand.policies.api import acknowledge, notices_of
from evenhand.standing import contests
from evenhand.standing.api import (
    Cause,
    Computation,
    Contest,
    ContestDecided,
    Finding,
    Mark,
    NothingToContest,
    TooLateToContest,
    compute_results,
    contest_mark,
    decide_contest,
    decide_finding,
    left_out_words,
    note_marks_seen,
    revoke_mark,
)
from evenhand.standing.testing import Given, answer_about
from evenhand.surveys.testing import DAY, HOUR, MONDAY, sent_question, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]
SEEN = MONDAY + 20 * DAY
WINDOW_END = MONDAY + 14 * DAY
WORDS = "I did answer: see my second message."
CAST = [
    "agent",
    "second_agent",
    "lead",
    "reviewer",
    "policy_owner",
    "administrator",
    "customer",
    "seller",
    "driver",
    "outsider",
]


@shared
def bound(agent: Account, second_agent: Account, actor) -> Account:
    for person in (agent, second_agent):
        for notice in notices_of(person.pk):
            acknowledge(notice=notice, actor=actor(person), now=notice.given_at + HOUR)
    return agent


@shared
def mark(bound: Account, second_agent: Account, lead: Account, actor) -> Mark:
    """A mark that the lead decided, seen by its person."""
    answer_about(bound, Given(yes=6, marked=1), since=MONDAY, decider=actor(lead))
    answer_about(second_agent, Given(yes=7), since=MONDAY, decider=actor(lead))
    note_marks_seen(account_id=bound.pk, actor=actor(bound), now=SEEN)
    return Mark.objects.get()


@shared
def contest(mark: Mark, bound: Account, actor) -> Contest:
    return contest_mark(mark=mark, words=WORDS, actor=actor(bound), now=SEEN + DAY)


def fresh(mark: Mark) -> Mark:
    return Mark.objects.select_related("contest").get(pk=mark.pk)


def latest_marks(account: Account) -> int:
    return Computation.objects.order_by("-id")[0].results.get(account=account).marks


@pytest.mark.django_db(transaction=True)
def test_a_contest_and_its_cause_can_be_decided_at_the_same_moment(
    mark, contest, lead, reviewer, actor, monkeypatch
) -> None:
    recorded, finding = contests.record, Finding.objects.get(pk=mark.finding_id)

    def slowly(**entry: object) -> object:
        time.sleep(0.5)
        return recorded(**entry)

    def cause_anew() -> object:
        time.sleep(0.2)
        return decide_finding(finding=finding, cause=Cause.SYSTEM, words="Down.", actor=actor(lead), now=SEEN + 2 * DAY)

    monkeypatch.setattr(contests, "record", slowly)
    decided = {"is_upheld": True, "words": "So it was.", "actor": actor(reviewer), "now": SEEN + 2 * DAY}
    outcomes = at_once(lambda: decide_contest(contest=contest, **decided), cause_anew)
    assert {type(each) for each in outcomes} == {Contest, Finding}
    assert not fresh(mark).counts


class TestDecidingTheCauseAnew:
    """Whoever decided the cause does not decide a contest of it by the back door."""

    def test_while_it_is_contested_nobody_names_the_person_again(self, mark, contest, lead, client_for) -> None:
        where = f"/standing/findings/{mark.finding_id}/decision/"
        page = client_for(lead).post(where, {"cause": "agent", "words": "Once more, and longer.", "policy_key": ""})
        assert page.status_code == 422
        assert "somebody else decides" in page.content.decode()
        contest.refresh_from_db()
        assert (contest.outcome, Mark.objects.count()) == ("", 1)
        assert not fresh(mark).counts

    def test_what_was_decided_for_the_person_stays(self, mark, contest, lead, reviewer, actor) -> None:
        decide_contest(contest=contest, is_upheld=True, words="She did.", actor=actor(reviewer), now=SEEN + 2 * DAY)
        finding = Finding.objects.get(pk=mark.finding_id)
        for cause, words in ((Cause.AGENT, "I still think so."), (Cause.SYSTEM, "It was down."), (Cause.AGENT, "No.")):
            anew = {"finding": finding, "cause": cause, "words": words, "actor": actor(lead), "now": SEEN + 3 * DAY}
            if cause is Cause.AGENT:
                with pytest.raises(InvalidInput, match="decided for them"):
                    decide_finding(**anew)
            else:
                finding = decide_finding(**anew)
        assert not any(each.counts for each in Mark.objects.all())

    def test_a_cause_that_is_not_the_person_ends_the_contest(self, mark, contest, lead, actor) -> None:
        finding = Finding.objects.get(pk=mark.finding_id)
        decide_finding(finding=finding, cause=Cause.SYSTEM, words="It was down.", actor=actor(lead), now=SEEN + 2 * DAY)
        contest.refresh_from_db()
        assert contest.outcome == "moot"

    def test_a_contest_that_came_to_nothing_is_no_way_to_name_the_person_again(
        self, mark, contest, lead, reviewer, actor
    ) -> None:
        finding, words = Finding.objects.get(pk=mark.finding_id), "It was her after all."
        finding = decide_finding(
            finding=finding, cause=Cause.SYSTEM, words="Down.", actor=actor(lead), now=SEEN + 2 * DAY
        )
        again = {"finding": finding, "cause": Cause.AGENT, "words": words, "now": SEEN + 3 * DAY}
        with pytest.raises(InvalidInput, match="somebody else"):
            decide_finding(**again, actor=actor(lead))
        assert not any(each.counts for each in Mark.objects.all())
        decide_finding(**again, actor=actor(reviewer))
        assert [each.counts for each in Mark.objects.order_by("id")] == [False, True]

    def test_where_the_mark_stood_the_cause_may_be_put_in_other_words(
        self, mark, contest, lead, reviewer, actor
    ) -> None:
        decide_contest(contest=contest, is_upheld=False, words="It stands.", actor=actor(reviewer), now=SEEN + 2 * DAY)
        finding = Finding.objects.get(pk=mark.finding_id)
        decide_finding(finding=finding, cause=Cause.AGENT, words="More.", actor=actor(lead), now=SEEN + 3 * DAY)
        assert [each.counts for each in Mark.objects.order_by("id")] == [False, True]


class TestAsking:
    def test_while_it_is_open_the_mark_does_not_count(self, mark, contest) -> None:
        assert not fresh(mark).counts

    def test_asking_twice_asks_once(self, mark, contest, bound, actor) -> None:
        again = contest_mark(mark=mark, words="And more.", actor=actor(bound), now=SEEN + 2 * DAY)
        assert (again.pk, again.words) == (contest.pk, WORDS)
        assert ActivityEntry.objects.filter(verb="standing.contest_mark").count() == 1

    def test_words_are_needed(self, mark, bound, actor) -> None:
        with pytest.raises(InvalidInput):
            contest_mark(mark=mark, words="  ", actor=actor(bound), now=SEEN)

    def test_a_mark_that_fell_leaves_nothing_to_contest(self, mark, bound, reviewer, actor) -> None:
        revoke_mark(mark=mark, why="Seen.", actor=actor(reviewer), now=SEEN)
        with pytest.raises(NothingToContest):
            contest_mark(mark=mark, words=WORDS, actor=actor(bound), now=SEEN)

    @pytest.mark.parametrize(
        ("zone", "last_moment"),
        [
            ("UTC", "2026-04-06T00:00"),
            ("Europe/Berlin", "2026-04-05T22:00"),  # the clocks went forward in between
            ("America/New_York", "2026-04-06T04:00"),
        ],
    )
    def test_the_window_runs_from_the_first_look_to_the_end_of_its_last_day(
        self, mark, bound, actor, monkeypatch, zone, last_moment
    ) -> None:
        monkeypatch.setattr(contests, "site_calendar", lambda: SiteCalendar(ZoneInfo(zone)))
        end = datetime.datetime.fromisoformat(last_moment).replace(tzinfo=datetime.UTC)
        with pytest.raises(TooLateToContest):
            contest_mark(mark=mark, words=WORDS, actor=actor(bound), now=end)
        assert contest_mark(mark=mark, words=WORDS, actor=actor(bound), now=end - datetime.timedelta(seconds=1)).pk

    def test_the_window_does_not_begin_before_the_person_looks(self, mark, bound, actor) -> None:
        Mark.objects.update(first_seen_at=None)
        assert contest_mark(mark=mark, words=WORDS, actor=actor(bound), now=SEEN + 300 * DAY).pk

    def test_looking_again_does_not_move_the_window(self, mark, bound, actor) -> None:
        note_marks_seen(account_id=bound.pk, actor=actor(bound), now=SEEN + 10 * DAY)
        assert fresh(mark).first_seen_at == SEEN

    def test_the_person_is_told_of_a_mark_by_mail(self, mark, bound) -> None:
        mail = OutgoingMail.objects.get(about=mark.log_subject)
        assert mail.recipient == bound.email
        assert "Somebody who did not decide it" in bytes(mail.raw).decode()


class TestDeadline:
    def test_it_is_counted_in_working_days_of_the_site(self, mark, bound, actor, monkeypatch) -> None:
        good_friday, easter_monday = datetime.date(2026, 4, 3), datetime.date(2026, 4, 6)
        calendar = SiteCalendar(ZoneInfo("Europe/Berlin"), holidays=frozenset({good_friday, easter_monday}))
        monkeypatch.setattr(contests, "site_calendar", lambda: calendar)
        wednesday = datetime.datetime(2026, 4, 1, 9, 0, tzinfo=datetime.UTC)
        asked = contest_mark(mark=mark, words=WORDS, actor=actor(bound), now=wednesday)
        assert asked.due_on == datetime.date(2026, 4, 10)  # Thursday, then Tuesday to Friday
        assert asked.due_at == datetime.datetime(2026, 4, 10, 22, 0, tzinfo=datetime.UTC)

    def test_no_job_ever_decides_one_that_is_overdue(self, contest) -> None:
        for _ in range(2):
            for duty in duties():
                duty.run(contest.due_at + 400 * DAY)
        assert Contest.objects.get().decided_at is None
        assert Contest.objects.get().is_overdue(contest.due_at)
        assert not Contest.objects.get().is_overdue(contest.due_at - HOUR)


class TestDeciding:
    def test_upheld_the_mark_falls_and_the_figures_change_at_once(self, mark, bound, team, reviewer, actor) -> None:
        before = compute_results(team=team, window_end=WINDOW_END, actor=actor(reviewer), now=SEEN)
        assert latest_marks(bound) == 1
        assert fresh(mark).finding.why_not_counted == ""
        contest = contest_mark(mark=mark, words=WORDS, actor=actor(bound), now=SEEN + DAY)
        assert fresh(mark).finding.why_not_counted == "contested"
        decide_contest(contest=contest, is_upheld=True, words="True.", actor=actor(reviewer), now=SEEN + 2 * DAY)
        assert fresh(mark).revoked_why == "True."
        assert left_out_words(fresh(mark).finding.why_not_counted) == "the mark was taken back"
        assert latest_marks(bound) == 0
        assert before.results.get(account=bound).marks == 1  # what was frozen stays

    def test_rejected_the_mark_counts_again_in_a_result_of_its_own(self, mark, bound, team, reviewer, actor) -> None:
        compute_results(team=team, window_end=WINDOW_END, actor=actor(reviewer), now=SEEN)
        contest = contest_mark(mark=mark, words=WORDS, actor=actor(bound), now=SEEN + DAY)
        assert latest_marks(bound) == 0
        decide_contest(contest=contest, is_upheld=False, words="No.", actor=actor(reviewer), now=SEEN + 2 * DAY)
        assert fresh(mark).counts
        assert latest_marks(bound) == 1
        assert list(Computation.objects.order_by("id").values_list("look", flat=True)) == [1, 2, 3]

    def test_deciding_twice_decides_once_and_otherwise_is_refused(self, contest, reviewer, actor) -> None:
        for _ in range(2):
            decide_contest(contest=contest, is_upheld=True, words="True.", actor=actor(reviewer), now=SEEN + 2 * DAY)
        with pytest.raises(ContestDecided):
            decide_contest(contest=contest, is_upheld=False, words="No.", actor=actor(reviewer), now=SEEN + 3 * DAY)
        assert ActivityEntry.objects.filter(verb="standing.decide_contest").count() == 1
        assert OutgoingMail.objects.filter(subject__contains="the mark falls").count() == 1

    def test_it_is_decided_in_writing(self, contest, reviewer, actor) -> None:
        with pytest.raises(InvalidInput):
            decide_contest(contest=contest, is_upheld=True, words=" ", actor=actor(reviewer), now=SEEN + 2 * DAY)
        assert Contest.objects.get().decided_at is None

    def test_a_customers_late_yes_leaves_nothing_to_decide(self, mark, contest, reviewer, actor) -> None:
        vote(mark.finding.vote, "yes", at=SEEN + 2 * DAY)
        assert Contest.objects.get().outcome == "moot"
        with pytest.raises(ContestDecided):
            decide_contest(contest=contest, is_upheld=False, words="No.", actor=actor(reviewer), now=SEEN + 3 * DAY)

    @pytest.mark.parametrize("who", ["agent", "lead"])
    def test_the_database_refuses_the_person_and_the_first_decider(self, contest, request, who) -> None:
        wrong = {
            "decided_by": request.getfixturevalue(who),
            "decided_at": SEEN,
            "outcome": "rejected",
            "decision": "No.",
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            Contest.objects.update(**wrong)


class TestPages:
    def url(self) -> str:
        return f"/standing/contests/{Contest.objects.get().pk}/"

    @pytest.mark.parametrize("name", CAST)
    def test_a_contest_exists_for_its_person_and_overseers_only(self, client_for, request, contest, name) -> None:
        expected = 200 if name in {"agent", "reviewer", "administrator"} else 404
        assert client_for(request.getfixturevalue(name)).get(self.url()).status_code == expected

    @pytest.mark.parametrize("name", CAST)
    def test_ones_own_mark_alone_can_be_contested(self, client_for, request, mark, name) -> None:
        response = client_for(request.getfixturevalue(name)).get(f"/record/marks/{mark.pk}/contest/")
        assert response.status_code == (200 if name == "agent" else 404)

    @pytest.mark.parametrize("name", CAST)
    def test_the_queue_exists_for_overseers_only(self, client_for, request, contest, name) -> None:
        expected = 200 if name in {"reviewer", "administrator"} else 404
        assert client_for(request.getfixturevalue(name)).get("/standing/contests/").status_code == expected

    @pytest.mark.parametrize("name", CAST)
    def test_how_often_we_erred_is_for_everybody_inside(self, client_for, request, name) -> None:
        inside = {"agent", "second_agent", "lead", "reviewer", "policy_owner", "administrator"}
        expected = 200 if name in inside else 404
        assert client_for(request.getfixturevalue(name)).get("/standing/overturns/").status_code == expected

    def test_words_and_files_arrive_and_only_those_concerned_open_them(
        self, client_for, request, mark, bound, settings, tmp_path
    ) -> None:
        settings.MEDIA_ROOT = str(tmp_path)
        Mark.objects.update(first_seen_at=None)
        picture = SimpleUploadedFile("screen.png", b"seen", "image/png")
        program = SimpleUploadedFile("run.exe", b"MZ", "application/x-msdownload")
        response = client_for(bound).post(
            f"/record/marks/{mark.pk}/contest/", {"words": WORDS, "added": [picture, program]}
        )
        assert response["Location"] == self.url()
        kept, refused = Contest.objects.get().files.all()
        assert "can run programs" in refused.problem
        for name in CAST:
            answer = client_for(request.getfixturevalue(name)).get(f"/standing/contests/files/{kept.pk}/")
            assert answer.status_code == (200 if name in {"agent", "reviewer", "administrator"} else 404)
        assert client_for(bound).get(f"/standing/contests/files/{refused.pk}/").status_code == 404

    def test_a_reviewer_decides_and_what_is_missing_is_asked_for(self, client_for, contest, reviewer, mark) -> None:
        browser = client_for(reviewer)
        missing = browser.post(f"{self.url()}decision/", {"outcome": "upheld", "words": ""})
        assert missing.status_code == 422
        browser.post(f"{self.url()}decision/", {"outcome": "upheld", "words": "Your second message answers it."})
        assert fresh(mark).revoked_at
        assert "Your second message answers it." in client_for(contest.account).get(self.url()).content.decode()

    def test_the_line_lead_may_not_decide_even_as_a_reviewer(self, client_for, contest, lead) -> None:
        grant_role(account=lead, role=Role.REVIEWER, actor=TEST, now=SEEN)
        assert client_for(lead).post(f"{self.url()}decision/", {}).status_code == 403

    def test_who_decided_the_cause_may_not_decide_the_contest(self, client_for, contest, mark) -> None:
        other = make_account("Rolf Reviewer", Role.REVIEWER)
        Contest.objects.update(first_decider=other)
        assert client_for(other).post(f"{self.url()}decision/", {}).status_code == 403

    @pytest.mark.parametrize("name", ["agent", "administrator"])
    def test_who_may_only_read_is_told_so(self, client_for, request, contest, name) -> None:
        assert client_for(request.getfixturevalue(name)).post(f"{self.url()}decision/", {}).status_code == 403

    def test_overdue_ones_are_shown_to_the_lead_of_the_reviewers(self, client_for, contest, reviewer) -> None:
        head = make_account("Hanna Head", Role.LEAD)
        board = create_team(name="Reviewers", channel="mixed", kind_of_work="", actor=TEST, now=MONDAY)
        join_team(account=head, team=board, is_lead=True, actor=TEST, now=MONDAY)
        assert client_for(head).get("/standing/contests/").status_code == 404
        join_team(account=reviewer, team=board, actor=TEST, now=MONDAY)
        page = client_for(head).get("/standing/contests/").content.decode()
        assert "Overdue" in page
        assert self.url() not in page

    def test_rates_stand_with_their_counts(self, client_for, contest, reviewer, second_agent, actor) -> None:
        decide_contest(contest=contest, is_upheld=True, words="True.", actor=actor(reviewer), now=SEEN + 2 * DAY)
        page = client_for(second_agent).get("/standing/overturns/").content.decode()
        assert "Rosa Reviewer" in page
        assert "Lena Lead" in page
        assert "1 of 1" in page

    def test_my_record_offers_it_while_it_can_be_done(self, client_for, mark, bound, contest) -> None:
        page = client_for(bound).get("/record/").content.decode()
        assert "Contested, does not count" in page
        assert "Contest this mark" not in page
        Contest.objects.all().delete()
        Mark.objects.update(first_seen_at=None)
        assert "Contest this mark" in client_for(bound).get("/record/").content.decode()
        assert Mark.objects.get().first_seen_at is not None

    def test_a_look_by_head_begins_no_window(self, client_for, mark, bound) -> None:
        Mark.objects.update(first_seen_at=None)
        client_for(bound).head("/record/")
        assert Mark.objects.get().first_seen_at is None


def test_a_bare_finding_is_nobodys_to_contest(customer, bound, client_for) -> None:
    vote(sent_question(customer, bound), "no")
    assert not Mark.objects.exists()
    assert client_for(bound).get("/record/marks/1/contest/").status_code == 404
