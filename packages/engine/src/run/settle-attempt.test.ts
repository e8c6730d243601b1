import { expect, test } from 'vitest'
import { EngineError } from '../errors.ts'
import { RunStopped } from './run-stopped.ts'
import { judgeFailure } from './settle-attempt.ts'

const judge = (error: unknown, attempt = 1) => judgeFailure(error, attempt, 'run-1')

test('what a person can fix fails at once, in its own words', () => {
  const error = new EngineError('file_empty', 'a.csv is empty. Send another.')
  expect(judge(error)).toEqual({ kind: 'fail', code: 'file_empty', message: 'a.csv is empty. Send another.' })
  expect(judge(new EngineError('ledger_unbalanced', 'No.'))).toMatchObject({ kind: 'fail', code: 'ledger_unbalanced' })
  expect(judge(new EngineError('out_of_disk', 'Full.'))).toMatchObject({ kind: 'fail', code: 'out_of_disk' })
})

test('what may pass is tried again, with pauses of 1, 2, 4 and 8 seconds', () => {
  const error = new EngineError('engine_crashed', 'The query engine was killed.')
  const verdicts = [1, 2, 3, 4].map((attempt) => judge(error, attempt))
  expect(verdicts.map((it) => it.kind === 'retry' && it.delaySeconds)).toEqual([1, 2, 4, 8])
  expect(verdicts[0]).toMatchObject({ message: 'Retrying (attempt 2 of 5)' })
  expect(judge(error, 5)).toMatchObject({
    kind: 'fail',
    code: 'too_many_attempts',
    message: expect.stringContaining('The query engine was killed.'),
  })
})

test('a bug is tried again, and never shown in its own words', () => {
  expect(judge(new TypeError('secret of undefined'))).toMatchObject({ kind: 'retry' })
  const verdict = judge(new TypeError('secret of undefined'), 5)
  expect(verdict).toMatchObject({ kind: 'fail', code: 'internal' })
  expect(JSON.stringify(verdict)).not.toContain('secret')
})

test('a stopping server gives the run back; a run that is not ours is left alone', () => {
  expect(judge(new RunStopped('stopping'), 5)).toEqual({ kind: 'requeue' })
  expect(judge(new RunStopped('lease_lost'))).toEqual({ kind: 'leave' })
  expect(judge(new RunStopped('ended'))).toEqual({ kind: 'leave' })
})
