import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canMove, isEnded, type RunStatus, replayRun, runActions, runMoves, runStatuses } from './run-state.ts'

test('an ended run can never move again', () => {
  for (const status of runStatuses.filter(isEnded)) {
    for (const action of runActions) expect(canMove(status, action)).toBe(false)
  }
  expect(runStatuses.filter(isEnded)).toEqual(['awaiting_approval', 'completed', 'failed', 'canceled'])
})

test('replaying any legal walk ends in the status that the walk reached', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...runActions), { maxLength: 30 }), (wishes) => {
      let status: RunStatus = 'queued'
      const log = wishes.filter((action) => {
        const next = runMoves[status][action]
        if (next) status = next
        return next !== undefined
      })
      expect(replayRun(log)).toBe(status)
    }),
  )
})

test('a log that no run could have written is refused', () => {
  expect(() => replayRun(['complete'])).toThrow('complete after queued')
})
