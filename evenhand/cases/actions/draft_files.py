"""Files for a reply that is not sent yet: kept with its draft, so that no reload, no undo and no mistake loses them."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from evenhand.cases.conversation import locked_survivor
from evenhand.cases.errors import FileIsGone
from evenhand.cases.files import IncomingFile, KeptFile, forget_files, why_too_much
from evenhand.cases.models import Attachment, Case, Draft, DraftFile, Message
from evenhand.cases.taking_along import take_along
from evenhand.cases.verdicts import refuse_unless_clean
from evenhand.core.api import Actor, one_transaction


@dataclass(frozen=True)
class AddedFiles:
    """What became of files for a reply: which stand at the draft now, and in words why others do not."""

    ids: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()


def add_draft_files(
    *, case: Case, files: Sequence[IncomingFile], actor: Actor, now: datetime.datetime, key: str = ""
) -> AddedFiles:
    """Keep files with the actor's draft. One that we would not send is told apart, and keeps no other back.

    The same file again changes nothing, and with the `key` of a reply that was sent nothing is kept: it came with a
    second press. Like drafts they leave no entry in the log: nobody has said anything yet.
    """
    if key and Message.objects.filter(key=key, author_id=actor.account_id).exists():
        return AddedFiles()
    taken = take_along(files, now=now)
    problems = list(taken.problems)
    with one_transaction():
        draft = _draft_to_add_to(locked_survivor(case), actor, now)
        ids = []
        for each in taken.kept:
            there = draft.files.filter(sha256=each.sha256, name=each.name).first()
            problem = "" if there else _why_too_much(draft, each)
            if problem:
                problems.append(problem)
            else:
                ids.append((there or _add(draft, each, now)).pk)
        forget_files([each.sha256 for each in taken.kept])
    return AddedFiles(tuple(ids), tuple(problems))


def remove_draft_file(*, case: Case, file_id: int, actor: Actor) -> None:
    """Take a file away from the actor's draft. One that is not there any more is none the worse."""
    with one_transaction():
        _forget(DraftFile.objects.filter(pk=file_id, draft__case=locked_survivor(case), draft__agent=actor.account_id))


def files_to_send(case: Case, ids: Collection[int], actor: Actor) -> list[KeptFile]:
    """The files at the actor's draft in a locked case that stood on their page.

    Raises FileIsGone, NotScannedYet, FileIsInfected.
    """
    rows = list(DraftFile.objects.filter(draft__case=case, draft__agent=actor.account_id, pk__in=ids))
    if len(rows) < len(set(ids)):
        raise FileIsGone
    for each in rows:
        refuse_unless_clean(each.sha256)
    return [KeptFile(each.name, each.content_type, each.size, each.sha256, problem="") for each in rows]


def spend_draft(case: Case, ids: Collection[int], actor: Actor, now: datetime.datetime) -> None:
    """Words and files of these numbers were sent. What another window added meanwhile stays as the draft."""
    draft = Draft.objects.filter(case=case, agent_id=actor.account_id).first()
    if draft is None:
        return
    draft.files.filter(pk__in=ids).delete()
    if draft.files.exists():
        Draft.objects.filter(pk=draft.pk).update(text="", version=draft.version + 1, updated_at=now)
    else:
        draft.delete()


def bring_back_files(case: Case, attachments: Sequence[Attachment], actor: Actor, now: datetime.datetime) -> None:
    """A reply was taken back: its files stand at the draft again."""
    kept = [KeptFile(each.name, each.content_type, each.size, each.sha256, problem="") for each in attachments]
    draft = _draft_to_add_to(case, actor, now) if kept else None
    for each in kept:
        if draft and not draft.files.filter(sha256=each.sha256, name=each.name).exists():
            _add(draft, each, now)


def copy_files(source: Draft, into: Draft) -> None:
    """Let files of one draft stand at another too."""
    for each in source.files.all():
        into.files.get_or_create(
            sha256=each.sha256,
            name=each.name,
            defaults={"content_type": each.content_type, "size": each.size, "added_at": each.added_at},
        )


def discard_draft(*, case: Case, actor: Actor) -> None:
    """Throw the agent's draft away, with its files. Where there is none, nothing happens."""
    with one_transaction():
        _forget(DraftFile.objects.filter(draft__case=case, draft__agent=actor.account_id))
        Draft.objects.filter(case=case, agent_id=actor.account_id).delete()


def _draft_to_add_to(case: Case, actor: Actor, now: datetime.datetime) -> Draft:
    assert actor.account_id is not None
    return Draft.objects.get_or_create(
        case=case, agent_id=actor.account_id, defaults={"text": "", "version": 0, "updated_at": now}
    )[0]


def _why_too_much(draft: Draft, file: KeptFile) -> str:
    return why_too_much(file, count=draft.files.count(), together=draft.files.aggregate(all=Sum("size"))["all"] or 0)


def _add(draft: Draft, file: KeptFile, now: datetime.datetime) -> DraftFile:
    return draft.files.create(
        name=file.name, content_type=file.content_type, size=file.size, sha256=file.sha256, added_at=now
    )


def _forget(files: QuerySet[DraftFile]) -> None:
    hashes = list(files.values_list("sha256", flat=True))
    files.delete()
    forget_files(hashes)
