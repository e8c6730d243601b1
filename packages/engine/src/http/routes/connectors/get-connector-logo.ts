import { z } from 'zod'
import { orNotFound, route } from '../../route.ts'

export const getConnectorLogo = route({
  method: 'GET',
  path: '/api/v1/connectors/:connector_key/logo.svg',
  summary: 'The drawing of a connector',
  // An image in a page sends no key, and the drawing says nothing about any account.
  access: 'open',
  params: z.object({ connector_key: z.string() }),
  reply: { status: 200, stream: { 'image/svg+xml': 'A drawing' } },
  errors: ['connector_not_found'],
  async handle({ app, params, reply }) {
    const connector = app.connectors.find(params.connector_key.toLowerCase())
    const logo = orNotFound(connector?.logo, 'connector_not_found', 'drawing')
    reply
      .headers({
        'content-type': 'image/svg+xml; charset=utf-8',
        'cache-control': 'public, max-age=86400',
        'cross-origin-resource-policy': 'cross-origin',
      })
      .send(logo)
    return undefined
  },
})
