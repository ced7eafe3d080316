"""Prepared answers of the marketplace: the shop's and the teams' kept by their leads, one that an agent keeps."""

from typing import Any

from evenhand.core.api import Actor
from evenhand.demo.material import MacroCard, the_macros
from evenhand.demo.people import Cast
from evenhand.demo.world import Story, World
from evenhand.macros.api import Deeds, Wanted, make_macro


def write_macros(world: World, cast: Cast) -> Story:
    """All of them, before the first customer writes."""
    for card in the_macros().macros:
        keeper, team_id = _keeper(cast, card)
        is_own = card.of not in ("shop", *(desk.card.slug for desk in cast.desks))
        wanted = Wanted(
            name=card.name,
            texts={language: text for language, text in (("en", card.en), ("de", card.de)) if text},
            deeds=Deeds(**_deeds(cast, card)),
            owner_id=keeper.account_id if is_own else None,
            team_id=team_id,
        )
        make_macro(wanted=wanted, actor=keeper, now=world.now)
    yield from ()


def _keeper(cast: Cast, card: MacroCard) -> tuple[Actor, int | None]:
    if card.of == "shop":
        return cast.desks[0].lead, None
    desk = next((desk for desk in cast.desks if desk.card.slug == card.of), None)
    return (desk.lead, desk.team.pk) if desk else (cast.worker(card.of).actor, None)


def _deeds(cast: Cast, card: MacroCard) -> dict[str, Any]:
    does = {**card.does, "tags": tuple(card.does.get("tags", ()))}
    if "hand_queue" in does:
        does["hand_queue"] = cast.desk(does["hand_queue"]).queue.pk
    return does
