"""What people are told of the policies, when they read it, and how policies change on the way."""

import datetime
from collections.abc import Mapping
from dataclasses import replace

from evenhand.core.api import Actor
from evenhand.demo.material import words_in
from evenhand.demo.world import DAY, HOUR, MINUTE, Steps, Story, World
from evenhand.people.api import Account, actor_for
from evenhand.policies.api import (
    Policy,
    PolicyVersion,
    acknowledge,
    answer_question,
    ask_owner,
    notices_of,
    publish_version,
    save_draft,
    start_draft,
    tell_audience,
    words_of,
)

OF_THE_RULE = "orders-and-returns"  # the policy to which customers say no
NEVER_ACKNOWLEDGED = 0.06  # of all that people are told


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
    why = "The usual credit after a repeated failure rises from 20 to 25, after many leads asked for it."
    draft = yield from _drafted(world, "goodwill", {"repeat_failure_credit_minor": 2500}, why)
    yield world.now + DAY
    for account in _published(world, draft):
        reads_soon(world, account)


def count_as_lost_sooner(world: World, *, unread_by: str) -> Story:
    """A version that binds nobody yet: all were told, many have read it, and somebody has it before them still."""
    why = "A parcel counts as lost after two days without a scan instead of three: nobody got theirs on the third."
    draft = yield from _drafted(world, "refunds-and-claims", {"lost_after_days": 2}, why)
    yield world.now + DAY
    for account in _published(world, draft):
        if account.name != unread_by:
            reads_soon(world, account)


def ask_the_owner(world: World, lead: Actor) -> Story:
    """A lead asks about a rule to which customers say no. One answer is here, one is due."""
    policy = Policy.objects.get(key=OF_THE_RULE)
    asked, answered = (words_in("en").lines("steps", name) for name in ("asked_of_the_owner", "answered_by_the_owner"))
    due_on = world.now.date() + datetime.timedelta(days=14)
    first = ask_owner(policy=policy, words=asked[0], due_on=due_on, actor=lead, now=world.now)
    yield world.now + 4 * DAY
    assert policy.owner is not None
    answer_question(question=first, answer=answered[0], actor=actor_for(policy.owner, "demo"), now=world.now)
    yield world.now + 7 * DAY
    due_on = world.now.date() + datetime.timedelta(days=14)
    ask_owner(policy=policy, words=asked[1], due_on=due_on, actor=lead, now=world.now)


def think_about_credits(world: World) -> Story:
    """A draft that its owner can try against past cases, and change."""
    why = "Should agents ask from 15 on, instead of from 25? Still to be tried against the last months."
    yield from _drafted(world, "goodwill", {"agent_limit_minor": 1500}, why)


def _drafted(world: World, key: str, values: Mapping[str, int], changes: str) -> Steps[PolicyVersion]:
    policy = Policy.objects.get(key=key)
    assert policy.owner is not None
    owner = actor_for(policy.owner, "demo")
    draft = start_draft(policy=policy, actor=owner, now=world.now)
    yield world.now + 2 * HOUR
    words = words_of(draft)
    changed = tuple(replace(each, value=values.get(each.name, each.value)) for each in words.parameters)
    return save_draft(
        draft=draft,
        words=replace(words, parameters=changed),
        changes=changes,
        notice_days=draft.notice_days,
        audience_days=draft.audience_days,
        needs_acknowledgement=draft.needs_acknowledgement,
        revision=draft.revision,
        actor=owner,
        now=world.now,
    )


def _published(world: World, draft: PolicyVersion) -> list[Account]:
    """Everybody who was told of the version, which binds once the longest notice has run out."""
    assert draft.policy.owner is not None
    longest = max([draft.notice_days, *(draft.audience_days or {}).values()])
    version = publish_version(
        draft=draft,
        revision=draft.revision,
        effective_on=world.now.date() + datetime.timedelta(days=longest + 2),
        actor=actor_for(draft.policy.owner, "demo"),
        now=world.now,
    )
    tell_audience(version=version, now=world.now)
    return list(Account.objects.filter(pk__in=version.notices.values("account_id")).order_by("pk"))
