// Small parts of the chat's page: how it asks the server, how it speaks with the shop's page.

export const words = document.getElementById("words").dataset

// The shop's page keeps the key to the chat for its tab: many browsers let a frame of another origin store nothing.
export function keep(chat) {
  shop("keep", { chat: chat ? JSON.stringify(chat) : "" })
}

export function read(text) {
  try {
    const { token, outbox } = JSON.parse(text)
    return typeof token === "string" && Array.isArray(outbox) ? { token, outbox } : null
  } catch { return null }
}

export function letters() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("")
}

export function post(path, body, token = "") {
  const headers = { "Content-Type": "application/json", "X-Chat": token }
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body), credentials: "omit", signal: AbortSignal.timeout(20000) })
}

// The page around us is the one that may show us: the server has named it as the only one.
export function shop(what, more = {}) {
  if (parent !== window) parent.postMessage({ evenhand: what, ...more }, new URLSearchParams(location.search).get("origin"))
}

// One at a time: a call while it runs is made up for once it is done.
export function callOnce(work) {
  let running = null, again = false
  return async function call() {
    if (running) { again = true; return }
    running = work()
    try { await running } finally { running = null }
    if (again) { again = false; call() }
  }
}
