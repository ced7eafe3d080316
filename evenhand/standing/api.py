"""The door of standing: what rooms above may use."""

from evenhand.standing.access import RATED, audience_of, boards_for, leads, led_teams, record_for
from evenhand.standing.actions import decide_finding, note_look, propose_claim_finding, propose_finding
from evenhand.standing.board import Board, BoardRow, CauseRow, team_board
from evenhand.standing.by_orders import compute_orders, orders_of
from evenhand.standing.computing import METHOD, compute_results, computed, last_monday, window_until
from evenhand.standing.contests import (
    ContestDecided,
    NothingToContest,
    TooLateToContest,
    can_be_contested,
    contest_mark,
    contest_until,
    decide_contest,
    note_marks_seen,
)
from evenhand.standing.events import MarkFell
from evenhand.standing.looking import compute_due, compute_like
from evenhand.standing.measures import MeasuresPart, register_measures_part
from evenhand.standing.models import Computation, Contest, Finding, FrozenNeverChanges, Mark, StandingResult
from evenhand.standing.personal import figures_of
from evenhand.standing.policy import STANDING, StandingRules, number_or, order_rules, standing_rules
from evenhand.standing.queries import contests_open_for, open_contests, waiting_findings
from evenhand.standing.record import Record, my_record
from evenhand.standing.record_parts import RecordPart, register_record_part
from evenhand.standing.revoking import revoke_mark
from evenhand.standing.rules import Audience, Cause, has_enough
from evenhand.standing.second_looks import draw_second_looks, give_second_look, looks_for, settle_second_look
from evenhand.standing.showing import shown_result, waits_until
from evenhand.standing.words import WHY_NOT_COUNTED, left_out_words

__all__ = [
    "METHOD",
    "RATED",
    "STANDING",
    "WHY_NOT_COUNTED",
    "Audience",
    "Board",
    "BoardRow",
    "Cause",
    "CauseRow",
    "Computation",
    "Contest",
    "ContestDecided",
    "Finding",
    "FrozenNeverChanges",
    "Mark",
    "MarkFell",
    "MeasuresPart",
    "NothingToContest",
    "Record",
    "RecordPart",
    "StandingResult",
    "StandingRules",
    "TooLateToContest",
    "audience_of",
    "boards_for",
    "can_be_contested",
    "compute_due",
    "compute_like",
    "compute_orders",
    "compute_results",
    "computed",
    "contest_mark",
    "contest_until",
    "contests_open_for",
    "decide_contest",
    "decide_finding",
    "draw_second_looks",
    "figures_of",
    "give_second_look",
    "has_enough",
    "last_monday",
    "leads",
    "led_teams",
    "left_out_words",
    "looks_for",
    "my_record",
    "note_look",
    "note_marks_seen",
    "number_or",
    "open_contests",
    "order_rules",
    "orders_of",
    "propose_claim_finding",
    "propose_finding",
    "record_for",
    "register_measures_part",
    "register_record_part",
    "revoke_mark",
    "settle_second_look",
    "shown_result",
    "standing_rules",
    "team_board",
    "waiting_findings",
    "waits_until",
    "window_until",
]
