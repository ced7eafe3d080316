"""What somebody hears who does not see the page: a screen reader speaks what comes into a live region, in its order."""

from playwright.sync_api import Page

_LISTEN = """region => {
  window.spoken = []
  const hear = changes => changes.forEach(each => each.addedNodes.forEach(node => spoken.push(node.innerText.trim())))
  new MutationObserver(hear).observe(document.querySelector(region), { childList: true })
}"""


def listen(page: Page, region: str = "#said") -> None:
    """To what comes into a live region, from now on, until another page is opened."""
    page.evaluate(_LISTEN, region)


def hear(page: Page, words: str) -> None:
    """Wait until they are spoken, or were: what was said goes from the page after a while."""
    for _ in range(100):
        if any(words in each for each in heard(page)):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{words!r} was not spoken, but {heard(page)}")


def heard(page: Page) -> list[str]:
    """All that was spoken since, oldest first."""
    words: list[str] = page.evaluate("spoken")
    return words
