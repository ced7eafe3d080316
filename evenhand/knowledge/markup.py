"""The simple writing of articles (headings, lists, links, emphasis, tables), as safe HTML and as plain text."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST_TEXT = 40_000
_READER = (
    MarkdownIt("commonmark", {"html": False, "maxNesting": 12}).enable(["table", "strikethrough"]).disable("image")
)
_CLEANER = nh3.Cleaner(
    tags={
        *("a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "s", "strong"),
        *("table", "tbody", "td", "th", "thead", "tr", "ul"),
    },
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative="pass_through",
    link_rel="noopener noreferrer",
)
_SHIFTED = {"h1": "h2", "h5": "h4", "h6": "h4"}  # the page's own title is the h1


@lru_cache(maxsize=512)
def html_of(text: str) -> SafeString:
    """What somebody wrote, as HTML that can do nothing but be read. Typed HTML is shown as it was typed."""
    tokens = _READER.parse(text[:LONGEST_TEXT])
    for token in tokens:
        token.tag = _SHIFTED.get(token.tag, token.tag)
    written: str = _READER.renderer.render(tokens, _READER.options, {})
    return mark_safe(_CLEANER.clean(written))  # noqa: S308 - sanitised just here


def plain_of(text: str) -> str:
    """The same as a mail would say it: no signs of markup, points as "- ", the address of a link behind its words."""
    lines = "".join(_plain(_READER.parse(text[:LONGEST_TEXT])))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _plain(tokens: Sequence[Token]) -> Iterator[str]:
    lists: list[int | None] = []  # the number of the next point of each list that is open; None where it has none
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            yield "" if lists else "\n"
        elif token.type == "list_item_open":
            number = lists[-1]
            lists[-1] = None if number is None else number + 1
            yield "  " * (len(lists) - 1) + ("- " if number is None else f"{number}. ")
        elif token.type == "inline":
            yield "".join(_plain_inline(token.children or []))
        elif token.type in ("fence", "code_block"):
            yield f"{token.content}\n"
        elif token.type in ("td_close", "th_close"):
            yield "  "
        elif token.type in ("paragraph_close", "heading_close", "tr_close", "hr"):
            yield "\n" if lists or token.type == "tr_close" else "\n\n"


def _plain_inline(tokens: Sequence[Token]) -> Iterator[str]:
    address = ""
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            yield f" ({address})" if address.startswith(("http://", "https://")) else ""
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n" if token.type == "hardbreak" else " "
        else:
            yield token.content
