"""Every component, in every look, is usable by everyone."""

import pytest

from evenhand.ui.testing import OpensPages, axe_violations, every_look, overflow

PAGES = ["/gallery/", "/gallery/desk/", "/gallery/page/", "/gallery/narrow/", "/no/such/page/"]


@pytest.mark.browser
@every_look
@pytest.mark.parametrize("path", PAGES)
def test_every_component_is_accessible_in_every_look(
    live_server, browser_page: OpensPages, path: str, theme: str, width: int
) -> None:
    page = browser_page(theme, width)
    page.goto(live_server.url + path)
    assert axe_violations(page) == []
    assert overflow(page) == 0
