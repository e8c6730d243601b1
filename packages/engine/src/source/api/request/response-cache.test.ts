import { expect, test } from 'vitest'
import type { ApiResponse } from './api-request.ts'
import { ResponseCache } from './response-cache.ts'

const answerOf = (text: string): ApiResponse => ({
  status: 200,
  headers: {},
  body: Buffer.from(JSON.stringify({ text })),
  json: { text },
})

test('what is asked once is answered to all, each with documents of its own', async () => {
  const cache = new ResponseCache()
  let asked = 0
  const ask = async () => {
    asked++
    await new Promise((resolve) => setTimeout(resolve, 5))
    return answerOf('a')
  }
  const [one, two] = await Promise.all([cache.answer('k', ask), cache.answer('k', ask)])
  const three = await cache.answer('k', ask)
  expect(asked).toBe(1)
  expect([one, two, three].map((answer) => answer?.json)).toEqual([{ text: 'a' }, { text: 'a' }, { text: 'a' }])
  expect(two?.json).not.toBe(one?.json)
  expect(await cache.answer('other', async () => null)).toBeNull()
})

test('a failure is not kept, and who waited for it asks for himself', async () => {
  const cache = new ResponseCache()
  let asked = 0
  const ask = async () => {
    if (asked++ === 0) throw new Error('down')
    return answerOf('b')
  }
  const both = await Promise.allSettled([cache.answer('k', ask), cache.answer('k', ask)])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect((await cache.answer('k', ask))?.json).toEqual({ text: 'b' })
})

test('memory is bounded: the oldest answers are asked for again', async () => {
  const cache = new ResponseCache(100)
  const asked: string[] = []
  const get = (key: string) =>
    cache.answer(key, async () => {
      asked.push(key)
      return answerOf('x'.repeat(40))
    })
  for (const key of ['a', 'b', 'b', 'c', 'c', 'a']) await get(key)
  expect(asked).toEqual(['a', 'b', 'c', 'a'])
})
