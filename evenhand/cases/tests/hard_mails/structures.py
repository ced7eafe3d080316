"""Mails in mails, boxes in boxes, boundaries that lie, and what some programs wrap everything in."""

import base64
import struct

from evenhand.cases.mail.parsing import CANNOT_OPEN, CUT_HERE
from evenhand.cases.tests.hard_mails.making import HardMail, head, mixed, nest, packed, page, part, plain

TEXT = part("text/plain; charset=utf-8", "Hello")
RICH = part("text/html; charset=utf-8", "<p>Hello <b>you</b></p>")
PICTURE = packed("image/jpeg; name=crushed.jpg", b"\xff\xd8\xff\xe0")
INNER = plain("What the carrier wrote", sender="Carrier <post@carrier.example>", subject="Your parcel")


def winmail(text: str, *files: tuple[str, bytes]) -> bytes:
    def attribute(level: int, key: int, value: bytes) -> bytes:
        return bytes([level]) + struct.pack("<II", key, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    def long_name(name: str) -> bytes:
        value = name.encode("utf-16-le") + b"\0\0"
        return struct.pack("<IHHII", 1, 0x001F, 0x3707, 1, len(value)) + value + b"\0" * (-len(value) % 4)

    content = struct.pack("<IH", 0x223E9F78, 1) + (attribute(1, 0x0002800C, text.encode() + b"\0") if text else b"")
    for name, inside in files:
        content += attribute(2, 0x00069002, b"\0" * 14) + attribute(2, 0x00018010, b"SHORT~1.PDF\0")
        content += attribute(2, 0x0006800F, inside) + attribute(2, 0x00069005, long_name(name))
    return content


WINMAIL = winmail("Hello from Outlook", ("Rechnung März.pdf", b"%PDF"), ("photo.jpg", b"\xff\xd8"))
TNEF = 'application/ms-tnef; name="winmail.dat"'
MEETING = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Collection\r\nEND:VEVENT\r\nEND:VCALENDAR"
DEEP = b"".join(f'Content-Type: multipart/mixed; boundary="{i}"\r\n\r\n--{i}\r\n'.encode() for i in range(90))

MAILS = [
    HardMail("text and page", mixed(TEXT, RICH, kind="multipart/alternative"), text="Hello"),
    HardMail(
        "boxes in boxes: page with its picture, beside a text, beside a file",
        mixed(
            nest("multipart/alternative", TEXT, nest("multipart/related", RICH, PICTURE, boundary="b2")),
            packed("application/pdf; name=bill.pdf", b"%PDF"),
        ),
        text="Hello",
        files=("crushed.jpg", "bill.pdf"),
    ),
    HardMail(
        "text around a picture",
        mixed(part("text/plain", "Above"), PICTURE, part("text/plain", "Below")),
        text="Above\n\nBelow",
        files=("crushed.jpg",),
    ),
    HardMail(
        "the box never ends",
        head().encode() + nest("multipart/mixed", TEXT, PICTURE, ends=False),
        text="Hello",
        files=("crushed.jpg",),
    ),
    HardMail(
        "the boundary is nowhere",
        head('Content-Type: multipart/mixed; boundary="never"').encode() + b"\r\nHello",
        text="Hello",
    ),
    HardMail("no boundary is named", head("Content-Type: multipart/mixed").encode() + b"\r\nHello", text="Hello"),
    HardMail(
        "a box with nothing in it",
        head('Content-Type: multipart/mixed; boundary="x"').encode() + b"\r\n--x--\r\n",
        text="",
    ),
    HardMail(
        "one boundary begins as the other",
        mixed(nest("multipart/alternative", TEXT, RICH, boundary="outer2"), PICTURE),
        text="Hello",
        files=("crushed.jpg",),
    ),
    HardMail("ninety boxes in one another", head().encode() + DEEP, "quarantined", reason="nested too deeply"),
    HardMail("five hundred parts", mixed(*[TEXT] * 500), "quarantined", reason="too many parts"),
    HardMail(
        "a piece of a mail",
        head("Content-Type: message/partial; id=x; number=2; total=3").encode() + b"\r\nmore",
        "quarantined",
        reason="one piece",
    ),
    HardMail(
        "winmail.dat beside a text",
        mixed(TEXT, packed(TNEF, WINMAIL)),
        text="Hello",
        files=("Rechnung März.pdf", "photo.jpg"),
    ),
    HardMail(
        "winmail.dat and nothing else",
        head(f"Content-Type: {TNEF}", "Content-Transfer-Encoding: base64").encode()
        + b"\r\n"
        + base64.encodebytes(WINMAIL),
        text="Hello from Outlook",
        files=("Rechnung März.pdf", "photo.jpg"),
    ),
    HardMail(
        "winmail.dat cut off",
        mixed(TEXT, packed(TNEF, WINMAIL[:-40])),
        has="Hello",
        files=("Rechnung März.pdf", "SHORT~1.PDF"),
    ),
    HardMail(
        "winmail.dat of noise",
        mixed(TEXT, packed(TNEF, b"\x78\x9f\x3e\x22" + b"\xff" * 50)),
        text="Hello",
        files=("winmail.dat",),
    ),
    HardMail(
        "an invitation",
        mixed(TEXT, part("text/calendar; method=REQUEST; charset=utf-8", MEETING), kind="multipart/alternative"),
        text="Hello",
        files=("invitation.ics",),
    ),
    HardMail(
        "an invitation and nothing else",
        head("Content-Type: text/calendar; method=REQUEST").encode() + b"\r\n" + MEETING.encode(),
        text="",
        files=("invitation.ics",),
    ),
    HardMail(
        "signed with S/MIME",
        mixed(TEXT, packed("application/pkcs7-signature; name=smime.p7s", b"0\x80"), kind="multipart/signed"),
        text="Hello",
    ),
    HardMail(
        "signed with PGP",
        mixed(
            TEXT,
            part("application/pgp-signature; name=s.asc", "-----BEGIN PGP SIGNATURE-----"),
            kind="multipart/signed",
        ),
        text="Hello",
    ),
    HardMail(
        "sealed with S/MIME",
        head(
            "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
            "Content-Transfer-Encoding: base64",
        ).encode()
        + b"\r\nMIAG",
        text=CANNOT_OPEN,
        files=("smime.p7m",),
    ),
    HardMail(
        "encrypted with PGP",
        mixed(
            part("application/pgp-encrypted", "Version: 1"),
            part("application/octet-stream; name=encrypted.asc", "-----BEGIN PGP MESSAGE-----"),
            kind="multipart/encrypted",
        ),
        text=CANNOT_OPEN,
        files=("file", "encrypted.asc"),
    ),
    HardMail(
        "encrypted with PGP in the text",
        plain("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"),
        has="BEGIN PGP MESSAGE",
    ),
    HardMail(
        "forwarded as a mail",
        mixed(TEXT, part("message/rfc822", INNER)),
        text="Hello",
        files=("mail.eml",),
        sender="ann@mail.example",
    ),
    HardMail(
        "forwarded as a mail in base64, which is not allowed",
        mixed(TEXT, packed("message/rfc822; name=the.eml", INNER)),
        text="Hello",
        files=("the.eml",),
    ),
    HardMail(
        "nothing but a mail forwarded",
        head("Content-Type: message/rfc822").encode() + b"\r\n" + INNER,
        text="",
        files=("mail.eml",),
        sender="ann@mail.example",
    ),
    HardMail("pictures only", mixed(PICTURE, PICTURE), text="", files=("crushed.jpg", "crushed.jpg")),
    HardMail(
        "a page that is a picture",
        mixed(
            part("text/html", '<img src="cid:1">'),
            packed("image/png", b"\x89PNG", "Content-ID: <1>"),
            kind="multipart/related",
        ),
        text="",
        files=("image.png",),
    ),
    HardMail(
        "a text shown under a name",
        head("Content-Type: text/plain; name=body.txt", "Content-Disposition: inline; filename=body.txt").encode()
        + b"\r\nHello",
        text="Hello",
    ),
    HardMail(
        "a text as a file",
        mixed(TEXT, part("text/plain; name=log.txt", "line", "Content-Disposition: attachment")),
        text="Hello",
        files=("log.txt",),
    ),
    HardMail(
        "a page for programs beside it",
        mixed(TEXT, part("text/x-amp-html", "<html amp>"), RICH, kind="multipart/alternative"),
        text="Hello",
    ),
    HardMail(
        "a program as a file",
        mixed(TEXT, packed("application/x-msdownload; name=bill.pdf.exe", b"MZ")),
        text="Hello",
        files=("bill.pdf.exe",),
    ),
    HardMail("nothing at all", b"", "quarantined", reason="empty"),
    HardMail("white space only", b"\r\n \t\r\n\r\n", "quarantined", reason="empty"),
    HardMail("a head and nothing else", head().encode() + b"\r\n", text="", subject="My parcel"),
    HardMail("noise", bytes(range(256)) * 20, "quarantined", reason="which address"),
    HardMail("a text of 300,000 letters", plain("word " * 60_000), has=CUT_HERE),
    HardMail("one line of 500,000 letters", plain("x" * 500_000), has="xxx"),
    HardMail("a page of 30,000 boxes", page("<div>" * 30_000 + "Hello"), has="Hello"),
    HardMail(
        "a file of 3 MB",
        mixed(TEXT, packed("image/png; name=big.png", b"\x89PNG" * 800_000)),
        text="Hello",
        files=("big.png",),
    ),
]
