"""What hard mails say: written here byte by byte, as mail programs of all ages send them."""

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evenhand.cases.mail.bodies import sanitised, text_of_html
from evenhand.cases.mail.parsing import CANNOT_OPEN, CannotBeRead, ParsedMail, parse_mail
from evenhand.cases.mail.quotes import fold_history
from evenhand.cases.testing import make_mail

HEAD = b"From: Ann <ann@mail.example>\r\nTo: help@localhost\r\n"


def parsed(rest: bytes, head: bytes = HEAD) -> ParsedMail:
    return parse_mail(head + rest)


def plain(body: bytes, charset: bytes = b"utf-8", encoding: bytes = b"8bit") -> str:
    kind = b"Content-Type: text/plain; charset=" + charset + b"\r\nContent-Transfer-Encoding: " + encoding
    return parsed(kind + b"\r\n\r\n" + body).text


@pytest.mark.parametrize(
    ("body", "charset", "encoding", "expected"),
    [
        ("Grüße".encode(), b"utf-8", b"8bit", "Grüße"),
        ("Grüße".encode("latin-1"), b"iso-8859-1", b"8bit", "Grüße"),
        ("Grüße €".encode("cp1252"), b"windows-1252", b"8bit", "Grüße €"),
        ("посылка".encode("koi8-r"), b"koi8-r", b"8bit", "посылка"),
        ("荷物".encode("iso-2022-jp"), b"iso-2022-jp", b"7bit", "荷物"),
        ("包裹".encode("gb2312"), b"gb2312", b"8bit", "包裹"),
        (b"Gr=C3=BC=C3=9Fe", b"utf-8", b"quoted-printable", "Grüße"),
        (b"R3LDvMOfZQ==", b"utf-8", b"base64", "Grüße"),
        (b"R3LDvMOfZQ", b"utf-8", b"base64", "Grüße"),
        ("Grüße".encode("cp1252"), b"utf-8", b"8bit", "Grüße"),
        ("Grüße".encode(), b"no-such-charset", b"8bit", "Grüße"),
        ("Grüße".encode(), b"punycode", b"8bit", "Grüße"),
        ("Grüße".encode(), b'"utf\x00-8"', b"8bit", "Grüße"),
        ("Grüße".encode(), b"", b"8bit", "Grüße"),
        (b"plain", b"us-ascii", b"x-unknown", "plain"),
        (b"a\x00b", b"utf-8", b"8bit", "ab"),
    ],
)
def test_text_is_read_in_its_charset_or_the_likeliest_one(body, charset, encoding, expected):
    assert plain(body, charset, encoding) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?utf-8?b?R3LDvA==?= =?utf-8?b?w59l?=", "Grüße"),
        (b"=?iso-8859-1?Q?Gr=FC=DFe?= aus Wien", "Grüße aus Wien"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"=?utf-8?b?not base64!?=", "=?utf-8?b?not base64!?="),
        (b"=?nonsense?q?abc?=", "abc"),
        (b"a very\r\n long\r\n\tone", "a very long one"),
        (b"", ""),
    ],
)
def test_subject_is_decoded_as_far_as_it_makes_sense(line, expected):
    assert parsed(b"Subject: " + line + b"\r\n\r\nx").subject == expected


@pytest.mark.parametrize(
    ("line", "name", "address"),
    [
        (b"ann@mail.example", "", "ann@mail.example"),
        (b'"Ames, Ann" <ann@mail.example>', "Ames, Ann", "ann@mail.example"),
        (b"=?utf-8?q?Bj=C3=B6rk?= <b@mail.example>", "Björk", "b@mail.example"),
        ("Björk <b@mail.example>".encode(), "Björk", "b@mail.example"),
        (b"ann@mail.example (Ann)", "Ann", "ann@mail.example"),
        (b"Ann <ann@mail.example>, Bo <bo@mail.example>", "Ann", "ann@mail.example"),
    ],
)
def test_sender_is_read_from_every_way_to_write_one(line, name, address):
    mail = parsed(b"\r\nx", b"From: " + line + b"\r\n")
    assert (mail.from_name, mail.from_address) == (name, address)


@pytest.mark.parametrize("head", [b"", b"From:\r\n", b"From: nobody\r\n", b"From: <>\r\n", b"From: a@b@c\r\n", b"\r\n"])
def test_mail_without_a_sender_cannot_be_read(head):
    with pytest.raises(CannotBeRead, match="which address"):
        parse_mail(head + b"To: help@localhost\r\n\r\nHello")


@pytest.mark.parametrize("raw", [b"", b" ", b"\r\n\r\n"])
def test_empty_mail_cannot_be_read(raw):
    with pytest.raises(CannotBeRead, match="empty"):
        parse_mail(raw)


def alternative(text: str, html: str) -> ParsedMail:
    mail = make_mail(text)
    mail.add_alternative(html, subtype="html")
    return parse_mail(mail.as_bytes())


