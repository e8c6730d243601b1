import { connectorSchema } from '@godwit/contract'
import { z } from 'zod'
import { selectAccountSettings } from '../../../store/queries/select-account-settings.ts'
import { afterNumberOf, cursorOf, nextCursor, pageQuery } from '../../page.ts'
import { route } from '../../route.ts'
import { renderConnector } from './render-connector.ts'

export const listConnectors = route({
  method: 'GET',
  path: '/api/v1/connectors',
  summary: 'The kinds of live sources there are',
  query: z.object({
    ...pageQuery,
    search: z.string().max(200).optional().describe('Part of the key or name, in any case'),
    category: z.string().max(100).optional(),
  }),
  reply: { status: 200, body: z.object({ connectors: z.array(connectorSchema), next_cursor: nextCursor }) },
  errors: ['invalid_cursor'],
  async handle({ app, caller, query: { limit, cursor, search, category } }) {
    const { settings } = await selectAccountSettings(app.store, caller.accountId)
    const from = afterNumberOf(cursor)
    const wanted = search?.trim().toLowerCase()
    const found = app.connectors
      .list()
      .filter((connector) => category === undefined || connector.category === category)
      .filter(({ key, name }) => !wanted || key.includes(wanted) || name.toLowerCase().includes(wanted))
    return {
      connectors: found
        .slice(from, from + limit)
        .map((connector) => renderConnector(app, connector, settings.enabled_connectors)),
      next_cursor: found.length > from + limit ? cursorOf(from + limit) : null,
    }
  },
})
