"""Files that go with a reply: kept with the draft, sent as they are, back with the words, gone with the case."""

import email
import email.policy
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from evenhand.cases.actions import (
    AddedFiles,
    add_draft_files,
    add_note,
    close_case,
    discard_draft,
    merge_cases,
    remove_draft_file,
    reply,
    save_draft,
    take_back_reply,
    undo_merge,
)
from evenhand.cases.errors import FileIsGone
from evenhand.cases.files import (
    LARGEST_SENT,
    MOST_SENT,
    SHELVES,
    IncomingFile,
    attach,
    content_of,
    keep_files,
    sweep_files,
)
from evenhand.cases.models import Attachment, Case, Draft, DraftFile, Message
from evenhand.cases.personal import erase_cases, export_cases
from evenhand.cases.queries import draft_of
from evenhand.cases.search import search
from evenhand.cases.testing import at, deliver, landed_message, make_case, without_grace
from evenhand.core.api import Actor, InvalidInput, OutgoingMail
from evenhand.core.testing import at_once, shared

PDF = b"%PDF-1.7 return label"
LONG = "Rücksendeetikett für Zoë – 返品 " + "ü" * 150 + ".pdf"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch) -> Path:
    settings.MEDIA_ROOT = tmp_path
    without_grace(monkeypatch)
    return Path(tmp_path)


@shared
def case(customer, house_policies: object) -> Case:
    return make_case(customer)


@shared
def ada(agent, actor) -> Actor:
    return actor(agent)


def add(case: Case, who: Actor, *files: tuple[str, bytes], key: str = "") -> tuple[int, ...]:
    incoming = [IncomingFile(name, "text/html", content) for name, content in files]
    added = add_draft_files(case=case, files=incoming, actor=who, now=at(1), key=key)
    assert not added.problems
    return added.ids


def answer(case: Case, who: Actor, *ids: int, key: str = "k") -> Message:
    seen = case.messages.latest("id").pk
    return reply(case=case, text="Here.", seen_message_id=seen, key=key, with_files=ids, actor=who, now=at(2))


def on_disk(folder: Path) -> int:
    return len([path for path in folder.rglob("*") if path.is_file()])


def test_files_leave_in_the_mail_with_their_names_and_bytes(case: Case, ada: Actor) -> None:
    ids = add(case, ada, (LONG, PDF), ("label.txt", "Straße".encode()))
    message = answer(case, ada, *ids)
    raw = bytes(OutgoingMail.objects.get(about=case.log_subject).raw)
    assert max(len(line) for line in raw.splitlines()) <= 998
    parts = list(email.message_from_bytes(raw, policy=email.policy.default).iter_attachments())
    assert [part.get_filename() for part in parts] == [LONG, "label.txt"]
    assert [part.get_content_type() for part in parts] == ["application/pdf", "text/plain"]
    assert [part.get_payload(decode=True) for part in parts] == [PDF, "Straße".encode()]
    assert [part.get_content_disposition() for part in parts] == ["attachment"] * 2
    assert [each.name for each in message.attachments.order_by("id")] == [LONG, "label.txt"]
    assert not DraftFile.objects.exists()
    assert draft_of(case, ada) is None
    assert answer(case, ada, *ids).pk == message.pk
    assert [hit.case_id for hit in search(ada, "label.txt").hits] == [case.pk]


def test_what_leaves_us_arrives_elsewhere_as_it_was(case: Case, ada: Actor) -> None:
    answer(case, ada, *add(case, ada, (LONG, PDF)))
    raw = bytes(OutgoingMail.objects.get(about=case.log_subject).raw).replace(b"@localhost", b"@other.example")
    came = landed_message(deliver(raw, sender="ann@mail.example"))
    assert [(each.name, each.size) for each in came.attachments.all()] == [(LONG, len(PDF))]


def test_a_reply_taken_back_brings_its_files_back(case: Case, ada: Actor, folder: Path) -> None:
    message = answer(case, ada, *add(case, ada, ("label.pdf", PDF)))
    for _ in range(2):
        take_back_reply(case=case, message_id=message.pk, actor=ada, now=at(2))
    assert [each.name for each in DraftFile.objects.all()] == ["label.pdf"]
    assert not Attachment.objects.exists()
    assert on_disk(folder) == 1
    answer(case, ada, DraftFile.objects.get().pk, key="again")
    assert Attachment.objects.get().name == "label.pdf"


