"""The virus scanner: asked about every file once, believed at once, waited for where it is silent."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from evenhand.cases.actions import add_customer_message, add_draft_files, reply
from evenhand.cases.errors import FileIsInfected, NotScannedYet
from evenhand.cases.files import IncomingFile, download_kept, forget_files, keep_files
from evenhand.cases.models import Attachment, Case, DraftFile, FileScan, Message
from evenhand.cases.queries import conversation
from evenhand.cases.scanning import note_unscanned, scan_due, virus_in
from evenhand.cases.testing import at, make_case, without_grace
from evenhand.cases.testing_scanner import VIRUS
from evenhand.core.api import ActivityEntry, OutgoingMail, environment, system


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path, monkeypatch) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    without_grace(monkeypatch)
    return tmp_path / "files"


@pytest.fixture
def case(customer, house_policies: object) -> Case:
    return make_case(customer)


def send(case: Case, content: bytes, key: str = "f") -> Attachment:
    file = IncomingFile("bill.pdf", "application/pdf", content)
    said = add_customer_message(case=case, text="See", key=key, attached=[file], actor=system("test"), now=at(1))
    return said.attachments.get()


def shown(case: Case) -> list[str]:
    return [file.problem for message in conversation(case).messages for file in message.files]


def test_without_a_scanner_nothing_waits(case: Case) -> None:
    file = send(case, b"%PDF-1")
    assert scan_due(now=at(2)) == 0
    assert download_kept(file.sha256, file.name).status_code == 200
    assert shown(case) == [""]


def test_a_file_is_held_until_it_was_seen(case: Case, scanner: Path) -> None:
    file = send(case, b"%PDF-1" + b"x" * 200_000)
    assert "Not scanned" in shown(case)[0]
    with pytest.raises(NotScannedYet):
        download_kept(file.sha256, file.name)
    assert scan_due(now=at(2)) == 1
    assert scan_due(now=at(2)) == 0
    assert shown(case) == [""]
    assert download_kept(file.sha256, file.name).status_code == 200
    told = ActivityEntry.objects.get(verb="cases.scan_file")
    assert (told.subject, told.facts) == (case.log_subject, {"is_clean": True}), "pages that are open on it hear of it"
    send(case, b"%PDF-1" + b"x" * 200_000, key="again")
    assert FileScan.objects.get().state == "clean"


def test_an_infected_file_lies_apart_and_is_never_served_however_often_it_comes(
    case: Case, scanner: Path, folder: Path, django_capture_on_commit_callbacks
) -> None:
    file = send(case, VIRUS)
    scan_due(now=at(2))
    again = send(case, VIRUS, key="again")
    assert "scanner found Test.Virus-1" in shown(case)[0]
    for each in (file, again):
        with pytest.raises(FileIsInfected, match="Virus-1"):
            download_kept(each.sha256, each.name)
    assert [path.parts[-3] for path in folder.rglob("*") if path.is_file()] == ["infected"]
    assert ActivityEntry.objects.filter(verb="cases.set_file_apart").count() == 1
    Attachment.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        forget_files([file.sha256])
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert not FileScan.objects.exists()


def test_while_the_scanner_is_silent_files_wait_and_are_asked_about_again(case: Case, scanner: Path) -> None:
    for key in "abc":
        send(case, b"%PDF-" + key.encode(), key=key)
    away = scanner.rename(scanner.with_name("away"))
    assert scan_due(now=at(2)) == 0
    away.rename(scanner)
    assert scan_due(now=at(2)) == 0
    assert all("Not scanned" in each for each in shown(case))
    assert scan_due(now=at(4)) == 3
    assert shown(case) == [""] * 3


def test_a_file_that_it_does_not_judge_holds_no_other_up(case: Case, scanner: Path) -> None:
    send(case, b"huge", key="a")
    send(case, b"small", key="b")
    assert scan_due(now=at(2)) == 1
    assert "Not scanned" in shown(case)[0]
    assert shown(case)[1] == ""


def test_no_file_leaves_that_was_not_seen_and_no_virus_is_added_or_kept(
    case: Case, scanner: Path, folder: Path, agent, actor, django_capture_on_commit_callbacks
) -> None:
    ada = actor(agent)
    with django_capture_on_commit_callbacks(execute=True):
        bad = add_draft_files(case=case, files=[IncomingFile("a.txt", "", VIRUS)], actor=ada, now=at(1))
    assert "found Test.Virus-1" in bad.problems[0]
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert not FileScan.objects.exists()
    assert ActivityEntry.objects.get(verb="cases.set_file_apart").facts == {"found": "Test.Virus-1"}
    away = scanner.rename(scanner.with_name("away"))
    good = add_draft_files(case=case, files=[IncomingFile("b.txt", "", b"hello")], actor=ada, now=at(1))
    assert [each.name for each in DraftFile.objects.all()] == ["b.txt"]
    answer = {"case": case, "text": "Here.", "seen_message_id": case.messages.get().pk, "key": "k", "actor": ada}
    with pytest.raises(NotScannedYet):
        reply(**answer, with_files=good.ids, now=at(2))
    assert not OutgoingMail.objects.filter(about=case.log_subject).exists()
    away.rename(scanner)
    scan_due(now=at(4))
    assert reply(**answer, with_files=good.ids, now=at(5)).kind == Message.Kind.REPLY


def test_files_from_before_there_was_a_scanner_are_shown_to_it(case: Case, request) -> None:
    file = send(case, VIRUS)
    request.getfixturevalue("scanner")
    with pytest.raises(NotScannedYet):
        download_kept(file.sha256, file.name)
    for _ in range(2):
        note_unscanned(now=at(2))
    scan_due(now=at(2))
    with pytest.raises(FileIsInfected):
        download_kept(file.sha256, file.name)


@pytest.mark.skipif(not shutil.which("clamd"), reason="clamd is not installed here: its protocol is tested by ours")
def test_the_real_clamd_says_the_same(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "own.ndb").write_text(f"Test.Own:0:*:{VIRUS.hex()}\n")
    path = tmp_path / "real.ctl"
    (tmp_path / "clamd.conf").write_text(f"DatabaseDirectory {tmp_path}\nLocalSocket {path}\nForeground yes\n")
    clamd = subprocess.Popen(["clamd", "-c", str(tmp_path / "clamd.conf")])
    monkeypatch.setenv("EVENHAND_VIRUS_SCANNER", f"unix:{path}")
    environment.cache_clear()
    try:
        while not path.exists() and clamd.poll() is None:
            time.sleep(0.05)
        assert virus_in(b"before " + VIRUS + b" after").startswith("Test.Own")
        assert virus_in(b"nothing" * 100_000) == ""
    finally:
        clamd.terminate()
        clamd.wait()
        monkeypatch.undo()
        environment.cache_clear()


def test_many_files_are_noted_in_one_query(django_assert_max_num_queries, scanner: Path, db: object) -> None:
    with django_assert_max_num_queries(3):
        keep_files([IncomingFile(f"{n}.txt", "", f"{n}".encode()) for n in range(20)])
