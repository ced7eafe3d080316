"""What quality reviews keep about a person: contacts reviewed, words about them. Outcomes stay; words go."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from evenhand.core.api import ERASED
from evenhand.people.api import Account
from evenhand.quality.models import Dispute, Review, Sample
from evenhand.quality.queries import samples_of
from evenhand.quality.words import ANSWER_WORDS


def export_reviews(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """Every reviewed contact of the person, line by line, with the words and the dispute."""
    found = [_sample(sample) for sample in samples_of(account.pk, at_most=None)]
    return {"reviews": found} if found else {}


def _sample(sample: Sample) -> dict[str, Any]:
    dispute = getattr(sample, "dispute", None)
    return {
        "contact_of": sample.contact.opened_at,
        "case": sample.contact.case_id,
        "done_at": sample.done_at,
        "first_seen_at": sample.first_seen_at,
        "drawn_from": len(sample.draw.considered_of(sample.agent_id)),
        "seed": sample.draw.seed,
        "scorecard": sample.scorecard.version,
        "classes": {each.kind.value: each.passed for each in sample.outcome.critical},
        "reviews": [
            {
                "by": str(review.reviewer),
                "taken_at": review.taken_at,
                "at": review.given_at,
                "lines": {item.words: str(ANSWER_WORDS[review.answers[item.key]]) for item in sample.scorecard.lines},
                "words": review.words,
            }
            for review in sample.reviews.all()
        ],
        "dispute": dispute and _dispute(dispute, {item.key: item.words for item in sample.scorecard.lines}),
    }


def _dispute(dispute: Dispute, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "lines": [words[key] for key in dispute.items],
        "your_words": dispute.words,
        "opened_at": dispute.opened_at,
        "decided_until": dispute.due_on,
        "granted": [words[key] for key in dispute.granted],
        "decided_by": str(dispute.decided_by or ""),
        "decided_at": dispute.decided_at,
        "decision": dispute.decision,
    }


def holds(account: Account, now: datetime.datetime) -> Sequence[str]:
    """A disputed review: the person's own, or of a contact with this customer."""
    theirs = Q(account=account) | Q(sample__contact__case__customer=account)
    if Dispute.objects.filter(theirs, decided_at=None).exists():
        return [_("A quality review is disputed, and somebody is looking.")]
    return []


def erase_reviews(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """Words of reviews and disputes about the person, or about contacts with a customer."""
    theirs = Sample.objects.filter(Q(agent=account) | Q(contact__case__customer=account))
    disputes = Dispute.objects.filter(sample__in=theirs)
    return {
        "reviews": Review.objects.filter(sample__in=theirs).exclude(words="").update(words=ERASED),
        "disputes": disputes.update(words=ERASED),
        "decisions": disputes.exclude(decision="").update(decision=ERASED),
    }
