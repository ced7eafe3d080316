"""Every component, in every look, is usable by everyone."""

import pytest

from evenhand.ui.testing import OpensPages, barriers

PAGES = ["/gallery/", "/gallery/desk/", "/gallery/page/", "/gallery/narrow/", "/no/such/page/"]


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_every_component_is_accessible_in_every_look(live_server, browser_page: OpensPages, path: str) -> None:
    page = browser_page()
    page.goto(live_server.url + path)
    assert barriers(page) == []
