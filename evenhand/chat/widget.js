// The chat for any shop's page: one script tag, no dependency, no cookie. It asks for nothing until somebody presses its
// button. What is said stays in a frame of our own origin; from the start of a chat to its end the tab's own store holds the
// key to it, because many browsers let a frame of another origin store nothing.
(() => {
  const tag = document.currentScript
  if (!tag || document.getElementById("evenhand-chat")) return
  const { label = "Chat", newLines = "new", name = "Chat with us", identity = "", side = "right" } = tag.dataset
  const chat = new URL("./", tag.src)
  const address = `${chat.href}?origin=${encodeURIComponent(location.origin)}`
  const KEPT = "evenhand-chat"

  const LOOK = `
    :host { all: initial; color-scheme: light dark; }
    * { box-sizing: border-box; }
    button { position: fixed; inset-block-end: 16px; ${side === "left" ? "inset-inline-start" : "inset-inline-end"}: 16px; z-index: 2147483000;
      min-block-size: 48px; padding: 12px 20px; border: 1px solid light-dark(#fefdfc, #0a1f23); border-radius: 999px;
      background: light-dark(#005765, #83cbda); color: light-dark(#fefdfc, #0a1f23); font: 600 16px/1.3 system-ui, sans-serif; cursor: pointer; }
    button:hover { background: light-dark(#00404a, #b9d9dc); }
    button:focus-visible { outline: 3px solid light-dark(#09707f, #b9d9dc); outline-offset: 3px; }
    section { position: fixed; inset-block-end: 80px; ${side === "left" ? "inset-inline-start" : "inset-inline-end"}: 16px; z-index: 2147483000;
      inline-size: min(384px, calc(100vw - 32px)); block-size: min(600px, calc(100dvh - 96px)); overflow: hidden;
      border: 1px solid light-dark(#dad3ca, #524c44); border-radius: 16px; background: light-dark(#fbf9f5, #191713); box-shadow: 0 12px 32px rgb(0 0 0 / 0.2); }
    section[hidden] { display: none; }
    iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; }
    span { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @media (max-width: 480px) { section { inset: 0; inline-size: auto; block-size: auto; border: 0; border-radius: 0; } }
    @media print { :host { display: none; } }`

  const make = (kind, about = {}) => Object.assign(document.createElement(kind), about)
  const root = make("div", { id: "evenhand-chat" })
  const shadow = root.attachShadow({ mode: "open" })
  const look = new CSSStyleSheet()
  look.replaceSync(LOOK)
  shadow.adoptedStyleSheets = [look]
  const button = make("button", { type: "button", textContent: label, ariaExpanded: "false" })
  const news = make("span", { role: "status" })
  const panel = make("section", { hidden: true, ariaLabel: name })
  const frame = make("iframe", { title: name, referrerPolicy: "no-referrer" })
  panel.append(frame)
  shadow.append(button, news, panel)

  const tell = (what, more = {}) => frame.contentWindow?.postMessage({ evenhand: what, ...more }, chat.origin)
  const load = () => { if (!frame.src) frame.src = address }

  function show(isOpen) {
    panel.hidden = !isOpen
    button.ariaExpanded = String(isOpen)
    if (isOpen) { load(); frame.focus() }
    tell(isOpen ? "opened" : "closed")
    if (!isOpen) button.focus()
  }

  function kept() {
    try { return sessionStorage.getItem(KEPT) ?? "" } catch { return "" }
  }

  function keep(chat) {
    try { chat ? sessionStorage.setItem(KEPT, chat) : sessionStorage.removeItem(KEPT) } catch {}
  }

  function count(unread) {
    button.textContent = unread ? `${label} (${unread})` : label
    news.textContent = unread ? `${label}: ${unread} ${newLines}` : ""
  }

  button.addEventListener("click", () => show(panel.hidden))
  addEventListener("message", event => {
    if (event.origin !== chat.origin || event.source !== frame.contentWindow) return
    const { evenhand: what, unread, chat: begun } = event.data ?? {}
    if (what === "ready") { tell("begin", { identity, chat: kept() }); if (!panel.hidden) tell("opened") }
    if (what === "close") show(false)
    if (what === "unread") count(Number(unread) || 0)
    if (what === "keep") keep(typeof begun === "string" ? begun : "")
  })

  const start = () => {
    document.body.append(root)
    if (kept()) load()
  }
  if (document.body) start()
  else addEventListener("DOMContentLoaded", start)
})()
