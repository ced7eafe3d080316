"""What a file is: its name and its bytes have to agree, and nothing that runs leaves us or stays here."""

import io
import zipfile

import pytest

from evenhand.cases.kinds import LONGEST_NAME, SENDABLE, Trouble, bare_name, can_run, content_type_of, why_not_sent

PDF = b"%PDF-1.7\n%\xe2\xe3\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00PE\x00\x00"


def packed(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Rechnung für Zoë.pdf", PDF),
        ("photo.PNG", PNG),
        ("photo.png", JPEG),
        ("phone.heic", b"\x00\x00\x00\x18ftypheic"),
        ("film.mp4", b"\x00\x00\x00\x18ftypisom"),
        ("label.txt", "Straße".encode()),
        ("label.csv", "a;b".encode("utf-16")),
        ("terms.docx", packed("word/document.xml")),
        ("all.zip", packed("a.pdf", "b.jpg")),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."),
        ("sound.wav", b"RIFF\x00\x00\x00\x00WAVE"),
    ],
)
def test_what_is_what_its_name_says_is_sent(name: str, content: bytes) -> None:
    assert why_not_sent(name, content) is None
    assert content_type_of(name) != "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "content", "trouble"),
    [
        ("setup.exe", b"x", Trouble.RUNS),
        ("bill.pdf.exe. ", PDF, Trouble.RUNS),
        ("bill\u202efdp.exe", PDF, Trouble.RUNS),
        ("a" * 300 + ".exe", b"x", Trouble.RUNS),
        ("bill.pdf", PROGRAM, Trouble.RUNS),
        ("bill.txt", b"\x7fELF\x02", Trouble.RUNS),
        ("bill.txt", b"#!/bin/sh\n", Trouble.RUNS),
        ("all.zip", packed("readme.txt", "inner/setup.EXE"), Trouble.RUNS),
        ("terms.docx", packed("word/document.xml", "word/vbaProject.bin"), Trouble.RUNS),
        ("page.html", b"<p>", Trouble.UNKNOWN),
        ("drawing.svg", b"<svg>", Trouble.UNKNOWN),
        ("bill", PDF, Trouble.UNKNOWN),
        ("bill.pdf", b"<html>", Trouble.OTHERWISE),
        ("photo.png", PDF, Trouble.OTHERWISE),
        ("label.txt", PNG, Trouble.OTHERWISE),
        ("all.zip", b"PK\x03\x04 and no more", Trouble.OTHERWISE),
    ],
)
def test_what_runs_hides_or_is_unknown_is_not_sent(name: str, content: bytes, trouble: Trouble) -> None:
    assert why_not_sent(name, content) == trouble


def test_words_that_begin_like_a_program_are_no_program() -> None:
    assert not can_run("notes.txt", b"MZ is short for Mainz.")


def test_a_long_name_keeps_its_end() -> None:
    name = bare_name("C:\\Users\\ann\\" + "ü" * 400 + ".pdf")
    assert len(name) == LONGEST_NAME
    assert name.endswith("ü.pdf")


def test_every_kind_that_we_send_has_a_type_that_mail_can_carry() -> None:
    assert {content_type_of(f"x.{ending}").partition("/")[0] for ending in SENDABLE} <= {
        *("application", "image", "text", "audio", "video"),
    }
