import { type RunStatus, runActions, runMoves } from '@godwit/contract'
import { expect, test } from 'vitest'
import { moveOf } from './move-run.ts'

test('every action leads to one status, from exactly the statuses that the contract allows', () => {
  for (const action of runActions) {
    const { from, to } = moveOf(action)
    for (const status of Object.keys(runMoves) as RunStatus[]) {
      expect(runMoves[status][action]).toBe(from.includes(status) ? to : undefined)
    }
  }
})
