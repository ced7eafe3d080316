// The visitor's side of a chat, in its frame. Lines are kept until the server has them, each under a key of its own: none is
// lost, none comes twice. A hint on the line says "something is new"; a sign each few seconds catches up with whatever was missed.
import { callOnce, keep, letters, post, read, shop, words } from "./parts.js"

const by = id => document.getElementById(id)
const LIVE = "/live/"
const BEAT_MS = 5000, BEAT_ALONE_MS = 2000, BEAT_UNSEEN_MS = 20000, TYPED_MS = 4000, WAITED_MS = 60000

let chat = null // { token, outbox: [{ key, text }] } from the start of a chat to its end
let last = 0, unread = 0, typedAt = 0, saidTypingAt = 0, startedAt = 0
let identity = "", isOpen = parent === window, isStreaming = false, timer = 0, pauseMs = 1000
const shown = new Set()

const show = part => { for (const id of ["begin", "away", "talk", "over"]) by(id).hidden = id !== part }
// When we are back stands in the visitor's own time.
for (const time of document.querySelectorAll("#away time")) {
  const form = new Intl.DateTimeFormat(document.documentElement.dataset.reader, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" })
  time.textContent = form.format(new Date(time.dateTime))
}

const say = (id, text) => { by(id).textContent = text }

function headOf({ own, name, at }) {
  const when = at ? new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(new Date(at)) : words.sending
  return `${own ? words.you : name} · ${when}`
}

function draw({ key, text, own, name, at }, isSending) {
  const line = document.createElement("div")
  line.className = "chat-line"
  if (own) line.dataset.own = ""
  if (key) line.dataset.key = key
  if (isSending) line.dataset.sending = ""
  const head = document.createElement("small"), said = document.createElement("p")
  head.textContent = headOf({ own, name, at })
  said.textContent = text
  line.append(head, said)
  return line
}

// The line itself stays: whoever hears the page hears what comes into it, and has heard this one.
function settle(sent, line) {
  const [head, said] = sent.children
  delete sent.dataset.sending
  head.textContent = headOf(line)
  if (said.textContent !== line.text) said.textContent = line.text
}

function put(line) {
  if (shown.has(line.id)) return
  shown.add(line.id)
  last = Math.max(last, line.id)
  const lines = by("lines"), sent = line.own && lines.querySelector(`[data-key="${CSS.escape(line.key)}"]`)
  const isAtFoot = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 80
  if (sent) settle(sent, line)
  else lines.insertBefore(draw(line), lines.querySelector("[data-sending]"))
  if (isAtFoot || line.own) lines.scrollTop = lines.scrollHeight
  if (!line.own && (!isOpen || document.hidden)) count(unread + 1)
}

function count(lines) {
  unread = lines
  shop("unread", { unread })
}

function statusOf({ standing, anyone, agent, here, writing }) {
  if (standing === "waiting") return anyone ? words.waiting : words.nobody
  return (writing ? words.writing : here ? words.here : words.away).replace("{name}", agent)
}

function take(state) {
  state.lines.forEach(put)
  if (chat) chat.outbox = chat.outbox.filter(line => !state.lines.some(each => each.key === line.key))
  for (const field of document.querySelectorAll("[data-address]")) field.hidden = state.address
  by("copy").hidden = state.copy
  if (state.standing === "ended") return over(state)
  say("status", statusOf(state) + (state.copy ? ` ${words.copy}` : ""))
  const isLong = state.standing === "waiting" && Date.now() - startedAt > WAITED_MS
  by("by_mail").hidden = state.here || !(isLong || !state.anyone)
}

function over(state) {
  clearTimeout(timer)
  const { token } = chat
  post("signs/", { after: last }, token).catch(() => {}) // so that we know what was read
  keep(chat = null)
  say("over_words", words[state.ended] ?? "")
  by("copy_late").hidden = state.copy || shown.size === 0
  by("copy_late_address").hidden = state.address
  by("copy_late").onsubmit = event => {
    event.preventDefault()
    ask("copy/", { email: by("copy_late_email").value }, token, "over_status", () => {
      by("copy_late").hidden = true
      say("over_status", words.copied)
    })
  }
  const wasWriting = by("talk").contains(document.activeElement)
  show("over")
  if (wasWriting) by("over_title").focus()
}

// A sign that the page is open, with the last line that it has; the answer brings what is new. One at a time.
const beat = callOnce(async () => {
  if (!chat) return
  const isWriting = Date.now() - typedAt < TYPED_MS
  try {
    const answer = await post("signs/", { after: last, writing: isWriting }, chat.token)
    if (answer.status === 404) return lost()
    if (answer.ok) take(await answer.json())
    if (chat?.outbox.length) send()
  } catch {
    say("status", words.offline)
  }
  if (chat) {
    clearTimeout(timer)
    timer = setTimeout(beat, document.hidden ? BEAT_UNSEEN_MS : isStreaming ? BEAT_MS : BEAT_ALONE_MS)
  }
})

function lost() {
  keep(chat = null)
  location.reload()
}

// What waits to be sent goes one after the other, again and again until the server has it or says why not.
const send = callOnce(async () => {
  if (!chat?.outbox.length) return
  while (chat?.outbox.length) {
    const line = chat.outbox[0]
    const answer = await post("lines/", line, chat.token).catch(() => null)
    if (!chat) return
    if (!answer || answer.status >= 500 || answer.status === 429) {
      await new Promise(done => setTimeout(done, pauseMs = Math.min(pauseMs * 2, 15000)))
      continue
    }
    pauseMs = 1000
    chat.outbox = chat.outbox.filter(each => each.key !== line.key)
    keep(chat)
    if (!answer.ok) giveBack(line, (await answer.json().catch(() => ({}))).problem)
  }
  beat()
})

function giveBack(line, problem) {
  by("lines").querySelector(`[data-key="${CSS.escape(line.key)}"]`)?.remove()
  say("talk_problem", problem ?? words.failed)
  by("line").value = [line.text, by("line").value].filter(Boolean).join("\n")
}

// The line of hints; where there is none, the signs alone bring what is new.
async function listen() {
  while (chat) {
    try {
      const answer = await fetch(LIVE, { headers: { "X-Chat": chat.token }, credentials: "omit" })
      if (!answer.ok) return
      isStreaming = true
      beat()
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
      for (let part = await reader.read(); !part.done && chat; part = await reader.read()) {
        if (part.value.includes("event: hint")) beat()
      }
      reader.cancel()
    } catch {}
    isStreaming = false
    await new Promise(done => setTimeout(done, 1000))
  }
}

function run() {
  show("talk")
  startedAt = Date.now()
  for (const line of chat.outbox) by("lines").append(draw({ ...line, own: true }, true))
  beat()
  listen()
  if (isOpen) by("line").focus()
}

by("begin").addEventListener("submit", async event => {
  event.preventDefault()
  const form = event.target, given = Object.fromEntries(new FormData(form))
  const button = form.querySelector("button")
  button.disabled = true
  say("begin_problem", "")
  try {
    const answer = await post("start/", { ...given, identity, press: document.body.dataset.press })
    const state = await answer.json()
    if (!answer.ok) throw state.problem
    chat = { token: state.token, outbox: [] }
    keep(chat)
    run()
  } catch (problem) {
    say("begin_problem", typeof problem === "string" ? problem : words.failed)
    if (typeof problem === "string") offerMail(given)
  }
  button.disabled = false
})

// Nobody is free any more: what was written goes along into the form for a message.
async function offerMail({ text, name, email }) {
  const away = by("away")
  for (const [field, value] of Object.entries({ text, name, email })) away.querySelector(`[name=${field}]`).value = value
  away.hidden = false
}

by("write").addEventListener("submit", event => {
  event.preventDefault()
  const text = by("line").value.trim()
  if (!text || !chat) return
  const line = { key: letters(), text }
  chat.outbox.push(line)
  keep(chat)
  by("lines").append(draw({ ...line, own: true }, true))
  by("lines").scrollTop = by("lines").scrollHeight
  by("line").value = ""
  typedAt = 0
  say("talk_problem", "")
  send()
})

by("line").addEventListener("keydown", event => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
  event.preventDefault()
  by("write").requestSubmit()
})

