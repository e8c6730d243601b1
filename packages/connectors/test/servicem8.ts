import { type ApiEmulator, emulate, messyName, notFound } from './emulate.ts'

export const servicem8Key = 'smk-emulated-key'

/** ServiceM8: key header, pages only when the first request asks with `cursor=-1`, next cursor in a header, soft deletes. */
export function startServicem8(count = 12, pageSize = 5): Promise<ApiEmulator> {
  const clients = Array.from({ length: count }, (_, n) => ({
    uuid: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    active: n % 6 === 5 ? 0 : 1,
    edit_date: `2024-01-${String(n + 1).padStart(2, '0')} 08:00:00`,
    name: messyName(n),
    phone: n % 2 ? '(02) 9999 0000' : '',
  }))
  return emulate(
    'https://api.servicem8.com',
    ({ headers }) => headers['x-api-key'] === servicem8Key,
    ({ path, query }) => {
      if (path === '/api_1.0/staff.json')
        return { body: [{ uuid: 's1', active: 1, edit_date: '2024-01-01 00:00:00', first: 'S', last: 'T' }] }
      if (path !== '/api_1.0/company.json') return notFound
      const since = /^edit_date gt '([^']*)'$/.exec(query.get('$filter') ?? '')?.[1] ?? ''
      const rows = clients.filter(({ edit_date }) => edit_date > since)
      const cursor = query.get('cursor')
      if (cursor === null) return { body: rows.slice(0, pageSize) }
      // Cursors look like numbers with an exponent now and then.
      const start = cursor === '-1' ? 0 : Number(cursor.replace('e', ''))
      const more = start + pageSize < rows.length
      return {
        headers: more ? { 'x-next-cursor': `${start + pageSize}e` } : {},
        body: rows.slice(start, start + pageSize),
      }
    },
  )
}