def test_of_two_ways_to_say_it_the_plain_one_is_the_text_and_the_rich_one_the_html():
    mail = alternative("Hello", "<p>Hello <b>you</b></p>")
    assert (mail.text, mail.html.strip()) == ("Hello", "<p>Hello <b>you</b></p>")


def test_empty_plain_part_gives_way_to_the_html():
    assert alternative(" ", "<p>Hello</p><p>you</p>").text == "Hello\n\nyou"


def test_html_alone_becomes_text():
    html = b"Content-Type: text/html\r\n\r\n<style>p{}</style><p>One</p><ul><li>a<li>b</ul>1 &lt; 2<br>end"
    assert parsed(html).text == "One\n\n- a\n- b\n1 < 2\nend"


def test_nothing_in_html_runs_loads_or_leaks():
    dirty = (
        '<img src="http://spy.example/p.gif"><script>alert(1)</script><p style="background:url(http://spy)" id=a '
        'onclick="x()">Hi</p><a href="javascript:x()">a</a><a href="/x">b</a><a href="https://ok.example">c</a>'
        "<iframe src=x></iframe><form action=x><input name=y></form><svg onload=x></svg><link rel=stylesheet href=x>"
        "<base href=x><meta http-equiv=refresh content=0>"
    )
    clean = sanitised(dirty)
    for bad in ("img", "script", "style", "spy", "onclick", "javascript", "iframe", "form", "svg", "link", "id="):
        assert bad not in clean.replace('rel="noopener noreferrer nofollow ugc"', ""), bad
    assert 'href="https://ok.example"' in clean
    assert 'target="_blank"' in clean
    assert "noopener" in clean


def test_files_come_along_with_safe_names():
    mail = make_mail("See the picture")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="../../etc/pass\u202ewd.png")
    mail.add_attachment(b"", maintype="application", subtype="pdf", filename="C:\\x\\leer.pdf")
    names = [(file.name, file.content_type, len(file.content)) for file in parse_mail(mail.as_bytes()).files]
    assert names == [("passwd.png", "image/png", 4), ("leer.pdf", "application/pdf", 0)]


def test_forwarded_mail_is_a_file_and_not_the_text():
    mail = make_mail("See below")
    mail.add_attachment(make_mail("Inner text", sender="other@mail.example"))
    result = parse_mail(mail.as_bytes())
    assert result.text == "See below"
    assert result.files[0].content_type == "message/rfc822"
    assert b"Inner text" in result.files[0].content


def multipart(kind: str, *parts: str) -> bytes:
    body = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return f'MIME-Version: 1.0\r\nContent-Type: {kind}; boundary="b"\r\n\r\n{body}--b--\r\n'.encode()


@pytest.mark.parametrize(
    ("rest", "text", "files"),
    [
        (multipart("multipart/signed", "\r\nHello", "Content-Type: application/pgp-signature\r\n\r\nxx"), "Hello", []),
        (
            multipart(
                "multipart/encrypted",
                "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
                'Content-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n-----BEGIN',
            ),
            CANNOT_OPEN,
            ["file", "encrypted.asc"],
        ),
        (
            multipart(
                "multipart/mixed",
                "\r\nHello",
                'Content-Type: application/ms-tnef; name="winmail.dat"\r\n\r\nx',
            ),
            "Hello",
            ["winmail.dat"],
        ),
        (
            multipart("multipart/alternative", "\r\nMeet?", "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR"),
            "Meet?",
            ["invitation.ics"],
        ),
        (
            multipart(
                "multipart/mixed",
                "Content-Type: text/html\r\n\r\n<p>Above</p>",
                "Content-Type: image/jpeg; name=p.jpg\r\n\r\nx",
                "Content-Type: text/html\r\n\r\n<p>Below</p>",
            ),
            "Above\n\nBelow",
            ["p.jpg"],
        ),
        (b'Content-Type: multipart/mixed; boundary="never"\r\n\r\nNo boundary here', "No boundary here", []),
        (b"Content-Type: multipart/mixed\r\n\r\nNo boundary named", "No boundary named", []),
        (b"Content-Type: ;;;\r\n\r\nBroken type", "Broken type", []),
        (b"Content-Type: text/plain; charset*=utf-8'en'x; name*0=\r\n\r\nOdd", "Odd", []),
        (b"no colon here\r\n\r\nAfter a broken head", "no colon here\n\nAfter a broken head", []),
        (b"Date: the other day\r\nMessage-ID: <<>>\r\n\r\nHi", "Hi", []),
    ],
)
def test_odd_structures_give_what_is_readable(rest, text, files):
    mail = parsed(rest)
    assert (mail.text, [file.name for file in mail.files]) == (text, files)


def test_flowed_lines_become_paragraphs_again():
    flowed = b"Content-Type: text/plain; format=flowed\r\n\r\nOne long \r\nparagraph.\r\nNext.\r\n-- \r\nAnn"
    assert parsed(flowed).text == "One long paragraph.\nNext.\n-- \nAnn"


