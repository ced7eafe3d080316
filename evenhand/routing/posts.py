"""Writes: being here, back soon, or away; what goes back to the queues when somebody goes."""

import datetime

from django.utils.translation import gettext as _

from evenhand.cases.api import Case, Contact, assign_case, end_contact, transfer_case
from evenhand.core.api import Actor, InvalidInput, action, one_transaction, record, site_calendar, site_day, system
from evenhand.people.api import accounts_by_id, away_on
from evenhand.routing.models import Availability, Handback

LONGEST_BREAK = datetime.timedelta(hours=12)
MOST_HANDED_BACK = 300
ROUTING = system("routing")


@action
def be_here(*, actor: Actor, now: datetime.datetime) -> Availability:
    """From now on cases come to the actor. Here already, nothing changes."""
    return _stand(held_post(actor.account_id, now), Availability.State.HERE, None, actor, now)


@action
def be_back_at(*, back_at: datetime.datetime, actor: Actor, now: datetime.datetime) -> Availability:
    """No new case comes until the actor is back; their cases stay theirs."""
    if not now < back_at <= now + LONGEST_BREAK:
        raise InvalidInput(_("Choose a time within the next twelve hours, or say that you are away."))
    return _stand(held_post(actor.account_id, now), Availability.State.BREAK, back_at, actor, now)


@action
def be_away(*, actor: Actor, now: datetime.datetime) -> Handback | None:
    """Done for today: unanswered cases go back to their queues with a note, drafts stay, contacts end.

    Saying it again hands back what came since.
    """
    assert actor.account_id is not None
    _stand(held_post(actor.account_id, now), Availability.State.AWAY, None, actor, now)
    handback = _hand_back(actor.account_id, actor, now)
    for contact in Contact.objects.filter(agent=actor.account_id, ended_at=None).order_by("pk"):
        end_contact(contact=contact, actor=actor, now=now)
    return handback


def held_post(account_id: int | None, now: datetime.datetime) -> Availability:
    """Somebody's availability, held until the transaction ends: whoever gives them a case waits here for the other."""
    assert account_id is not None
    Availability.objects.get_or_create(account_id=account_id, defaults={"state": Availability.State.AWAY, "since": now})
    return Availability.objects.select_for_update(of=("self",)).get(account_id=account_id)


def _stand(
    post: Availability, state: str, back_at: datetime.datetime | None, actor: Actor, now: datetime.datetime
) -> Availability:
    if (post.state, post.back_at) == (state, back_at):
        return post
    post.state, post.back_at, post.since = state, back_at, now
    post.save(update_fields=["state", "back_at", "since"])
    record(
        actor=actor, verb="routing.change_availability", subject=f"account:{post.account_id}", now=now, state=str(state)
    )
    return post


def _hand_back(account_id: int, actor: Actor, now: datetime.datetime) -> Handback | None:
    """Give everything that waits for an answer of somebody back to its queue. None where there was nothing."""
    waiting = Case.objects.filter(assignee=account_id, status=Case.Status.OPEN).order_by("pk")
    given = []
    for key in list(waiting.values_list("pk", flat=True)[:MOST_HANDED_BACK]):
        case = _still_open(key, account_id)
        if case is None:
            continue
        note = _("Handed back: %(name)s is away. A draft that was begun is kept.") % {
            "name": accounts_by_id([account_id])[account_id]
        }
        transfer_case(case=case, queue=case.queue, note=note, actor=actor, now=now)
        given.append(case.pk)
    if not given:
        return None
    handback = Handback.objects.create(account_id=account_id, at=now, case_ids=given)
    record(actor=actor, verb="routing.hand_back", subject=f"account:{account_id}", now=now, cases=given, id=handback.pk)
    return handback


def _still_open(case_id: int, assignee_id: int | None) -> Case | None:
    """A case that is open and still that person's, or nobody's, held until the transaction ends; None where it is not.

    While others were handed back somebody may have given it to a colleague, moved or closed it.
    """
    theirs = Case.objects.filter(pk=case_id, assignee=assignee_id, status=Case.Status.OPEN).select_related("queue")
    return theirs.select_for_update(no_key=True, of=("self",)).first()


@action
def undo_handback(*, handback: Handback, actor: Actor, now: datetime.datetime) -> int:
    """Take cases back that nobody has taken since, and be here again; answers how many. Twice changes nothing."""
    post = held_post(handback.account_id, now)
    if not Handback.objects.filter(pk=handback.pk, undone_at=None).update(undone_at=now):
        return 0
    account = accounts_by_id([handback.account_id])[handback.account_id]
    free = filter(None, (_still_open(key, None) for key in sorted(handback.case_ids)))
    taken = [assign_case(case=case, to=account, actor=actor, now=now) for case in free]
    _stand(post, Availability.State.HERE, None, actor, now)
    record(
        actor=actor,
        verb="routing.undo_handback",
        subject=f"account:{handback.account_id}",
        now=now,
        cases=[case.pk for case in taken],
    )
    return len(taken)


def hand_back_for_absent(*, now: datetime.datetime) -> int:
    """Whoever is away, by their own word or on leave, keeps no customer waiting: what waits for them goes back.

    Somebody who has begun to work on a case since they said "away" has simply come back. Answers how many went back.
    """
    on_leave = away_on(site_day(now))
    said_so = dict(Availability.objects.filter(state=Availability.State.AWAY).values_list("account", "since"))
    having = set(
        Case.objects.filter(status=Case.Status.OPEN, assignee__in={*on_leave, *said_so})
        .values_list("assignee", flat=True)
        .order_by()
    )
    return sum(_absent(account_id, said_so.get(account_id), now) for account_id in sorted(filter(None, having)))


def _absent(account_id: int, since: datetime.datetime | None, now: datetime.datetime) -> int:
    with one_transaction():
        post = held_post(account_id, now)
        begun = since or site_calendar().start_of(site_day(now))
        if Contact.objects.filter(agent=account_id, opened_at__gt=begun).exists():
            _stand(post, Availability.State.HERE, None, ROUTING, now)
            return 0
        _stand(post, Availability.State.AWAY, None, ROUTING, now)
        handback = _hand_back(account_id, ROUTING, now)
    return len(handback.case_ids) if handback else 0
