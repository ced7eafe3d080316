// The work after a call runs down, second by second; at its end it says so in words. The server's answer is what counts.

const running = new Set()  // a clock that was fetched anew is still the same one
const parts = seconds => [[Math.floor(seconds / 60), "min"], [seconds % 60, "s"]].filter(([count], place) => count || place === 1)

function draw(clock) {
  const began = Number(clock.dataset.began ??= performance.now())
  const left = Math.max(0, Number(clock.dataset.after) - Math.round((performance.now() - began) / 1000))
  clock.querySelector("[data-seconds]").textContent = parts(left).map(([count, unit]) => `${count}\u00a0${unit}`).join(" ")
  const over = clock.querySelector("[data-over]")
  clock.querySelector("[data-left]").hidden = left === 0
  over.hidden = left > 0
  if (left) running.add(clock.id)
  else if (running.delete(clock.id)) document.dispatchEvent(new CustomEvent("said", { detail: { value: over.textContent } }))
}

const drawAll = () => document.querySelectorAll("[data-after]").forEach(draw)

drawAll()
setInterval(drawAll, 1000)
document.addEventListener("htmx:afterSettle", drawAll)
