import { type ApiEmulator, emulate, notFound } from './emulate.ts'

export const zendeskToken = 'emulatedZendeskApiToken'
export const zendeskEmail = 'admin@example.com'
const origin = 'https://acme.zendesk.com'

/** Zendesk: basic authentication, incremental export by cursor (`after_url`, `end_of_stream`), cursor paging elsewhere. */
export function startZendesk(count = 250): Promise<ApiEmulator> {
  const tickets = Array.from({ length: count }, (_, n) => ({
    id: n + 1,
    subject: `Ticket ${n}`,
    status: n % 40 === 39 ? 'deleted' : 'open',
    updated_at: new Date(Date.UTC(2024, 0, 1, 0, n)).toISOString().replace('.000Z', 'Z'),
  }))
  const groups = Array.from({ length: 130 }, (_, n) => ({ id: n + 1, name: `Group ${n}` }))
  const basic = `Basic ${Buffer.from(`${zendeskEmail}/token:${zendeskToken}`).toString('base64')}`
  return emulate(
    origin,
    ({ headers }) => headers.authorization === basic,
    ({ path, query }) => {
      if (path === '/api/v2/incremental/tickets/cursor.json') {
        const cursor = query.get('cursor')
        if (cursor !== null && query.has('start_time'))
          return { status: 400, body: { error: 'start_time and cursor exclude each other' } }
        const since = Number(query.get('start_time') ?? 0)
        const start =
          cursor === null
            ? tickets.findIndex(({ updated_at }) => Date.parse(updated_at) / 1000 >= since)
            : Number(cursor)
        const from = start < 0 ? tickets.length : start
        const end = from + 100
        return {
          body: {
            tickets: tickets.slice(from, end),
            after_url: `${origin}${path}?cursor=${Math.min(end, tickets.length)}`,
            after_cursor: String(end),
            end_of_stream: end >= tickets.length,
          },
        }
      }
      if (path === '/api/v2/groups') {
        const start = Number(query.get('page[after]') ?? 0)
        const size = Number(query.get('page[size]') ?? 100)
        const more = start + size < groups.length
        return {
          body: {
            groups: groups.slice(start, start + size),
            meta: { has_more: more },
            links: { next: more ? `${origin}${path}?page%5Bafter%5D=${start + size}&page%5Bsize%5D=${size}` : null },
          },
        }
      }
      const comments = /^\/api\/v2\/tickets\/(\d+)\/comments$/.exec(path)
      if (comments) {
        const ticket = tickets[Number(comments[1]) - 1]
        if (!ticket || ticket.status === 'deleted') return notFound
        return {
          body: {
            comments: [{ id: 9000 + ticket.id, body: 'hello', author_id: 1 }],
            meta: { has_more: false },
            links: { next: null },
          },
        }
      }
      return notFound
    },
  )
}
