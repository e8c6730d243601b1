import { type ApiEmulator, emulate, messyName, notFound } from './emulate.ts'

export const hubspotToken = 'pat-eu1-emulated-token'

/** HubSpot: bearer token, `after` under `paging.next`, properties by name, archived records apart. */
export function startHubspot(count = 230): Promise<ApiEmulator> {
  const contacts = Array.from({ length: count }, (_, n) => ({
    id: String(1000 + n),
    createdAt: '2023-01-01T00:00:00.000Z',
    updatedAt: new Date(Date.UTC(2024, 0, 1, 0, n)).toISOString(),
    archived: n % 50 === 49,
    all: {
      firstname: messyName(n),
      email: `c${n}@example.com`,
      createdate: '2023-01-01T00:00:00Z',
      secret_field: 'x',
    } as Record<string, string>,
  }))
  return emulate(
    'https://api.hubapi.com',
    ({ headers }) => headers.authorization === `Bearer ${hubspotToken}`,
    ({ path, query }) => {
      if (path === '/crm/v3/owners')
        return {
          body: { results: [{ id: '7', email: 'owner@example.com', firstName: 'O', lastName: 'W', archived: false }] },
        }
      if (path !== '/crm/v3/objects/contacts')
        return path === '/crm/v3/objects/deals'
          ? {
              status: 403,
              body: {
                status: 'error',
                category: 'MISSING_SCOPES',
                message: 'This app has not been granted all required scopes',
              },
            }
          : notFound
      const names = (query.get('properties') ?? '').split(',')
      const rows = contacts.filter(({ archived }) => archived === (query.get('archived') === 'true'))
      const start = Number(query.get('after') ?? 0)
      const limit = Math.min(100, Number(query.get('limit') ?? 10))
      const results = rows.slice(start, start + limit).map(({ all, ...rest }) => ({
        ...rest,
        properties: Object.fromEntries(names.map((name) => [name, all[name] ?? null])),
      }))
      const more = start + limit < rows.length
      return { body: { results, ...(more ? { paging: { next: { after: String(start + limit), link: 'x' } } } : {}) } }
    },
  )
}
