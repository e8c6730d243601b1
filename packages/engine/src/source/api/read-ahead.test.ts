import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAhead } from './read-ahead.ts'

async function* upTo(count: number) {
  for (let item = 0; item < count; item++) yield item
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('whatever is ready first, results come in order, and no more is worked on at once than may be', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(3), { maxLength: 3 }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (delays, most) => {
        let running = 0
        let peak = 0
        async function* work(item: number) {
          running++
          peak = Math.max(peak, running)
          for (const [at, ms] of delays[item]!.entries()) {
            await pause(ms)
            yield `${item}.${at}`
          }
          running--
        }
        const out: string[] = []
        for await (const { item, results } of readAhead(upTo(delays.length), work, { most })) {
          for await (const result of results) {
            expect(result.startsWith(`${item}.`)).toBe(true)
            out.push(result)
          }
        }
        expect(out).toEqual(delays.flatMap((each, item) => each.map((_ms, at) => `${item}.${at}`)))
        expect(peak).toBeLessThanOrEqual(most)
      },
    ),
    { numRuns: 60 },
  )
})

test('a failure is told in its turn, after all that came before it, and what is under way is stopped', async () => {
  const stopped: number[] = []
  async function* work(item: number, signal: AbortSignal) {
    if (item === 2) throw new Error('two is broken')
    if (item > 2) {
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    }
    await pause(5)
    yield item
  }
  const out: number[] = []
  const read = async () => {
    for await (const { results } of readAhead(upTo(10), work, { most: 4 }))
      for await (const result of results) out.push(result)
  }
  await expect(read()).rejects.toThrow('two is broken')
  expect(out).toEqual([0, 1])
  expect(stopped).toEqual([])
})

test('who leaves leaves nothing running', async () => {
  let ended = 0
  let closed = false
  async function* items() {
    try {
      yield* upTo(100)
    } finally {
      closed = true
    }
  }
  async function* work(_item: number, signal: AbortSignal) {
    try {
      yield 'first'
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    } finally {
      ended++
    }
  }
  for await (const { results } of readAhead(items(), work, { most: 3 })) {
    for await (const _first of results) break
    break
  }
  expect(closed).toBe(true)
  expect(ended).toBe(3)
})
