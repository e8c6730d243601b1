import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Pacer } from './pacer.ts'
import { advisedWaitMs, retryAfterMs } from './wait-time.ts'

const url = new URL('https://a.example/x')

function clock() {
  let ms = 1_000_000
  return {
    nowMs: () => ms,
    sleep: async (wait: number) => {
      ms += wait
    },
    pass: (wait: number) => {
      ms += wait
    },
  }
}

describe('the pacer', () => {
  test('never lets a window have more than its budget, and wastes none of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 10, max: 5000 }),
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 80 }),
        async (limit, windowMs, gaps) => {
          const time = clock()
          const pacer = new Pacer(time, [{ limit, windowMs, matches: () => true }])
          const left: number[] = []
          for (const gap of gaps) {
            time.pass(gap)
            const asked = time.nowMs()
            const at = await pacer.wait('GET', url)
            const full = left.filter((other) => other > asked - windowMs).length >= limit
            expect(at).toBe(full ? (left.at(-limit) as number) + windowMs : asked)
            left.push(at)
          }
          for (const start of left)
            expect(left.filter((other) => other >= start && other < start + windowMs).length).toBeLessThanOrEqual(limit)
        },
      ),
      { numRuns: 50 },
    )
  })
  test('learns how many calls a second the source bears', async () => {
    const time = clock()
    const pacer = new Pacer(time)
    const passed: number[] = []
    let refused = 0
    for (let n = 0; n < 500; n++) {
      for (;;) {
        const at = await pacer.wait('GET', url)
        time.pass(5)
        if (passed.filter((other) => other > at - 1000).length >= 50) {
          refused++
          pacer.limited(1000, at)
          continue
        }
        passed.push(at)
        break
      }
    }
    expect(refused).toBe(1)
    expect(time.nowMs() - 1_000_000).toBeLessThan((500 / 50) * 1000 * 1.1)
  })
})

describe('what a source asks to wait', () => {
  const now = new Date('2024-01-01T00:00:00Z')
  test.each([
    [{ 'retry-after': '12' }, 12_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Mon, 01 Jan 2024 00:01:00 GMT' }, 60_000],
    [{ 'retry-after': '2024-01-01T00:00:05Z' }, 5000],
    [{ 'retry-after': 'Sun, 31 Dec 2023 00:00:00 GMT' }, 0],
    [{ 'x-ratelimit-reset': String(now.getTime() / 1000 + 30) }, 30_000],
    [{ 'x-ratelimit-reset': String(now.getTime() + 1500) }, 1500],
    [{ 'ratelimit-reset': '20' }, 20_000],
    [{ ratelimit: 'limit=240, remaining=0, reset=3' }, 3000],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('%j', (headers, wait) => expect(advisedWaitMs(headers as Record<string, string>, now)).toBe(wait))
  test('any text is read or left alone', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const wait = retryAfterMs(text, now)
        expect(wait === null || wait >= 0).toBe(true)
      }),
    )
  })
})
