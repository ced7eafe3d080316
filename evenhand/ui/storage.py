"""Collected static files, with the style sheet's parts joined into one."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "ui/css/evenhand.css"
_IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>[a-z]+)\))?;')


def join_imports(name: str, source: Storage) -> str:
    """The style sheet `name` with each `@import` replaced by the file it names, inside its layer."""
    folder = name.rpartition("/")[0]

    def fetched(found: re.Match[str]) -> str:
        content = _text(source, f"{folder}/{found['path']}")
        return f"@layer {found['layer']} {{\n{content}}}" if found["layer"] else content

    return _IMPORT.sub(fetched, _text(source, name))


def _text(source: Storage, path: str) -> str:
    with source.open(path) as file:
        content: bytes = file.read()
    return content.decode()


class OneStylesheetStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """Joins the style sheet's parts while collecting: one request in service, plain files while one works on them.

    A module that imports another names it as it is served, so that no browser puts an old one beside a new one.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("*.js", ((r'(?P<matched>(?m:(?P<what>^import [^"]* from ))"(?P<url>\./[^"]+)")', '%(what)s"%(url)s"'),)),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._urls: dict[str | None, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """As the manifest has it, worked out once: each page names a dozen files."""
        if name not in self._urls:
            self._urls[name] = super().url(name, force)
        return self._urls[name]

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """As Django does, after the join."""
        self._urls.clear()
        if STYLESHEET in paths and not dry_run:
            source, _path = paths[STYLESHEET]
            joined = ContentFile(join_imports(STYLESHEET, source).encode())
            self.delete(STYLESHEET)
            self._save(STYLESHEET, joined)
            paths = {**paths, STYLESHEET: (self, STYLESHEET)}
        yield from super().post_process(paths, dry_run, **options)
