// Keys for those who live at the desk: an element says its key in aria-keyshortcuts; "?" shows them all.
// They can be switched off, for those who speak to their computer or whose keys are hit by accident.

const TYPING = "input, textarea, select, [contenteditable]"
const sheet = document.getElementById("keys")
const areOn = sheet.querySelector("[data-keys-on]")

function act(element) {
  if (element.matches(TYPING)) element.focus()
  else element.click()
}

function line(element) {
  const entry = sheet.querySelector("template").content.cloneNode(true)
  entry.querySelector("dt").textContent = element.getAttribute("aria-label") || element.textContent.trim() || element.placeholder
  entry.querySelector("kbd").textContent = element.getAttribute("aria-keyshortcuts")
  return entry
}

sheet.addEventListener("beforetoggle", () => {
  sheet.querySelector("dl").replaceChildren(...[...document.querySelectorAll("[aria-keyshortcuts]")].map(line))
})

areOn.checked = localStorage.getItem("keys") !== "off"
areOn.addEventListener("change", () => {
  if (areOn.checked) localStorage.removeItem("keys")
  else localStorage.setItem("keys", "off")
})

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest(TYPING)) return
  if (!areOn.checked) return
  const element = document.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`)
  if (!element || element.closest("[hidden]")) return
  event.preventDefault()
  act(element)
})
