"""What cases keep about a person: what was said, files, mail as it arrived; and about staff, their drafts and notes."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from evenhand.cases.files import forget_files
from evenhand.cases.models import (
    Attachment,
    Case,
    Closure,
    Draft,
    DraftFile,
    FollowUp,
    HeldReply,
    IncomingMail,
    Mention,
    Merge,
    Message,
    SavedView,
    SearchText,
    SideMessage,
    SideThread,
    Viewer,
)
from evenhand.core.api import ERASED, erase_activity_words, erase_outgoing_mail
from evenhand.people.api import Account


def export_cases(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """Every case of a customer with what was said to and by them; not the notes of those who work here."""
    cases = Case.objects.filter(customer=account).order_by("opened_at", "id")
    said = Message.objects.filter(case__in=cases, kind=Message.Kind.REPLY).prefetch_related("attachments")
    by_case: dict[int, list[dict[str, Any]]] = {}
    for message in said.order_by("at", "id"):
        by_case.setdefault(message.case_id, []).append(_message(message))
    found = [
        {
            "number": case.pk,
            "subject": case.subject,
            "channel": case.get_channel_display(),
            "opened_at": case.opened_at,
            "said": by_case.get(case.pk, []),
        }
        for case in cases
    ]
    return {"cases": found} if found else {}


def _message(message: Message) -> dict[str, Any]:
    return {
        "at": message.at,
        "by": message.get_author_kind_display(),
        "text": message.text,
        "files": [each.name for each in message.attachments.all()],
    }


def holds(account: Account, now: datetime.datetime) -> Sequence[str]:
    """A case that is not closed yet."""
    running = (Case.Status.OPEN, Case.Status.WAITING, Case.Status.SNOOZED)
    count = Case.objects.filter(customer=account, status__in=running).count()
    words = ngettext("%(n)s case is not closed yet.", "%(n)s cases are not closed yet.", count)
    return [words % {"n": count}] if count else []


def erase_cases(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """Everything said in a customer's cases, with files and mail as it arrived; of staff, drafts and what is theirs."""
    removed = erase_words_of(Case.objects.filter(customer=account))
    mails = IncomingMail.objects.filter(sender__iexact=account.email)
    return removed | {
        "raw_mails": removed["raw_mails"] + mails.delete()[0],
        "outgoing_mails": removed["outgoing_mails"] + erase_outgoing_mail(addresses=[account.email]),
        "of_staff": _erase_staff(account),
    }


def erase_words_of(cases: QuerySet[Case]) -> dict[str, int]:
    """Everything that was said in these cases; their times, channels and states stay. Erasing twice is harmless."""
    numbers = list(cases.values_list("pk", flat=True))
    messages = Message.objects.filter(case__in=numbers)
    files = Attachment.objects.filter(message__in=messages)
    hashes = list(files.exclude(sha256="").values_list("sha256", flat=True))
    sides = SideMessage.objects.filter(thread__case__in=numbers)
    hashes += list(DraftFile.objects.filter(draft__case__in=numbers).values_list("sha256", flat=True))
    hashes += [kept["sha256"] for each in sides.exclude(files=[]) for kept in each.files if kept["sha256"]]
    subjects = [f"case:{number}" for number in numbers]
    removed = {
        "raw_mails": IncomingMail.objects.filter(landed_in__in=messages).delete()[0],
        "outgoing_mails": erase_outgoing_mail(about=subjects),
        "files": files.delete()[0],
        "found_by": SearchText.objects.filter(case__in=numbers).delete()[0],
        "raw_side_mails": IncomingMail.objects.filter(pk__in=sides.values("incoming")).delete()[0],
        "sides": SideThread.objects.filter(case__in=numbers).delete()[0],
        "drafts": Draft.objects.filter(case__in=numbers).delete()[0],
        "held": HeldReply.objects.filter(message__in=messages).delete()[0],
        "mentions": Mention.objects.filter(message__in=messages).delete()[0],
        "messages": messages.update(
            text="",
            html="",
            quoted_text="",
            from_name="",
            from_address="",
            message_id="",
            in_reply_to="",
            bounce_reason="",
        ),
        "cases": Case.objects.filter(pk__in=numbers).update(subject=ERASED, last_preview=""),
        "activity": erase_activity_words(subjects=subjects),
    }
    Closure.objects.filter(case__in=numbers).update(reason="")
    FollowUp.objects.filter(case__in=numbers).update(why="")
    Merge.objects.filter(source__in=numbers).update(before={}, carried={})
    forget_files(hashes)
    return removed


def _erase_staff(account: Account) -> int:
    """What is only of use to the person; and their name in what they wrote in and beside cases, which stays."""
    hashes = list(DraftFile.objects.filter(draft__agent=account).values_list("sha256", flat=True))
    removed = sum(
        rows.delete()[0]
        for rows in (
            Draft.objects.filter(agent=account),
            SavedView.objects.filter(owner=account, team=None),
            FollowUp.objects.filter(account=account),
            Mention.objects.filter(account=account),
            Viewer.objects.filter(account=account),
        )
    )
    forget_files(hashes)
    written = Message.objects.filter(author=account).exclude(case__customer=account)
    for message in written.iterator(chunk_size=200):
        _take_name_out(message, account)
    beside = SideMessage.objects.filter(author=account)
    for said in beside.iterator(chunk_size=200):
        said.from_name = ""
        for name in _names_of(account):
            said.text = said.text.replace(name, ERASED)
        said.save(update_fields=["from_name", "text"])
    return removed + written.count() + beside.count()


def _names_of(account: Account) -> list[str]:
    return [name for name in (account.name, account.email, account.first_name) if len(name) > 2]


def _take_name_out(message: Message, account: Account) -> None:
    names = _names_of(account)
    for field in ("text", "html", "quoted_text"):
        words = getattr(message, field)
        for name in names:
            words = words.replace(name, ERASED)
        setattr(message, field, words)
    message.from_name = message.from_address = ""
    message.save(update_fields=["text", "html", "quoted_text", "from_name", "from_address"])
    for found_by in SearchText.objects.filter(message=message):
        for name in names:
            found_by.words = found_by.words.replace(name.lower(), "")
        found_by.save(update_fields=["words"])
