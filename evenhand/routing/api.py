"""The door of routing: what rooms above may use."""

from evenhand.routing.access import handback_for
from evenhand.routing.actions import WantedRule, keep_rule, set_abilities, set_queue_mode
from evenhand.routing.errors import HandsFull, NothingWaits, OnLeave
from evenhand.routing.giving import give_due, take_next
from evenhand.routing.models import Handback
from evenhand.routing.posts import be_away, be_back_at, be_here, hand_back_for_absent, undo_handback
from evenhand.routing.queries import Colleague, able_for, colleagues, handback_of, register_live
from evenhand.routing.sorting import sort_due

__all__ = [
    "Colleague",
    "Handback",
    "HandsFull",
    "NothingWaits",
    "OnLeave",
    "WantedRule",
    "able_for",
    "be_away",
    "be_back_at",
    "be_here",
    "colleagues",
    "give_due",
    "hand_back_for_absent",
    "handback_for",
    "handback_of",
    "keep_rule",
    "register_live",
    "set_abilities",
    "set_queue_mode",
    "sort_due",
    "take_next",
    "undo_handback",
]
