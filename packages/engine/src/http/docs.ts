import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import fastify, { type FastifyInstance } from 'fastify'

type Page = { html: string; script: string; scriptGzip: Buffer; policy: string }

/**
 * The interactive reference at /docs, drawn by Scalar from our own openapi.json, with every byte served from here: it
 * works offline, and its content policy lets the page talk to this server only.
 *
 * Scalar is 5 MB of text, so it is loaded when someone first looks, not when the server starts.
 */
export function serveDocs(server: FastifyInstance): void {
  let page: Promise<Page> | undefined
  const opened = () => {
    page ??= loadPage().catch((error) => {
      page = undefined
      throw error
    })
    return page
  }
  const hidden = { hide: true }
  server.get('/docs', { schema: hidden }, async (_request, reply) => reply.redirect('/docs/', 301))
  server.get('/docs/', { schema: hidden }, async (_request, reply) => {
    const { html, policy } = await opened()
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .send(html)
  })
  server.get('/docs/js/scalar.js', { schema: hidden }, async (request, reply) => {
    const { script, scriptGzip } = await opened()
    reply
      .header('content-type', 'application/javascript; charset=utf-8')
      .header('cache-control', 'max-age=3600')
      .header('vary', 'accept-encoding')
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return reply.send(script)
    return reply.header('content-encoding', 'gzip').send(scriptGzip)
  })
}

/** Scalar's plugin draws the page for a server of its own, which is asked once. */
async function loadPage(): Promise<Page> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const inner = fastify()
  await inner.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      url: '/api/v1/openapi.json',
      pageTitle: 'Godwit API',
      // Nothing of a third party: no fonts, no telemetry, no hosted client, agent or proxy.
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  })
  try {
    const { body: html } = await inner.inject('/docs/')
    const { body: script } = await inner.inject('/docs/js/scalar.js')
    return { html, script, scriptGzip: gzipSync(script), policy: policyFor(html) }
  } finally {
    await inner.close()
  }
}

/** Lets in our own script and the inline ones of the page, by their hashes; styles are made by the script. */
function policyFor(html: string): string {
  const hashes = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code]) =>
      `'sha256-${createHash('sha256')
        .update(code ?? '')
        .digest('base64')}'`,
  )
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}
