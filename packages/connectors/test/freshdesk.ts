import { type ApiEmulator, emulate, notFound } from './emulate.ts'

export const freshdeskKey = 'emulatedFreshdeskKey'
const origin = 'https://acme.freshdesk.com'

/** Freshdesk: basic authentication with the key as user, `Link` header, `updated_since`. */
export function startFreshdesk(count = 120): Promise<ApiEmulator> {
  const tickets = Array.from({ length: count }, (_, n) => ({
    id: n + 1,
    subject: `Ticket ${n}`,
    status: (n % 4) + 2,
    updated_at: new Date(Date.UTC(2024, 0, 1, 0, n)).toISOString().replace('.000Z', 'Z'),
  }))
  return emulate(
    origin,
    ({ headers }) => headers.authorization === `Basic ${Buffer.from(`${freshdeskKey}:X`).toString('base64')}`,
    ({ path, query }) => {
      if (path === '/api/v2/agents')
        return { body: [{ id: 1, contact: { name: 'Agent', email: 'a@example.com' }, available: true }] }
      const conversations = /^\/api\/v2\/tickets\/(\d+)\/conversations$/.exec(path)
      if (conversations)
        return Number(conversations[1]) === 3
          ? notFound
          : { body: [{ id: 5000 + Number(conversations[1]), ticket_id: Number(conversations[1]), body_text: 'hi' }] }
      if (path !== '/api/v2/tickets') return notFound
      const rows = tickets.filter(({ updated_at }) => updated_at >= (query.get('updated_since') ?? '9'))
      const number = Number(query.get('page') ?? 1)
      const size = Math.min(100, Number(query.get('per_page') ?? 30))
      const more = number * size < rows.length
      const next = new URLSearchParams(query)
      next.set('page', String(number + 1))
      return {
        headers: more ? { link: `<${origin}${path}?${next}>; rel="next"` } : {},
        body: rows.slice((number - 1) * size, number * size),
      }
    },
  )
}
