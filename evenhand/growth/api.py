"""The door of growth: what rooms above may use."""

from evenhand.growth.appeals import appeal_step, decide_appeal
from evenhand.growth.errors import CannotAppeal, GateClosed, PlanGoesOn, StepAlreadyProposed, StepDecided
from evenhand.growth.gate import Check, Condition, GateFacts, gate, missing
from evenhand.growth.models import Appeal, Checkpoint, Goal, Letter, Plan, Session, Step
from evenhand.growth.plans import answer_session, assess_plan, hold_checkpoint, note_session
from evenhand.growth.rules import Aim, Kind, Measure
from evenhand.growth.steps import (
    Proposal,
    answer_step,
    decide_step,
    gate_now,
    gate_of,
    propose_step,
    revoke_step,
    take_back_step,
    withdraw_step,
)

__all__ = [
    "Aim",
    "Appeal",
    "CannotAppeal",
    "Check",
    "Checkpoint",
    "Condition",
    "GateClosed",
    "GateFacts",
    "Goal",
    "Kind",
    "Letter",
    "Measure",
    "Plan",
    "PlanGoesOn",
    "Proposal",
    "Session",
    "Step",
    "StepAlreadyProposed",
    "StepDecided",
    "answer_session",
    "answer_step",
    "appeal_step",
    "assess_plan",
    "decide_appeal",
    "decide_step",
    "gate",
    "gate_now",
    "gate_of",
    "hold_checkpoint",
    "missing",
    "note_session",
    "propose_step",
    "revoke_step",
    "take_back_step",
    "withdraw_step",
]
