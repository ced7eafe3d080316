"""Contests: the rated person asks, somebody else decides in writing, and the figures change at once."""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenhand.cases.api import IncomingFile, keep_files
from evenhand.core.api import Actor, Deadline, DomainError, InvalidInput, action, record, site_calendar
from evenhand.people.api import days_away, post_from_template
from evenhand.standing.looking import figures_anew
from evenhand.standing.models import Contest, ContestFile, Mark
from evenhand.standing.policy import contest_rules
from evenhand.standing.revoking import revoke_mark

DAY = datetime.timedelta(days=1)


class TooLateToContest(DomainError):
    """The time to contest this mark has passed."""


class NothingToContest(DomainError):
    """The mark does not count any more."""


class ContestDecided(DomainError):
    """Somebody has decided it meanwhile."""


def contest_until(mark: Mark) -> Deadline | None:
    """Until when the mark can be contested; None while the person has not seen it: the time has not begun."""
    if mark.first_seen_at is None:
        return None
    days = contest_rules(mark.account_id, mark.at).window_days
    calendar = site_calendar()
    seen = calendar.day_of(mark.first_seen_at)
    last = calendar.end_after(seen + DAY, days, without=days_away(mark.account_id, seen))
    return Deadline(last, calendar.start_of(last + DAY))


def can_be_contested(mark: Mark, now: datetime.datetime) -> bool:
    """Whether the person can still contest it: it counts, nobody was asked yet, and the time has not passed."""
    if not mark.counts or hasattr(mark, "contest"):
        return False
    until = contest_until(mark)
    return until is None or now < until.at


@action
def note_marks_seen(*, account_id: int, actor: Actor, now: datetime.datetime) -> None:
    """The person has opened their record: from now on the time to contest what is new in it runs."""
    fresh = Mark.objects.filter(account_id=account_id, first_seen_at=None).update(first_seen_at=now)
    if fresh:
        record(actor=actor, verb="standing.see_marks", subject=f"record:{account_id}", now=now, marks=fresh)


@action
def contest_mark(
    *, mark: Mark, words: str, attached: Sequence[IncomingFile] = (), actor: Actor, now: datetime.datetime
) -> Contest:
    """Ask that somebody else looks at the mark. Until that is decided it does not count. Asking twice asks once.

    Raises InvalidInput, NothingToContest, TooLateToContest. Who may: access.mark_to_contest.
    """
    mark = Mark.objects.select_for_update(of=("self",)).select_related("finding__vote").get(pk=mark.pk)
    earlier = Contest.objects.filter(mark=mark).first()
    if earlier:
        return earlier
    _require_contestable(mark, words, now)
    deadline = site_calendar().deadline(now, contest_rules(mark.account_id, mark.at).decision_working_days)
    contest = Contest.objects.create(
        mark=mark,
        account_id=mark.account_id,
        first_decider_id=mark.finding.decided_by_id,
        words=words,
        opened_at=now,
        due_on=deadline.day,
        due_at=deadline.at,
    )
    ContestFile.objects.bulk_create(ContestFile(contest=contest, **vars(kept)) for kept in keep_files(attached))
    record(actor=actor, verb="standing.contest_mark", subject=mark.log_subject, now=now, mark=mark.pk)
    figures_anew(mark=mark, actor=actor, now=now)
    return contest


def _require_contestable(mark: Mark, words: str, now: datetime.datetime) -> None:
    if not words.strip():
        raise InvalidInput(_("Please write in a sentence or two what was different from what stands here."))
    if mark.revoked_at is not None:
        raise NothingToContest(_("This mark has fallen already and counts no more. There is nothing left to contest."))
    until = contest_until(mark)
    if until and now >= until.at:
        days = contest_rules(mark.account_id, mark.at).window_days
        raise TooLateToContest(
            ngettext(
                "This mark could be contested for %(days)d day after you first saw it. If something new has come to "
                "light, tell a reviewer: a mark can be taken back at any time.",
                "This mark could be contested for %(days)d days after you first saw it. If something new has come to "
                "light, tell a reviewer: a mark can be taken back at any time.",
                days,
            )
            % {"days": days}
        )


@action
def decide_contest(*, contest: Contest, is_upheld: bool, words: str, actor: Actor, now: datetime.datetime) -> Contest:
    """Decide a contest in writing. Upheld, the mark falls, and what rested on it is looked at again at once.

    The same decision by the same person again is harmless. Raises InvalidInput, ContestDecided.
    Who may: access.contest_for(to="decide").
    """
    # As whoever decides the cause anew: first the mark, then its contest. The other way round, two could wait for ever.
    Mark.objects.select_for_update().filter(pk=contest.mark_id).values_list("pk").first()
    contests = Contest.objects.select_for_update(of=("self",)).select_related("mark__finding__vote", "account")
    contest = contests.get(pk=contest.pk)
    outcome = Contest.Outcome.UPHELD if is_upheld else Contest.Outcome.REJECTED
    if contest.decided_at:
        if (contest.outcome, contest.decided_by_id) == (outcome, actor.account_id):
            return contest
        raise ContestDecided(_("Somebody has decided this in the meantime. Nothing was changed; please read it again."))
    if not words.strip():
        raise InvalidInput(_("Please write down why. The person reads these words, and so may a court."))
    contest.outcome, contest.decided_by_id, contest.decided_at = outcome, actor.account_id, now
    contest.decision = words
    contest.save()
    mark = contest.mark
    record(
        actor=actor, verb="standing.decide_contest", subject=mark.log_subject, now=now, mark=mark.pk, outcome=outcome
    )
    if is_upheld:
        revoke_mark(mark=mark, why=words, actor=actor, now=now)
    figures_anew(mark=mark, actor=actor, now=now)
    _tell(contest, now)
    return contest


def _tell(contest: Contest, now: datetime.datetime) -> None:
    post_from_template(
        template="standing/mail/contest_decided.txt",
        to=contest.account.email,
        about=contest.mark.log_subject,
        now=now,
        language=contest.account.language,
        contest=contest,
    )
