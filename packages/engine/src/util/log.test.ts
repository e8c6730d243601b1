import { expect, test } from 'vitest'
import { DuckdbError } from '../duckdb/duckdb.ts'
import { EngineError } from '../errors.ts'
import { openLog } from './log.ts'
import { Secret } from './secret.ts'

function capture(logFormat: 'json' | 'pretty', logLevel: 'debug' | 'info' = 'info') {
  const lines: string[] = []
  const log = openLog({ logLevel, logFormat }, { write: (line) => lines.push(line) })
  return { log, lines }
}

test('a line is JSON with level, time and fields', () => {
  const { log, lines } = capture('json')
  log.info({ runId: 'r1' }, 'run claimed')
  log.debug('not at this level')
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0]!)).toEqual({ level: 'info', time: expect.any(String), runId: 'r1', msg: 'run claimed' })
})

test('secrets are not written, by their type or by the name of their field', () => {
  const { log, lines } = capture('json')
  log.info({ key: new Secret('hunter2'), password: 'hunter2', headers: { 'x-api-key': 'hunter2' } }, 'a')
  log.info(
    {
      request: { headers: { authorization: 'hunter2', cookie: 'hunter2' } },
      config: { credentials: { pin: 'hunter2' } },
    },
    'b',
  )
  expect(lines.join('')).not.toContain('hunter2')
  expect(lines.join('')).toContain('[secret]')
})

test('an error is written with its causes, but without what databases quote from data', () => {
  const { log, lines } = capture('json')
  const quoted = Object.assign(new Error('invalid input syntax for type date: "Ada Lovelace"'), {
    code: '22007',
    severity: 'ERROR',
    where: "unnamed portal parameter $1 = 'Ada Lovelace'",
  })
  const duckdb = new DuckdbError(
    "Conversion Error: Could not convert string 'Ada Lovelace' to INT32",
    "SELECT 'Ada Lovelace'",
  )
  log.error({ err: new EngineError('internal', 'It failed.', { cause: quoted, detail: { step: 'stage' } }) }, 'a')
  log.error({ err: duckdb }, 'b')
  log.error({ err: new TypeError('x is not a function') }, 'c')
  expect(lines.join('')).not.toContain('Lovelace')
  const [first, second, third] = lines.map((line) => JSON.parse(line).err)
  expect(first).toMatchObject({
    code: 'internal',
    message: 'It failed.',
    detail: { step: 'stage' },
    cause: { code: '22007' },
  })
  expect(second).toMatchObject({
    name: 'DuckdbError',
    message: 'Conversion Error',
    stack: expect.stringContaining('log.test'),
  })
  expect(third).toMatchObject({
    name: 'TypeError',
    message: 'x is not a function',
    stack: expect.stringContaining('log.test'),
  })
})

test('for people a line is short, with an error below it', () => {
  const { log, lines } = capture('pretty')
  log.warn({ runId: 'r1', rows: 3 }, 'run is slow')
  log.error({ err: new Error('broken', { cause: new Error('because') }) }, 'oh')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  const plain = lines.map((line) => line.replace(/\u001b\[\d+m/g, ''))
  expect(plain[0]).toMatch(/^\d\d:\d\d:\d\d warn {2}run is slow runId=r1 rows=3\n$/)
  expect(plain[1]).toMatch(/^\d\d:\d\d:\d\d error oh\n {2}Error: broken\n {6}at [\s\S]*\n {2}Error: because\n/)
})
