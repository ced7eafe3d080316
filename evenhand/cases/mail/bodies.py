"""HTML out of mails: made harmless for display, and turned into plain text."""

import re
from html import unescape
from html.parser import HTMLParser

import nh3

# Cleaning takes time in the square of the nesting, so of a page of tags without end only the text is kept.
MOST_BRACKETS = 10_000
LONGEST_HTML = 500_000

_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div"),
    *("dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre"),
    *("q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "tr", "tt", "u", "ul", "var", "wbr"),
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style", "title", "template", "svg", "math"},
    attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow ugc",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)
_ANY_TAG = re.compile(r"<[^<>]*>")
_BLOCKS = frozenset(
    {"blockquote", "caption", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"}
    | {"pre", "table", "tr", "ul"}
)


def is_too_heavy(html: str) -> bool:
    """Whether `html` is more than a letter can be."""
    return len(html) > LONGEST_HTML or html.count("<") > MOST_BRACKETS


def sanitised(html: str) -> str:
    """`html` with structure and links only: no pictures, so that nothing is fetched; no styles, ids or scripts."""
    return "" if is_too_heavy(html) else _CLEANER.clean(html)


def text_of_html(html: str) -> str:
    """What a reader sees of `html`, as plain text; what it quotes is marked with ">"."""
    if is_too_heavy(html):
        return unescape(_ANY_TAG.sub(" ", html)).strip()
    reader = _TextReader()
    reader.feed(sanitised(html))  # Python's own parser takes minutes over broken tags, so it never sees any
    reader.close()
    return reader.text()


class _TextReader(HTMLParser):
    """Collects lines of text; each line knows how deeply it is quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, list[str]]] = [(0, [])]
        self._quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self._quotes += 1
        if tag in _BLOCKS:
            self._break()
        elif tag == "br":
            self._lines.append((self._quotes, []))
        if tag == "li":
            self._lines[-1][1].append("- ")
        elif tag in ("td", "th"):
            self._lines[-1][1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        if tag in _BLOCKS:
            self._break()
        if tag == "p":
            self._lines.insert(-1, (self._quotes, []))

    def handle_data(self, data: str) -> None:
        self._lines[-1][1].append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        if self._lines[-1][1]:
            self._lines.append((self._quotes, []))
        else:
            self._lines[-1] = (self._quotes, [])

    def text(self) -> str:
        """The lines, with no more than one empty between two."""
        lines: list[str] = []
        for depth, pieces in self._lines:
            line = "".join(pieces).strip()
            marked = f"{'> ' * min(depth, 5)}{line}".rstrip()
            if line or (lines and lines[-1].strip("> ")):
                lines.append(marked)
        return "\n".join(lines).strip()
