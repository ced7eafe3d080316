"""Heads that break the rules, and heads that follow rules which hardly anybody knows."""

from evenhand.cases.tests.hard_mails.making import HardMail, head, mixed, packed, part, plain

HELLO = part("text/plain; charset=utf-8", "Hello")


def named(disposition: str, kind: str = "application/pdf") -> bytes:
    return mixed(HELLO, packed(kind, b"%PDF-1.4", f"Content-Disposition: {disposition}"))


BARE = b"From: ann@mail.example\r\nTo: help@localhost\r\n\r\nNothing but this."

MAILS = [
    HardMail("neither Date nor Message-ID nor Subject", BARE, text="Nothing but this."),
    HardMail(
        "no From, but a Sender", BARE.replace(b"From:", b"Sender:"), text="Nothing but this.", sender="ann@mail.example"
    ),
    HardMail(
        "no From and no Sender", BARE.replace(b"From: ann@mail.example\r\n", b""), "quarantined", reason="which address"
    ),
    HardMail("a From that names nobody", plain("x", sender="somebody"), "quarantined", reason="which address"),
    HardMail("a From of two people", plain("x", sender="Ann <ann@mail.example>, bo@mail.example"), sender_name="Ann"),
    HardMail("a From that is a group", plain("x", sender="We two: ann@mail.example, bo@mail.example;"), text="x"),
    HardMail("a name with a bare comma", plain("x", sender="Ames, Ann <ann@mail.example>"), sender_name="Ann"),
    HardMail("an address as the name", plain("x", sender='"ann@mail.example" <ann@mail.example>'), text="x"),
    HardMail("angles in angles", plain("x", sender="Ann <<ann@mail.example>>"), sender="ann@mail.example"),
    HardMail("a quote that never ends", plain("x", sender='"Ann Ames <ann@mail.example>'), sender="ann@mail.example"),
    HardMail(
        "a name in encoded words within quotes",
        plain("x", sender='"=?utf-8?Q?J=C3=B6rg_M=2E?=" <ann@mail.example>'),
        sender_name="Jörg M.",
    ),
    HardMail(
        "a name that turns its direction",
        plain("x", sender="=?utf-8?b?4oCuZWxwbWF4ZS5saWFtQG5uYQ==?= <ann@mail.example>"),
        lacks=("\u202e",),
        sender="ann@mail.example",
    ),
    HardMail("undisclosed recipients", BARE.replace(b"help@localhost", b"undisclosed-recipients:;"), has="Nothing"),
    HardMail(
        "every header twice",
        head("Subject: Another", "Message-ID: <a@b.example>", "Message-ID: <c@d.example>").encode() + b"\r\nTwice",
        text="Twice",
        subject="My parcel",
    ),
    HardMail(
        "two From lines", b"From: ann@mail.example\r\n" + head(sender="eve@mail.example").encode() + b"\r\nx", text="x"
    ),
    HardMail(
        "a subject in two encoded words that cut a letter in two",
        plain("x", subject="=?utf-8?q?Tsch=C3?= =?utf-8?q?=BCss_=F0=9F?= =?utf-8?q?=8E=81?="),
        subject="Tschüss 🎁",
    ),
    HardMail(
        "a subject in three charsets",
        plain("x", subject="=?koi8-r?B?8NLJ18XU?= =?iso-8859-1?q?_f=FCr_?= =?utf-8?q?_=E2=82=AC?="),
        has="x",
        lacks=("=?",),
        subject="Привет für  €".replace("  ", " "),
    ),
    HardMail("an encoded word with a language", plain("x", subject="=?utf-8*de?q?Gr=C3=BC=C3=9Fe?="), has="x"),
    HardMail("an encoded word that is not one", plain("x", subject="=?utf-8?x?abc?="), subject="=?utf-8?x?abc?="),
    HardMail("encoded words without a gap", plain("x", subject="=?utf-8?q?a?==?utf-8?q?b?="), subject="ab"),
    HardMail(
        "a subject of raw bytes", head(subject="@").encode().replace(b"@\r\nDate", b"Gr\xfc\xdfe\r\nDate") + b"\r\nx"
    ),
    HardMail("a subject of 30,000 letters", plain("x", subject="a" * 30_000), subject="a" * 255),
    HardMail("a subject folded within a word", plain("x", subject="Where\r\n is\r\n\tit?"), subject="Where is it?"),
    HardMail("a date in the year 2099", plain("x").replace(b"2026", b"2099"), text="x"),
    HardMail("a date that is none", plain("x").replace(b"Mon, 2 Mar 2026", b"the day after"), text="x"),
    HardMail(
        "a date beyond the calendar", plain("x").replace(b"2026 12:00:00 +0000", b"9999 23:59:59 -2359"), text="x"
    ),
    HardMail("a zone of nonsense", plain("x").replace(b"+0000", b"+9999"), text="x"),
    HardMail("a head that ends with an empty line too early", b"\r\n\r\n" + plain("Hello"), text="Hello"),
    HardMail("a byte order mark before the head", b"\xef\xbb\xbf" + plain("Hello"), text="Hello"),
    HardMail(
        "a mailbox's own first line", b"From ann@mail.example Mon Mar  2 12:00:00 2026\n" + plain("Hello"), text="Hello"
    ),
    HardMail(
        "the same, put in quotes", b">From ann@mail.example Mon Mar  2 12:00:00 2026\r\n" + plain("Hello"), text="Hello"
    ),
    HardMail("bare line feeds", plain("Hello\nyou").replace(b"\r\n", b"\n"), text="Hello\nyou"),
    HardMail("bare carriage returns", plain("Hello\nyou").replace(b"\r\n", b"\r"), text="Hello\nyou"),
    HardMail("a content type of nonsense", plain("Hello").replace(b"text/plain", b"text//plain/;="), text="Hello"),
    HardMail(
        "a priority, a face and a spam score", plain("x", "utf-8", "X-Priority: 1", "X-Spam-Score: 4.9"), text="x"
    ),
    HardMail(
        "a name in pieces (RFC 2231)",
        named("attachment; filename*0*=utf-8''Rechn; filename*1*=%C3%BC; filename*2=ng.pdf"),
        files=("Rechnüng.pdf",),
    ),
    HardMail("pieces in the wrong order", named("attachment; filename*1=b.pdf; filename*0=a"), files=("ab.pdf",)),
    HardMail(
        "a name in a charset that nobody knows",
        named("attachment; filename*=x-none''Gr%FC%DFe.pdf"),
        has="Hello",
        files=("Grüße.pdf",),
    ),
    HardMail(
        "a name in encoded words, which is not allowed",
        named('attachment; filename="=?utf-8?B?UmVjaG7DvG5nLnBkZg==?="'),
        files=("Rechnüng.pdf",),
    ),
    HardMail(
        "a name with a path and a turn",
        named('attachment; filename="..\\\\..\\\\x\u202efdp.exe.pdf"'),
        files=("xfdp.exe.pdf",),
    ),
    HardMail("a name that never ends", named('attachment; filename="bill.pdf'), has="Hello", files=("bill.pdf",)),
    HardMail("a disposition that nobody knows", named("somewhere; filename=bill.pdf"), files=("bill.pdf",)),
    HardMail("no name at all", named("attachment", "image/png"), files=("image.png",)),
]
