// A form is sent once: the second press of an impatient finger does nothing, and the button says what is going on.

const sent = new WeakSet()

function mark(form, button) {
  sent.add(form)
  form.setAttribute("aria-busy", "true")
  button?.setAttribute("data-sending", "")
}

function release(form) {
  sent.delete(form)
  form.removeAttribute("aria-busy")
  form.querySelectorAll("[data-sending]").forEach(button => button.removeAttribute("data-sending"))
}

document.addEventListener("submit", event => {
  const form = event.target
  if (form.method !== "post") return
  if (sent.has(form)) {
    event.preventDefault()
    event.stopImmediatePropagation()
    return
  }
  mark(form, event.submitter)
}, { capture: true })

document.addEventListener("htmx:afterRequest", event => release(event.detail.elt.closest("form") ?? event.detail.elt))

// A page that comes back from the browser's memory has not been sent again.
addEventListener("pageshow", event => { if (event.persisted) document.querySelectorAll("form[aria-busy]").forEach(release) })
