"""How many people a line needs (Erlang C): calls come at random, callers wait as long as it takes. Pure.

The formula knows no one who gives up, so it names too many people where more than a few in a hundred do. It is for
calls; several chats at once, and mail, which can wait, are no such lines.

Reference: the recursion B(0) = 1, B(i) = a·B(i-1) / (i + a·B(i-1)), with no factorials, so that it never overflows.
"""

import math
from dataclasses import dataclass

MOST_PEOPLE = 5_000


class TooFewPeople(ValueError):
    """So few people cannot keep up: the line grows without end."""


@dataclass(frozen=True)
class Line:
    """What a line is like with so many people. `load` is the work that comes in, in people who do nothing else."""

    people: int
    load: float
    waits_share: float
    in_time_share: float
    mean_wait_seconds: float
    busy_share: float


def line_with(people: int, *, calls_per_hour: float, handle_seconds: float, within_seconds: float) -> Line:
    """What the line is like with so many people.

    Raises TooFewPeople where no more people are there than the work alone takes: then no wait has a mean.
    """
    load = calls_per_hour * handle_seconds / 3600
    if people <= load:
        raise TooFewPeople
    blocked = 1.0
    for number in range(1, people + 1):
        blocked = load * blocked / (number + load * blocked)
    waits = blocked / (1 - (load / people) * (1 - blocked))
    spare = people - load
    return Line(
        people=people,
        load=load,
        waits_share=waits,
        in_time_share=1 - waits * math.exp(-spare * within_seconds / handle_seconds),
        mean_wait_seconds=waits * handle_seconds / spare,
        busy_share=load / people,
    )


def people_for(share: float, *, calls_per_hour: float, handle_seconds: float, within_seconds: float) -> Line:
    """The line with the fewest people by whom at least this share is answered in time.

    Raises TooFewPeople where not even MOST_PEOPLE would do.
    """
    people = math.floor(calls_per_hour * handle_seconds / 3600) + 1
    while people <= MOST_PEOPLE:
        line = line_with(
            people, calls_per_hour=calls_per_hour, handle_seconds=handle_seconds, within_seconds=within_seconds
        )
        if line.in_time_share >= share:
            return line
        people += 1
    raise TooFewPeople
