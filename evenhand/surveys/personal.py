"""What surveys keep about a customer: what was asked and answered. Answers stay as counts that lead to nobody."""

import datetime
from collections.abc import Mapping
from typing import Any

from evenhand.core.api import erase_activity_words
from evenhand.people.api import Account
from evenhand.surveys.models import Invitation, PageRequest, Refusal, VoteReason, new_nonce


def export_answers(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """Every question that was sent to the customer, with the answers and words given."""
    asked = Invitation.objects.filter(customer=account, sent_at__isnull=False).select_related("reason")
    found = [
        {
            "asked_at": each.sent_at,
            "case": each.case_id,
            "answers": [
                {
                    "at": vote.at,
                    "answer": vote.choice,
                    "reasons": [
                        {"why": str(why.reason or ""), "words": why.comment, "passed_on": why.pass_on}
                        for why in vote.reasons.all()
                    ],
                }
                for vote in each.votes.all()
            ],
        }
        for each in asked.prefetch_related("votes__reasons__reason").order_by("sent_at", "id")
    ]
    refused = Refusal.objects.filter(customer=account).first()
    return {"questions": found, "asked_no_more_since": refused and refused.at} if found or refused else {}


def erase_answers(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """Words, links and what fetched a page go, and whose the answer was. Yes, no, reason and day stay."""
    asked = Invitation.objects.filter(customer=account)
    numbers = list(asked.values_list("pk", flat=True))
    for invitation in asked.only("pk"):
        Invitation.objects.filter(pk=invitation.pk).update(nonce=new_nonce(), customer=None)
    return {
        "questions": len(numbers),
        "words": VoteReason.objects.filter(vote__invitation__in=numbers).exclude(comment="").update(comment=""),
        "page_requests": PageRequest.objects.filter(invitation__in=numbers).delete()[0],
        "refusals": Refusal.objects.filter(customer=account).delete()[0],
        "activity": erase_activity_words(subjects=[f"question:{number}" for number in numbers]),
    }
