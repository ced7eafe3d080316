"""The door of core: what every room may use."""

from evenhand.core.activity import ChainReport, action, forget_read, one_transaction, read_once, record, verify_chain
from evenhand.core.actors import NOBODY, Actor, system
from evenhand.core.asked import asked_number, asked_words
from evenhand.core.asking import Answer, NoAnswer, is_safe_address, post
from evenhand.core.calendar import Deadline, SiteCalendar, site_calendar
from evenhand.core.clock import now, site_day
from evenhand.core.clockwork import Duty, do_duties, duties, register_duty
from evenhand.core.differences import Passage, passages
from evenhand.core.environment import Environment, WrongSetting, environment, variable_name
from evenhand.core.erasing import ERASED, erase_activity_words, erase_outgoing_mail
from evenhand.core.errors import DomainError, InvalidInput, NotFound, NotPermitted
from evenhand.core.events import Event, publish, subscribe, subscriptions
from evenhand.core.full_text import FullTextIndex, full_text_question
from evenhand.core.languages import language_of_words
from evenhand.core.limits import is_too_much
from evenhand.core.models import ActivityEntry, OutgoingMail
from evenhand.core.money import CurrencyMismatch, Money
from evenhand.core.outbox import (
    Leaving,
    MailServer,
    NoRoute,
    hand_over_due,
    post_mail,
    register_mail_route,
    take_back_mail,
)
from evenhand.core.planner import refresh_statistics
from evenhand.core.prepared import Prepared, give_related
from evenhand.core.sealing import CannotBeOpened, seal, unseal
from evenhand.core.words import Piece, Term, plain_words, search_terms, snippet
from evenhand.core.written_once import WrittenOnce

__all__ = [
    "ERASED",
    "NOBODY",
    "ActivityEntry",
    "Actor",
    "Answer",
    "CannotBeOpened",
    "ChainReport",
    "CurrencyMismatch",
    "Deadline",
    "DomainError",
    "Duty",
    "Environment",
    "Event",
    "FullTextIndex",
    "InvalidInput",
    "Leaving",
    "MailServer",
    "Money",
    "NoAnswer",
    "NoRoute",
    "NotFound",
    "NotPermitted",
    "OutgoingMail",
    "Passage",
    "Piece",
    "Prepared",
    "SiteCalendar",
    "Term",
    "WrittenOnce",
    "WrongSetting",
    "action",
    "asked_number",
    "asked_words",
    "do_duties",
    "duties",
    "environment",
    "erase_activity_words",
    "erase_outgoing_mail",
    "forget_read",
    "full_text_question",
    "give_related",
    "hand_over_due",
    "is_safe_address",
    "is_too_much",
    "language_of_words",
    "now",
    "one_transaction",
    "passages",
    "plain_words",
    "post",
    "post_mail",
    "publish",
    "read_once",
    "record",
    "refresh_statistics",
    "register_duty",
    "register_mail_route",
    "seal",
    "search_terms",
    "site_calendar",
    "site_day",
    "snippet",
    "subscribe",
    "subscriptions",
    "system",
    "take_back_mail",
    "unseal",
    "variable_name",
    "verify_chain",
]
