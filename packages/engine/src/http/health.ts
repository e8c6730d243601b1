import type { FastifyInstance } from 'fastify'
import type { App } from '../app.ts'
import type { Metrics } from './metrics.ts'

/** Outside the API, for whoever runs the server: no key is needed, and nothing of an account is shown. */
export function serveHealth(server: FastifyInstance, app: App, metrics: Metrics): void {
  const hidden = { hide: true }
  server.route({
    method: ['GET', 'HEAD'],
    url: '/healthz',
    schema: hidden,
    // The process answers: that is all it says.
    handler: async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  })
  server.route({
    method: ['GET', 'HEAD'],
    url: '/readyz',
    schema: hidden,
    handler: async (_request, reply) => {
      await app.store.query('SELECT 1')
      return reply.header('cache-control', 'no-store').send({ status: 'ready' })
    },
  })
  server.route({
    method: 'GET',
    url: '/metrics',
    schema: hidden,
    handler: async (_request, reply) => {
      const { contentType, text } = await metrics.render()
      return reply.header('content-type', contentType).header('cache-control', 'no-store').send(text)
    },
  })
}
