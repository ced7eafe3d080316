// Files of a reply: sent to the draft as soon as they are chosen, dropped or pasted, with how far they are; one that is too
// large is not. A reply that is sent meanwhile waits for them, and is not sent where one of them did not arrive.

import { errorLine, whatIsTooLarge } from "./fit.js"

const waiting = []
let onTheWay = null
let isHeld = null
let hasFailed = false

const adding = () => document.getElementById("reply_file")
const place = () => document.getElementById("uploads")

function say(what, name = "") {
  const line = document.getElementById("upload_words").content.querySelector(`.${what}`).cloneNode(true)
  if (name) line.querySelector("b").textContent = name
  place()?.append(line)
}

function lineFor(file) {
  const line = document.getElementById("upload_line").content.firstElementChild.cloneNode(true)
  const bar = line.querySelector("progress")
  bar.id = `upload_${crypto.getRandomValues(new Uint32Array(1))[0]}`
  line.querySelector("label").htmlFor = bar.id
  line.querySelector("label").textContent = file.name
  place()?.append(line)
  return { line, bar, words: line.querySelector("span") }
}

function fits(file) {
  const words = whatIsTooLarge(adding().dataset, [file])
  if (words) place()?.append(errorLine(words))
  return !words
}

function add(files) {
  if (!adding() || !files.length) return
  if (!onTheWay) {
    place().replaceChildren()
    hasFailed = false
  }
  const fitting = [...files].filter(fits)
  hasFailed ||= fitting.length < files.length
  waiting.push(...fitting.map(file => ({ file, ...lineFor(file) })))
  if (!onTheWay) next()
}

function next() {
  onTheWay = waiting.shift() ?? null
  if (!onTheWay) return goOn()
  const { file, bar, words } = onTheWay
  const sent = new FormData()
  sent.set("csrfmiddlewaretoken", adding().form.elements.csrfmiddlewaretoken.value)
  sent.set("file", file)
  const request = new XMLHttpRequest()
  request.upload.addEventListener("progress", event => {
    bar.value = event.lengthComputable ? event.loaded / event.total * 100 : 0
    words.textContent = `${Math.round(bar.value)} %`
  })
  request.addEventListener("loadend", () => arrived(request))
  request.open("POST", adding().dataset.addsTo)
  request.setRequestHeader("HX-Request", "true")
  request.send(sent)
}

function arrived(request) {
  const { file, line } = onTheWay
  line.remove()
  if (request.status === 200) htmx.swap("#draft_files", request.responseText, { swapStyle: "outerHTML" })
  else say("failed", file.name)
  hasFailed ||= request.status !== 200 || /data-tone="bad"/.test(request.responseText)
  next()
}

// All that was chosen is there, or failed: a reply that waited goes now.
function goOn() {
  const button = isHeld
  isHeld = null
  if (!button?.isConnected) return
  if (hasFailed) say("missing")
  else button.form.requestSubmit(button)
}

document.addEventListener("change", event => {
  if (event.target.id !== "reply_file") return
  add(event.target.files)
  event.target.value = ""
})

// Files may be dropped anywhere on the page: it would be lost if the browser opened them in its place. In another form they
// are for that one: a field for files takes them by itself.
const isElsewhere = event => event.target.closest?.("input[type=file]:not(#reply_file)")
const hasFiles = event => adding() && event.dataTransfer?.types.includes("Files") && !isElsewhere(event)
document.addEventListener("dragover", event => {
  if (!hasFiles(event)) return
  event.preventDefault()
  document.documentElement.dataset.dragging = ""
})
document.addEventListener("dragleave", event => { if (!event.relatedTarget) delete document.documentElement.dataset.dragging })
document.addEventListener("drop", event => {
  delete document.documentElement.dataset.dragging
  if (!hasFiles(event)) return
  event.preventDefault()
  add(event.dataTransfer.files)
})
document.addEventListener("paste", event => {
  if (event.target.id !== "reply_text" || !event.clipboardData.files.length || event.clipboardData.types.includes("text/plain")) return
  event.preventDefault()
  add(event.clipboardData.files)
})

// Before once.js marks the form as sent.
addEventListener("submit", event => {
  const removes = event.submitter?.id.startsWith("remove_file_")
  if (!onTheWay || event.target.id !== "reply_form" || removes) return
  event.preventDefault()
  event.stopImmediatePropagation()
  if (!isHeld) say("later")
  isHeld = event.submitter
}, { capture: true })
