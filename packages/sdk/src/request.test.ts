import { expect, test } from 'vitest'
import { createRequester, type FetchLike, unwrap } from './request.ts'

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

/** The outside world, answering in turn; keeps what was sent. */
function world(...answers: (() => Response)[]) {
  const seen: { url: string; init: RequestInit }[] = []
  const fetch: FetchLike = async (url, init = {}) => {
    seen.push({ url, init })
    const answer = answers[seen.length - 1]
    if (!answer) throw new TypeError('fetch failed')
    return answer()
  }
  return { seen, requester: createRequester({ baseUrl: 'http://godwit.test/', apiKey: 'k', fetch }) }
}
const busy = () =>
  json(503, { error: 'Busy. Try again.', code: 'store_unavailable', request_id: 'r' }, { 'retry-after': '0' })

test('a call goes to /api/v1 with the key, the query and the body', async () => {
  const { seen, requester } = world(() => json(200, { ok: true }))
  const call = { method: 'POST', path: '/things', query: { limit: 5, cursor: null }, body: { a: 1 } } as const
  expect(unwrap(await requester.request(call))).toEqual({ ok: true })
  expect(seen[0]?.url).toBe('http://godwit.test/api/v1/things?limit=5')
  expect(seen[0]?.init.body).toBe('{"a":1}')
  expect(new Headers(seen[0]?.init.headers).get('x-api-key')).toBe('k')
})

test('a busy server is asked again, under the same name, so that nothing is done twice', async () => {
  const { seen, requester } = world(busy, busy, () => json(201, { id: 1 }))
  expect(await requester.request({ method: 'POST', path: '/things' })).toMatchObject({ type: 'success', status: 201 })
  const names = seen.map(({ init }) => new Headers(init.headers).get('idempotency-key'))
  expect(new Set(names).size).toBe(1)
  expect(names[0]).toMatch(/^[0-9a-f-]{36}$/)
})

test('a change that has no name is not repeated when its fate is unknown', async () => {
  const { seen, requester } = world()
  const result = await requester.request({ method: 'PATCH', path: '/things/1' })
  expect(result).toMatchObject({ type: 'client_error', error: { code: 'network', retry: 'later' } })
  expect(seen.length).toBe(1)
})

test('what a fix must come first for is not tried again', async () => {
  const refusal = { error: 'No.', code: 'unknown_field', request_id: 'r', details: [{ path: 'a', message: 'unknown' }] }
  const { seen, requester } = world(() => json(400, refusal))
  const result = await requester.request({ method: 'GET', path: '/things' })
  expect(seen.length).toBe(1)
  expect(() => unwrap(result)).toThrow(
    expect.objectContaining({
      code: 'unknown_field',
      status: 400,
      requestId: 'r',
      retry: 'after_fix',
      details: refusal.details,
    }),
  )
})

test('a reply of some other server is told apart from one of Godwit', async () => {
  const { requester } = world(() => new Response('<html>', { status: 200 }))
  const result = await requester.request({ method: 'GET', path: '/things' })
  expect(result).toMatchObject({ type: 'client_error', status: 200, error: { code: 'unexpected_reply' } })
})

test('an aborted call throws the reason of its signal', async () => {
  const reason = new Error('enough')
  const fetch: FetchLike = async (_url, init) => {
    init?.signal?.throwIfAborted()
    throw new Error('not reached')
  }
  const requester = createRequester({ baseUrl: 'http://godwit.test', apiKey: 'k', fetch })
  await expect(requester.request({ method: 'GET', path: '/', signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})
