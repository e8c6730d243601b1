import { writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { openPoolStore } from '../../src/store/pool-store.ts'
import { openTestDatabase } from '../support/test-database.ts'
import { dumpSchema } from './dump-schema.ts'
import { read, root } from './repository.ts'

const goldenPath = 'packages/engine/test/house/schema.sql'

test('the schema that the migrations make is the one that people have reviewed', async () => {
  const database = await openTestDatabase()
  onTestFinished(() => database.drop())
  const store = openPoolStore({ connection: database.url })
  const schema = await dumpSchema(store).finally(() => store.close())
  if (process.env['GODWIT_GOLDEN'] === 'write') writeFileSync(root + goldenPath, schema)
  expect(schema).toBe(read(goldenPath))
})
