"""What a team's board shows: who stands clearly apart, of whom nothing is known yet, and why customers said no."""

import datetime
from collections import Counter
from dataclasses import dataclass

from evenhand.people.api import Team, accounts_by_id
from evenhand.policies.api import Policy
from evenhand.standing.models import Computation, Finding, StandingResult
from evenhand.standing.record import latest_computation
from evenhand.standing.rules import Cause
from evenhand.standing.words import VERDICT_TONES, VERDICT_WORDS
from evenhand.surveys.api import ResponseRate, Window, response_rates


@dataclass(frozen=True)
class BoardRow:
    """One member: raw counts beside the fair share. The three figures are None where nobody answered."""

    account_id: int
    name: str
    sent: int
    answers: int
    no: int
    marks: int
    counted: int
    fair_share: float | None
    low: float | None
    high: float | None
    verdict: str
    verdict_words: str
    tone: str
    answers_needed: int | None

    @property
    def is_known(self) -> bool:
        """Whether there is evidence enough to say anything."""
        return self.verdict != "not enough evidence"


@dataclass(frozen=True)
class CauseRow:
    """How many "no" of the window have this cause: checked by a person, and only proposed.

    A policy as the cause has a row for each policy, and one for those of which nobody has said which (`policy_key` is
    empty).
    """

    cause: str
    words: str
    decided: int
    proposed: int
    policy_key: str = ""

    @property
    def total(self) -> int:
        """Both together."""
        return self.decided + self.proposed


@dataclass(frozen=True)
class Board:
    """One team's board. `known` and `unknown` stand by name, never by rank; `still_open` answers may yet come."""

    team: Team
    computation: Computation
    known: tuple[BoardRow, ...]
    unknown: tuple[BoardRow, ...]
    causes: tuple[CauseRow, ...]
    rates: tuple[tuple[str, ResponseRate], ...]
    sent: int
    answered: int
    still_open: int

    @property
    def rows(self) -> tuple[BoardRow, ...]:
        """Everybody who has answers, by name."""
        return tuple(sorted((row for row in self.known + self.unknown if row.answers), key=lambda row: row.name))

    @property
    def no(self) -> int:
        """All "no" of the window."""
        return sum(row.no for row in self.known + self.unknown)

    @property
    def answers(self) -> int:
        """All answers of the window."""
        return sum(row.answers for row in self.known + self.unknown)

    @property
    def most_of_a_cause(self) -> int:
        """The longest bar."""
        return max((cause.total for cause in self.causes), default=0)


def team_board(team: Team, *, now: datetime.datetime) -> Board | None:
    """The board of `team` from its latest computation; None while nothing was computed."""
    computation = latest_computation(team.pk)
    if computation is None:
        return None
    rows = _rows(computation)
    rates = response_rates(
        Window(computation.window_start, computation.window_end), [row.account_id for row in rows], now=now
    )
    names = {row.account_id: row.name for row in rows}
    return Board(
        team=team,
        computation=computation,
        known=tuple(row for row in rows if row.is_known),
        unknown=tuple(row for row in rows if not row.is_known),
        causes=causes_of(computation),
        rates=tuple(sorted(((names[rate.agent_id], rate) for rate in rates), key=lambda pair: pair[0])),
        sent=sum(rate.sent for rate in rates),
        answered=sum(rate.answered for rate in rates),
        still_open=sum(rate.still_open for rate in rates),
    )


def _rows(computation: Computation) -> list[BoardRow]:
    results = list(StandingResult.objects.filter(computation=computation))
    people = accounts_by_id([result.account_id for result in results])
    least = computation.inputs["minimum_answers"]
    return sorted((_row(result, str(people[result.account_id]), least) for result in results), key=lambda row: row.name)


def _row(result: StandingResult, name: str, least: int) -> BoardRow:
    return BoardRow(
        account_id=result.account_id,
        name=name,
        sent=result.sent,
        answers=result.answers,
        no=result.no,
        marks=result.marks,
        counted=result.counted,
        fair_share=result.fair_share,
        low=result.low,
        high=result.high,
        verdict=result.verdict,
        verdict_words=str(VERDICT_WORDS[result.verdict]),
        tone=VERDICT_TONES[result.verdict],
        answers_needed=_needed(result, least),
    )


def _needed(result: StandingResult, least: int) -> int | None:
    """How many more answers would allow a verdict, never fewer than are missing to the `least` that any needs."""
    if result.answers_needed is None:
        return None
    return max(result.answers_needed, least - result.counted)


def causes_of(computation: Computation) -> tuple[CauseRow, ...]:
    """Why customers said no, by cause and policy, most frequent first, "not known" last."""
    questions = [answer["question"] for answer in computation.inputs["answers"] if answer["choice"] == "no"]
    current = Finding.objects.exclude(state=Finding.State.SUPERSEDED).filter(vote_id__in=questions)
    found = Counter(
        (cause, policy if cause == Cause.POLICY else "", state == Finding.State.DECIDED)
        for cause, policy, state in current.values_list("cause", "policy_key", "state")
    )
    found[Cause.UNKNOWN.value, "", False] += len(questions) - found.total()
    titles = dict(Policy.objects.values_list("key", "title"))
    words = dict(Finding.CAUSES)
    rows = [
        CauseRow(
            cause,
            f"{words[cause]}: {titles[policy]}" if policy in titles else str(words[cause]),
            found[cause, policy, True],
            found[cause, policy, False],
            policy,
        )
        for cause, policy in {(cause, policy) for cause, policy, _decided in found}
    ]
    return tuple(
        sorted((row for row in rows if row.total), key=lambda row: (row.cause == Cause.UNKNOWN, -row.total, row.words))
    )
