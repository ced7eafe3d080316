// The page of a case while somebody works on it: nothing jumps, no typed word is lost.

const TYPING = "input, textarea, select"

// Parts above the line that somebody is typing in may grow: that line stays where it is before their eyes.
function typedLine(swapped) {
  const focused = document.activeElement
  if (!focused?.matches(TYPING) || swapped.contains(focused)) return null
  return { focused, top: focused.getBoundingClientRect().top }
}

const fallenBy = ({ focused, top }) => focused.getBoundingClientRect().top - top

// A page that ends too soon to be moved that far is made longer.
function keepInPlace(kept) {
  scrollBy({ top: fallenBy(kept), behavior: "instant" })
  const lack = fallenBy(kept)
  if (lack < 1) return
  const main = document.querySelector("main")
  main.style.paddingBlockEnd = `${parseFloat(getComputedStyle(main).paddingBlockEnd) + lack}px`
  scrollBy({ top: lack, behavior: "instant" })
}

let line = null
let opened = []

document.addEventListener("htmx:beforeSwap", event => {
  line = typedLine(event.detail.target)
  opened = [...event.detail.target.querySelectorAll("details[open][id]")].map(details => details.id)
})

document.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "")
  if (line?.focused.isConnected) keepInPlace(line)
  line = null
  opened = []
})

// A page before somebody's eyes says so when it opens, then now and again; one that is written in says that too, and one
// that is left says goodbye. Colleagues see who is there.
const sign = () => document.querySelector("[data-while-seen]")
let saidWritingAt = 0

function beSeen(isWriting) {
  const form = sign()
  if (!form || document.hidden) return
  form.elements.is_writing.value = isWriting ? "1" : ""
  htmx.trigger(form, "seen")
}

document.addEventListener("input", event => {
  if (!event.target.closest("#reply") || Date.now() - saidWritingAt < 30000) return
  saidWritingAt = Date.now()
  beSeen(true)
})
document.addEventListener("visibilitychange", () => beSeen(false))
addEventListener("load", () => beSeen(false))
addEventListener("pagehide", () => {
  const form = sign()
  if (!form) return
  const leaving = new FormData(form)
  leaving.set("is_leaving", "1")
  navigator.sendBeacon(form.action, leaving)
})

// A reply can be taken back for some seconds; then the conversation shows it as any other.
function endHolding() {
  for (const held of document.querySelectorAll("[data-held]:not([data-ends])")) {
    held.dataset.ends = ""
    setTimeout(() => { if (held.isConnected && !held.contains(document.activeElement)) held.remove() }, held.dataset.held * 1000)
  }
}
document.addEventListener("htmx:afterSettle", endHolding)
endHolding()

// Words that stand ready, of a macro or taken back, are gone on with at their end.
function goOn() {
  const words = document.getElementById("reply_text")
  words?.focus()
  words?.setSelectionRange(words.value.length, words.value.length)
}
if (location.hash === "#reply_text") goOn()

// A reply that is on its way is not kept as a draft again; a page that nobody sees gives no sign of life.
document.addEventListener("htmx:beforeRequest", event => {
  const { elt } = event.detail
  const isLate = elt.matches("textarea") && elt.closest("form")?.getAttribute("aria-busy") === "true"
  const isSign = elt.matches("[data-while-seen], [data-when-seen]")
  if (isLate || (isSign && document.hidden)) event.preventDefault()
})

// In a chat Enter sends, as on the visitor's side.
document.addEventListener("keydown", event => {
  const field = event.target.closest("[data-enter-sends]")
  if (event.key !== "Enter" || !field || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  if (field.value.trim()) field.form.querySelector('[aria-keyshortcuts="Control+Enter"]').click()
})

// What was sent is the next thing to look at, and from there the single keys work: the reply box keeps nobody in it. In a
// chat the next line is.
let isSent = false
document.addEventListener("reply-sent", () => {
  isSent = true
  htmx.trigger("#standing", "live")
  htmx.trigger("#conversation", "live")
})
document.addEventListener("htmx:afterSettle", event => {
  if (!isSent || event.detail.elt.id !== "conversation") return
  isSent = false
  const next = document.querySelector("[data-live-line]") ?? document.getElementById("latest")
  next?.focus()
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

// Enter in the words of a macro takes the first that is found, once the list is that of the words.
document.addEventListener("keydown", event => {
  const field = event.target.closest("[data-chooses]")
  if (event.key !== "Enter" || !field || event.isComposing) return
  event.preventDefault()
  document.querySelector(field.dataset.chooses)?.click()
})

// A macro that was chosen is gone on with in the reply: the list folds away.
document.addEventListener("htmx:afterSwap", event => {
  if (!document.getElementById("plan") || event.detail.elt.id !== "reply_form") return
  document.getElementById("macros")?.removeAttribute("open")
  goOn()
})
