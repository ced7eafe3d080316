"""A week of contacts of two agents, the lots drawn among them, and reviewers to look."""

import datetime

from evenhand.cases.api import Case, Channel, Contact, Queue
from evenhand.core.testing import shared
from evenhand.people.api import Account, Role
from evenhand.people.testing import make_account
from evenhand.quality.api import Answer, Draw, Review, Sample, draw_samples, give_review, take_next
from evenhand.quality.scorecards import HOUSE_ITEMS

MONDAY = datetime.datetime(2026, 4, 6, tzinfo=datetime.UTC)
NOW = datetime.datetime(2026, 4, 6, 9, 0, tzinfo=datetime.UTC)
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
ALL_MET = {item.key: Answer.MET.value for item in HOUSE_ITEMS}


def contacts_of(agent: Account, customer: Account, number: int, *, ended: datetime.datetime) -> list[Contact]:
    """So many contacts of one agent, an hour apart, the last of them ended at `ended`."""
    queue, _made = Queue.objects.get_or_create(slug="mail", defaults={"name": "Mail", "channel": Channel.MAIL})
    times = [ended - HOUR * back for back in range(number)]
    cases = Case.objects.bulk_create(
        Case(
            subject=f"Where is parcel {place}?",
            customer=customer,
            queue=queue,
            channel=Channel.MAIL,
            opened_at=at - HOUR,
            last_message_at=at,
            status=Case.Status.CLOSED,
        )
        for place, at in enumerate(times)
    )
    return Contact.objects.bulk_create(
        Contact(case=case, channel=Channel.MAIL, agent=agent, opened_at=at - HOUR, last_sign_at=at, ended_at=at)
        for case, at in zip(cases, times, strict=True)
    )


@shared
def week(house_policies, agent, second_agent, customer) -> dict[int, list[int]]:
    """Seven contacts of one agent and four of another in the week before MONDAY, by agent."""
    return {
        person.pk: sorted(each.pk for each in contacts_of(person, customer, number, ended=MONDAY - DAY))
        for person, number in ((agent, 7), (second_agent, 4))
    }


@shared
def draw(week) -> Draw:
    """The lots of that week: one contact each, none looked at by two."""
    found = draw_samples(now=NOW, seed=6)
    assert found is not None
    Review.objects.filter(seat=2).delete()
    return found


@shared
def sample(draw, agent) -> Sample:
    """The agent's contact that was drawn."""
    return Sample.objects.get(agent=agent)


@shared
def second_reviewer(db) -> Account:
    return make_account("Rolf Reviewer", Role.REVIEWER)


def give(sample: Sample, reviewer: Account, actor, *missed: str, at: datetime.datetime = NOW) -> Review:
    """What `reviewer` sees in the contact, once it is handed to them."""
    acts = actor(reviewer)
    review = take_next(actor=acts, now=at)
    while review is not None and review.sample_id != sample.pk:
        give_review(review=review, answers=ALL_MET, words="", actor=acts, now=at)
        review = take_next(actor=acts, now=at)
    assert review is not None
    answers = ALL_MET | dict.fromkeys(missed, Answer.MISSED.value)
    words = "“See our terms.” leaves the second question open." if missed else ""
    return give_review(review=review, answers=answers, words=words, actor=acts, now=at)


@shared
def missed(sample, reviewer, actor) -> Sample:
    """The agent's contact, in which the reviewer saw two lines missed."""
    give(sample, reviewer, actor, "answered", "plain")
    return Sample.objects.get(pk=sample.pk)
