import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inLanes } from './in-lanes.ts'

test('results come in order, and no more are at work than there are lanes', async () => {
  let atWork = 0
  let most = 0
  const work = async (ms: number) => {
    most = Math.max(most, ++atWork)
    await sleep(ms)
    atWork--
    return ms
  }
  expect(await Array.fromAsync(inLanes([20, 1, 10, 1], 2, work))).toEqual([20, 1, 10, 1])
  expect(most).toBe(2)
})

test('a failure waits for what is under way, and begins no more', async () => {
  const seen: number[] = []
  const work = async (item: number) => {
    seen.push(item)
    await sleep(item === 1 ? 1 : 20)
    if (item === 1) throw new Error('one')
    seen.push(-item)
    return item
  }
  await expect(Array.fromAsync(inLanes([1, 2, 3], 2, work))).rejects.toThrow('one')
  expect(seen).toEqual([1, 2, -2])
})
