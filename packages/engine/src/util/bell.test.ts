import { expect, test } from 'vitest'
import { openBell } from './bell.ts'

const waited = async (work: () => Promise<void>) => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

test('a ring while nobody waits is remembered, once', async () => {
  const bell = openBell()
  bell.ring()
  bell.ring()
  expect(await waited(() => bell.wait(5_000))).toBeLessThan(500)
  expect(await waited(() => bell.wait(50))).toBeGreaterThan(40)
})

test('a ring, and an abort, wake the waiter', async () => {
  const controller = new AbortController()
  const bell = openBell(controller.signal)
  setTimeout(() => bell.ring(), 10)
  expect(await waited(() => bell.wait(5_000))).toBeLessThan(500)
  setTimeout(() => controller.abort(), 10)
  expect(await waited(() => bell.wait(5_000))).toBeLessThan(500)
  expect(await waited(() => bell.wait(5_000))).toBeLessThan(500)
})
