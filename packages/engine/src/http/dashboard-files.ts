import { createReadStream, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** The dashboard is a client of the API like any other; this server only hands out its files. */
const folders = ['dist', 'public'].map((name) => fileURLToPath(new URL(`../../../dashboard/${name}`, import.meta.url)))

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'application/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** Serves the dashboard at `/` and its files at `/assets/…`; without a dashboard, `/` leads to the reference. */
export function serveDashboard(server: FastifyInstance): void {
  const folder = folders.find((candidate) => isFile(join(candidate, 'index.html')))
  const hidden = { hide: true }
  server.get('/', { schema: hidden }, async (_request, reply) =>
    folder ? sendFile(reply, join(folder, 'index.html')) : reply.redirect('/docs/', 302),
  )
  if (!folder) return
  const serve = async (name: string, reply: FastifyReply) => {
    const path = isPlain(name) ? join(folder, name) : null
    return path !== null && isFile(path) ? sendFile(reply, path) : reply.callNotFound()
  }
  server.get<{ Params: { '*': string } }>('/assets/*', { schema: hidden }, (request, reply) =>
    serve(`assets/${request.params['*']}`, reply),
  )
  server.get<{ Params: { file: string } }>('/:file', { schema: hidden }, (request, reply) =>
    serve(request.params.file, reply),
  )
}

/** A name made of plain parts only: it cannot climb out of its folder, nor name a hidden file. */
const isPlain = (name: string) => name.split('/').every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part))

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true

const sendFile = (reply: FastifyReply, path: string) =>
  reply
    .header('content-type', types[extname(path)] ?? 'application/octet-stream')
    .header('content-security-policy', pagePolicy)
    .header('cache-control', 'no-cache')
    .send(createReadStream(path))
