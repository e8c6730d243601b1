import { expect, test } from 'vitest'
import { z } from 'zod'
import type { ModelMessage, ModelReply, ToolCall } from '../../model/index.ts'
import { GaveUp, type ModelSession } from './session.ts'
import { runToolLoop, toolOf } from './tool-loop.ts'

/** A session that answers as told, and counts. */
function sessionOf(replies: (Partial<ModelReply> & { calls?: ToolCall[] })[]) {
  const seen: (readonly ModelMessage[])[] = []
  let retries = 0
  const session = {
    name: 'm',
    async ask({ messages }: { messages: readonly ModelMessage[] }) {
      seen.push([...messages])
      const reply = replies[seen.length - 1] ?? replies.at(-1)!
      return { text: '', calls: [], usage: { inputTokens: 1, outputTokens: 1 }, finish: 'stop', ...reply }
    },
    async retry() {
      retries += 1
      if (retries >= 5) throw new GaveUp('it went wrong 5 times')
    },
    async rest() {},
  } as unknown as ModelSession
  return { session, seen, retries: () => retries }
}

const call = (name: string, input: unknown, id = 'c'): ToolCall => ({ id, name, input })
const given: number[] = []
const tools = [
  toolOf({
    name: 'add',
    description: 'Adds',
    input: z.strictObject({ n: z.int() }),
    run({ n }) {
      given.push(n)
      return { output: { sum: n } }
    },
  }),
  toolOf({ name: 'finish', description: 'Ends', input: z.strictObject({}), run: () => ({ output: {}, done: true }) }),
]
const loop = (session: ModelSession) => runToolLoop(session, { system: 's', opening: { data: 1 }, tools })

test('calls are answered each, in order, until the model is done', async () => {
  const { session, seen, retries } = sessionOf([
    { calls: [call('add', { n: 1 }, 'a'), call('add', { n: 2 }, 'b')] },
    { calls: [call('finish', {})] },
  ])
  expect(await loop(session)).toBe(true)
  expect(seen[1]!.at(-1)).toEqual({
    role: 'tool',
    results: [
      { id: 'a', name: 'add', output: { sum: 1 } },
      { id: 'b', name: 'add', output: { sum: 2 } },
    ],
  })
  expect(retries()).toBe(0)
})

test.each([
  ['an unknown tool', call('format_disk', {}), /there is no tool/],
  ['an input of another kind', call('add', 'n=1'), /does not fit the tool/],
  ['a field too many', call('add', { n: 1, and: 'DROP TABLE x' }), /does not fit the tool/],
  ['a value of another kind', call('add', { n: '1' }), /n: /],
])('%s is refused with the reason, and nothing runs', async (_, wrong, expected) => {
  given.length = 0
  const { session, seen, retries } = sessionOf([{ calls: [wrong] }, { calls: [call('finish', {})] }])
  expect(await loop(session)).toBe(true)
  expect(JSON.stringify(seen[1]!.at(-1))).toMatch(expected)
  expect(given).toEqual([])
  expect(retries()).toBe(1)
})

test('words instead of calls are attempts; empty words are not repeated to the provider', async () => {
  const { session, seen } = sessionOf([{ text: '' }, { text: 'hm' }, { calls: [call('finish', {})] }])
  expect(await loop(session)).toBe(true)
  expect(seen[2]!.map((message) => message.role)).toEqual(['user', 'user', 'assistant', 'user'])
})

test('what is wrong for ever ends after five attempts, what goes on for ever after sixteen turns', async () => {
  await expect(loop(sessionOf([{ text: 'la' }]).session)).rejects.toThrow(GaveUp)
  const { session, seen } = sessionOf([{ calls: [call('add', { n: 1 })] }])
  expect(await loop(session)).toBe(false)
  expect(seen).toHaveLength(16)
})

test('of one answer at most twenty calls are read', async () => {
  given.length = 0
  const many = Array.from({ length: 500 }, (_, n) => call('add', { n }, `c${n}`))
  const { session } = sessionOf([{ calls: many }, { calls: [call('finish', {})] }])
  await loop(session)
  expect(given).toHaveLength(20)
})

test('a refusal of the provider ends it', async () => {
  const { session } = sessionOf([{ text: '', finish: 'refused' }])
  expect(await loop(session)).toBe(false)
})
