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

// A reader by ear hears what others see change, and what stood on the page when it came: a live region speaks of changes only.
document.addEventListener("said", event => { document.getElementById("said").textContent = event.detail.value })
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
