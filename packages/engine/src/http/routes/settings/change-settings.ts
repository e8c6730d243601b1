import { changeSettings as change, settingsChangeSchema, settingsReplySchema } from '@godwit/contract'
import type { App } from '../../../app.ts'
import { EngineError } from '../../../errors.ts'
import { lockAccount } from '../../../store/queries/lock-account.ts'
import { selectAccountSettings } from '../../../store/queries/select-account-settings.ts'
import { upsertAccountSettings } from '../../../store/queries/upsert-account-settings.ts'
import { route } from '../../route.ts'
import { renderSettings } from './render-settings.ts'

export const changeSettings = route({
  method: 'PATCH',
  path: '/api/v1/settings',
  summary: 'Change what the account has decided',
  description:
    'Only what the body names changes. It counts from then on: for runs that begin after it, and for the data that is there already.',
  access: 'admin',
  body: settingsChangeSchema,
  reply: { status: 200, body: settingsReplySchema },
  errors: ['source_key_unknown'],
  audit: ({ body }) => ['settings.change', namesOf(body).join(', ')],
  async handle({ app, caller, body }) {
    checkConnectors(app, body.enabled_connectors ?? [])
    await lockAccount(app.store, caller.accountId)
    const before = await selectAccountSettings(app.store, caller.accountId)
    const row = { settings: change(before.settings, body), updatedAt: app.now() }
    await upsertAccountSettings(app.store, caller.accountId, row.settings, row.updatedAt)
    return renderSettings(app, caller.accountId, row)
  },
})

/** Which settings a change names, for the audit trail. */
const namesOf = ({ model, ...rest }: { model?: object | undefined }): string[] =>
  [...Object.keys(rest), ...Object.keys(model ?? {}).map((name) => `model.${name}`)].toSorted()

function checkConnectors(app: Pick<App, 'connectors'>, keys: readonly string[]) {
  const details = keys.flatMap((key, position) =>
    app.connectors.find(key)
      ? []
      : [{ path: `enabled_connectors.${position}`, message: `there is no connector ${JSON.stringify(key)}` }],
  )
  if (details.length === 0) return
  throw new EngineError(
    'source_key_unknown',
    `Some connectors are not known: ${details.map(({ message }) => message).join(', ')}. GET /api/v1/connectors lists them.`,
    { details },
  )
}
