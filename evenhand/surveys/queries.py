"""Reads: the answers that count, how many answered, what an agent may see, what a page shows."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evenhand.surveys.models import Invitation, Reason, Refusal, Vote, VoteReason
from evenhand.surveys.rules import Choice, Owner, in_shown_order
from evenhand.surveys.words import OTHER

MOST_PRAISE = 20
_ANSWERED = ~Q(choice="") & (Q(reason=None) | ~Q(reason__owner=Owner.VOID))


@dataclass(frozen=True)
class Window:
    """From `start` up to, not including, `end`."""

    start: datetime.datetime
    end: datetime.datetime


@dataclass(frozen=True)
class Answer:
    """The answer that counts for one question. `circumstances` were so before the agent acted."""

    invitation_id: int
    contact_id: int
    case_id: int
    customer_id: int | None
    agent_id: int
    choice: Literal["yes", "no"]
    reason_code: str
    reason_owner: str
    sent_at: datetime.datetime
    answered_at: datetime.datetime
    contact_opened_at: datetime.datetime
    circumstances: Mapping[str, str]


@dataclass(frozen=True)
class Praise:
    """Kind words of a customer, who wants the agent to read them."""

    words: str
    at: datetime.datetime


@dataclass(frozen=True)
class ResponseRate:
    """How many were asked about one agent and how many of these answered. A silent customer is in no share of "no"."""

    agent_id: int
    sent: int
    answered: int
    still_open: int


def answers(window: Window, agents: Collection[int] | None = None) -> tuple[Answer, ...]:
    """The answers to questions sent in `window`, about `agents` or about all, oldest question first.

    Left out: questions without an answer, answers pressed by mistake, and those withdrawn.
    """
    asked = _asked(window, agents).filter(_ANSWERED).order_by("sent_at", "id")
    return tuple(_answer(row) for row in asked.values_list(*_COLUMNS))


def response_rates(
    window: Window, agents: Collection[int] | None = None, *, now: datetime.datetime
) -> list[ResponseRate]:
    """Per agent, for questions sent in `window`; agents about whom nobody was asked are left out."""
    rows = (
        _asked(window, agents)
        .values("agent_id")
        .annotate(
            sent=Count("id"),
            answered=Count("id", filter=_ANSWERED),
            still_open=Count("id", filter=Q(choice="", expires_at__gt=now)),
        )
        .order_by("agent_id")
    )
    return [ResponseRate(**row) for row in rows]


def answers_as_of(moment: datetime.datetime, window: Window, agents: Collection[int]) -> tuple[Answer, ...]:
    """As `answers`, as they stood at `moment`: what came, or was changed or called a slip, later is as if not said."""
    asked = _asked(window, agents).exclude(choice="").order_by("sent_at", "id")
    given = [_answer(row) for row in asked.values_list(*_COLUMNS)]
    slips = VoteReason.objects.filter(vote__invitation__in=asked.order_by().values("pk"), reason__owner=Owner.VOID)
    moved = {each.invitation_id for each in given if each.answered_at >= moment}
    moved.update(slips.values_list("vote__invitation_id", flat=True))
    then = _votes_as_of(moment, moved)
    return tuple(
        _as_voted(each, then[each.invitation_id]) if each.invitation_id in then else each
        for each in given
        if each.invitation_id in then or each.invitation_id not in moved
    )


def _votes_as_of(moment: datetime.datetime, invitations: Collection[int]) -> dict[int, Vote]:
    """By question, the vote that counted at `moment`."""
    votes = Vote.objects.filter(invitation__in=invitations, at__lt=moment).order_by("id")
    latest = {vote.invitation_id: vote for vote in votes}
    said = VoteReason.objects.filter(vote__in=list(latest.values()), at__lt=moment).order_by("id")
    owners = dict(said.values_list("vote_id", "reason__owner"))
    return {question: vote for question, vote in latest.items() if owners.get(vote.pk) != Owner.VOID}


def _as_voted(answer: Answer, vote: Vote) -> Answer:
    choice: Literal["yes", "no"] = "yes" if vote.choice == Choice.YES else "no"
    return replace(answer, choice=choice, answered_at=vote.at, reason_code="", reason_owner=Owner.UNKNOWN.value)


def reasons_for(invitation: Invitation) -> list[Reason]:
    """What can be said after a "no", in this customer's own order."""
    offered = {reason.code: reason for reason in Reason.objects.filter(retired_at=None)}
    return [offered[code] for code in in_shown_order(list(offered), seed=invitation.nonce, last=OTHER)]


