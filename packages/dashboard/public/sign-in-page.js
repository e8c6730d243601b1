import { apiKey, read } from './api.js'
import { errorBox, field, guarded, h } from './dom.js'

/** Asks for an API key, and keeps it once the server has taken it. */
export function signInPage(onSignedIn) {
  const box = errorBox()
  const input = h('input', { type: 'password', required: true, autocomplete: 'off', size: 44 })
  const button = h('button', { class: 'primary' }, 'Sign in')
  const submit = (event) => {
    event.preventDefault()
    guarded(button, box, async () => {
      apiKey.set(input.value.trim())
      try {
        await read('/migrations?limit=1')
      } catch (error) {
        apiKey.forget()
        throw error
      }
      onSignedIn()
    })
  }
  return h(
    'section',
    {},
    h('h1', { tabindex: '-1' }, 'Sign in'),
    h('p', { class: 'quiet' }, 'The server printed a key at its first start. It is kept in this tab only.'),
    h('form', { onsubmit: submit }, h('div', { class: 'bar' }, field('API key', input), button), box),
  )
}
