import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { forbiddenReason } from './forbidden-address.ts'
import { isConnectorHost } from './host-rule.ts'
import { type OutboundOptions, openOutbound } from './open-outbound.ts'
import { followRedirect } from './redirect.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ server: Server; port: number }> {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((done) => server.close(done))
  })
  return { server, port: (server.address() as AddressInfo).port }
}

function open(options: Partial<OutboundOptions> = {}) {
  const outbound = openOutbound({ allowPrivateHosts: [], ...options })
  closers.push(() => outbound.close())
  return outbound
}

const get = (url: string, hosts: string[], headers: Record<string, string> = {}) => ({
  method: 'GET',
  url,
  hosts,
  headers,
})

describe('addresses', () => {
  test.each([
    '127.0.0.1',
    '127.8.9.1',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '240.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '168.63.129.16',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:7f00:1',
    '::7f00:1',
    '2002:7f00:1::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    'fe80::5efe:10.0.0.1',
    '2001:db8::1',
    'nonsense',
  ])('%s is refused', (address) => expect(forbiddenReason(address)).not.toBeNull())
  test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])(
    '%s is public',
    (address) => expect(forbiddenReason(address)).toBeNull(),
  )
})

describe('hosts of a connector', () => {
  test('a pattern covers what is below a name, not what ends like it', () => {
    expect(isConnectorHost('a.example.com', ['*.example.com'])).toBe(true)
    expect(isConnectorHost('example.com', ['*.example.com'])).toBe(false)
    expect(isConnectorHost('evilexample.com', ['*.example.com', 'example.com'])).toBe(false)
    expect(isConnectorHost('anything', ['*'])).toBe(false)
  })
})

describe('a request', () => {
  test('to a private address is refused, unless the operator names host and port', async () => {
    const { port } = await serve((_request, response) => response.end('{"ok":true}'))
    const url = `http://127.0.0.1:${port}/x?api_key=s3cr3t`
    const closed = open({ allowPrivateHosts: [`127.0.0.1:${port + 1}`, `localhost:${port}`] })
    await expect(closed.request(get(url, ['127.0.0.1']))).rejects.toMatchObject({ code: 'host_forbidden' })
    await expect(closed.request(get(url.replace('http:', 'https:'), ['127.0.0.1']))).rejects.toMatchObject({
      code: 'host_forbidden',
    })
    const response = await open({ allowPrivateHosts: [`127.0.0.1:${port}`] }).request(get(url, ['127.0.0.1']))
    expect(response.body.toString()).toBe('{"ok":true}')
  })
  test('to a name that resolves to a private address is refused', async () => {
    for (const address of ['127.0.0.1', '169.254.169.254', '::ffff:10.0.0.1', '::1']) {
      const outbound = open({ resolve: async () => ['93.184.216.34', address] })
      await expect(outbound.request(get('https://rebind.example/', ['rebind.example']))).rejects.toMatchObject({
        code: 'host_forbidden',
      })
    }
  })
  test('connects to the address that was checked: the name is asked for once', async () => {
    const { port } = await serve((request, response) => response.end(request.headers.host))
    let asked = 0
    const outbound = open({
      allowPrivateHosts: [`api.example:${port}`],
      resolve: async () => (++asked === 1 ? ['127.0.0.1'] : ['203.0.113.1']),
    })
    const response = await outbound.request(get(`http://api.example:${port}/`, ['api.example']))
    expect(response.body.toString()).toBe(`api.example:${port}`)
    expect(asked).toBe(1)
  })
  test('to a host of someone else, or without TLS, is not sent', async () => {
    await expect(open().request(get('https://evil.example/', ['api.example']))).rejects.toMatchObject({
      code: 'host_forbidden',
    })
    await expect(open().request(get('http://api.example/', ['api.example']))).rejects.toThrow(/without TLS/)
    await expect(open().request(get('file:///etc/passwd', ['']))).rejects.toMatchObject({
      code: 'connection_config_invalid',
    })
  })
  test('to a name that is unknown, a port that is closed: a message, and no query in it', async () => {
    const outbound = open({
      allowPrivateHosts: ['127.0.0.1:1'],
      resolve: async () => {
        throw Object.assign(new Error('x'), { code: 'ENOTFOUND' })
      },
    })
    const failures = await Promise.allSettled([
      outbound.request(get('https://nowhere.example/a?key=s3cr3t', ['nowhere.example'])),
      outbound.request(get('http://127.0.0.1:1/a?key=s3cr3t', ['127.0.0.1'])),
    ])
    for (const failure of failures) {
      expect(failure).toMatchObject({ status: 'rejected', reason: { code: 'source_unreachable' } })
      expect(
        JSON.stringify((failure as PromiseRejectedResult).reason) + (failure as PromiseRejectedResult).reason.message,
      ).not.toContain('s3cr3t')
    }
  })
  test('that hangs ends by the time limit; one that is aborted ends at once', async () => {
    const { port } = await serve(() => {})
    const outbound = open({ allowPrivateHosts: [`127.0.0.1:${port}`], totalTimeoutMs: 200 })
    await expect(outbound.request(get(`http://127.0.0.1:${port}/`, ['127.0.0.1']))).rejects.toMatchObject({
      code: 'source_unreachable',
    })
    const abort = new AbortController()
    const patient = open({ allowPrivateHosts: [`127.0.0.1:${port}`] })
    setTimeout(() => abort.abort(new Error('canceled')), 50)
    await expect(
      patient.request({ ...get(`http://127.0.0.1:${port}/`, ['127.0.0.1']), signal: abort.signal }),
    ).rejects.toThrow('canceled')
  })
  test('reset in the middle of the body, or too large, even only after decompression, fails', async () => {
    const { port } = await serve((request, response) => {
      if (request.url === '/reset') {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"cut":')
        setTimeout(() => response.destroy(), 20)
      } else if (request.url === '/bomb')
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000)))
      else response.end(Buffer.alloc(5_000_000))
    })
    const outbound = open({ allowPrivateHosts: [`127.0.0.1:${port}`], maxBodyBytes: 1_000_000 })
    const at = (path: string) => outbound.request(get(`http://127.0.0.1:${port}${path}`, ['127.0.0.1']))
    await expect(at('/reset')).rejects.toMatchObject({ code: 'source_unreachable' })
    await expect(at('/bomb')).rejects.toMatchObject({ code: 'source_answer_invalid' })
    await expect(at('/large')).rejects.toMatchObject({ code: 'source_answer_invalid' })
  })
  test('gets compressed answers decompressed', async () => {
    const { port } = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello')),
    )
    const response = await open({ allowPrivateHosts: [`127.0.0.1:${port}`] }).request(
      get(`http://127.0.0.1:${port}/`, ['127.0.0.1']),
    )
    expect(response.body.toString()).toBe('hello')
  })
})

