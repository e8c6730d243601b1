import { connectorSchema } from '@godwit/contract'
import { z } from 'zod'
import { selectAccountSettings } from '../../../store/queries/select-account-settings.ts'
import { orNotFound, route } from '../../route.ts'
import { renderConnector } from './render-connector.ts'

export const getConnector = route({
  method: 'GET',
  path: '/api/v1/connectors/:connector_key',
  summary: 'A connector: what it needs and what it offers',
  params: z.object({ connector_key: z.string() }),
  reply: { status: 200, body: z.object({ connector: connectorSchema }) },
  errors: ['connector_not_found'],
  async handle({ app, caller, params }) {
    const connector = app.connectors.find(params.connector_key.toLowerCase())
    const known = orNotFound(connector, 'connector_not_found', 'connector')
    const { settings } = await selectAccountSettings(app.store, caller.accountId)
    return { connector: renderConnector(app, known, settings.enabled_connectors) }
  },
})
