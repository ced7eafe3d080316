"""Clauses put into another order: their numbers follow, so that they still count from top to bottom. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from evenhand.policies.wording import CLAUSE_NUMBER, ClauseWords

EMPTY = ClauseWords("", "", "")


def moved_up(clauses: Sequence[ClauseWords], number: str) -> tuple[ClauseWords, ...]:
    """The clause `number` changes places, and numbers, with the one above it. The first one stays.

    >>> [each.title for each in moved_up([ClauseWords("1", "A", ""), ClauseWords("2", "B", "")], "2")]
    ['B', 'A']
    """
    place = _place(clauses, number)
    if not place:
        return tuple(clauses)
    above, here = clauses[place - 1], clauses[place]
    swapped = replace(here, number=above.number), replace(above, number=here.number)
    return (*clauses[: place - 1], *swapped, *clauses[place + 1 :])


def moved_down(clauses: Sequence[ClauseWords], number: str) -> tuple[ClauseWords, ...]:
    """The clause `number` changes places, and numbers, with the one below it. The last one stays."""
    place = _place(clauses, number)
    if place is None or place + 1 == len(clauses):
        return tuple(clauses)
    return moved_up(clauses, clauses[place + 1].number)


def added_after(clauses: Sequence[ClauseWords], number: str) -> tuple[ClauseWords, ...]:
    """An empty clause behind `number`, in its section; those of the section that follow move on by one.

    >>> [each.number for each in added_after([ClauseWords("2.1", "A", ""), ClauseWords("2.2", "B", "")], "2.1")]
    ['2.1', '2.2', '2.3']
    """
    place = _place(clauses, number)
    if place is None or not CLAUSE_NUMBER.fullmatch(number):
        return tuple(clauses)
    head, new, rest = clauses[: place + 1], _next(number), clauses[place + 1 :]
    pushed, taken = [], new
    for clause in rest:
        if clause.number == taken:
            taken = _next(clause.number)
            clause = replace(clause, number=taken)  # noqa: PLW2901 - the clause, by its new number
        pushed.append(clause)
    return (*head, replace(EMPTY, number=new), *pushed)


def mentions(clauses: Sequence[ClauseWords], numbers: Sequence[str]) -> tuple[str, ...]:
    """The clauses whose text speaks of one of `numbers`: they may now speak of another clause than before."""
    return tuple(
        clause.number for clause in clauses if any(f"clause {number}" in clause.text.lower() for number in numbers)
    )


def _place(clauses: Sequence[ClauseWords], number: str) -> int | None:
    return next((place for place, clause in enumerate(clauses) if clause.number == number), None)


def _next(number: str) -> str:
    head, _, last = number.rpartition(".")
    return f"{head}.{int(last) + 1}" if head else str(int(last) + 1)
