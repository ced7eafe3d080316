"""What somebody hears who does not see the page: a screen reader speaks what comes into a live region, in its order."""

from playwright.sync_api import Page

_LISTEN = """() => {
  window.spoken = []
  const hear = changes => changes.forEach(each => each.addedNodes.forEach(node => spoken.push(node.textContent.trim())))
  new MutationObserver(hear).observe(document.getElementById("said"), { childList: true })
}"""


def listen(page: Page) -> None:
    """From now on, until another page is opened."""
    page.evaluate(_LISTEN)


def heard(page: Page) -> list[str]:
    """All that was spoken since, oldest first."""
    words: list[str] = page.evaluate("spoken")
    return words
