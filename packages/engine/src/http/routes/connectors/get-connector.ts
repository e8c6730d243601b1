import { connectorSchema } from '@godwit/contract'
import { z } from 'zod'
import { orNotFound, route } from '../../route.ts'
import { renderConnector } from './render-connector.ts'

export const getConnector = route({
  method: 'GET',
  path: '/api/v1/connectors/:connector_key',
  summary: 'A connector: what it needs and what it offers',
  params: z.object({ connector_key: z.string() }),
  reply: { status: 200, body: z.object({ connector: connectorSchema }) },
  errors: ['connector_not_found'],
  async handle({ app, params }) {
    const connector = app.connectors.find(params.connector_key.toLowerCase())
    return { connector: renderConnector(app, orNotFound(connector, 'connector_not_found', 'connector')) }
  },
})
