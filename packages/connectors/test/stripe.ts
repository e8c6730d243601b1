import { type ApiEmulator, emulate, messyName, notFound } from './emulate.ts'

export const stripeKey = 'rk_test_emulated_51Hxyz'

/** Stripe: bearer key, newest first, `starting_after` with `has_more`, `created[gte]`. */
export function startStripe(count = 250): Promise<ApiEmulator> {
  const customers = Array.from({ length: count }, (_, n) => ({
    id: `cus_${String(count - n).padStart(6, '0')}`,
    object: 'customer',
    created: 1_700_000_000 + (count - n) * 60,
    name: messyName(n),
    email: n % 5 === 0 ? null : `Person${n}@Example.COM`,
    balance: n % 3 === 0 ? -1250 : 0,
    metadata: { ref: `00${n}` },
  }))
  return emulate(
    'https://api.stripe.com',
    ({ headers }) => headers.authorization === `Bearer ${stripeKey}`,
    ({ path, query }) => {
      if (path !== '/v1/customers')
        return /^\/v1\/\w+$/.test(path) ? { body: { object: 'list', data: [], has_more: false } } : notFound
      const since = Number(query.get('created[gte]') ?? 0)
      const rows = customers.filter(({ created }) => created >= since)
      const after = query.get('starting_after')
      const start = after === null ? 0 : rows.findIndex(({ id }) => id === after) + 1
      const limit = Math.min(100, Number(query.get('limit') ?? 10))
      return { body: { object: 'list', data: rows.slice(start, start + limit), has_more: start + limit < rows.length } }
    },
  )
}
