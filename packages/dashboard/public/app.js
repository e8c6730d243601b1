import { apiKey } from './api.js'
import { h } from './dom.js'
import { migrationPage } from './migration-page.js'
import { migrationsPage } from './migrations-page.js'
import { signInPage } from './sign-in-page.js'

const main = document.getElementById('main')
const nav = document.getElementById('nav')
let leave = new AbortController()

/** Shows the page that the address names. A page gets a signal that aborts when it is left. */
function show() {
  leave.abort()
  leave = new AbortController()
  const signedIn = apiKey.get() !== null
  nav.replaceChildren(...(signedIn ? [h('button', { type: 'button', onclick: signOut }, 'Sign out')] : []))
  const [, id] = /^#\/migrations\/([0-9a-f-]{36})$/.exec(location.hash) ?? []
  const page = !signedIn ? signInPage(show) : id ? migrationPage(id, leave.signal) : migrationsPage()
  main.replaceChildren(page)
  const title = main.querySelector('h1')
  document.title = `${title?.textContent ?? 'Godwit'} · Godwit`
  title?.focus()
}

function signOut() {
  apiKey.forget()
  location.hash = '#/'
  show()
}

addEventListener('hashchange', show)
show()