describe('a redirect', () => {
  test('within the connector to another origin loses every credential; to a stranger or a private address it is not followed', async () => {
    const seen: IncomingMessage['headers'][] = []
    const { port: other } = await serve((request, response) => {
      seen.push(request.headers)
      response.end('there')
    })
    const { port } = await serve((request, response) => {
      const target = {
        '/near': '/ok',
        '/far': `http://127.0.0.1:${other}/`,
        '/evil': 'https://evil.example/',
        '/meta': 'http://169.254.169.254/latest',
        '/loop': '/loop',
      }[request.url ?? '']
      if (target) response.writeHead(302, { location: target }).end()
      else response.end(request.headers.authorization)
    })
    const outbound = open({ allowPrivateHosts: [`127.0.0.1:${port}`, `127.0.0.1:${other}`] })
    const at = (path: string) =>
      outbound.request(
        get(`http://127.0.0.1:${port}${path}`, ['127.0.0.1', '169.254.169.254'], {
          authorization: 'Bearer s3cr3t',
          'x-api-key': 's3cr3t',
          accept: 'application/json',
        }),
      )
    expect((await at('/near')).body.toString()).toBe('Bearer s3cr3t')
    expect((await at('/far')).body.toString()).toBe('there')
    expect(JSON.stringify(seen)).not.toContain('s3cr3t')
    expect(seen[0]?.accept).toBe('application/json')
    await expect(at('/evil')).rejects.toMatchObject({ code: 'host_forbidden' })
    await expect(at('/meta')).rejects.toMatchObject({ code: 'host_forbidden' })
    await expect(at('/loop')).rejects.toMatchObject({ code: 'source_failed' })
  })
  test('never leaves TLS and never takes a body to another host', () => {
    const from = {
      method: 'POST',
      url: new URL('https://a.example/x'),
      headers: { authorization: 'x', 'content-type': 'y' },
      body: 'secret',
    }
    expect(followRedirect(from, 302, 'http://a.example/')).toHaveProperty('refused')
    expect(followRedirect(from, 307, 'https://b.example/')).toHaveProperty('refused')
    expect(followRedirect(from, 307, '/y')).toMatchObject({
      method: 'POST',
      body: 'secret',
      headers: { authorization: 'x' },
    })
    expect(followRedirect(from, 303, 'https://user:pw@b.example/z#f')).toMatchObject({
      method: 'GET',
      body: undefined,
      headers: {},
      url: { href: 'https://b.example/z' },
    })
    expect(followRedirect(from, 302, 'javascript:alert(1)')).toHaveProperty('refused')
  })
})
