"""Erasing words without breaking what was chained: names and words go, what happened and when stays."""

from collections.abc import Collection

from django.db.models import Q

from evenhand.core.models import ActivityEntry, OutgoingMail

ERASED = "(erased)"
"""What stands where words stood and a row must not be empty."""


def erase_activity_words(*, actor_ids: Collection[int] = (), subjects: Collection[str] = ()) -> int:
    """Erase names, reasons and sources of every entry by these actors or about these subjects; answers how many.

    The chain carries a digest of them, salted with what goes too: it verifies as before, and tells nothing of them.
    """
    theirs = Q(actor_id__in=list(actor_ids)) | Q(subject__in=list(subjects))
    return ActivityEntry.objects.filter(theirs).exclude(salt="").update(actor_label="", reason="", source="", salt="")


def erase_outgoing_mail(*, addresses: Collection[str] = (), about: Collection[str] = ()) -> int:
    """Remove every mail to these addresses, or about these subjects, from the outbox and its past; answers how many."""
    theirs = Q(about__in=list(about))
    for address in addresses:
        theirs |= Q(recipient__iexact=address) | Q(recipient__icontains=f"<{address}>")
    return OutgoingMail.objects.filter(theirs).delete()[1].get("core.OutgoingMail", 0)
