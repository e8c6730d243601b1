import { expect, test } from 'vitest'
import { takeTurns } from './take-turns.ts'

test('no more than so many at once, in order, and a failure hands its turn on', async () => {
  const inTurn = takeTurns(2)
  let running = 0
  let most = 0
  const began: number[] = []
  const all = Array.from({ length: 9 }, (_, n) =>
    inTurn(async () => {
      began.push(n)
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, n % 3))
      running--
      if (n % 4 === 1) throw new Error(`${n}`)
      return n
    }),
  )
  const settled = await Promise.allSettled(all)
  expect(most).toBe(2)
  expect(began).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(2)
})
