"""What would turn a verdict: how many more of something, or fewer, until it reads otherwise."""

from collections.abc import Callable
from dataclasses import dataclass

from evenhand.fairness.results import Verdict

STRIDE = 3  # from one count tried to the next, as a factor
ABOUT = 20  # the count found is the least one but for a part in so many


@dataclass(frozen=True)
class Turn:
    """At which count a verdict is another one, and which it is then."""

    count: int
    verdict: Verdict


def first_turn(verdict_at: Callable[[int], Verdict], *, most: int) -> Turn | None:
    """How many more (or fewer) of something would turn a verdict? None where up to `most` of them would not.

    `verdict_at(count)` judges anew with so many more, `verdict_at(0)` as things are: whatever judges, it is asked
    itself, so that the answer is what would really be said, and not an approximation to it. It may take long, so few
    counts are tried: each three times the one before, then halves of the stretch in which the verdict turned. The
    count answered has truly the verdict that stands beside it; it is the least such count but for one in twenty, or
    for a verdict that turns and turns back within one stretch. Raises ValueError for a negative `most`.

    Wachter, Mittelstadt and Russell (2018), Harvard Journal of Law and Technology 31:841, on telling people the least
    change that would have brought another decision.

    >>> first_turn(lambda more: Verdict.IN_LINE if more < 17 else Verdict.CLEARLY_BETTER, most=500)
    Turn(count=17, verdict=<Verdict.CLEARLY_BETTER: 'clearly better'>)
    >>> first_turn(lambda more: Verdict.IN_LINE, most=500) is None
    True
    """
    if most < 0:
        raise ValueError(f"most must not be negative, but is {most}")
    today, same, count = verdict_at(0), 0, 1
    while count < most and verdict_at(count) == today:
        same, count = count, count * STRIDE
    count = min(count, most)
    if not most or (turned := verdict_at(count)) == today:
        return None
    return _between(verdict_at, same, Turn(count, turned), today)


def _between(verdict_at: Callable[[int], Verdict], same: int, turn: Turn, today: Verdict) -> Turn:
    while turn.count - same > max(1, turn.count // ABOUT):
        middle = (same + turn.count) // 2
        verdict = verdict_at(middle)
        if verdict == today:
            same = middle
        else:
            turn = Turn(middle, verdict)
    return turn
