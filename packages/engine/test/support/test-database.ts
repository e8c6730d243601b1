import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import { openPoolStore } from '../../src/store/pool-store.ts'
import type { TestPostgres } from './test-postgres.ts'

/** The run's PostgreSQL, which starts when it is first asked for. */
export async function findTestPostgres(): Promise<TestPostgres> {
  const answer = JSON.parse(await text(connect(inject('testPostgresDoor')))) as TestPostgres | { error: string }
  if ('error' in answer) throw new Error(answer.error)
  return answer
}

/**
 * Makes a database of its own for a test.
 *
 * @param options.empty without any table; else with the present schema.
 * @returns its URL, and `drop`, which cuts whatever is still connected.
 */
export async function openTestDatabase({ empty = false } = {}): Promise<{ url: string; drop(): Promise<void> }> {
  const { template, ...address } = await findTestPostgres()
  const name = `test_${randomBytes(8).toString('hex')}`
  const run = async (statement: string) => {
    const admin = openPoolStore({ connection: address })
    await admin.query(statement).finally(() => admin.close())
  }
  await run(`CREATE DATABASE ${name}${empty ? '' : ` TEMPLATE ${template}`}`)
  return {
    url: `postgres:///${name}?${new URLSearchParams({ host: address.host, port: `${address.port}`, user: address.user })}`,
    drop: () => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}
