// The inbox while somebody chooses cases: what was ticked stays ticked when the list is fetched again, and "x" ticks the row
// that one stands on. What can be done stays folded above the rows: nothing jumps, and the palette finds it there.

const boxes = () => [...document.querySelectorAll("input[name=case]")]
let ticked = []

document.addEventListener("htmx:beforeSwap", () => { ticked = boxes().filter(box => box.checked).map(box => box.value) })
document.addEventListener("htmx:afterSwap", () => {
  for (const box of boxes()) box.checked = ticked.includes(box.value)
})
document.addEventListener("keydown", event => {
  const row = document.activeElement?.closest("[data-walk] > li")
  const isOff = localStorage.getItem("keys") === "off" || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")
  if (event.key !== "x" || isOff || !row || event.target.closest("textarea, select, input:not([type=checkbox])")) return
  event.preventDefault()
  row.querySelector("input[name=case]")?.click()
})
