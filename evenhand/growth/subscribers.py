"""What growth does when a mark falls."""

from evenhand.growth.steps import look_again
from evenhand.standing.api import Mark, MarkFell


def look_at_steps(event: MarkFell) -> None:
    """Look again, at once, at each step that rested on the mark."""
    look_again(mark=Mark.objects.select_related("finding").get(pk=event.mark_id), why=event.why, now=event.at)
