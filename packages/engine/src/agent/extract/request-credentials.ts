import type { CredentialRequest } from '@godwit/contract'
import { EngineError } from '../../errors.ts'
import type { SourceConnector } from '../../source/index.ts'
import type { ConnectionRow } from '../../store/queries/connection-row.ts'
import { sayMessage } from '../say.ts'
import type { StepContext, StepOutcome } from '../step.ts'

/** After so many refusals a run stops asking: another try would most likely lock the account at the source. */
export const maxRefusals = 5

type Asking = {
  connection: Pick<ConnectionRow, 'id' | 'source_key' | 'config'>
  connector: Pick<SourceConnector, 'name' | 'guidance' | 'credentials_schema'>
  error: EngineError
}

/**
 * Asks for the credentials that a source lacks or has refused, and gives the run out of hand until they have come.
 * @throws EngineError `credentials_refused` when the source has refused too often.
 */
export function requestCredentials(context: StepContext, { connection, connector, error }: Asking): StepOutcome {
  const missing = error.code === 'credentials_missing'
  const refusals = context.run.credential_refusals + (missing ? 0 : 1)
  if (refusals >= maxRefusals) {
    throw new EngineError(
      'credentials_refused',
      `${connector.name} has refused the credentials ${refusals} times, so the run stopped asking. Check with the source what is wrong with them (${error.message}), then start a new run.`,
    )
  }
  const reason = missing
    ? `${connector.name} needs credentials before it can be read. ${error.message}`
    : `${connector.name} has refused the credentials (${refusals} of ${maxRefusals} times). ${error.message}`
  const request: CredentialRequest = {
    connection_id: connection.id,
    source_key: connection.source_key,
    source_name: connector.name,
    reason,
    guidance: connector.guidance,
    schema: applicableFields(connector.credentials_schema, connection.config),
  }
  return {
    result: { waiting: true },
    events: [sayMessage(`${reason} ${connector.guidance.summary}`)],
    end: { action: 'ask_credentials', request, refusals },
  }
}

/** Without the secrets of other ways of signing in than the one that the settings name. */
function applicableFields(
  schema: CredentialRequest['schema'],
  config: Readonly<Record<string, unknown>>,
): CredentialRequest['schema'] {
  const fields = Object.entries(schema).filter(
    ([, { when }]) => when === undefined || valueAt(config, when.field) === when.value,
  )
  return fields.length > 0 ? Object.fromEntries(fields) : schema
}

const valueAt = (config: Readonly<Record<string, unknown>>, path: string): unknown =>
  path.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], config)

/** Whether a source cannot be read for want of the right credentials. */
export const isRefusal = (error: unknown): error is EngineError =>
  error instanceof EngineError && (error.code === 'credentials_refused' || error.code === 'credentials_missing')
