"""The door of core: what every room may use."""

from evenhand.core.activity import ChainReport, action, one_transaction, record, verify_chain
from evenhand.core.actors import NOBODY, Actor, system
from evenhand.core.clock import now, site_day
from evenhand.core.clockwork import Duty, do_duties, duties, register_duty
from evenhand.core.environment import Environment, WrongSetting, environment, variable_name
from evenhand.core.errors import DomainError, InvalidInput, NotFound, NotPermitted
from evenhand.core.events import Event, publish, subscribe, subscriptions
from evenhand.core.models import ActivityEntry, OutgoingMail
from evenhand.core.money import CurrencyMismatch, Money
from evenhand.core.outbox import hand_over_due, post_mail

__all__ = [
    "NOBODY",
    "ActivityEntry",
    "Actor",
    "ChainReport",
    "CurrencyMismatch",
    "DomainError",
    "Duty",
    "Environment",
    "Event",
    "InvalidInput",
    "Money",
    "NotFound",
    "NotPermitted",
    "OutgoingMail",
    "WrongSetting",
    "action",
    "do_duties",
    "duties",
    "environment",
    "hand_over_due",
    "now",
    "one_transaction",
    "post_mail",
    "publish",
    "record",
    "register_duty",
    "site_day",
    "subscribe",
    "subscriptions",
    "system",
    "variable_name",
    "verify_chain",
]
