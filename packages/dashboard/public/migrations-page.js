import { call, read } from './api.js'
import { badge, errorBox, field, guarded, h, localTime } from './dom.js'

const statuses = ['awaiting_files', 'ready', 'awaiting_approval', 'completed']

/** All migrations, searchable, and a form for another. */
export function migrationsPage() {
  const box = errorBox()
  const rows = h('tbody')
  const more = h('button', { type: 'button', hidden: true }, 'Show more')
  const search = h('input', { type: 'search' })
  const status = h(
    'select',
    {},
    h('option', { value: '' }, 'any'),
    statuses.map((name) => h('option', { value: name }, name.replaceAll('_', ' '))),
  )
  let cursor = null

  const load = async (fresh) => {
    const query = new URLSearchParams({ limit: '50' })
    if (search.value.trim()) query.set('search', search.value.trim())
    if (status.value) query.set('status', status.value)
    if (!fresh && cursor) query.set('cursor', cursor)
    const page = await read(`/migrations?${query}`)
    cursor = page.next_cursor
    more.hidden = cursor === null
    const found = page.migrations.map(renderRow)
    if (fresh) rows.replaceChildren(...(found.length > 0 ? found : [nothing()]))
    else rows.append(...found)
  }
  const submit = h('button', {}, 'Search')
  more.addEventListener('click', () => guarded(more, box, () => load(false)))
  const reload = () => guarded(submit, box, () => load(true))
  reload()

  return h(
    'div',
    {},
    h('h1', { tabindex: '-1' }, 'Migrations'),
    createForm(),
    h(
      'section',
      {},
      h(
        'form',
        {
          class: 'bar',
          role: 'search',
          onsubmit: (event) => {
            event.preventDefault()
            reload()
          },
        },
        field('Name', search),
        field('Status', status),
        submit,
      ),
      box,
      h(
        'div',
        { class: 'scroll' },
        h(
          'table',
          {},
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              ['Name', 'Status', 'Source', 'Sheets', 'Created'].map((title) => h('th', { scope: 'col' }, title)),
            ),
          ),
          rows,
        ),
      ),
      more,
    ),
  )
}

const nothing = () => h('tr', {}, h('td', { colspan: 5, class: 'quiet' }, 'No migration fits.'))

function renderRow({ id, name, status, source, templates, created_at }) {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, h('a', { href: `#/migrations/${id}` }, name)),
    h('td', {}, badge(status)),
    h('td', {}, source?.name ?? ''),
    h('td', {}, templates.map((template) => template.name).join(', ')),
    h('td', {}, h('time', { datetime: created_at }, localTime(created_at))),
  )
}

function createForm() {
  const box = errorBox()
  const name = h('input', { required: true, maxlength: 200 })
  const button = h('button', { class: 'primary' }, 'Create')
  const submit = (event) => {
    event.preventDefault()
    guarded(button, box, async () => {
      const { migration } = await call('POST', '/migrations', { name: name.value })
      location.hash = `#/migrations/${migration.id}`
    })
  }
  return h('section', {}, h('form', { class: 'bar', onsubmit: submit }, field('New migration', name), button), box)
}
