"""What surveys keep no longer than the policy says: what fetched the pages of questions."""

import datetime

from evenhand.core.api import action, record, system
from evenhand.policies.api import kept_since
from evenhand.surveys.models import PageRequest


@action
def forget_old_requests(*, now: datetime.datetime) -> int:
    """Remove what fetched a question's page longer ago than the policy keeps it; answers how many."""
    since = kept_since("page_request_days", now)
    gone = PageRequest.objects.filter(at__lt=since).delete()[0] if since else 0
    if gone:
        record(actor=system("keeping"), verb="surveys.forget_requests", subject="question:old", now=now, requests=gone)
    return gone
