"""Pages on paper: a template that extends `ui/sheet.html`, drawn as PDF from our own fonts and styles alone."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from evenhand.core.api import DomainError

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

STATIC = Path(__file__).resolve().parent / "static" / "ui"
SHEET = STATIC / "paper" / "sheet.css"


class NoPaper(DomainError):
    """What draws PDF is missing on this machine."""

    status = 503
    message = (
        "A PDF cannot be drawn here yet: the library Pango is missing (Debian: apt-get install libpango-1.0-0 "
        "libpangoft2-1.0-0). The page itself can be printed meanwhile."
    )


def pdf_response(request: HttpRequest, template: str, context: Mapping[str, object], *, filename: str) -> HttpResponse:
    """`template` as a PDF to keep, named `filename`. Raises NoPaper."""
    sheet = render_to_string(template, dict(context), request)
    response = HttpResponse(drawn(sheet), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response


def drawn(sheet: str) -> bytes:
    """The pages of one HTML text, as the bytes of a PDF. The same text gives the same bytes. Raises NoPaper."""
    try:
        import weasyprint  # noqa: PLC0415 - needs Pango, which is not on every machine; nothing else here does
    except OSError as missing:
        raise NoPaper(_(NoPaper.message)) from missing
    document = weasyprint.HTML(string=sheet, base_url=STATIC.as_uri() + "/", url_fetcher=_our_files())
    pdf: bytes = document.write_pdf(stylesheets=[weasyprint.CSS(filename=SHEET, url_fetcher=_our_files())])
    return pdf


@cache
def _our_files() -> "URLFetcher":
    """Reads fonts and styles of ours; whatever else a text names is left out, on this machine and on the net."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as above

    class OurFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> object:
            if not url.startswith(STATIC.as_uri() + "/") or "/.." in url:
                raise ValueError(f"not a file of ours: {url}")
            return super().fetch(url, headers)

    return OurFiles(allowed_protocols={"file"})
