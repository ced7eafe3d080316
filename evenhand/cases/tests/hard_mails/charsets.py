"""Letters of all ages, claimed rightly, wrongly or not at all."""

from evenhand.cases.tests.hard_mails.making import HardMail, page, plain

MAILS = [
    HardMail("latin-1", plain("Grüße aus Köln".encode("latin-1"), "iso-8859-1"), text="Grüße aus Köln"),
    HardMail(
        "latin-1 by name, windows-1252 by its quotes and its euro",
        plain("“Schön” – 5 €".encode("cp1252"), "iso-8859-1"),
        text="“Schön” – 5 €",
    ),
    HardMail("windows-1252", plain("Señor, 12 € – ¿dónde?".encode("cp1252"), "windows-1252"), has="12 € – ¿dónde?"),
    HardMail("latin-1 by name, UTF-8 in truth", plain("Grüße, schön", "iso-8859-1"), text="Grüße, schön"),
    HardMail("UTF-8 by name, latin-1 in truth", plain("Grüße, schön".encode("latin-1"), "utf-8"), text="Grüße, schön"),
    HardMail(
        "UTF-8 with one letter cut in two",
        plain("Grüße und viele schöne Wünsche, Jörg".encode() + b"\xc3", "utf-8"),
        has="Grüße und viele schöne Wünsche, Jörg",
    ),
    HardMail("no charset, UTF-8", plain("Où est mon colis ?", '""'), text="Où est mon colis ?"),
    HardMail("us-ascii by name, with accents", plain("Où est-il ?".encode("cp1252"), "us-ascii"), text="Où est-il ?"),
    HardMail(
        "iso-2022-jp",
        plain("荷物はどこですか".encode("iso-2022-jp"), "iso-2022-jp", encoding="7bit"),
        text="荷物はどこですか",
    ),
    HardMail(
        "iso-2022-jp with half-width letters that it does not have",
        plain("ｶﾞｽ 荷物".encode("iso2022_jp_ext"), "iso-2022-jp", encoding="7bit"),
        has="荷物",
        lacks=("\x1b", "$B"),
    ),
    HardMail("shift_jis with a letter of Windows", plain("①番の荷物".encode("cp932"), "shift_jis"), text="①番の荷物"),
    HardMail("gb18030", plain("包裹在哪里？😀".encode("gb18030"), "gb18030"), text="包裹在哪里？😀"),
    HardMail("gb2312 by name, more than it in truth", plain("朱镕基".encode("gbk"), "gb2312"), text="朱镕基"),
    HardMail("big5", plain("包裹在哪裡".encode("big5"), "big5"), text="包裹在哪裡"),
    HardMail(
        "euc-kr under an old name", plain("소포가 어디 있죠".encode("cp949"), "ks_c_5601-1987"), text="소포가 어디 있죠"
    ),
    HardMail("koi8-r", plain("Где моя посылка?".encode("koi8-r"), "koi8-r"), text="Где моя посылка?"),
    HardMail("windows-1251", plain("Где посылка?".encode("cp1251"), "windows-1251"), text="Где посылка?"),
    HardMail("utf-7", plain("Gr+APwA3w-e", "utf-7", encoding="7bit"), text="Grüße"),
    HardMail("utf-16 with its mark, claimed by nobody", plain("Hallo Welt".encode("utf-16"), '""'), text="Hallo Welt"),
    HardMail("a charset that nobody knows", plain("Grüße", "x-martian-7"), text="Grüße"),
    HardMail("a charset that is none", plain("Hello there", "punycode"), text="Hello there"),
    HardMail("a charset with a fault in its name", plain("Grüße", '"utf-8; foo'), text="Grüße"),
    HardMail("utf-8 with its mark before the text", plain("\ufeffHello", "utf-8"), text="Hello"),
    HardMail(
        "a page that says its own charset",
        page(
            '<html><head><meta charset="windows-1251"></head><body><p>Где посылка?</p></body>'.encode("cp1251"),
            kind="text/html",
        ),
        text="Где посылка?",
    ),
    HardMail(
        "right to left",
        plain("שלום, איפה החבילה שלי?\nמרחבא، أين طردي؟"),
        text="שלום, איפה החבילה שלי?\nמרחבא، أين طردي؟",
    ),
    HardMail("emoji of several letters", plain("Danke 👩‍👩‍👧‍👦 🏳️‍🌈 🇦🇹"), text="Danke 👩‍👩‍👧‍👦 🏳️‍🌈 🇦🇹"),
    HardMail("NUL bytes", plain(b"Where\x00 is \x00it?\x00"), text="Where is it?"),
]
