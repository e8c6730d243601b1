import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { wait } from './wait.ts'

test('waits, ends at once with the reason of the signal, and leaves nothing behind', async () => {
  const stop = new AbortController()
  const begun = performance.now()
  await wait(20, stop.signal)
  expect(performance.now() - begun).toBeGreaterThan(15)
  expect(getEventListeners(stop.signal, 'abort')).toEqual([])
  const waiting = wait(60_000, stop.signal)
  const reason = new Error('enough')
  stop.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  await expect(wait(60_000, stop.signal)).rejects.toBe(reason)
  expect(getEventListeners(stop.signal, 'abort')).toEqual([])
})
