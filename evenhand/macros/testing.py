"""Makers of macros, for the tests of every room."""

import datetime

from evenhand.core.api import Actor, now
from evenhand.macros.actions import Wanted, make_macro
from evenhand.macros.models import Macro
from evenhand.macros.rules import Deeds

SORRY = "Dear {{customer.first_name|there}}, I am sorry about {{order.number}}. {{agent.first_name}}"


def make(
    actor: Actor,
    name: str = "Sorry",
    *,
    texts: dict[str, str] | None = None,
    team_id: int | None = None,
    own: bool = True,
    at: datetime.datetime | None = None,
    **deeds: object,
) -> Macro:
    """A macro of `actor`'s own, or of a team, or of the shop; `deeds` as in `Deeds`."""
    wanted = Wanted(
        name=name,
        texts={"en": SORRY} if texts is None else texts,
        deeds=Deeds(**deeds),  # type: ignore[arg-type]
        owner_id=actor.account_id if own and team_id is None else None,
        team_id=team_id,
    )
    return make_macro(wanted=wanted, actor=actor, now=at or now())
