import { type ApiEmulator, emulate, messyName, notFound } from './emulate.ts'

export const pipedriveToken = 'emulated0pipedrive0token'

/** Pipedrive: token header, v2 by cursor with `updated_since`, v1 by `start`, null for an empty list. */
export function startPipedrive(count = 1200): Promise<ApiEmulator> {
  const persons = Array.from({ length: count }, (_, n) => ({
    id: n + 1,
    name: messyName(n),
    emails: [{ value: `p${n}@example.com`, primary: true }],
    update_time: new Date(Date.UTC(2024, 0, 1, 0, n)).toISOString().replace('.000Z', 'Z'),
    custom_fields: { '0123456789abcdef0123456789abcdef01234567': n % 2 ? 'gold' : null },
  }))
  const notes = Array.from({ length: 600 }, (_, n) => ({ id: n + 1, content: `<p>note ${n}</p>` }))
  return emulate(
    'https://api.pipedrive.com',
    ({ headers }) => headers['x-api-token'] === pipedriveToken,
    ({ path, query }) => {
      const limit = Math.min(500, Number(query.get('limit') ?? 100))
      if (path === '/v1/users')
        return { body: { success: true, data: [{ id: 1, name: 'Owner', email: 'o@example.com', active_flag: true }] } }
      if (path === '/v1/notes') {
        const start = Number(query.get('start') ?? 0)
        const more = start + limit < notes.length
        return {
          body: {
            success: true,
            data: notes.slice(start, start + limit),
            additional_data: {
              pagination: {
                start,
                limit,
                more_items_in_collection: more,
                ...(more ? { next_start: start + limit } : {}),
              },
            },
          },
        }
      }
      if (path === '/api/v2/persons') {
        const since = query.get('updated_since') ?? ''
        const rows = persons.filter(({ update_time }) => update_time >= since)
        const start = query.get('cursor') ? Number(Buffer.from(query.get('cursor') as string, 'base64').toString()) : 0
        const next = start + limit < rows.length ? Buffer.from(String(start + limit)).toString('base64') : null
        return {
          body: { success: true, data: rows.slice(start, start + limit), additional_data: { next_cursor: next } },
        }
      }
      return path.startsWith('/api/v2/') ? { body: { success: true, data: null, additional_data: null } } : notFound
    },
  )
}
