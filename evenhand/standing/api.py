"""The door of standing: what rooms above may use."""

from evenhand.standing.access import record_for
from evenhand.standing.actions import decide_finding, propose_claim_finding, propose_finding, revoke_mark
from evenhand.standing.board import Board, BoardRow, CauseRow, team_board
from evenhand.standing.computing import METHOD, compute_due, compute_results, computed, last_monday, window_until
from evenhand.standing.models import Computation, Finding, FrozenNeverChanges, Mark, StandingResult
from evenhand.standing.policy import StandingRules, standing_rules
from evenhand.standing.queries import waiting_findings
from evenhand.standing.record import Record, my_record
from evenhand.standing.rules import Cause

__all__ = [
    "METHOD",
    "Board",
    "BoardRow",
    "Cause",
    "CauseRow",
    "Computation",
    "Finding",
    "FrozenNeverChanges",
    "Mark",
    "Record",
    "StandingResult",
    "StandingRules",
    "compute_due",
    "compute_results",
    "computed",
    "decide_finding",
    "last_monday",
    "my_record",
    "propose_claim_finding",
    "propose_finding",
    "record_for",
    "revoke_mark",
    "standing_rules",
    "team_board",
    "waiting_findings",
    "window_until",
]
