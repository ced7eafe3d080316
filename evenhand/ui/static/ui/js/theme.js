// Light, dark, or as the device says; kept in this browser only.

const order = ["auto", "light", "dark"]
const root = document.documentElement

function apply(theme) {
  if (theme === "auto") delete root.dataset.theme
  else root.dataset.theme = theme
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false
    button.dataset.now = theme
    button.title = button.dataset[theme]
    button.setAttribute("aria-label", button.dataset[theme])
  }
}

function keep(theme) {
  try {
    if (theme === "auto") localStorage.removeItem("theme")
    else localStorage.setItem("theme", theme)
  } catch { /* a browser that keeps nothing still shows the choice on this page */ }
}

document.addEventListener("click", event => {
  const button = event.target.closest("[data-theme-switch]")
  if (!button) return
  const next = order[(order.indexOf(button.dataset.now) + 1) % order.length]
  keep(next)
  apply(next)
})

root.dataset.scripted = ""
apply(root.dataset.theme ?? "auto")