def latest_comment(invitation: Invitation) -> str:
    """What the customer wrote beside the vote that counts."""
    return _said_of_latest_vote(invitation).values_list("comment", flat=True).first() or ""


def is_passed_on(invitation: Invitation) -> bool:
    """Whether the customer wants whoever helped to read the words that hold."""
    return _said_of_latest_vote(invitation).values_list("pass_on", flat=True).first() or False


def _said_of_latest_vote(invitation: Invitation) -> QuerySet[VoteReason]:
    latest_vote = invitation.votes.order_by("-id").values("pk")[:1]
    return VoteReason.objects.filter(vote__in=latest_vote).order_by("-id")


def praise_for(
    agent_id: int, *, since: datetime.datetime | None = None, at_most: int | None = MOST_PRAISE
) -> tuple[Praise, ...]:
    """What customers wrote beside a "yes" (since then, or ever) and want the agent to read, newest first. One query.

    Only words that still hold: of the vote that counts, the last said of it. No name and no case goes with them. They
    count nowhere, and nobody else is shown them. `at_most` None answers all.
    """
    newer_vote = Vote.objects.filter(invitation=OuterRef("vote__invitation"), pk__gt=OuterRef("vote_id"))
    newer_words = VoteReason.objects.filter(vote=OuterRef("vote_id"), pk__gt=OuterRef("pk"))
    said = VoteReason.objects.filter(
        ~Exists(newer_vote),
        ~Exists(newer_words),
        pass_on=True,
        vote__choice=Choice.YES.value,
        vote__invitation__agent_id=agent_id,
        vote__invitation__state=Invitation.State.SENT,
    )
    said = said.filter(at__gte=since) if since else said
    newest = said.exclude(comment="").order_by("-at").values_list("comment", "at")
    return tuple(Praise(words=words, at=at) for words, at in newest[:at_most])


def due_invitations(now: datetime.datetime) -> QuerySet[Invitation]:
    """Questions whose time has come, in an order that favours nobody: of a customer's several, chance picks one."""
    return Invitation.objects.filter(state=Invitation.State.DUE, due_at__lte=now).order_by("nonce")


def last_asked_at(customer_id: int) -> datetime.datetime | None:
    """When this customer was last asked anything."""
    asked = Invitation.objects.filter(customer_id=customer_id, sent_at__isnull=False)
    return asked.order_by("-sent_at").values_list("sent_at", flat=True).first()


def wants_no_questions(customer_id: int) -> bool:
    """Whether this customer asked us to ask no more."""
    return Refusal.objects.filter(customer_id=customer_id).exists()


def _asked(window: Window, agents: Collection[int] | None) -> QuerySet[Invitation]:
    asked = Invitation.objects.filter(
        state=Invitation.State.SENT, sent_at__gte=window.start, sent_at__lt=window.end, agent_id__isnull=False
    )
    return asked if agents is None else asked.filter(agent_id__in=list(agents))


_COLUMNS = (
    "id",
    "contact_id",
    "case_id",
    "customer_id",
    "agent_id",
    "choice",
    "reason__code",
    "reason__owner",
    "sent_at",
    "answered_at",
    "contact__opened_at",
    "circumstances",
)


def _answer(row: tuple[Any, ...]) -> Answer:
    invitation, contact, case, customer, agent, choice, code, owner, *rest = row
    return Answer(invitation, contact, case, customer, agent, choice, code or "", owner or Owner.UNKNOWN.value, *rest)
