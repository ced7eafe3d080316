"""Writes about who keeps a policy: handing it over, asking its owner, and the owner's answer in writing."""

import datetime

from django.utils.translation import gettext as _

from evenhand.core.api import Actor, DomainError, InvalidInput, action, record, site_day
from evenhand.people.api import Account, post_from_template
from evenhand.policies.models import OwnerQuestion, Policy

ANSWER_DAYS = "owner_answer_days"


class AlreadyAnswered(DomainError):
    """An answer in writing stays as it was given."""

    message = "This question is answered already, and an answer stays. Ask anew where something is still open."


@action
def hand_over(*, policy: Policy, owner: Account, actor: Actor, now: datetime.datetime) -> Policy:
    """From now on `owner` keeps the policy and publishes its versions. Again is harmless."""
    found = Policy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    if found.owner_id != owner.pk:
        before, found.owner = found.owner_id, owner
        found.save(update_fields=["owner"])
        record(actor=actor, verb="policies.hand_over", subject=_subject(found), now=now, owner=owner.pk, before=before)
    return found


@action
def ask_owner(
    *, policy: Policy, words: str, due_on: datetime.date, actor: Actor, now: datetime.datetime
) -> OwnerQuestion:
    """Ask whoever keeps the policy, to be answered in writing until `due_on`. The same question again is the same.

    Raises InvalidInput where nothing is asked, or the day is over.
    """
    if not words.strip():
        raise InvalidInput(_("Please write what you would like to know."))
    if due_on < site_day(now):
        raise InvalidInput(_("The day for the answer is over already. Please choose a later one."))
    Policy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    same = policy.questions.filter(asked_by_id=actor.account_id, words=words, answered_at=None).first()
    if same is not None:
        return same
    question = OwnerQuestion.objects.create(
        policy=policy, words=words, asked_by_id=actor.account_id, asked_at=now, due_on=due_on
    )
    record(actor=actor, verb="policies.ask_owner", subject=_subject(policy), now=now, question=question.pk)
    if policy.owner is not None:
        post_from_template(
            template="policies/mail/question.txt",
            to=policy.owner.email,
            about=f"account:{policy.owner.pk}",
            now=now,
            language=policy.owner.language,
            account=policy.owner,
            question=question,
        )
    return question


@action
def answer_question(*, question: OwnerQuestion, answer: str, actor: Actor, now: datetime.datetime) -> OwnerQuestion:
    """The owner's answer, in writing. The same answer again is harmless; another raises AlreadyAnswered."""
    found = OwnerQuestion.objects.select_for_update(of=("self",)).select_related("policy").get(pk=question.pk)
    if not answer.strip():
        raise InvalidInput(_("Please write an answer."))
    if found.answered_at is not None:
        if found.answer != answer:
            raise AlreadyAnswered
        return found
    found.answer, found.answered_by_id, found.answered_at = answer, actor.account_id, now
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    record(actor=actor, verb="policies.answer_question", subject=_subject(found.policy), now=now, question=found.pk)
    return found


def _subject(policy: Policy) -> str:
    return f"policy:{policy.key}"
