"""What happens to reviews: handed out, given, disputed, decided."""

import datetime
from collections.abc import Collection, Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from evenhand.core.api import Actor, Deadline, DomainError, InvalidInput, NotPermitted, action, record, site_calendar
from evenhand.people.api import post_from_template
from evenhand.quality.models import Dispute, Review, Sample
from evenhand.quality.policy import quality_rules
from evenhand.quality.rules import Answer
from evenhand.standing.api import leads

DAY = datetime.timedelta(days=1)
TAKEN_FOR = datetime.timedelta(hours=24)


class ReviewGiven(DomainError):
    """Somebody else has given it meanwhile."""

    message = (
        "This review was handed to somebody else, or is given already. Nothing was changed; your words stand here."
    )


class NothingToDispute(DomainError):
    """The time has passed, or nothing was missed."""


class DisputeDecided(DomainError):
    """Somebody has decided it meanwhile."""

    message = "Somebody has decided this in the meantime. Nothing was changed; please read it again."


@action
def take_next(*, actor: Actor, now: datetime.datetime) -> Review | None:
    """Hand the actor the next review: the one in hand, else the oldest that may be theirs. None where there is none.

    Nobody chooses. One that was handed out and not given within a day is handed to somebody else. Two at once never
    get the same.
    """
    assert actor.account_id is not None
    unseen = Review.objects.filter(given_at=None).select_related("sample__draw")
    in_hand = unseen.filter(reviewer=actor.account_id, taken_at__gt=now - TAKEN_FOR).first()
    if in_hand:
        return in_hand
    free = unseen.filter(Q(reviewer=None) | Q(reviewer=actor.account_id) | Q(taken_at__lte=now - TAKEN_FOR))
    others = free.exclude(agent=actor.account_id).exclude(
        sample__in=Review.objects.filter(reviewer=actor.account_id, given_at__isnull=False).values("sample")
    )
    for review in others.order_by("sample__draw", "sample", "seat"):
        if not leads(actor.account_id, review.agent_id, now, review.sample.draw.week_start) and _take(
            review, actor, now
        ):
            return review
    return None


def _take(review: Review, actor: Actor, now: datetime.datetime) -> bool:
    """Take it if it is still as it was seen; another seat at the same contact is given back."""
    Review.objects.filter(sample=review.sample_id, reviewer=actor.account_id, given_at=None).exclude(
        pk=review.pk
    ).update(reviewer=None, taken_at=None)
    as_seen = Review.objects.filter(pk=review.pk, given_at=None, reviewer=review.reviewer_id, taken_at=review.taken_at)
    if not as_seen.update(reviewer=actor.account_id, taken_at=now):
        return False
    review.reviewer_id, review.taken_at = actor.account_id, now
    record(actor=actor, verb="quality.take_review", subject=review.sample.log_subject, now=now, review=review.pk)
    return True


@action
def give_review(
    *, review: Review, answers: Mapping[str, str], words: str, actor: Actor, now: datetime.datetime
) -> Review:
    """What a reviewer saw, item by item. Giving the same again is harmless.

    With the last seat filled, the sample is done and the person can read it. Raises ReviewGiven where it was handed
    on, InvalidInput.
    """
    sample = Sample.objects.select_for_update().get(pk=review.sample_id)
    review = Review.objects.select_for_update().get(pk=review.pk)  # nobody else is handed it meanwhile
    if review.reviewer_id != actor.account_id:
        raise ReviewGiven
    if review.given_at:
        if (review.answers, review.words) == (dict(answers), words):
            return review
        raise ReviewGiven
    _require_answers(sample, answers, words)
    review.answers, review.words, review.given_at = dict(answers), words, now
    review.save(update_fields=["answers", "words", "given_at"])
    record(actor=actor, verb="quality.give_review", subject=sample.log_subject, now=now, review=review.pk)
    if not sample.reviews.filter(given_at=None).exists():
        sample.done_at = now
        sample.save(update_fields=["done_at"])
    return review


def _require_answers(sample: Sample, answers: Mapping[str, str], words: str) -> None:
    keys = {item.key for item in sample.scorecard.lines}
    if set(answers) != keys or not set(answers.values()) <= set(Answer):
        raise InvalidInput(_("Please answer each line: seen, missed, or nothing to see of it here."))
    if Answer.MISSED in answers.values() and not words.strip():
        raise InvalidInput(_("Please quote what in this contact shows what you saw missed. The person reads it."))


