"""What people are told of the policies, when they read it, and one policy that changes on the way."""

import datetime
from dataclasses import replace

from evenhand.demo.world import DAY, HOUR, MINUTE, Story, World
from evenhand.people.api import Account, actor_for
from evenhand.policies.api import (
    Policy,
    acknowledge,
    notices_of,
    publish_version,
    save_draft,
    start_draft,
    tell_audience,
    words_of,
)

NEVER_ACKNOWLEDGED = 0.06  # of all that people are told
RAISED = {"repeat_failure_credit_minor": 2500}


def reads_soon(world: World, account: Account) -> None:
    """Within a few days this person looks at what they were told."""
    dice = world.dice("reads", account.email)
    world.begin(world.now + dice.uniform(1, 6) * DAY, _acknowledges(world, account))


def _acknowledges(world: World, account: Account) -> Story:
    """Reads what they were told and says so; a few leave something lying."""
    notices = list(notices_of(account.pk).filter(acknowledgement=None).order_by("pk"))
    dice, actor = world.dice("acknowledges", account.email, len(notices)), actor_for(account, "demo")
    for notice in notices:
        if dice.random() >= NEVER_ACKNOWLEDGED:
            yield world.now + dice.uniform(1, 9) * MINUTE
            acknowledge(notice=notice, actor=actor, now=world.now)


def raise_goodwill(world: World) -> Story:
    """The policy owner publishes a second version of one policy; everybody is told in time, and most read it."""
    policy = Policy.objects.get(key="goodwill")
    assert policy.owner is not None
    owner = actor_for(policy.owner, "demo")
    draft = start_draft(policy=policy, actor=owner, now=world.now)
    yield world.now + 2 * HOUR
    words = words_of(draft)
    raised = tuple(replace(each, value=RAISED.get(each.name, each.value)) for each in words.parameters)
    draft = save_draft(
        draft=draft,
        words=replace(words, parameters=raised),
        changes="The usual credit after a repeated failure rises from 20 to 25, after many leads asked for it.",
        notice_days=draft.notice_days,
        needs_acknowledgement=draft.needs_acknowledgement,
        revision=draft.revision,
        actor=owner,
        now=world.now,
    )
    yield world.now + DAY
    effective_on = world.now.date() + datetime.timedelta(days=draft.notice_days + 2)
    version = publish_version(
        draft=draft, revision=draft.revision, effective_on=effective_on, actor=owner, now=world.now
    )
    tell_audience(version=version, now=world.now)
    for account in Account.objects.filter(pk__in=version.notices.values("account_id")).order_by("pk"):
        reads_soon(world, account)
