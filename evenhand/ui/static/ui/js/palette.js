// The palette: what this page can do and where one can go, found by typing. Control+K, or Command+K on a Mac.
// Its entries are the page's own links, buttons and fields, so that whatever a page offers can be found at once; what is
// folded away is among them. What people who come from elsewhere call it may stand beside a name in data-also. It is a combobox: the words stay in the field, the choice moves by arrow.

import { plain } from "./plain.js"

const MOST = 40
const NOT_THESE = "[hidden], template, dialog, [popover], .skip, [data-dismiss], [data-palette-open], [popovertargetaction]"
const FIELDS = "input, textarea, select"
const ACTIONS = `a[href], button, [data-first] > summary, ${FIELDS}`

const palette = document.getElementById("palette")
const field = palette.querySelector("input")
const list = palette.querySelector("ul")
const found = palette.querySelector("[role=status]")
let entries = []
let chosen = null // a place among what is shown

const oneLine = text => (text ?? "").replace(/\s+/g, " ").trim()
const nameOf = element => oneLine(element.getAttribute("aria-label") || (element.matches(FIELDS) ? element.labels?.[0]?.textContent || element.placeholder : element.textContent))

// What is folded away counts as there; what is there for readers without scripts does not.
const isThere = element => !element.closest(NOT_THESE) && !element.disabled && (element.closest("details:not([open])") ? !element.closest(".unscripted") : element.checkVisibility())

function entry(element) {
  const name = nameOf(element)
  const isPlace = element.closest("nav, header.desk-side") !== null && !element.closest("main")
  return { name, key: element.getAttribute("aria-keyshortcuts") ?? "", where: isPlace ? palette.dataset.place : palette.dataset.here, isPlace, isRow: element.matches(".list-link, .macro-choice a"), words: plain(name), also: plain(element.dataset.also ?? ""), act: () => act(element.isConnected ? element : sameAs(name) ?? element) }
}

// A part that was fetched again while the palette was open has put another element in the place of this one.
const sameAs = name => [...document.querySelectorAll(ACTIONS)].find(element => isThere(element) && nameOf(element) === name)

function act(element) {
  const fold = element.matches("summary") ? null : element.closest("details")
  fold?.setAttribute("open", "")
  const asked = element.dataset.asks && document.querySelector(element.dataset.asks)
  if (asked) return asked.focus()
  if (element.matches(FIELDS)) return element.focus()
  if (element.matches("button, summary")) element.focus()
  element.click()
}

function search(words) {
  const form = document.querySelector("form[role=search]")
  if (!form || !words) return []
  const name = palette.dataset.search.replace("{}", words)
  return [{ name, key: "", where: "", act() { form.querySelector("[name=q]").value = words; form.requestSubmit() } }]
}

function gather() {
  const all = [...document.querySelectorAll(ACTIONS)].filter(isThere).map(entry).filter(each => each.name)
  const known = new Set()
  entries = all.filter(each => !known.has(each.name + each.where) && known.add(each.name + each.where))
  entries.sort((a, b) => rank(a) - rank(b))
}

const rank = each => (each.isPlace ? 2 : 0) + (each.isRow ? 1 : 0)

// Every word typed stands in the name; names that begin with the words come first.
function fitting(words) {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  const fit = entries.filter(each => wanted.every(word => each.words.includes(word) || each.also.includes(word)) && (wanted.length || !each.isRow))
  const begins = each => wanted.length && each.words.startsWith(wanted[0]) ? 0 : wanted.length && new RegExp(`\\b${RegExp.escape?.(wanted[0]) ?? wanted[0].replace(/[^\p{L}\p{N}]/gu, ".")}`, "u").test(each.words) ? 1 : 2
  return [...fit.sort((a, b) => begins(a) - begins(b)).slice(0, MOST), ...search(oneLine(words))]
}

let shown = []

function show() {
  shown = fitting(field.value)
  list.replaceChildren(...shown.map(option))
  choose(field.value && shown.length ? 0 : null)
  const count = shown.length
  found.textContent = count === 0 ? palette.dataset.none : count === 1 ? palette.dataset.one : palette.dataset.many.replace("{}", count)
}

function option(each, place) {
  const item = palette.querySelector("template").content.firstElementChild.cloneNode(true)
  item.id = `palette_${place}`
  item.querySelector(".palette-name").textContent = each.name
  item.querySelector(".palette-where").textContent = each.where
  item.querySelector("kbd").textContent = each.key
  item.addEventListener("click", () => run(place))
  item.addEventListener("mousemove", () => chosen !== place && choose(place))
  return item
}

// Nothing is chosen before something was typed or an arrow pressed: a screen reader would speak of that choice instead of
// the field, and take what is typed for its own keys.
function choose(place) {
  chosen = place
  for (const item of list.children) item.setAttribute("aria-selected", item.id === `palette_${chosen}`)
  field.setAttribute("aria-activedescendant", chosen === null ? "" : `palette_${chosen}`)
  list.children[chosen]?.scrollIntoView({ block: "nearest" })
}

function walk(step) {
  const from = chosen ?? (step > 0 ? -1 : 0)
  if (shown.length) choose((((from + step) % shown.length) + shown.length) % shown.length)
}

function run(place) {
  const picked = shown[place]
  if (!picked) return
  palette.close()
  picked.act()
}

// A page may hold more than it shows, and fetches the names of it when the palette opens.
document.addEventListener("htmx:afterSettle", () => {
  if (!palette.open) return
  const kept = chosen
  gather()
  show()
  if (shown[kept]) choose(kept)
})

function open() {
  gather()
  field.value = ""
  palette.showModal()
  show()
  field.focus()
  document.dispatchEvent(new Event("palette-open"))
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

field.addEventListener("input", show)
field.addEventListener("keydown", event => {
  if (event.isComposing) return
  if (event.key in STEPS) walk(STEPS[event.key])
  else if (event.key === "Enter") run(chosen)
  else return
  event.preventDefault()
})

const isMac = /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform)

document.addEventListener("keydown", event => {
  const isCalled = event.key.toLowerCase() === "k" && (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey
  if (!isCalled) return
  event.preventDefault()
  if (palette.open) palette.close()
  else open()
})
document.addEventListener("click", event => {
  if (event.target.closest("[data-palette-open]")) open()
  if (event.target === palette) palette.close()
})
