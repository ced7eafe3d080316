// Live pages: the server says what changed ("case:41"), the regions that show it fetch themselves again.
//
// A region names what it shows: <section data-live="case:41 order:7" hx-get="…" hx-trigger="live">; "case:*" is any case.
// The page asks to hear of these subjects only; "*" tells it to look at everything again. A region waits while somebody
// types in it or is in a menu of it, and while what was pressed in it or its own last fetch is on its way: that one may
// have left before the change. Whatever may have been missed is made up for by fetching every region once.

const STREAM = "/live/"
const EVERYTHING = "*"
const CALM_MS = 150 // several hints in a row are one refresh

const due = new Set()
let stream = null
let heard = ""
let timer = 0
let wasCut = false

const regions = () => [...document.querySelectorAll("[data-live]")]
const subjects = region => region.dataset.live.split(" ").filter(Boolean)
const topics = () => [...new Set(regions().flatMap(subjects))].sort().join(",")

function shows(region, subject) {
  const kind = subject.split(":")[0]
  return subject === EVERYTHING || subjects(region).some(name => name === subject || name === `${kind}:*`)
}

function isWorkedIn(region) {
  const focused = document.activeElement
  return region.contains(focused) && (focused.matches("input, textarea, select, [contenteditable]") || focused.closest(".menu[open]") !== null)
}

function isInUse(region) {
  return isWorkedIn(region) || region.matches(".htmx-request") || region.querySelector("[aria-busy=true], .htmx-request") !== null
}

// A region that was fetched meanwhile is another element of the same name, and may be older than the hint.
const asItIs = region => region.isConnected ? region : document.getElementById(region.id)

function refresh() {
  for (const region of [...due]) {
    const shown = asItIs(region)
    if (shown && isInUse(shown)) continue
    due.delete(region)
    if (shown) window.htmx.trigger(shown, "live")
  }
}

// Somebody began to type in a region, or opened a menu of it, while it was fetched: what came is thrown away, and fetched
// again once they have left.
function keepTheirPlace(event) {
  const { target, requestConfig } = event.detail
  if (requestConfig.triggeringEvent?.type !== "live" || !isWorkedIn(target)) return
  event.detail.shouldSwap = false
  due.add(target)
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
  heard = topics()
  if (stream || document.hidden || !heard) return
  stream = new EventSource(`${STREAM}?topics=${encodeURIComponent(heard)}`)
  stream.addEventListener("hint", event => soon(regions().filter(region => shows(region, event.data))))
  stream.addEventListener("open", opened)
  stream.addEventListener("error", () => { wasCut = true })
}

function rest() {
  stream?.close()
  stream = null
  wasCut = true
}

// A part that was fetched may show subjects that the page did not show before.
function listenToOthers() {
  if (topics() === heard) return
  if (stream) rest()
  listen()
}

// Without the line, what this page itself has changed shows all the same.
function makeUp(event) {
  const isChange = event.detail.requestConfig.verb !== "get"
  if (isChange && stream?.readyState !== EventSource.OPEN) soon(regions())
  else if (due.size) soon([])
}

// Browsers keep few connections to one server, for all tabs together: a tab that nobody sees gives its own back.
document.addEventListener("visibilitychange", () => document.hidden ? rest() : listen())
addEventListener("pagehide", rest)
addEventListener("pageshow", listen)
document.addEventListener("focusout", () => { if (due.size) soon([]) })
document.addEventListener("toggle", () => { if (due.size) soon([]) }, true)
document.addEventListener("htmx:beforeSwap", keepTheirPlace)
document.addEventListener("htmx:afterSettle", listenToOthers)
document.addEventListener("htmx:afterRequest", makeUp)
listen()
