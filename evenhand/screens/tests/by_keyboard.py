"""What somebody does who has no mouse."""

from playwright.sync_api import Page, expect

from evenhand.ui.testing import press_key


def by_name(page: Page, words: str) -> None:
    """Do something by its name, from wherever one is, once it stands there: a part of the page may be on its way."""
    press_key(page, "Control+k")
    palette = page.locator("#palette")
    expect(palette).to_be_visible()
    page.keyboard.type(words)
    search_for = (palette.get_attribute("data-search") or "").replace("{}", words)
    expect(palette.locator("[aria-selected=true] .palette-name")).not_to_have_text(search_for)
    page.keyboard.press("Enter")


def tab_to(page: Page, selector: str) -> None:
    """Go to a control by the tab key, as somebody does who sees where they are."""
    wanted = page.locator(selector).first
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            assert wanted.evaluate("each => getComputedStyle(each).outlineStyle") != "none", selector
            return
    raise AssertionError(f"{selector} cannot be reached by the tab key")


def write_in(page: Page, selector: str, words: str, *, anew: bool = False) -> None:
    """Go to a field by the tab key and write; `anew`: over what stands there."""
    tab_to(page, selector)
    if anew:
        page.keyboard.press("Control+a")
    page.keyboard.type(words)
