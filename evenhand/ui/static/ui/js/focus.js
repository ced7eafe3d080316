// Who works by keyboard or by ear stays where they are: when a part is fetched again, the focus goes to what stands in the old
// one's place, and where that is gone, to what the part names by data-first, or to the part itself. What a fold was opened for
// has the focus at once.

const CONTROLS = "a[href], button, summary, input, select, textarea"
const NAMED = ["href", "name", "value", "type"]

const words = element => element.textContent.replace(/\s+/g, " ").trim()
const isSame = (one, other) => one.tagName === other.tagName && words(one) === words(other) && NAMED.every(name => one.getAttribute(name) === other.getAttribute(name))

// More than one part can be on its way; each remembers what had the focus in it, by the part's id.
const left = new Map()

document.addEventListener("htmx:beforeSwap", event => {
  const { target } = event.detail
  if (target.id && target.contains(document.activeElement)) left.set(target.id, document.activeElement)
})

document.addEventListener("htmx:afterSettle", event => {
  const part = document.getElementById(event.detail.elt.id)
  const before = part && left.get(part.id)
  if (!before) return
  left.delete(part.id)
  if (document.activeElement && document.activeElement !== document.body) return
  const after = [...part.querySelectorAll(CONTROLS)].find(each => isSame(before, each))
  const fold = after?.closest("details:not([open])")?.querySelector("summary")
  const next = fold ?? after ?? (part.dataset.first && document.querySelector(part.dataset.first)) ?? part
  if (next === part) part.tabIndex = -1
  next.focus({ preventScroll: true })
})

// A fold that is opened by hand: <details data-first="#field"> says where one goes on.
document.addEventListener("click", event => {
  const fold = event.target.closest("summary")?.parentElement
  if (fold?.dataset.first && !fold.open) setTimeout(() => document.querySelector(fold.dataset.first)?.focus())
})

// Escape folds a menu, and leads back to what opened it.
document.addEventListener("keydown", event => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]")
  if (!menu) return
  menu.open = false
  menu.querySelector("summary").focus()
})
