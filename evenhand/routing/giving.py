"""Writes: a case given to somebody, or taken as the next one.

Whoever gives holds the receiver first, then the case, so that two at once neither give one case twice nor fill
somebody's hands beyond their edge.
"""

import datetime
from collections.abc import Sequence

from evenhand.cases.api import Case, Channel, assign_case, take_case
from evenhand.core.api import Actor, action, record, site_day
from evenhand.people.api import accounts_by_id, away_on
from evenhand.routing.errors import HandsFull, NothingWaits, OnLeave
from evenhand.routing.models import Availability, QueueMode
from evenhand.routing.posts import ROUTING, held_post
from evenhand.routing.queries import as_it_waits, does_any_wait, hands_of, queues_served_by, serving, waiting_in
from evenhand.routing.rules import Hands, Mode, Waiting, givable, next_case, takeable, whose_turn
from evenhand.routing.sorting import sort_if_new

MOST_GIVEN = 100
MOST_TRIED = 300
"""How many cases may be held by others, or be sorted away, before one asks again for the next."""


@action
def take_next(*, actor: Actor, now: datetime.datetime) -> Case:
    """The next case becomes the actor's, and their contact begins: the most urgent, then the one that waits longest.

    Who asks is here. Raises OnLeave, HandsFull, NothingWaits.
    """
    assert actor.account_id is not None
    if actor.account_id in away_on(site_day(now)):
        raise OnLeave
    post = held_post(actor.account_id, now)
    hands = hands_of([actor.account_id], now)[0]
    queues = list(queues_served_by(actor).select_related("team"))
    queue_ids = [queue.pk for queue in queues]
    colleagues = hands_of({account_id for queue in queues for account_id in serving(queue, site_day(now))}, now)
    for waiting in waiting_in(queue_ids, takeable(hands, colleagues), MOST_TRIED):
        case = _free(waiting.id, now)
        sorted_now = as_it_waits(case, queue_ids) if case else None
        if case and sorted_now and next_case(hands, [sorted_now], colleagues):
            _note_given(post, now, is_here=True)
            take_case(case=case, actor=actor, now=now)
            record(actor=actor, verb="routing.take_next", subject=case.log_subject, now=now)
            return case
    raise HandsFull if _only_for_free_hands(hands, queue_ids) else NothingWaits


def _only_for_free_hands(hands: Hands, queue_ids: Sequence[int]) -> bool:
    """Whether something waits, but nothing on a channel on which this person has room."""
    with_room = [channel for channel in Channel.values if hands.room(channel)]
    return does_any_wait(queue_ids) and not does_any_wait(queue_ids, with_room)


def give_due(*, now: datetime.datetime) -> int:
    """Give out what waits in queues that give by themselves; answers how many cases found somebody."""
    modes = QueueMode.objects.exclude(mode=QueueMode.Mode.PULL).select_related("queue__team").order_by("queue")
    return sum(_give_out(each, now) for each in modes)


def _give_out(mode: QueueMode, now: datetime.datetime) -> int:
    """Give out until nobody can be given any more. Those that nobody can be given now are not looked at, so that they
    hold up nothing that waits behind them."""
    if not does_any_wait([mode.queue_id]):
        return 0
    given = before = 0
    people = serving(mode.queue, site_day(now))
    hands = hands_of(people, now)
    while given < MOST_GIVEN:
        for case in waiting_in([mode.queue_id], givable(hands), MOST_GIVEN - given):
            chosen = whose_turn(case, hands, _mode(mode))
            if chosen:
                given += _give(case=case, queue_id=mode.queue_id, account_id=chosen.id, now=now)
                hands = hands_of(people, now)
        if given == before:
            break
        before = given
    return given


@action
def _give(*, case: Waiting, queue_id: int, account_id: int, now: datetime.datetime) -> bool:
    """Give one case to somebody who is still there and still has room; answers whether they have it now.

    One that a rule moves, or for which it asks other hands, is sorted and waits for the next look.
    """
    post = held_post(account_id, now)
    hands = hands_of([account_id], now)[0]
    free = _free(case.id, now) if hands.is_there(case.channel) and hands.room(case.channel) else None
    if free is None or as_it_waits(free, [queue_id]) != case:
        return False
    _note_given(post, now)
    assign_case(case=free, to=accounts_by_id([account_id])[account_id], actor=ROUTING, now=now)
    return True


def _free(case_id: int, now: datetime.datetime) -> Case | None:
    """A case that nobody has, sorted, and held until the transaction ends; None where another gave or took it."""
    free = Case.objects.filter(pk=case_id, assignee=None, status=Case.Status.OPEN)
    case = free.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()
    if case and sort_if_new(case=case, now=now):
        case.refresh_from_db()
    return case


def _note_given(post: Availability, now: datetime.datetime, *, is_here: bool = False) -> None:
    post.last_given_at = now
    if is_here and not post.is_here:
        post.state, post.back_at, post.since = Availability.State.HERE, None, now
    post.save(update_fields=["last_given_at", "state", "back_at", "since"])


def _mode(mode: QueueMode) -> Mode:
    return "least_busy" if mode.mode == QueueMode.Mode.LEAST_BUSY else "round_robin"
