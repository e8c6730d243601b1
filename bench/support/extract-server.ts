import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A local API for `bench/extract.ts`, in a process of its own: `/<stream>?page=n` gives 100 records after 20 ms; under
 * `/limited/…` at most 50 requests in a second pass, the rest get 429 with Retry-After.
 */
const latencyMs = 20
const limit = 50
let passed: number[] = []
let refused = 0
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://api')
  if (url.pathname === '/refused') return void response.end(JSON.stringify({ refused }))
  const now = performance.now()
  if (url.pathname.startsWith('/limited/')) {
    passed = passed.filter((time) => time > now - 1000)
    if (passed.length >= limit) {
      refused++
      return void response.writeHead(429, { 'retry-after': '1' }).end('{}')
    }
    passed.push(now)
  }
  const page = Number(url.searchParams.get('page') ?? 0)
  const pages = Number(url.searchParams.get('pages') ?? 0)
  const data = Array.from({ length: page < pages ? 100 : 0 }, (_, n) => ({
    id: page * 100 + n,
    name: `Person ${page * 100 + n}`,
    email: `person${page * 100 + n}@example.com`,
    created_at: '2024-01-01T00:00:00Z',
    address: { street: '1 Main Street', city: 'Springfield', zip: '01234' },
    tags: ['a', 'b'],
  }))
  setTimeout(
    () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data })),
    latencyMs,
  )
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