def test_a_file_that_stood_on_the_page_and_is_gone_stops_the_reply(case: Case, ada: Actor) -> None:
    (gone,) = add(case, ada, ("label.pdf", PDF))
    remove_draft_file(case=case, file_id=gone, actor=ada)
    with pytest.raises(FileIsGone):
        answer(case, ada, gone)
    assert not OutgoingMail.objects.filter(about=case.log_subject).exists()
    draft = draft_of(case, ada)
    assert draft
    assert draft.text == "Here."


def test_a_file_that_another_window_added_does_not_leave_unseen(case: Case, ada: Actor) -> None:
    seen = add(case, ada, ("label.pdf", PDF))
    add(case, ada, ("other.txt", b"x"))
    assert [each.name for each in answer(case, ada, *seen).attachments.all()] == ["label.pdf"]
    draft = draft_of(case, ada)
    assert draft
    assert (draft.text, [each.name for each in draft.files.all()]) == ("", ["other.txt"])


def test_nobody_sends_a_file_of_somebody_elses_draft(case: Case, ada: Actor, second_agent, actor) -> None:
    ids = add(case, ada, ("label.pdf", PDF))
    with pytest.raises(FileIsGone):
        answer(case, actor(second_agent), *ids)
    remove_draft_file(case=case, file_id=ids[0], actor=actor(second_agent))
    assert DraftFile.objects.count() == 1


def test_the_same_file_again_stands_there_once_and_a_second_press_adds_nothing(case: Case, ada: Actor) -> None:
    first = add(case, ada, ("label.pdf", PDF))
    assert add(case, ada, ("label.pdf", PDF)) == first
    answer(case, ada, *first)
    assert add(case, ada, ("label.pdf", PDF), key="k") == ()
    assert not DraftFile.objects.exists()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("setup.exe", b"x")], "can run programs"),
        ([("bill.pdf", b"MZ\x90\x00")], "can run programs"),
        ([("bill.pdf", b"<html>")], "something else than its name says"),
        ([("page.html", b"<p>")], "of a kind that we do not send"),
        ([("empty.txt", b"")], "is empty"),
        ([("film.txt", b"x" * (LARGEST_SENT + 1))], "larger than 10 MB"),
        ([(f"{n}.txt", b"x") for n in range(MOST_SENT + 1)], "takes 10 files"),
        ([("a.txt", b"a" * LARGEST_SENT), ("b.txt", b"b" * LARGEST_SENT)], "larger than 18 MB"),
    ],
    ids=["name", "bytes", "other", "kind", "empty", "large", "many", "together"],
)
def test_what_is_not_sent_is_said_and_keeps_no_other_back(
    case: Case, ada: Actor, files, said, folder: Path, django_capture_on_commit_callbacks
) -> None:
    incoming = [IncomingFile(name, "", content) for name, content in [("good.pdf", PDF), *files]]
    with django_capture_on_commit_callbacks(execute=True):
        added = add_draft_files(case=case, files=incoming, actor=ada, now=at(1))
    assert said in added.problems[0]
    names = [each.name for each in DraftFile.objects.filter(pk__in=added.ids)]
    assert names[0] == "good.pdf"
    assert len(names) == DraftFile.objects.count()
    assert on_disk(folder) == len({each.sha256 for each in DraftFile.objects.all()})


def test_files_go_with_the_draft(case: Case, ada: Actor, folder: Path, django_capture_on_commit_callbacks) -> None:
    (one, _) = add(case, ada, ("label.pdf", PDF), ("other.txt", b"x"))
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            remove_draft_file(case=case, file_id=one, actor=ada)
    assert on_disk(folder) == 1
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(case=case, actor=ada)
    assert on_disk(folder) == 0


def test_two_drafts_that_become_one_keep_all_files_and_an_undo_gives_them_back(case: Case, ada: Actor) -> None:
    other = make_case(case.customer, key="other")
    add(case, ada, ("label.pdf", PDF))
    add(other, ada, ("other.txt", b"x"))
    save_draft(case=other, text="Dear", version=0, actor=ada, now=at(1))
    merge_cases(case=other, into=case, actor=ada, now=at(2))
    draft = draft_of(case, ada)
    assert draft
    assert [each.name for each in draft.files.all()] == ["label.pdf", "other.txt"]
    undo_merge(case=other, actor=ada, now=at(3))
    assert DraftFile.objects.filter(draft__case=other).get().name == "other.txt"


