import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findFault } from '../../test/support/judge-reading.ts'
import { polluteTable, pollutions } from '../../test/support/pollute-table.ts'
import { readDelimited } from '../../test/support/read-delimited.ts'
import { countedRows, openTestStaging } from './test-staging.ts'

/** Under GODWIT_SOAK every file goes the whole way, and there are more of them. */
const soak = process.env['GODWIT_SOAK'] === '1'
const filesOfEach = soak ? 100 : Math.ceil(2000 / pollutions.length)

let dir: string
let staging: Awaited<ReturnType<typeof openTestStaging>>
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'godwit-polluted-'))
  staging = await openTestStaging()
})
afterAll(async () => {
  await staging.close()
  await rm(dir, { recursive: true, force: true })
})

describe('a table comes back to the last cell from a file', { timeout: soak ? 3_600_000 : 120_000 }, () => {
  test.each(pollutions)('with %s', async (pollution) => {
    const path = join(dir, 'file')
    for (let seed = 0; seed < filesOfEach; seed++) {
      const file = polluteTable(pollution, 7919 * (seed + 1))
      await writeFile(path, file.bytes)
      const { tables, records } = await readDelimited(path)
      const fault = findFault(tables, file)
      expect(fault && `${fault} (seed ${seed})`).toBeUndefined()
      const counted = tables.flatMap(({ rows, aside }) => [rows.length, ...Object.values(aside)])
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(records)
    }
  })

  test.each(soak ? pollutions : pollutions.filter((_, at) => at % 3 === 0))(
    'with %s, the whole way',
    async (pollution) => {
      for (let seed = 0; seed < (soak ? 20 : 1); seed++) {
        const file = polluteTable(pollution, 104_729 * (seed + 1))
        const { tables } = await staging.stage('polluted.csv', file.bytes)
        const read = []
        for (const table of tables) {
          read.push({
            header: table.columns.map(({ header }) => header),
            names: table.columns.map(({ name }) => name),
            rows: (await staging.rows(table)).map((cells) => cells.slice(1) as (string | null)[]),
            aside: Object.fromEntries(table.excluded.map(({ reason, rows }) => [reason, rows])),
            warnings: table.warnings.map(({ code }) => code),
          })
          expect(countedRows(table)).toBeGreaterThanOrEqual(table.row_count)
        }
        expect(findFault(read, file)).toBeUndefined()
      }
    },
  )
})