@pytest.mark.parametrize(
    "history",
    [
        "On Mon, 2 Mar 2026 at 10:00, Help <help@localhost> wrote:\n> Dear Ann\n> soon",
        "On Mon, 2 Mar 2026 at 10:00, Help\n<help@localhost> wrote:\n\n> Dear Ann",
        "Am Mo., 2. März 2026 um 10:00 Uhr schrieb Help <help@localhost>:\n> Liebe Ann",
        "Le lun. 2 mars 2026 à 10:00, Help <help@localhost> a écrit :\n> Chère Ann",
        "El lun, 2 mar 2026 a las 10:00, Help (<help@localhost>) escribió:\n> Hola",
        "-----Original Message-----\nFrom: Help\nSent: Monday\nTo: Ann\nSubject: x\n\nDear Ann",
        "________________________________\nVon: Help\nGesendet: Montag\nAn: Ann\nBetreff: x\n\nLiebe Ann",
        "From: Help <help@localhost>\nSent: Monday\nTo: Ann\nSubject: x\n\nDear Ann",
        "> Dear Ann\n> soon",
    ],
)
def test_history_is_folded_away(history):
    assert fold_history(f"Still nothing.\n\nAnn\n\n{history}\n") == ("Still nothing.\n\nAnn", history)


@pytest.mark.parametrize(
    "text",
    [
        "> Where do you live?\nIn Paris.\n> And your number?\n12",
        "On Mon, Help wrote:\n> Where do you live?\nIn Paris.\n> And your number?\n12",
        "On Mon, Help wrote:\n> only history",
        "From: my balcony I saw the driver.\nTo: be exact, he left.",
        "I wrote on Monday: nobody answered.\nAnn",
    ],
)
def test_answers_between_the_lines_and_mere_look_alikes_stay_visible(text):
    assert fold_history(text)[0].startswith(text.split("\n")[0])
    assert "12" not in text or "12" in fold_history(text)[0]


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Content-Type: text/plain\r\n\r\n" + b"\n" * 200_000,
        HEAD + b"Content-Type: text/plain\r\n\r\n" + b"On " * 60_000 + b"wrote:",
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a a a a" * 50_000,
        HEAD + b"To: " + b"a@b.example, " * 100_000 + b"\r\n\r\nx",
        HEAD + b"References: " + b"<a@b> " * 100_000 + b"\r\n\r\nx",
        HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\r\n\r\nx",
    ],
    ids=["lines", "on", "divs", "attributes", "recipients", "references", "words"],
)
def test_mail_made_to_keep_us_busy_is_read_in_linear_time(raw):
    started = time.process_time()
    parse_mail(raw)
    assert time.process_time() - started < 20  # quadratic readers took minutes over each of these


def test_thousand_parts_and_deep_nests_are_refused_with_a_reason():
    many = multipart("multipart/mixed", *["Content-Type: text/plain\r\n\r\nx"] * 1_000)
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (i, i) for i in range(100))
    for rest in (many, deep):
        with pytest.raises(CannotBeRead, match="parts"):
            parsed(rest)


SEEDS = [
    make_mail("Hello").as_bytes(),
    HEAD + multipart("multipart/mixed", "\r\nHello", "Content-Type: image/png; name=a.png\r\n\r\nx"),
    HEAD
    + multipart(
        "multipart/report; report-type=delivery-status",
        "\r\nx",
        "Content-Type: message/delivery-status\r\n\r\nAction: failed",
    ),
    HEAD + b"Subject: =?utf-8?b?R3LDvA==?=\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hi<blockquote>x",
]


@st.composite
def mutated_mails(draw):
    """A sound mail with pieces cut out, doubled, swapped for noise or moved."""
    raw = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, max(0, len(raw) - 1)))
        end = min(len(raw), start + draw(st.integers(0, 60)))
        noise = draw(st.one_of(st.binary(max_size=40), st.just(bytes(raw[start:end]) * 2), st.just(b"\r\n")))
        raw[start:end] = noise
    return bytes(raw)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(mutated_mails(), st.binary(max_size=400)))
@example(b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n")
def test_whatever_the_bytes_they_are_read_or_refused_with_a_reason(raw):
    said: ParsedMail | None = None
    reason = ""
    try:
        said = parse_mail(raw)
    except CannotBeRead as problem:
        reason = str(problem)
    assert bool(said) != bool(reason)
    if said:
        words = said.text + said.html + said.quoted_text + said.subject + said.from_name
        assert "\x00" not in words
        words.encode()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_folding_loses_no_line(text):
    visible, quoted = fold_history(text)
    kept = [line.strip() for line in f"{visible}\n{quoted}".split("\n") if line.strip()]
    assert kept == [line.strip() for line in text.split("\n") if line.strip()]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>/abp= \"'&;#!-x", max_size=200))
def test_text_of_any_html_has_no_tags_of_ours_left(html):
    assert "<script" not in sanitised(html)
    text_of_html(html)
