// Keys for those who live at the desk: an element says its key in aria-keyshortcuts; "?" shows them all.
// In a list with data-walk, "j" and "k" go to the next row and to the one before. "Control+Enter" sends what one types;
// "Control+k" opens the palette (palette.js). On a Mac, Command does what Control does elsewhere.
// Single keys can be switched off, for those who speak to their computer, whose keys are hit by accident, or whose screen
// reader has keys of its own; what goes with Control works all the same.

const TYPING = "input, textarea, select, [contenteditable]"
const sheet = document.getElementById("keys")
const areOn = sheet.querySelector("[data-keys-on]")

function act(element) {
  element.closest("details")?.setAttribute("open", "")
  if (element.matches(TYPING)) element.focus()
  else element.click()
}

function line(key, words) {
  const entry = sheet.querySelector("template").content.cloneNode(true)
  entry.querySelector("dt").textContent = words
  entry.querySelector("kbd").textContent = key
  return entry
}

const words = element => element.getAttribute("aria-label") || element.textContent.trim() && !element.matches(TYPING) && element.textContent.trim() || element.labels?.[0]?.textContent.trim() || element.placeholder

function lines() {
  const walked = document.querySelector("[data-walk]")
  const walking = walked ? [line("j", walked.dataset.next), line("k", walked.dataset.previous)] : []
  return [...[...keyed()].map(([key, element]) => line(key, words(element))), ...walking]
}

sheet.addEventListener("beforetoggle", () => {
  sheet.querySelector("dl").replaceChildren(...lines())
})

areOn.checked = localStorage.getItem("keys") !== "off"
areOn.addEventListener("change", () => {
  if (areOn.checked) localStorage.removeItem("keys")
  else localStorage.setItem("keys", "off")
})

function walk(step) {
  const links = [...document.querySelectorAll("[data-walk] .list-link")]
  const here = links.indexOf(document.activeElement)
  const next = here < 0 ? links[0] : links[here + step]
  next?.focus()
  return links.length > 0
}

// In a form that names no button for it, Control+Enter presses the only one, or the chief one: what one wrote goes.
function send(field) {
  const { form } = field
  const buttons = form && field.matches("textarea") ? [...form.querySelectorAll("button:not([type=button], .unscripted)")] : []
  const button = form?.querySelector('[aria-keyshortcuts="Control+Enter"]') ?? (buttons.length === 1 ? buttons[0] : buttons.find(each => each.dataset.kind === "primary"))
  button?.click()
}

// Of several things with one key, the last on the page has it: what was done last stands below what was done before.
const keyed = () => new Map([...document.querySelectorAll("[aria-keyshortcuts]")].filter(each => !each.closest("[hidden]")).map(each => [each.getAttribute("aria-keyshortcuts"), each]))

document.addEventListener("keydown", event => {
  if (event.isComposing) return
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return send(event.target)
  if (!areOn.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING) || document.querySelector("dialog[open]")) return
  if ((event.key === "j" && walk(1)) || (event.key === "k" && walk(-1))) return event.preventDefault()
  const element = keyed().get(event.key)
  if (!element) return
  event.preventDefault()
  act(element)
})
