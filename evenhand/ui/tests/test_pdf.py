"""Pages on paper: drawn from our own files only, the same each time, and a kind word where the machine cannot."""

import re
import sys
import zlib

import pytest

from evenhand.ui.pdf import NoPaper, drawn


def test_a_sheet_becomes_a_pdf_with_its_title_and_page_count() -> None:
    pdf = drawn("<html lang='en'><title>Goodwill</title><p class='sheet-name'>Shop</p><h1>Goodwill</h1></html>")
    assert pdf.startswith(b"%PDF-")
    assert b"/Title (Goodwill)" in b"".join(_streams(pdf))


def test_the_same_text_gives_the_same_bytes() -> None:
    assert drawn("<p>One</p>") == drawn("<p>One</p>")


def test_a_file_or_address_that_is_not_ours_is_never_read(tmp_path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>told</text></svg>')
    carried = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>"
    for address in (secret.as_uri(), "../../../settings.py", "http://127.0.0.1:9/x.png", carried):
        assert drawn(f'<p>x</p><img src="{address}">') == drawn("<p>x</p>"), address


def _streams(pdf: bytes) -> list[bytes]:
    return [_inflated(stream) for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)]


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def test_a_machine_without_pango_says_what_to_install(monkeypatch) -> None:
    class Broken:
        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(NoPaper, match="libpango"):
        drawn("<p>x</p>")
