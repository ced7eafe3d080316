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

document.addEventListener("click", event => {
  event.target.closest("[data-dismiss]")?.closest(".notice").remove()
})
