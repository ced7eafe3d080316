"""The lots: once a week, for each agent, from all contacts that ended in that week. Nobody picks."""

import datetime
import secrets
from collections import defaultdict

from evenhand.cases.api import Contact
from evenhand.core.api import action, record, system
from evenhand.quality.models import Draw, Review, Sample
from evenhand.quality.policy import quality_rules
from evenhand.quality.rules import drawn, in_mixed_order, seconded
from evenhand.quality.scorecards import current_scorecard
from evenhand.standing.api import last_monday, window_until
from evenhand.surveys.api import Window

DRAWER = system("quality reviews")


@action
def draw_samples(*, now: datetime.datetime, seed: int | None = None) -> Draw | None:
    """Draw among the contacts that ended in the week before the last Monday; once, and None where it was done already.

    How many, and how many of them are looked at by two, comes from the policy in force when that week began.
    """
    week = window_until(last_monday(now), 7)
    rules = quality_rules(week.start)
    if not rules.per_agent or Draw.objects.filter(week_start=week.start).exists():
        return None
    considered, chosen_seed = _considered(week), secrets.randbits(62) if seed is None else seed
    draw, is_new = Draw.objects.get_or_create(
        week_start=week.start,
        defaults={
            "week_end": week.end,
            "at": now,
            "seed": chosen_seed,
            "per_agent": rules.per_agent,
            "second_percent": rules.second_percent,
            "considered": {str(agent): ids for agent, ids in considered.items()},
            "scorecard": current_scorecard(),
        },
    )
    if not is_new:
        return None
    size = _seat(draw, considered)
    record(actor=DRAWER, verb="quality.draw", subject=f"draw:{draw.pk}", now=now, seed=str(chosen_seed), drawn=size)
    return draw


def _considered(week: Window) -> dict[int, list[int]]:
    """Every contact that ended in the week, by agent; nothing that was set aside as spam."""
    ended = Contact.objects.filter(ended_at__gte=week.start, ended_at__lt=week.end, case__set_aside_as="")
    found = defaultdict[int, list[int]](list)
    for contact_id, agent_id in ended.order_by("id").values_list("id", "agent_id"):
        found[agent_id].append(contact_id)
    return dict(found)


def _seat(draw: Draw, considered: dict[int, list[int]]) -> int:
    """A sample for each contact drawn, with one seat or two; answers how many were drawn."""
    agent_of = {
        contact: agent
        for agent, contacts in considered.items()
        for contact in drawn(contacts, draw.per_agent, seed=draw.seed, agent_id=agent)
    }
    twice = set(seconded(list(agent_of), draw.second_percent, seed=draw.seed))
    samples = Sample.objects.bulk_create(
        Sample(draw=draw, contact_id=contact, agent_id=agent_of[contact], scorecard=draw.scorecard)
        for contact in in_mixed_order(list(agent_of), seed=draw.seed)
    )
    Review.objects.bulk_create(
        Review(sample=sample, seat=seat, agent_id=sample.agent_id)
        for sample in samples
        for seat in ((1, 2) if sample.contact_id in twice else (1,))
    )
    return len(samples)
