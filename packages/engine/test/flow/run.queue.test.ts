import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Question } from '@godwit/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { EngineError } from '../../src/errors.ts'
import { answerRun } from '../../src/run/answer-run.ts'
import { attemptsDir } from '../../src/run/attempts-dir.ts'
import { cancelRun } from '../../src/run/cancel-run.ts'
import { type Claim, claimRun, failExhaustedRuns } from '../../src/run/claim-run.ts'
import { commitStep } from '../../src/run/commit-step.ts'
import { createRun } from '../../src/run/create-run.ts'
import { listRuns } from '../../src/run/list-runs.ts'
import { readRun } from '../../src/run/read-run.ts'
import { settleAttempt } from '../../src/run/settle-attempt.ts'
import { sweepGarbage } from '../../src/run/sweep-garbage.ts'
import { selectRunSteps } from '../../src/store/queries/select-run-steps.ts'
import { readEvents } from '../../src/thread/index.ts'
import { addBareMigration, addUnreadFile } from '../support/add-migration.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp
let accountId: string
let migrationId: string

beforeAll(async () => {
  app = await openTestApp()
  accountId = app.accountId
})
afterAll(() => app?.close())
beforeEach(async () => {
  await app.store.query('DELETE FROM migrations')
  migrationId = await addBareMigration(app, accountId)
})

const start = async () => {
  await addUnreadFile(app, migrationId)
  return (await createRun(app, accountId, migrationId, { kind: 'generate' })).run_id
}
const read = (runId: string) => readRun(app, accountId, migrationId, runId)
const claim = async (leaseSeconds = 15): Promise<Claim> => {
  const claimed = await claimRun(app, leaseSeconds)
  if (!claimed) throw new Error('there is nothing to claim')
  return claimed
}
const nothing = new Set<string>()

test('each kind of run says what it misses', async () => {
  const refusal = (run: Parameters<typeof createRun>[3]) =>
    createRun(app, accountId, migrationId, run).then(
      () => 'started',
      (error) => error.code,
    )
  expect(await refusal({ kind: 'generate' })).toBe('nothing_to_migrate')
  expect(await refusal({ kind: 'generate', extract_via_api: true })).toBe('no_source_connection')
  expect(await refusal({ kind: 'execute' })).toBe('no_preview')
  expect(await refusal({ kind: 'update', message: 'ignore Notes' })).toBe('no_preview')
  const other = await app.addAccount()
  await expect(createRun(app, other.accountId, migrationId, { kind: 'generate' })).rejects.toMatchObject({
    code: 'migration_not_found',
  })
  await addUnreadFile(app, migrationId)
  expect(await refusal({ kind: 'generate', extract_via_api: true })).toBe('no_source_connection')
  expect(await refusal({ kind: 'generate', extract_via_api: false })).toBe('started')
})

test('of 20 runs started at once exactly one wins, and the others are told which', async () => {
  await addUnreadFile(app, migrationId)
  const sibling = await app.openSibling()
  const starts = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      createRun(index % 2 ? app : sibling, accountId, migrationId, { kind: 'generate' }),
    ),
  )
  const won = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  const lost = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason] : []))
  expect(won).toHaveLength(1)
  expect(lost).toHaveLength(19)
  for (const error of lost) {
    expect(error).toMatchObject({ code: 'run_active', details: [{ path: 'active_run_id', message: won[0]!.run_id }] })
  }
  expect((await listRuns(app, accountId, migrationId)).runs).toHaveLength(1)
})

test('a queued run is claimed once, whoever asks', async () => {
  const runId = await start()
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimRun(app, 15)))
  expect(claims.filter((it) => it !== null)).toHaveLength(1)
  expect(await read(runId)).toMatchObject({ status: 'running', attempt: 1, message: null })
})

test('a worker that has lost its lease can write nothing, however late it comes', async () => {
  const runId = await start()
  const zombie = await claim(0.001)
  await commitStep(app, zombie, 'stage', { result: { by: 'first' } })
  await new Promise((resolve) => setTimeout(resolve, 20))
  const heir = await claim()
  expect(heir.run).toMatchObject({ id: runId, attempt: 2, message: 'Retrying (attempt 2 of 5)' })
  const before = await readEvents(app.store, migrationId, { include: 'all' })

  await expect(
    commitStep(app, zombie, 'profile', { result: {}, events: [{ type: 'message', data: { text: 'boo' } }] }),
  ).rejects.toMatchObject({ why: 'lease_lost' })
  await expect(commitStep(app, zombie, 'validate', { result: {}, end: { action: 'propose' } })).rejects.toMatchObject({
    why: 'lease_lost',
  })
  await settleAttempt(app, zombie, new Error('late'), nothing)

  expect(await readEvents(app.store, migrationId, { include: 'all' })).toEqual(before)
  expect([...(await selectRunSteps(app.store, runId)).keys()]).toEqual(['stage'])
  expect(await read(runId)).toMatchObject({ status: 'running', attempt: 2 })
  await commitStep(app, heir, 'profile', { result: {} })
  expect((await selectRunSteps(app.store, runId)).size).toBe(2)
})