def test_a_note_takes_files_along_and_the_customer_gets_none(case: Case, ada: Actor) -> None:
    files = [IncomingFile("shot.png", "image/png", b"\x89PNG\r\n\x1a\n")]
    note = add_note(case=case, text="Look", key="n", attached=files, actor=ada, now=at(1))
    assert note.attachments.get().sha256


def test_a_chat_takes_no_files(case: Case, ada: Actor) -> None:
    ids = add(case, ada, ("label.pdf", PDF))
    Case.objects.filter(pk=case.pk).update(is_live=True)
    with pytest.raises(InvalidInput, match="In a chat"):
        answer(case, ada, *ids)


def sweep_all() -> int:
    return sum(sweep_files(now=at(shelf * 5)) for shelf in range(SHELVES))


def test_bytes_that_somebody_else_is_about_to_name_stay_and_go_once_nobody_does(
    case: Case, ada: Actor, folder: Path, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    monkeypatch.undo()
    (mine,) = keep_files([IncomingFile("mine.pdf", "", PDF)])  # stored, and the row is not written yet
    add(case, ada, *((f"{n}.txt", b"%d" % n) for n in range(MOST_SENT)))
    with django_capture_on_commit_callbacks(execute=True):
        refused = add_draft_files(case=case, files=[IncomingFile("yours.pdf", "", PDF)], actor=ada, now=at(1))
    assert refused.problems
    assert content_of(mine.sha256) == PDF
    attach(case.messages.get(), [mine])
    without_grace(monkeypatch)
    assert sweep_all() == 0
    Attachment.objects.all().delete()
    half_written = folder / "attachments" / "00" / "tmpabc"
    half_written.parent.mkdir(exist_ok=True)
    half_written.write_bytes(PDF)
    assert sweep_all() == 2
    assert on_disk(folder) == MOST_SENT


def test_a_file_that_comes_again_counts_as_new(case: Case, ada: Actor, folder: Path, monkeypatch) -> None:
    monkeypatch.undo()
    (file,) = keep_files([IncomingFile("a.pdf", "", PDF)])
    (path,) = folder.rglob(file.sha256)
    os.utime(path, (0, 0))
    keep_files([IncomingFile("b.pdf", "", PDF)])
    assert sweep_all() == 0
    os.utime(path, (0, 0))
    assert sweep_all() == 1


@pytest.mark.django_db(transaction=True)
def test_erasing_takes_sent_files_and_those_of_drafts(case: Case, ada: Actor, folder: Path, customer) -> None:
    answer(case, ada, *add(case, ada, ("label.pdf", PDF)))
    add(case, ada, ("other.txt", b"x"))
    close_case(case=case, actor=ada, now=at(3))
    assert "label.pdf" in str(export_cases(customer, at(4)))
    assert on_disk(folder) == 2
    erase_cases(customer, at(5))
    assert on_disk(folder) == 0


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_add_at_the_same_instant_keep_the_limit_and_every_file_once(
    case: Case, ada: Actor, folder: Path
) -> None:
    def window(*names: str) -> Callable[[], AddedFiles]:
        files = [IncomingFile(name, "", b"hello from " + name.encode()) for name in names]
        return partial(add_draft_files, case=case, files=files, actor=ada, now=at(1))

    mine = ["same.txt", *(f"a{n}.txt" for n in range(6))]
    yours = ["same.txt", *(f"b{n}.txt" for n in range(6))]
    outcomes = at_once(window(*mine), window(*yours))
    added = [each for each in outcomes if isinstance(each, AddedFiles)]
    assert len(added) == 2, outcomes
    rows = {each.pk: each for each in DraftFile.objects.all()}
    assert len(rows) == MOST_SENT
    assert {key for each in added for key in each.ids} == set(rows)
    assert len([each for each in rows.values() if each.name == "same.txt"]) == 1
    assert sum(len(each.problems) for each in added) == 13 - MOST_SENT
    assert {path.name for path in folder.rglob("*") if path.is_file()} == {each.sha256 for each in rows.values()}
    assert Draft.objects.count() == 1
