"""Who may look at reviews, give them, decide disputes. What you may not see does not exist."""

import datetime

from evenhand.core.api import ActivityEntry, Actor, NotFound, NotPermitted
from evenhand.people.api import Role
from evenhand.quality.models import Dispute, Review, Sample
from evenhand.quality.rules import may_decide_dispute
from evenhand.standing.api import leads, record_for

READERS = frozenset({Role.LEAD, Role.REVIEWER, Role.POLICY_OWNER, Role.ADMINISTRATOR})
OVERSEERS = (Role.REVIEWER, Role.ADMINISTRATOR)
SAMPLE_PARTS = ("draw", "contact__case", "agent", "scorecard", "dispute__decided_by")


def review_in_hand(actor: Actor, review_id: int, *, to: str = "see") -> Review:
    """A review that was handed to the actor and is not given yet. Raises NotFound.

    `to="give"` finds one that they have given meanwhile, or that was handed on, too: the action says how it stands.
    """
    review = Review.objects.select_related("sample__scorecard", "sample__contact__case").filter(pk=review_id).first()
    if review is None:
        raise NotFound
    is_theirs = review.reviewer_id == (actor.account_id or 0)
    is_in_hand = is_theirs and review.given_at is None
    if not (is_in_hand or (to == "give" and (is_theirs or _was_handed_to(actor, review)))):
        raise NotFound
    return review


def _was_handed_to(actor: Actor, review: Review) -> bool:
    """Whether they ever had it in hand. Of another's review nobody learns even that it is there."""
    handed = ActivityEntry.objects.filter(subject=review.sample.log_subject, verb="quality.take_review")
    return handed.filter(actor_id=actor.account_id or 0, facts__review=review.pk).exists()


def sample_for(actor: Actor, sample_id: int, now: datetime.datetime, *, to: str = "see") -> Sample:
    """A reviewed contact, once every seat at it is filled, to those who may see its person's record. Raises NotFound.

    `to="dispute"` raises NotPermitted to everybody but the person.
    """
    found = Sample.objects.select_related(*SAMPLE_PARTS).prefetch_related("reviews__reviewer")
    sample = found.filter(pk=sample_id, done_at__isnull=False).first()
    if sample is None:
        raise NotFound
    record_for(actor, sample.agent_id, now)
    if to == "dispute" and sample.agent_id != actor.account_id:
        raise NotPermitted
    return sample


def dispute_for(actor: Actor, dispute_id: int, now: datetime.datetime, *, to: str = "see") -> Dispute:
    """A dispute, to its person, reviewers and administrators. Raises NotFound, NotPermitted."""
    parts = ("account", "decided_by", *(f"sample__{part}" for part in SAMPLE_PARTS[:-1]))
    found = Dispute.objects.select_related(*parts).prefetch_related("sample__reviews__reviewer")
    dispute = found.filter(pk=dispute_id).first()
    if dispute is None or not (actor.account_id == dispute.account_id or actor.has_role(*OVERSEERS)):
        raise NotFound
    if to == "decide" and not can_decide(actor, dispute, now):
        raise NotPermitted
    return dispute


def can_decide(actor: Actor, dispute: Dispute, now: datetime.datetime) -> bool:
    """Whether the actor may decide it: somebody who reviewed nothing of it and does not lead the person."""
    return actor.account_id is not None and may_decide_dispute(
        decider_id=actor.account_id,
        roles=actor.roles,
        person_id=dispute.account_id,
        reviewer_ids=[each.reviewer_id for each in dispute.sample.reviews.all() if each.reviewer_id],
        leads_person=leads(actor.account_id, dispute.account_id, now, dispute.opened_at),
    )