test('what may pass is tried five times with growing pauses, then fails with the last reason', async () => {
  const runId = await start()
  const pauses: number[] = []
  for (let attempt = 1; attempt <= 5; attempt++) {
    const claimed = await claim()
    expect(claimed.run.attempt).toBe(attempt)
    if (attempt > 1) expect((await read(runId)).message).toBe(`Retrying (attempt ${attempt} of 5)`)
    await settleAttempt(app, claimed, new Error('secret cell value'), nothing)
    if (attempt === 5) break
    expect(await claimRun(app, 15)).toBeNull()
    const [row] = await app.store.query<{ pause: number }>(
      `UPDATE runs SET run_after = now() WHERE id = $1
       RETURNING (SELECT round(extract(epoch FROM run_after - now()))::int FROM runs WHERE id = $1) AS pause`,
      [runId],
    )
    pauses.push(row!.pause)
  }
  expect(pauses).toEqual([1, 2, 4, 8])
  const run = await read(runId)
  expect(run).toMatchObject({ status: 'failed', error_code: 'internal', attempt: 5 })
  expect(JSON.stringify(await readEvents(app.store, migrationId, { include: 'all' })) + run.error).not.toContain(
    'secret',
  )
})

test('a run whose last attempt died without a word is given up', async () => {
  const runId = await start()
  for (let attempt = 1; attempt <= 5; attempt++) {
    await claim(0.001)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  expect(await claimRun(app, 15)).toBeNull()
  await failExhaustedRuns(app)
  expect(await read(runId)).toMatchObject({ status: 'failed', error_code: 'too_many_attempts' })
})

test('a canceled run is canceled at once, and only once', async () => {
  const runId = await start()
  const claimed = await claim()
  expect(await cancelRun(app, accountId, migrationId, runId)).toMatchObject({ status: 'canceled', run_id: runId })
  await expect(cancelRun(app, accountId, migrationId, runId)).rejects.toMatchObject({ code: 'run_already_ended' })
  await expect(commitStep(app, claimed, 'stage', { result: {} })).rejects.toMatchObject({ why: 'lease_lost' })
  expect((await createRun(app, accountId, migrationId, { kind: 'generate' })).status).toBe('queued')
})

const question: Question = {
  id: 'q1',
  question: 'Which column holds the e-mail?',
  options: [
    { id: 'work', label: 'Work Email' },
    { id: 'home', label: 'Home Email' },
  ],
  allowCustom: false,
  about: { table: 't', column: null, template: 'contacts', template_column: 'email', affected_rows: 3, samples: [] },
}
const other: Question = {
  ...question,
  id: 'q2',
  question: 'Which is the phone?',
  about: { ...question.about, template_column: 'phone' },
}

test('a blocked run takes complete answers, keeps them, and goes back to work', async () => {
  const runId = await start()
  const answers = (given: Parameters<typeof answerRun>[4]['answers']) =>
    answerRun(app, accountId, migrationId, runId, { answers: given })
  await expect(answers('work')).rejects.toMatchObject({ code: 'run_not_blocked' })
  await commitStep(app, await claim(), 'ask', { result: {}, end: { action: 'ask', questions: [question, other] } })
  expect(await read(runId)).toMatchObject({
    status: 'blocked',
    blocked_reason: 'questions',
    questions: [question, other],
  })
  expect(await claimRun(app, 15)).toBeNull()

  await expect(answers([{ id: 'nope', value: 'x' }])).rejects.toMatchObject({
    code: 'answers_invalid',
    details: [
      { message: expect.stringContaining('nope') },
      { message: expect.stringContaining('q1') },
      { message: expect.stringContaining('q2') },
    ],
  })
  expect(await read(runId)).toMatchObject({ status: 'blocked' })
  expect(
    await answers([
      { id: 'q1', value: 'work email' },
      { id: 'q2', value: 'home' },
    ]),
  ).toEqual({ run_id: runId, status: 'running' })
  await expect(answers('work')).rejects.toMatchObject({ code: 'run_not_blocked' })

  const { run } = await claim()
  expect(run).toMatchObject({ attempt: 1, questions: null, blocked_reason: null })
  expect(run.answers.map(({ id, value }) => [id, value])).toEqual([
    ['q1', 'work'],
    ['q2', 'home'],
  ])
})

test('a stopping server gives the run back, and the attempt does not count', async () => {
  const runId = await start()
  const { RunStopped } = await import('../../src/run/run-stopped.ts')
  await settleAttempt(app, await claim(), new RunStopped('stopping'), nothing)
  expect(await read(runId)).toMatchObject({ status: 'queued', attempt: 0 })
  expect((await claim()).run.attempt).toBe(1)
})

test('what nothing speaks of is swept; what an active run may still name, and uploads, stay', async () => {
  const runId = await start()
  const claimed = await claim()
  const write = async (key: string) => {
    await app.storage.write(key, Readable.from(['x']))
    return key
  }
  const [file] = await app.store.query<{ storage_key: string }>('SELECT storage_key FROM files')
  const stays = [
    await write(file!.storage_key),
    await write(`sheets/${migrationId}/${runId}/unnamed-yet.parquet`),
    await write(`staged/${migrationId}/${runId}/named.parquet`),
  ]
  const goes = [
    await write(`files/${migrationId}/${app.newId()}`),
    await write(`staged/${migrationId}/${app.newId()}/a.parquet`),
    await write(`sheets/${app.newId()}/${app.newId()}/b.parquet`),
  ]
  await mkdir(join(attemptsDir(app), claimed.leaseOwner), { recursive: true })
  await mkdir(join(attemptsDir(app), app.newId()), { recursive: true })
  expect(await sweepGarbage(app, new AbortController().signal)).toEqual({ folders: 1, objects: goes.length })
  for (const key of stays) expect(await app.storage.exists(key)).toBe(true)
  for (const key of goes) expect(await app.storage.exists(key)).toBe(false)
  expect(await readdir(attemptsDir(app))).toEqual([claimed.leaseOwner])

  await settleAttempt(app, claimed, new EngineError('out_of_disk', 'Full.'), nothing)
  expect(await app.storage.list(`sheets/${migrationId}/`)).toEqual([])
})
