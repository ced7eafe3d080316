// Keys for those who live at the desk: an element says its key in aria-keyshortcuts; "?" shows them all.

const TYPING = "input, textarea, select, [contenteditable]"

function act(element) {
  if (element.matches(TYPING)) element.focus()
  else element.click()
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (event.target.closest(TYPING)) return
  const element = document.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`)
  if (!element || element.closest("[hidden]")) return
  event.preventDefault()
  act(element)
})
