// A file that is too large is named when it is chosen, not after it was sent over a slow line. A field says its limits in
// data-largest and data-together, in bytes, and the words for each; the server looks again.

export function whatIsTooLarge({ largest, together, tooLarge, tooMuch }, files) {
  const one = files.find(file => file.size > largest)
  if (one) return tooLarge.replace("{}", one.name)
  return files.reduce((sum, file) => sum + file.size, 0) > together ? tooMuch : ""
}

export const errorLine = (words, more) => Object.assign(document.createElement("p"), { className: "error", textContent: words, ...more })

// The words stay beneath the field; pressed all the same, the browser itself leads back to it.
function say(field, words) {
  document.getElementById(`${field.id}_fit`)?.remove()
  field.setAttribute("aria-invalid", words !== "")
  field.setCustomValidity(words)
  if (words) field.after(errorLine(words, { id: `${field.id}_fit`, role: "alert" }))
}

document.addEventListener("change", event => {
  const field = event.target
  if (field.dataset.largest && !field.dataset.addsTo) say(field, whatIsTooLarge(field.dataset, [...field.files]))
})
