// The page of a case while somebody works on it: nothing jumps, no typed word is lost.

const TYPING = "input, textarea, select"

// Parts above the line that somebody is typing in may grow: that line stays where it is before their eyes.
function typedLine(swapped) {
  const focused = document.activeElement
  if (!focused?.matches(TYPING) || swapped.contains(focused)) return null
  return { focused, top: focused.getBoundingClientRect().top }
}

let line = null
let opened = []

document.addEventListener("htmx:beforeSwap", event => {
  line = typedLine(event.detail.target)
  opened = [...event.detail.target.querySelectorAll("details[open][id]")].map(details => details.id)
})

document.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "")
  if (line?.focused.isConnected) scrollBy({ top: line.focused.getBoundingClientRect().top - line.top, behavior: "instant" })
  line = null
  opened = []
})

// A reply that is on its way is not kept as a draft again; a page that nobody sees gives no sign of life.
document.addEventListener("htmx:beforeRequest", event => {
  const { elt } = event.detail
  const isLate = elt.matches("textarea") && elt.closest("form")?.getAttribute("aria-busy") === "true"
  if (isLate || (document.hidden && elt.matches("[data-while-seen]"))) event.preventDefault()
})

// An example goes where the writer stands in the draft, as if they had typed it; undo takes it back.
document.addEventListener("click", event => {
  const button = event.target.closest("[data-add]")
  if (!button) return
  const field = document.getElementById(button.dataset.into)
  const before = field.value.slice(0, field.selectionStart)
  const gap = before === "" || /\s$/.test(before) ? "" : /[.!?,:]$/.test(before) ? " " : "\n"
  field.focus()
  document.execCommand("insertText", false, gap + button.dataset.add)
})
