import type { SettingsChange } from '@godwit/contract'
import { changeSettings, type Run, type RunKind, type ThreadEvent } from '@godwit/contract'
import { createRun, readRecipe, startWorker, type Worker } from '../../src/run/index.ts'
import { selectAccountSettings } from '../../src/store/queries/select-account-settings.ts'
import { upsertAccountSettings } from '../../src/store/queries/upsert-account-settings.ts'
import { readEvents } from '../../src/thread/index.ts'
import { waitForRun } from './follow-run.ts'
import { type ModelServer, openModelServer } from './model-server.ts'
import { openTestApp, type TestApp } from './open-test-app.ts'

/** An app with a worker and a scripted model beside it. */
export type ModelApp = {
  app: TestApp
  server: ModelServer
  settings(change: SettingsChange): Promise<void>
  /** Starts a run and waits until it blocks or ends well; fails when it fails. */
  run(migrationId: string, kind: RunKind, message?: string): Promise<Run>
  wait(migrationId: string, runId: string): Promise<Run>
  events(migrationId: string): Promise<ThreadEvent[]>
  /** What the agent has said to people, in one text. */
  said(migrationId: string): Promise<string>
  /** The expression of a column in the migration's recipe. */
  expression(migrationId: string, template: string, column: string): Promise<string | undefined>
  close(): Promise<void>
}

export async function openModelApp({ provider = 'openai-compatible', env = {} } = {}): Promise<ModelApp> {
  const server = await openModelServer()
  const app = await openTestApp({
    GODWIT_MODEL: `${provider}:scripted`,
    GODWIT_MODEL_BASE_URL: server.url,
    ...env,
  })
  const worker: Worker = await startWorker(app)
  const { accountId } = app
  const wait = (migrationId: string, runId: string) =>
    waitForRun({ app, accountId, migrationId, runId }, ['blocked', 'awaiting_approval', 'completed'])
  const events = async (migrationId: string) => (await readEvents(app.store, migrationId, { include: 'all' }))!.events
  return {
    app,
    server,
    wait,
    events,
    async settings(change) {
      const { settings } = await selectAccountSettings(app.store, accountId)
      await upsertAccountSettings(app.store, accountId, changeSettings(settings, change), app.now())
    },
    async run(migrationId, kind, message) {
      const { run_id } = await createRun(app, accountId, migrationId, { kind, ...(message ? { message } : {}) })
      return wait(migrationId, run_id)
    },
    async said(migrationId) {
      return (await events(migrationId))
        .filter(({ type, data }) => type === 'message' && data['role'] === 'agent')
        .map(({ data }) => data['text'])
        .join('\n')
    },
    async expression(migrationId, template, column) {
      const recipe = await readRecipe(app, accountId, migrationId)
      return recipe.sheets.find((sheet) => sheet.template === template)?.columns[column]?.sql
    },
    async close() {
      await worker.stop()
      await app.close()
      await server.close()
    },
  }
}
