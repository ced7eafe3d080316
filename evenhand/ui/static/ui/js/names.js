// After an "@" in a note, the colleagues whose names fit. The words stay in the field: arrows choose, Enter or Tab takes
// the choice, Escape leaves the words as they are.

import { plain } from "./plain.js"

const AFTER_AT = /(?:^|[^\p{L}\p{N}_@.])@([\p{L}\p{N}_'’-]*(?: [\p{L}\p{N}_'’-]+)?)$/u
const MOST = 8

const listOf = field => field.form?.querySelector(`[data-names-of="${field.id}"]`)
const shown = list => [...list.querySelectorAll("[role=option]:not([hidden])")]
const box = list => list.querySelector("[role=listbox]")
const isOpen = list => list && !box(list).hidden

function typed(field) {
  const found = field.selectionStart === field.selectionEnd && AFTER_AT.exec(field.value.slice(0, field.selectionStart))
  return found ? found[1] : null
}

// The names are asked for once, when somebody first needs them.
async function fetched(list) {
  if (list.dataset.from) {
    const address = list.dataset.from
    delete list.dataset.from
    const answer = await fetch(address)
    if (answer.ok) box(list).innerHTML = await answer.text()
    else list.dataset.from = address
  }
  return list
}

const fits = (name, words) => plain(name).startsWith(words) || plain(name).split(" ").some(part => part.startsWith(words))

async function offer(field) {
  const list = listOf(field)
  if (!list || typed(field) === null) return close(field)
  await fetched(list)
  const words = typed(field)
  if (words === null || document.activeElement !== field) return close(field)
  let left = MOST
  for (const option of list.querySelectorAll("[role=option]")) option.hidden = !(fits(option.dataset.name, plain(words)) && left-- > 0)
  const count = shown(list).length
  if (!count) return close(field)
  box(list).hidden = false
  list.querySelector("[role=status]").textContent = list.dataset.count.replace("{}", count)
  choose(field, 0)
}

function choose(field, place) {
  const options = shown(listOf(field))
  const chosen = options[(place + options.length) % options.length]
  for (const option of options) option.setAttribute("aria-selected", option === chosen)
  field.setAttribute("aria-activedescendant", chosen.id)
  chosen.scrollIntoView({ block: "nearest" })
}

function close(field) {
  const list = listOf(field)
  if (!isOpen(list)) return
  box(list).hidden = true
  list.querySelector("[role=status]").textContent = ""
  field.removeAttribute("aria-activedescendant")
}

// As if typed, so that undo takes it back.
function take(field, option) {
  const end = field.selectionStart
  field.setSelectionRange(end - typed(field).length, end)
  document.execCommand("insertText", false, `${option.dataset.name} `)
  close(field)
}

const chosenIn = list => shown(list).findIndex(option => option.getAttribute("aria-selected") === "true")

const STEPS = { ArrowDown: 1, ArrowUp: -1 }

document.addEventListener("input", event => { if (event.target.matches("textarea")) offer(event.target) })
document.addEventListener("focusout", event => { if (event.target.matches("textarea")) close(event.target) })
document.addEventListener("keydown", event => {
  const list = event.target.matches("textarea") && listOf(event.target)
  if (!isOpen(list) || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key in STEPS) choose(event.target, chosenIn(list) + STEPS[event.key])
  else if (event.key === "Enter" || event.key === "Tab") take(event.target, shown(list)[chosenIn(list)])
  else if (event.key === "Escape") close(event.target)
  else return
  event.preventDefault()
  event.stopImmediatePropagation()
}, { capture: true })
// A press on a name would take the focus from the words; what it does comes before that.
document.addEventListener("pointerdown", event => {
  const option = event.target.closest("[data-names-of] [role=option]")
  if (!option) return
  event.preventDefault()
  take(document.getElementById(option.closest("[data-names-of]").dataset.namesOf), option)
})
