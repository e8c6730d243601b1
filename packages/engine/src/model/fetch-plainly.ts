import { request } from 'undici'

/** More than this no answer of ours needs; it bounds memory. */
const maxReplyBytes = 4 * 1024 ** 2

/**
 * One POST and its whole reply, for the providers' clients. Follows no redirect, so that a key never goes elsewhere, and
 * gives up on a reply that does not end.
 */
export const fetchPlainly: typeof fetch = async (input, init) => {
  const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url
  const { statusCode, headers, body } = await request(url, {
    method: init?.method === 'POST' ? 'POST' : 'GET',
    headers: Object.fromEntries(new Headers(init?.headers)),
    body: typeof init?.body === 'string' ? init.body : null,
    signal: init?.signal ?? null,
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxReplyBytes) throw new Error('the reply of the model is too long')
    chunks.push(chunk)
  }
  const given = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const each of [value].flat()) if (each !== undefined) given.append(name, each)
  }
  const empty = [204, 304].includes(statusCode)
  return new Response(empty ? null : Buffer.concat(chunks), { status: statusCode, headers: given })
}
