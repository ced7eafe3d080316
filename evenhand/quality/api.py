"""The door of quality: what rooms above may use."""

from evenhand.quality.actions import decide_dispute, dispute_review, give_review, take_next
from evenhand.quality.drawing import draw_samples
from evenhand.quality.models import Dispute, Draw, Review, Sample, Scorecard
from evenhand.quality.rules import Answer, Kind
from evenhand.quality.scorecards import publish_scorecard

__all__ = [
    "Answer",
    "Dispute",
    "Draw",
    "Kind",
    "Review",
    "Sample",
    "Scorecard",
    "decide_dispute",
    "dispute_review",
    "draw_samples",
    "give_review",
    "publish_scorecard",
    "take_next",
]
