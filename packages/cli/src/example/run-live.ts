import type { CredentialRequest, Run } from '@godwit/contract'
import type { Client } from '@godwit/sdk'
import { type Migrated, migrateFiles } from '../migrate/migrate-files.ts'
import { chooseAnswer } from './choose-answer.ts'
import type { LiveExample } from './read-example.ts'
import type { Asked } from './run-example.ts'
import type { LiveEmulator } from './start-emulator.ts'

/** How the live example went: what was asked for, how often the source was called, and what became of it. */
export type LiveOutcome = {
  live: LiveExample
  migrated: Migrated
  requests: CredentialRequest[]
  asked: Asked[]
  calls: number
  elapsedMs: number
}

export type RunLiveOptions = {
  onRun?: (run: Run) => void
  /** Clock, in milliseconds. */
  now: () => number
  signal?: AbortSignal
}

/** Connects, is asked for credentials, gives them, and moves what the source holds. */
export async function runLive(
  client: Client,
  live: LiveExample,
  emulator: LiveEmulator,
  { onRun, now, signal }: RunLiveOptions,
): Promise<LiveOutcome> {
  const startedAt = now()
  const requests: CredentialRequest[] = []
  const asked: Asked[] = []
  const migrated = await migrateFiles(client, {
    name: live.title,
    templates: live.templates,
    files: [],
    source: {
      connection: live.connection,
      credentials: async (request) => {
        requests.push(request)
        // the same key would be refused again
        return requests.length === 1 ? emulator.credentials : null
      },
    },
    answer: async (questions) => {
      const answered = questions.map((question) => ({ question, choice: chooseAnswer(question, []) }))
      asked.push(...answered)
      return answered.map(({ choice }) => choice.answer)
    },
    onRun,
    signal,
  })
  return { live, migrated, requests, asked, calls: emulator.calls.length, elapsedMs: now() - startedAt }
}
