import { type ErrorCode, errorCodes } from '@godwit/contract'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { createSerializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { authenticate } from './auth.ts'
import { serveDashboard } from './dashboard-files.ts'
import { serveDocs } from './docs.ts'
import { errorReply, notFoundParam, statusOf, toEngineError } from './error-reply.ts'
import { serveHealth } from './health.ts'
import { keepHouse } from './housekeeping.ts'
import { isStorable, parseJsonBody } from './json-body.ts'
import { openMetrics } from './metrics.ts'
import { describeApi } from './openapi.ts'
import { limitRate } from './rate-limit.ts'
import { requestIdOf } from './request-id.ts'
import { routes } from './routes/index.ts'
import { setSecurityHeaders } from './security-headers.ts'

/** Of a JSON body. The largest honest one is a sample or a template with long lists of allowed values. */
const bodyLimitBytes = 10 * 1024 * 1024

/**
 * The HTTP server over an open app: not listening yet, and usable through `inject`. Closing it ends event streams and
 * waits for the other replies under way; the app stays open.
 */
export function buildServer(app: App): FastifyInstance {
  const server = fastify({
    logger: false,
    genReqId: (raw) => requestIdOf(raw.headers['x-request-id'], app.newId),
    requestIdHeader: false,
    bodyLimit: bodyLimitBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    // Uploads may take hours; a client that stops sending is cut by the upload route, one without a body by Node.
    requestTimeout: 0,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id)
      return sendError(app, error, request as FastifyRequest, reply as FastifyReply)
    },
    clientErrorHandler: (_error, socket) => {
      if (!socket.writable) return void socket.destroy()
      const body = JSON.stringify({
        error: 'This is not valid HTTP. Check the request line, headers and length.',
        code: 'invalid_request' satisfies ErrorCode,
        request_id: app.newId(),
        details: [],
      })
      const head = `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`
      socket.end(head + body)
    },
  })
  const metrics = openMetrics(app.store)
  const closing = new AbortController()
  server.decorate('closing', closing.signal)
  server.decorateRequest('caller', null)
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(createSerializerCompiler())
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(/^application\/(?:[\w.-]+\+)?json/i, { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })

  const https = app.config.publicUrl.startsWith('https:')
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    setSecurityHeaders(request, reply, { https })
    const access = request.routeOptions.config.access
    if (access === undefined || access === 'open') return
    const now = app.now()
    request.caller = await authenticate(app.store, request, { access, now })
    const perMinute = app.config.rateLimitPerMinute
    await limitRate(app.store, { request, reply, caller: request.caller, now, perMinute })
  })
  server.addHook('preValidation', async (request) => {
    for (const [name, value] of Object.entries(request.params ?? {})) {
      if (typeof value === 'string' && !isStorable(value)) throw notFoundParam(name)
    }
    const values = Object.values(request.query ?? {}).flat()
    if (values.every((value) => typeof value !== 'string' || isStorable(value))) return
    throw new EngineError('invalid_request', 'The query holds a NUL character or half of a surrogate pair. Remove it.')
  })
  server.addHook('onSend', async (_request, reply) => {
    // a reply under way while the server closes is the last on its connection
    if (closing.signal.aborted) reply.header('connection', 'close')
  })
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    const seconds = reply.elapsedTime / 1000
    metrics.observe({ method: request.method, route, status: reply.statusCode, seconds })
    // The route as it is written, not the URL: that may hold a token.
    app.log.info(
      {
        requestId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(seconds * 1000),
      },
      'request answered',
    )
  })
  server.addHook('preClose', async () => closing.abort())
  server.setErrorHandler((error, request, reply) => sendError(app, error, request, reply))
  server.setNotFoundHandler((request, reply) =>
    sendError(
      app,
      new EngineError('route_not_found', `There is nothing at ${request.method} ${pathOf(request)}. See /docs.`),
      request,
      reply,
    ),
  )

  describeApi(server)
  server.register(async (api) => {
    for (const route of routes) route.mount(api, app)
  })
  serveHealth(server, app, metrics)
  serveDocs(server)
  serveDashboard(server)
  keepHouse(server, app)
  return server
}

/** Answers with an error. What is not the caller's doing is logged whole; the caller sees none of that. */
function sendError(app: App, thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toEngineError(thrown)
  const status = statusOf[error.code]
  if (status >= 500) {
    app.log.error(
      { requestId: request.id, code: error.code, detail: error.detail, err: error.cause ?? error },
      'request failed',
    )
  }
  if (errorCodes[error.code] === 'later' && !reply.hasHeader('retry-after') && status !== 500)
    reply.header('retry-after', 1)
  return reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(errorReply(error, request.id))
}

const pathOf = (request: FastifyRequest): string => (request.url.split('?')[0] ?? '').slice(0, 200)

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborts when the server begins to close: endless replies end then. */
    closing: AbortSignal
  }
}