by("line").addEventListener("input", () => {
  typedAt = Date.now()
  if (typedAt - saidTypingAt < TYPED_MS) return
  saidTypingAt = typedAt
  beat()
})

async function ask(path, body, token, problems, done) {
  const answer = await post(path, body, token).catch(() => null)
  const state = await answer?.json().catch(() => null)
  if (answer?.ok && state) done(state)
  else say(problems, state?.problem ?? words.failed)
}

by("by_mail").addEventListener("submit", event => {
  event.preventDefault()
  if (chat) ask(`by-mail/?after=${last}`, { email: by("by_mail_email").value }, chat.token, "talk_problem", take)
})
by("copy").addEventListener("submit", event => {
  event.preventDefault()
  if (chat) ask(`copy/?after=${last}`, { email: by("copy_email").value }, chat.token, "talk_problem", state => { take(state); by("more").open = false })
})
by("end").addEventListener("click", () => { if (chat) ask(`end/?after=${last}`, {}, chat.token, "talk_problem", take) })
by("again").addEventListener("click", () => location.reload())

by("close").hidden = parent === window
by("close").addEventListener("click", () => shop("close"))
addEventListener("keydown", event => { if (event.key === "Escape") shop("close") })
document.addEventListener("visibilitychange", () => { if (!document.hidden && chat) { beat(); if (isOpen) count(0) } })
addEventListener("online", beat)

addEventListener("message", event => {
  if (event.source !== parent || parent === window) return
  const { evenhand: what, identity: signed, chat: begun } = event.data ?? {}
  if (what === "begin") begin(begun, signed)
  if (what === "closed") isOpen = false
  if (what === "opened") {
    isOpen = true
    count(0)
    ;(chat ? by("line") : by("away").hidden ? by("begin_text") : by("content")).focus()
  }
})

// The shop has signed who this is: they need not type it, and can say which order it is about.
async function knowCustomer(signed) {
  const answer = await post("orders/", { identity: signed }).catch(() => null)
  if (!answer?.ok) return
  const { orders } = await answer.json()
  identity = signed
  by("who").hidden = true
  for (const order of orders) by("begin_order").append(new Option(`${order.number} · ${order.words}`, order.number))
  by("order_field").hidden = orders.length === 0
}

function begin(begun, signed) {
  chat = read(begun)
  if (chat) run()
  else show(document.body.dataset.anyone ? "begin" : "away")
  if (!chat && typeof signed === "string" && signed) knowCustomer(signed)
}

if (parent === window) begin("", "")
else shop("ready")