@action
def note_seen(*, sample: Sample, actor: Actor, now: datetime.datetime) -> None:
    """The person has opened it: from now on the time to dispute it runs."""
    if Sample.objects.filter(pk=sample.pk, first_seen_at=None, agent=actor.account_id).update(first_seen_at=now):
        sample.first_seen_at = now
        record(actor=actor, verb="quality.see_review", subject=sample.log_subject, now=now)


def dispute_until(sample: Sample) -> Deadline | None:
    """Until when it can be disputed; None while the person has not opened it: the time has not begun."""
    if sample.first_seen_at is None or sample.done_at is None:
        return None
    calendar = site_calendar()
    last = calendar.day_of(sample.first_seen_at) + quality_rules(sample.done_at).dispute_days * DAY
    return Deadline(last, calendar.start_of(last + DAY))


def missed_keys(sample: Sample) -> list[str]:
    """The items that count as missed, in the order of the scorecard."""
    found = sample.outcome
    missed = {item.key for each in found.critical for item in each.missed} | {each.key for each in found.others_missed}
    return [item.key for item in sample.scorecard.lines if item.key in missed]


def can_be_disputed(sample: Sample, now: datetime.datetime) -> bool:
    """Whether the person can dispute something of it now."""
    until = dispute_until(sample)
    in_time = until is None or now < until.at
    return sample.done_at is not None and in_time and not hasattr(sample, "dispute") and bool(missed_keys(sample))


@action
def dispute_review(
    *, sample: Sample, items: Collection[str], words: str, actor: Actor, now: datetime.datetime
) -> Dispute:
    """The person sees some items differently. Disputing twice disputes once. Raises NothingToDispute, InvalidInput."""
    sample = Sample.objects.select_for_update().get(pk=sample.pk)
    earlier = Dispute.objects.filter(sample=sample).first()
    if earlier:
        return earlier
    if sample.agent_id != actor.account_id:
        raise NotPermitted
    chosen = [key for key in missed_keys(sample) if key in items]
    if not can_be_disputed(sample, now):
        raise NothingToDispute(_("The time for this is over, or nothing in it was seen missed."))
    if not chosen:
        raise InvalidInput(_("Please say which of the lines you see differently."))
    if not words.strip():
        raise InvalidInput(_("Please write in a sentence or two what was different."))
    assert sample.done_at is not None
    deadline = site_calendar().deadline(now, quality_rules(sample.done_at).dispute_working_days)
    dispute = Dispute.objects.create(
        sample=sample,
        account_id=sample.agent_id,
        items=chosen,
        words=words,
        opened_at=now,
        due_on=deadline.day,
        due_at=deadline.at,
    )
    record(actor=actor, verb="quality.dispute", subject=sample.log_subject, now=now, items=chosen)
    return dispute


@action
def decide_dispute(
    *, dispute: Dispute, granted: Collection[str], words: str, actor: Actor, now: datetime.datetime
) -> Dispute:
    """Somebody else decides each disputed item, in writing. The same again by the same person is harmless.

    Raises DisputeDecided, InvalidInput. Who may: access.dispute_for(to="decide").
    """
    dispute = Dispute.objects.select_for_update(of=("self",)).select_related("account").get(pk=dispute.pk)
    chosen = [key for key in dispute.items if key in granted]
    if dispute.decided_at:
        if (dispute.granted, dispute.decided_by_id) == (chosen, actor.account_id):
            return dispute
        raise DisputeDecided
    if not words.strip():
        raise InvalidInput(_("Please write down why. The person reads these words."))
    dispute.granted, dispute.decision = chosen, words
    dispute.decided_by_id, dispute.decided_at = actor.account_id, now
    dispute.save(update_fields=["granted", "decision", "decided_by", "decided_at"])
    subject = dispute.sample.log_subject
    record(actor=actor, verb="quality.decide_dispute", subject=subject, now=now, granted=chosen)
    post_from_template(
        template="quality/mail/dispute_decided.txt",
        to=dispute.account.email,
        about=subject,
        now=now,
        language=dispute.account.language,
        dispute=dispute,
    )
    return dispute
