"""Writes: what leads say about giving cases out: how queues do it, what people can, how new cases are sorted."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from evenhand.cases.api import Channel, Queue, tag_name
from evenhand.core.api import Actor, InvalidInput, action, record
from evenhand.people.api import Account
from evenhand.routing.models import Ability, QueueMode, Rule

MOST_CASES = 200
MOST_RULES = 100
MOST_WORDS = 20


@action
def set_queue_mode(*, queue: Queue, mode: str, actor: Actor, now: datetime.datetime) -> QueueMode:
    """Say how a queue gives its cases out. The same again changes nothing."""
    if mode not in QueueMode.Mode.values:
        raise InvalidInput(_("Choose one of the three ways."))
    known, is_new = QueueMode.objects.select_for_update().get_or_create(queue=queue, defaults={"mode": mode})
    if is_new or known.mode != mode:
        known.mode = mode
        known.save(update_fields=["mode"])
        record(actor=actor, verb="routing.set_queue_mode", subject=f"queue:{queue.pk}", now=now, mode=mode)
    return known


@action
def set_abilities(
    *,
    account: Account,
    skills: Sequence[str],
    languages: Sequence[str],
    capacity: Mapping[str, int],
    actor: Actor,
    now: datetime.datetime,
) -> Ability:
    """Say what somebody can, and how many cases of a channel they take at once. The same again changes nothing."""
    if any(channel not in Channel.values or not 0 <= most <= MOST_CASES for channel, most in capacity.items()):
        raise InvalidInput(_("Somebody takes 0 to %(most)d cases of a channel.") % {"most": MOST_CASES})
    plain = sorted({word for each in skills if (word := tag_name(each))})
    known, _is_new = Ability.objects.select_for_update().get_or_create(account=account)
    wanted = (plain, sorted(set(languages)), dict(capacity))
    if (known.skills, known.languages, known.capacity) != wanted:
        known.skills, known.languages, known.capacity = wanted
        known.save()
        record(
            actor=actor,
            verb="routing.set_abilities",
            subject=f"account:{account.pk}",
            now=now,
            skills=known.skills,
            languages=known.languages,
            capacity=known.capacity,
        )
    return known


@dataclass(frozen=True)
class WantedRule:
    """A rule as somebody wants it."""

    name: str
    channel: str = ""
    language: str = ""
    from_queue: Queue | None = None
    words: tuple[str, ...] = ()
    to_queue: Queue | None = None
    priority: int | None = None
    reason: str = ""
    skill: str = ""


@action
def keep_rule(*, rule: Rule | None, wanted: WantedRule, actor: Actor, now: datetime.datetime) -> Rule:
    """Write a new rule behind the others, or change one in its place. Raises InvalidInput."""
    words = tuple(dict.fromkeys(" ".join(word.split()) for word in wanted.words if word.strip()))[:MOST_WORDS]
    reason, skill = tag_name(wanted.reason), tag_name(wanted.skill)
    if not (wanted.channel or wanted.language or wanted.from_queue or words):
        raise InvalidInput(_("Say what the cases are like: a channel, a language, a queue or words."))
    if not (wanted.to_queue or wanted.priority is not None or reason or skill):
        raise InvalidInput(_("Say what is done with them: a queue, a priority, a reason or a skill."))
    if rule is None and Rule.objects.count() >= MOST_RULES:
        raise InvalidInput(_("There are %(most)d rules already. Take one away first.") % {"most": MOST_RULES})
    kept = rule or Rule(position=(Rule.objects.aggregate(last=Max("position"))["last"] or 0) + 1)
    kept.name, kept.channel, kept.language = wanted.name.strip()[:80], wanted.channel, wanted.language
    kept.from_queue, kept.to_queue, kept.words = wanted.from_queue, wanted.to_queue, list(words)
    kept.priority, kept.reason, kept.skill = wanted.priority, reason, skill
    kept.save()
    record(actor=actor, verb="routing.keep_rule", subject=f"rule:{kept.pk}", now=now)
    return kept


@action
def move_rule_up(*, rule: Rule, actor: Actor, now: datetime.datetime) -> None:
    """Let a rule be asked before the one that stands before it. At the top, nothing changes."""
    rules = list(Rule.objects.select_for_update(of=("self",)))
    place = next((at for at, each in enumerate(rules) if each.pk == rule.pk), 0)
    if place == 0:
        return
    before, this = rules[place - 1], rules[place]
    before.position, this.position = this.position, before.position
    Rule.objects.bulk_update([before, this], ["position"])
    record(actor=actor, verb="routing.move_rule", subject=f"rule:{rule.pk}", now=now)


@action
def end_rule(*, rule: Rule, actor: Actor, now: datetime.datetime) -> None:
    """Sort no more by it. What it sorted stays. Gone already, nothing happens."""
    if Rule.objects.filter(pk=rule.pk).delete()[0]:
        record(actor=actor, verb="routing.end_rule", subject=f"rule:{rule.pk}", now=now)
