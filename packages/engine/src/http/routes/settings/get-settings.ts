import { settingsReplySchema } from '@godwit/contract'
import { selectAccountSettings } from '../../../store/queries/select-account-settings.ts'
import { route } from '../../route.ts'
import { renderSettings } from './render-settings.ts'

export const getSettings = route({
  method: 'GET',
  path: '/api/v1/settings',
  summary: 'What the account has decided: retention, language model, connectors',
  reply: { status: 200, body: settingsReplySchema },
  async handle({ app, caller }) {
    return renderSettings(app, caller.accountId, await selectAccountSettings(app.store, caller.accountId))
  },
})
