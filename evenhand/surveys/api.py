"""The door of surveys: what rooms above may use."""

from evenhand.surveys.actions import (
    QuestionClosed,
    Sending,
    VoteFirst,
    ask_no_more,
    cast_vote,
    give_reason,
    invite,
    offer_reason,
    retire_reason,
    send_due_invitations,
    write_again,
)
from evenhand.surveys.events import ReasonGiven, VoteCast
from evenhand.surveys.links import address_of
from evenhand.surveys.models import Invitation, PageRequest, Reason, Refusal, Vote, VoteReason
from evenhand.surveys.policy import SurveyRules, survey_rules
from evenhand.surveys.queries import (
    Answer,
    Praise,
    ResponseRate,
    Window,
    answers,
    answers_as_of,
    latest_comment,
    praise_for,
    response_rates,
)
from evenhand.surveys.rules import Choice, Owner

__all__ = [
    "Answer",
    "Choice",
    "Invitation",
    "Owner",
    "PageRequest",
    "Praise",
    "QuestionClosed",
    "Reason",
    "ReasonGiven",
    "Refusal",
    "ResponseRate",
    "Sending",
    "SurveyRules",
    "Vote",
    "VoteCast",
    "VoteFirst",
    "VoteReason",
    "Window",
    "address_of",
    "answers",
    "answers_as_of",
    "ask_no_more",
    "cast_vote",
    "give_reason",
    "invite",
    "latest_comment",
    "offer_reason",
    "praise_for",
    "response_rates",
    "retire_reason",
    "send_due_invitations",
    "survey_rules",
    "write_again",
]
