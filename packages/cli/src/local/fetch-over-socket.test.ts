import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { fetchOverSocket } from './fetch-over-socket.ts'

async function serve(answer: RequestListener) {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-socket-'))
  const server = createServer(answer)
  const path = join(folder, 'http')
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true })
  })
  return fetchOverSocket(path)
}

test('method, path, headers and a body arrive, and the reply comes back', async () => {
  const fetch = await serve(async (request, reply) => {
    const { method, url, headers } = request
    reply.writeHead(201, { 'x-seen': headers['x-api-key'] })
    reply.end(JSON.stringify({ method, url, length: headers['content-length'], body: await text(request) }))
  })
  const response = await fetch('http://godwit.local/api?a=1', {
    method: 'PUT',
    headers: { 'x-api-key': 'k' },
    body: new Blob(['häuser']),
  })
  expect(response.status).toBe(201)
  expect(response.headers.get('x-seen')).toBe('k')
  expect(await response.json()).toEqual({ method: 'PUT', url: '/api?a=1', length: '7', body: 'häuser' })
})

test('a stream is sent and received piece by piece', async () => {
  const fetch = await serve((request, reply) => request.pipe(reply))
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('one '))
      controller.enqueue(new TextEncoder().encode('two'))
      controller.close()
    },
  })
  expect(await (await fetch('http://x/', { method: 'POST', body })).text()).toBe('one two')
})

test('an endless reply ends with its signal', async () => {
  const fetch = await serve((_request, reply) => {
    reply.write('first')
  })
  const stop = new AbortController()
  const { body } = await fetch('http://x/', { signal: stop.signal })
  const reader = body!.getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('first')
  stop.abort()
  await expect(reader.read()).rejects.toThrow()
})

test('a refusal that comes before the body is read is an answer', async () => {
  const fetch = await serve((_request, reply) => {
    reply.writeHead(413, { connection: 'close' }).end('too large')
  })
  const response = await fetch('http://x/', { method: 'PUT', body: new Blob([new Uint8Array(20_000_000)]) })
  expect(response.status).toBe(413)
})

test('a reply without a body has none', async () => {
  const fetch = await serve((_request, reply) => {
    reply.writeHead(204).end()
  })
  expect((await fetch('http://x/')).body).toBe(null)
})
