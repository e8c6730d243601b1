import { download, read } from './api.js'
import { errorBox, guarded, h } from './dom.js'

const pageRows = 25

/**
 * What would come out: the plan, the ledger, and every sheet with its invalid cells marked. Only what was executed can
 * be downloaded.
 */
export async function previewPart(id, { executed }) {
  const preview = await read(`/migrations/${id}/preview?limit=${pageRows}`)
  return h(
    'div',
    {},
    h('section', {}, h('h2', {}, 'Plan'), h('pre', {}, preview.plan)),
    h('section', {}, h('h2', {}, 'Ledger'), ledger(preview.coverage)),
    preview.sheets.map((sheet) => sheetSection(id, sheet, executed)),
  )
}

function ledger({ balanced, tables }) {
  const number = { class: 'number' }
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h('caption', {}, balanced ? 'Balanced: every source row is accounted for.' : 'Not balanced.'),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, 'Table'),
          ['Rows', 'Imported', 'Merged'].map((title) => h('th', { scope: 'col', ...number }, title)),
          h('th', { scope: 'col' }, 'Dropped'),
        ),
      ),
      h(
        'tbody',
        {},
        tables.map(({ name, rows, imported, merged, dropped }) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, name),
            [rows, imported, merged].map((count) => h('td', number, count.toLocaleString())),
            h('td', {}, dropped.map((drop) => `${drop.rows.toLocaleString()} ${drop.reason}`).join(', ')),
          ),
        ),
      ),
    ),
  )
}

function sheetSection(id, first, executed) {
  const { slug, name } = first.template
  const box = errorBox()
  const holder = h('div', { class: 'scroll' })
  const where = h('span', { class: 'quiet' })
  const onlyInvalid = h('input', { type: 'checkbox' })
  const back = h('button', { type: 'button' }, 'Back')
  const next = h('button', { type: 'button' }, 'Next')
  let offset = 0

  const show = (sheet) => {
    holder.replaceChildren(sheetTable(name, sheet))
    const total = onlyInvalid.checked ? sheet.invalid_rows : sheet.total_rows
    const end = offset + sheet.rows.length - 1
    where.textContent = total === 0 ? 'no rows' : `rows ${offset + 1} to ${end} of ${total.toLocaleString()}`
    back.disabled = offset === 0
    next.disabled = end >= total
  }
  const load = (button, to) =>
    guarded(button, box, async () => {
      const query = new URLSearchParams({
        template: slug,
        limit: pageRows,
        offset: to,
        filter: onlyInvalid.checked ? 'invalid' : 'all',
      })
      const page = await read(`/migrations/${id}/preview?${query}`)
      offset = to
      // after the buttons are free again, so that their new state stays
      queueMicrotask(() => show(page.sheets[0]))
    })
  back.addEventListener('click', () => load(back, Math.max(0, offset - pageRows)))
  next.addEventListener('click', () => load(next, offset + pageRows))
  onlyInvalid.addEventListener('change', () => load(onlyInvalid, 0))
  show(first)

  const csv = (filter, label) => {
    const button = h(
      'button',
      {
        type: 'button',
        disabled: !executed,
        title: executed ? null : 'Execute the migration first.',
        onclick: () =>
          guarded(button, box, () =>
            download(
              `/migrations/${id}/exports/${slug}.csv?filter=${filter}`,
              filter === 'valid' ? `${slug}.csv` : `${slug}.${filter}.csv`,
            ),
          ),
      },
      label,
    )
    return button
  }
  const invalid = first.invalid_rows
  return h(
    'section',
    { 'aria-label': name },
    h('h2', {}, name),
    h(
      'p',
      {},
      `${first.total_rows.toLocaleString()} rows, ${invalid === 0 ? 'all valid' : `${invalid.toLocaleString()} with invalid cells`}`,
    ),
    h(
      'div',
      { class: 'bar spread' },
      h('label', {}, h('span', {}, onlyInvalid, ' only invalid rows')),
      h('div', { class: 'bar' }, csv('valid', 'Download CSV'), csv('invalid', 'Download invalid rows')),
    ),
    box,
    holder,
    h('div', { class: 'bar spread' }, where, h('div', { class: 'bar' }, back, next)),
    mapping(first.columns),
  )
}

function sheetTable(name, { rows, invalid_cells }) {
  const [header, ...body] = rows
  const invalid = new Map(invalid_cells.map((cell) => [`${cell.row} ${cell.column}`, cell]))
  const cell = (value, row, column) => {
    const issue = invalid.get(`${row} ${column}`)
    return issue
      ? h(
          'td',
          {
            class: 'invalid',
            title: issue.message,
            'aria-invalid': 'true',
            'aria-label': `${value || 'empty'}: ${issue.message}`,
          },
          value || '(empty)',
        )
      : h('td', {}, value)
  }
  return h(
    'table',
    { class: 'cells' },
    h('caption', {}, `Preview of ${name}`),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        header.map((column) => h('th', { scope: 'col' }, column)),
      ),
    ),
    h(
      'tbody',
      {},
      body.map((cells, row) =>
        h(
          'tr',
          {},
          cells.map((value, at) => cell(value, row, header[at])),
        ),
      ),
    ),
  )
}

function mapping(columns) {
  return h(
    'details',
    {},
    h('summary', {}, 'Where each column comes from'),
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
            ['Column', 'From', 'Expression', 'Why'].map((title) => h('th', { scope: 'col' }, title)),
          ),
        ),
        h(
          'tbody',
          {},
          columns.map(({ name, from, expression, why }) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, name),
              h('td', {}, from.map(({ table, column }) => `${table}.${column}`).join(', ')),
              h('td', {}, h('code', {}, expression ?? 'nothing')),
              h('td', {}, why),
            ),
          ),
        ),
      ),
    ),
  )
}
