/**
 * Makes an element: `h('button', { class: 'primary', onclick }, 'Go')`. Properties that start with `on` are listeners;
 * null, undefined and false leave an attribute out, true sets it bare. Children are nodes or text; text is never HTML.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

let lastId = 0

/** A form field with its label in front. */
export function field(label, input) {
  input.id ||= `field-${++lastId}`
  return h('label', { for: input.id }, label, input)
}

/** Where a part of the page says what went wrong; empty, it is not there. */
export const errorBox = () => h('p', { class: 'error', role: 'alert' })

/** Runs `work` for a button: not twice at once, its failure shown in `box`. */
export async function guarded(button, box, work) {
  button.disabled = true
  box.textContent = ''
  try {
    await work()
  } catch (error) {
    box.textContent = error.message
  } finally {
    button.disabled = false
  }
}

export const badge = (status) => h('span', { class: `badge ${status}` }, status.replaceAll('_', ' '))

/** `2026-11-24T10:00:00.000Z` in the reader's own zone and way of writing. */
export const localTime = (iso, options) => new Date(iso).toLocaleString(undefined, options)
