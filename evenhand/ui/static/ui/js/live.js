// Live pages: the server says what changed ("case:41"), the regions that show it fetch themselves again.
//
// A region names what it shows: <section data-live="case:41 order:7" hx-get="…" hx-trigger="live">; "case:*" is any case.
// It waits while somebody types in it. Whatever may have been missed is made up for by fetching every region once.

const STREAM = "/live/"
const CALM_MS = 150 // several hints in a row are one refresh

const due = new Set()
let stream = null
let timer = 0
let wasCut = false

const regions = () => [...document.querySelectorAll("[data-live]")]

function shows(region, subject) {
  const kind = subject.split(":")[0]
  return region.dataset.live.split(" ").some(name => name === subject || name === `${kind}:*`)
}

function isTypedIn(region) {
  const focused = document.activeElement
  return region.contains(focused) && focused.matches("input, textarea, select, [contenteditable]")
}

function refresh() {
  for (const region of due) {
    if (region.isConnected && isTypedIn(region)) continue
    due.delete(region)
    if (region.isConnected) window.htmx.trigger(region, "live")
  }
}

function soon(affected) {
  affected.forEach(region => due.add(region))
  clearTimeout(timer)
  timer = setTimeout(refresh, CALM_MS)
}

function opened() {
  if (wasCut) soon(regions())
  wasCut = false
}

function listen() {
  if (stream || !regions().length) return
  stream = new EventSource(STREAM)
  stream.addEventListener("hint", event => soon(regions().filter(region => shows(region, event.data))))
  stream.addEventListener("open", opened)
  stream.addEventListener("error", () => { wasCut = true })
}

function rest() {
  stream?.close()
  stream = null
  wasCut = true
}

// Browsers keep few connections to one server, for all tabs together: a tab that nobody sees gives its own back.
document.addEventListener("visibilitychange", () => document.hidden ? rest() : listen())
addEventListener("pagehide", rest)
addEventListener("pageshow", listen)
document.addEventListener("focusout", () => { if (due.size) soon([]) })
if (!document.hidden) listen()
