// What went wrong is said in the page's live region, and a notice can be closed.

const notices = () => document.getElementById("notices")

// A problem that the server explains comes as a notice with a target of its own, whatever its status.
document.addEventListener("htmx:beforeSwap", event => {
  if (!event.detail.xhr.getResponseHeader("HX-Retarget")) return
  event.detail.shouldSwap = true
  event.detail.isError = false
})

function sayNoAnswer() {
  notices().replaceChildren(document.getElementById("no-answer").content.cloneNode(true))
}

document.addEventListener("htmx:sendError", sayNoAnswer)
document.addEventListener("htmx:timeout", sayNoAnswer)
document.addEventListener("htmx:responseError", sayNoAnswer)

// A reader by ear hears what others see change. What was said goes after a while: whoever reads on past the end of the page
// would find it there, and a dialog that closes would have it said once more.
const SAID_MS = 5000
function say(words) {
  const line = document.createElement("p")
  line.textContent = words
  document.getElementById("said").append(line)
  setTimeout(() => line.remove(), SAID_MS)
}
document.addEventListener("said", event => say(event.detail.value))

// Of a part that was fetched again, only what is new is heard, and once: its elements with data-heard, by the words there or by
// their own.
const wordsOf = element => element.dataset.heard || element.textContent.replace(/\s+/g, " ").trim()
const heard = () => new Map([...document.querySelectorAll("[data-heard]")].map(each => [each.id + wordsOf(each), wordsOf(each)]))
let known = heard()
document.addEventListener("htmx:afterSwap", () => {
  const now = heard()
  const fresh = [...now].filter(([key]) => !known.has(key)).map(([, words]) => words)
  known = now
  if (fresh.length) say(fresh.join(" "))
})

// What stood on the page when it came is said too: a live region speaks of changes only.
addEventListener("load", () => setTimeout(() => notices().replaceChildren(...notices().children), 100))

// What went well needs no further look once one does the next thing; it covers what lies under it.
document.addEventListener("htmx:beforeRequest", event => {
  const { verb, triggeringEvent } = event.detail.requestConfig
  if (verb !== "post" || !["submit", "click"].includes(triggeringEvent?.type)) return  // not what a page says by itself
  for (const notice of notices().querySelectorAll('[data-tone="success"]')) notice.remove()
})

document.addEventListener("click", event => {
  event.target.closest("[data-dismiss]")?.closest(".notice").remove()
})
