"""Handle time of contacts, read from their segments and from what else their agents had running."""

import datetime
from collections.abc import Iterable
from typing import cast

from django.db.models import Max, Min, Q

from evenhand.cases.limits import time_limits
from evenhand.cases.models import Contact
from evenhand.cases.rules import HandleTime, SegmentKind, Span, Stretch
from evenhand.cases.rules import handle_time as time_of


def handle_time(contact: Contact, *, now: datetime.datetime) -> HandleTime:
    """How long one contact took, up to `now` where it still runs."""
    return handle_times([contact], now=now)[contact.pk]


def handle_times(contacts: Iterable[Contact], *, now: datetime.datetime) -> dict[int, HandleTime]:
    """How long each contact took, in three queries however many they are."""
    keys = [contact.pk for contact in contacts]
    chosen = list(Contact.objects.filter(pk__in=keys).prefetch_related("segments"))
    spans = _spans_by_agent(chosen, now)
    most_after = time_limits(now).most_after
    return {each.pk: time_of(_stretches(each, now), _others(each, spans), most_after) for each in chosen}


def _spans_by_agent(chosen: list[Contact], now: datetime.datetime) -> dict[int, list[tuple[int, Span]]]:
    """All contacts of the agents concerned in the time concerned: agent → (contact, span)."""
    spans: dict[int, list[tuple[int, Span]]] = {each.agent_id: [] for each in chosen}
    if not chosen:
        return spans
    bounds = Contact.objects.filter(pk__in=[each.pk for each in chosen]).aggregate(
        first=Min("opened_at"), last=Max("ended_at")
    )
    last = now if any(each.ended_at is None for each in chosen) else bounds["last"]
    running = Contact.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=bounds["first"]), agent_id__in=spans, opened_at__lt=last
    )
    for key, agent_id, opened_at, ended_at in running.values_list("pk", "agent_id", "opened_at", "ended_at"):
        spans[agent_id].append((key, Span(opened_at, max(opened_at, ended_at or now))))
    return spans


def _others(contact: Contact, spans: dict[int, list[tuple[int, Span]]]) -> list[Span]:
    return [span for key, span in spans[contact.agent_id] if key != contact.pk]


def _stretches(contact: Contact, now: datetime.datetime) -> list[Stretch]:
    return [
        Stretch(
            cast(SegmentKind, each.kind), each.started_at, max(each.started_at, each.ended_at or now), bool(each.cause)
        )
        for each in contact.segments.all()
    ]
