// The inbox while somebody chooses cases: what was ticked stays ticked when the list is fetched again, and "x" ticks the row
// that one stands on. What can be done stays folded above the rows, with how many are chosen: nothing jumps, and the palette
// finds it there. Enter in one of its fields does what stands beside that field.

const boxes = () => [...document.querySelectorAll("input[name=case]")]
let ticked = []

function count() {
  const place = document.getElementById("chosen_count")
  if (!place) return
  const chosen = boxes().filter(box => box.checked).length
  const words = chosen ? place.dataset.words.replace("{}", chosen) : ""
  if (words === place.textContent) return
  place.textContent = words
  if (words) document.dispatchEvent(new CustomEvent("said", { detail: { value: words } }))
}

function tick(values) {
  for (const box of boxes()) box.checked = values.includes(box.value)
  count()
}

document.addEventListener("htmx:beforeSwap", () => { ticked = boxes().filter(box => box.checked).map(box => box.value) })
document.addEventListener("htmx:afterSwap", () => tick(ticked))
document.addEventListener("change", event => { if (event.target.matches("input[name=case]")) count() })
addEventListener("pageshow", count)

document.getElementById("choose_all")?.addEventListener("click", () => tick(boxes().every(box => box.checked) ? [] : boxes().map(box => box.value)))

document.addEventListener("keydown", event => {
  const pair = event.target.closest(".many-pair")
  if (event.key !== "Enter" || event.isComposing || !pair || !event.target.matches("input")) return
  event.preventDefault()
  pair.querySelector("button").click()
})

document.addEventListener("keydown", event => {
  const row = document.activeElement?.closest("[data-walk] > li")
  const isOff = localStorage.getItem("keys") === "off" || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")
  if (event.key !== "x" || isOff || !row || event.target.closest("textarea, select, input:not([type=checkbox])")) return
  event.preventDefault()
  row.querySelector("input[name=case]")?.click()
})
