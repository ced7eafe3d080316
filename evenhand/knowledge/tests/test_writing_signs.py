"""The simple writing as HTML that can do nothing, and as plain text for a mail."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.knowledge.markup import html_of, plain_of
from evenhand.knowledge.rules import fallback_order, language_asked, slug_of

BAD = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[click](javascript:alert(1))",
    "[click](  JaVaScRiPt:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "![picture](https://elsewhere.example/spy.gif)",
    '<a href="javascript:alert(1)">x</a>',
    '[x](https://a.example "onmouseover=alert(1)")',
    "<style>*{display:none}</style>",
    "<iframe src=//elsewhere.example></iframe>",
    "[a]: javascript:alert(1)\n\n[a]",
]


class Tags(HTMLParser):
    """What a browser would make of it: every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", BAD)
def test_nothing_that_acts_comes_through(text: str) -> None:
    for tag, attributes in Tags(html_of(text)).found:
        assert tag in {"p", "a"}
        assert set(attributes) <= {"href", "rel", "title"}
        assert (attributes.get("href") or "https:").startswith("https:")


@given(st.text(max_size=400))
def test_any_text_is_read_and_gives_only_known_tags(text: str) -> None:
    html = html_of(text)
    assert "<script" not in html.lower()
    plain_of(text)


def test_the_signs_are_read() -> None:
    html = html_of("# One\n\n- a\n- b\n\n**bold** [link](https://shop.example/)\n\n| a | b |\n| --- | --- |\n| 1 | 2 |")
    for tag in ("<h2>One</h2>", "<li>a</li>", "<strong>bold</strong>", "<td>1</td>"):
        assert tag in html
    assert '<a href="https://shop.example/" rel="noopener noreferrer">link</a>' in html
    assert 'href="/help/en/"' in html_of("[help](/help/en/)")


def test_plain_text_reads_like_a_mail() -> None:
    text = "## Late\n\nTell *us* now,\nplease.\n\n1. Open [it](https://shop.example/).\n2. Wait.\n\n- a\n- b\n\nEnd."
    assert plain_of(text) == (
        "Late\n\nTell us now, please.\n\n1. Open it (https://shop.example/).\n2. Wait.\n\n- a\n- b\n\nEnd."
    )


def test_nesting_without_end_is_read_in_its_time() -> None:
    html_of("> " * 20_000 + "deep")
    html_of("[" * 20_000)
    html_of("*" * 40_000)


def test_addresses_are_made_of_titles() -> None:
    assert slug_of("Wie schicke ich etwas zurück? Größe 39!") == "wie-schicke-ich-etwas-zuruck-grosse-39"
    assert slug_of("¿¡ 你好") == ""
    assert len(slug_of("word " * 100)) <= 80


def test_the_order_of_languages_is_as_stated() -> None:
    assert fallback_order("de-AT", "fr-ch") == ("de-at", "de", "fr-ch", "fr", "en")
    assert fallback_order("en", "en") == ("en",)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("de-CH,fr;q=0.5", "de"),
        ("fr;q=0.9, de;q=0.4, en;q=0.1", "de"),
        ("de;q=0, en;q=0.5", "en"),
        ("nonsense;;;", "en"),
        ("", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_a_browsers_wish_is_heard(header: str, language: str) -> None:
    assert language_asked(header, ("de", "en"), "en") == language
