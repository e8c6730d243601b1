import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Pacer } from './pacer.ts'
import { statedRate } from './rate-headers.ts'
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

/** Time for several that wait at once: it jumps to whoever is to wake next. */
function timeline() {
  let ms = timeline.start
  let sleepers: { until: number; wake: () => void }[] = []
  const sleep = (wait: number) =>
    new Promise<void>((wake) => {
      sleepers.push({ until: ms + wait, wake })
    })
  async function run(work: Promise<void>[]): Promise<void> {
    let running = true
    const all = Promise.all(work).finally(() => {
      running = false
    })
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      if (!running) break
      ms = Math.min(...sleepers.map(({ until }) => until))
      const due = sleepers.filter(({ until }) => until <= ms)
      sleepers = sleepers.filter(({ until }) => until > ms)
      for (const { wake } of due) wake()
    }
    await all
  }
  return { nowMs: () => ms, sleep, run }
}
timeline.start = 1_000_000

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
            const { at } = await pacer.wait('GET', url)
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
        const departure = await pacer.wait('GET', url)
        const { at } = departure
        time.pass(5)
        pacer.answered(departure)
        if (passed.filter((other) => other > at - 1000).length >= 50) {
          refused++
          pacer.limited(1000, departure)
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

describe('what the pacer learns', () => {
  /** Readers that send one request at a time against a source that refuses what exceeds its limit in a moving window. */
  async function readAgainst(options: {
    limit: number
    windowMs: number
    readers: number
    requests: number
    /** How long the request travels, and the answer. */
    ways: () => [number, number]
    headers?: Record<string, string>
    retryAfterMs: number
  }) {
    const time = timeline()
    const pacer = new Pacer(time)
    const arrived: { at: number; refused: boolean; leftAt: number }[] = []
    let firstRefusalSeen = Number.POSITIVE_INFINITY
    let left = options.requests
    let endedAt = 0
    const reader = async () => {
      while (left > 0) {
        left--
        for (;;) {
          const departure = await pacer.wait('GET', url)
          const [there, back] = options.ways()
          await time.sleep(there)
          const now = time.nowMs()
          const passed = arrived.filter(({ at, refused }) => !refused && at > now - options.windowMs).length
          const refused = passed >= options.limit
          arrived.push({ at: now, refused, leftAt: departure.at })
          await time.sleep(back)
          pacer.answered(departure)
          endedAt = time.nowMs()
          if (!refused) break
          firstRefusalSeen = Math.min(firstRefusalSeen, endedAt)
          pacer.limited(options.retryAfterMs, departure, statedRate(options.headers ?? {}))
          await time.sleep(options.retryAfterMs)
        }
      }
    }
    await time.run(Array.from({ length: options.readers }, reader))
    return {
      pacer,
      /** Of what the limit allows from the end of the first wait on, how much was used. */
      used:
        (arrived.filter(({ refused, leftAt }) => !refused && leftAt > firstRefusalSeen).length / options.limit) *
        (options.windowMs / (endedAt - firstRefusalSeen - options.retryAfterMs)),
      refused: arrived.filter(({ refused }) => refused).length,
      refusedLater: arrived.filter(({ refused, leftAt }) => refused && leftAt > firstRefusalSeen).length,
    }
  }

  test('sends nothing that is refused after the first refusal, and uses nearly all of the limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 10, max: 100 }),
        fc.integer({ min: 2, max: 8 }),
        fc.infiniteStream(fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 2, max: 6 }))),
        async (limit, readers, ways) => {
          const requests = limit * 20
          const { used, refused, refusedLater, pacer } = await readAgainst({
            limit,
            windowMs: 1000,
            readers,
            requests,
            ways: () => ways.next().value as [number, number],
            retryAfterMs: 1000,
          })
          expect(refusedLater).toBe(0)
          if (refused > 0) {
            expect(refused).toBeLessThanOrEqual(readers)
            expect(pacer.learned).toEqual({ limit, windowMs: 1000 })
            expect(used).toBeGreaterThan(0.95)
          }
        },
      ),
      { numRuns: 20 },
    )
  }, 30_000)

  test('keeps to the rate that headers state, whatever the wait', async () => {
    const { refused, refusedLater, used } = await readAgainst({
      limit: 100,
      windowMs: 10_000,
      readers: 4,
      requests: 1000,
      ways: () => [5, 5],
      headers: { 'ratelimit-policy': '"default";q=100;w=10' },
      retryAfterMs: 10_000,
    })
    expect(refused).toBeLessThanOrEqual(4)
    expect(refusedLater).toBe(0)
    expect(used).toBeGreaterThan(0.95)
  })

  test('gives way when a limit that it keeps is refused all the same, and comes back slowly', async () => {
    const time = clock()
    const pacer = new Pacer(time)
    const refuse = async () => pacer.limited(1000, await pacer.wait('GET', url))
    for (let n = 0; n < 50; n++) pacer.answered(await pacer.wait('GET', url))
    await refuse()
    expect(pacer.learned?.limit).toBe(50)
    for (let n = 0; n < 20; n++) pacer.answered(await pacer.wait('GET', url))
    await refuse()
    expect(pacer.learned?.limit).toBe(45)
    const loweredAt = time.nowMs()
    while (pacer.learned?.limit === 45) pacer.answered(await pacer.wait('GET', url))
    expect(pacer.learned?.limit).toBe(46)
    expect(time.nowMs() - loweredAt).toBeGreaterThanOrEqual(20_000)
  })

  test('tries one call more only after minutes without a refusal, and takes it back', async () => {
    const time = clock()
    const pacer = new Pacer(time)
    for (let n = 0; n < 10; n++) pacer.answered(await pacer.wait('GET', url))
    pacer.limited(1000, await pacer.wait('GET', url))
    const learnedAt = time.nowMs()
    while (pacer.learned?.limit === 10) pacer.answered(await pacer.wait('GET', url))
    expect(pacer.learned?.limit).toBe(11)
    expect(time.nowMs() - learnedAt).toBeGreaterThanOrEqual(300_000)
    pacer.limited(1000, await pacer.wait('GET', url))
    expect(pacer.learned?.limit).toBe(10)
  })
})

test.each([
  [{ 'ratelimit-policy': '100;w=10' }, { limit: 100, windowMs: 10_000 }],
  [{ 'ratelimit-policy': '"burst";q=10;w=1, "long";q=100;w=60' }, { limit: 100, windowMs: 60_000 }],
  [{ 'ratelimit-limit': '50, 50;w=1' }, { limit: 50, windowMs: 1000 }],
  [
    { 'x-hubspot-ratelimit-max': '190', 'x-hubspot-ratelimit-interval-milliseconds': '10000' },
    { limit: 190, windowMs: 10_000 },
  ],
  [{ 'x-ratelimit-limit': '100' }, null],
  [{ 'ratelimit-policy': '0;w=0' }, null],
  [{}, null],
])('the rate that %j states', (headers, rate) => expect(statedRate(headers as Record<string, string>)).toEqual(rate))

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
