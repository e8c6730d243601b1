import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ModelServer, openModelServer } from '../../test/support/model-server.ts'
import { parseModelSetting } from '../util/model-setting.ts'
import { type Model, ModelError, type ModelRequest, openModel } from './index.ts'

let server: ModelServer
beforeAll(async () => {
  server = await openModelServer()
})
afterAll(() => server.close())

const key = 'key-6f1d8a02'
const tools = [
  {
    name: 'say',
    description: 'Says something',
    input: {
      type: 'object',
      properties: { what: { type: 'string' } },
      required: ['what'],
      additionalProperties: false,
    },
  },
]
const budget = { maxOutputTokens: 500, timeoutMs: 5_000 }
const hello: ModelRequest = { system: 'Be brief.', messages: [{ role: 'user', text: 'Hello' }], tools, budget }

describe.each(['openai', 'openai-compatible', 'anthropic'])('through %s', (provider) => {
  let model: Model
  beforeEach(async () => {
    const env = { OPENAI_API_KEY: key, ANTHROPIC_API_KEY: key }
    const setting = parseModelSetting({ model: `${provider}:m-1`, baseUrl: server.url, price: '3/15' }, env)
    model = await openModel(setting!)
  })

  test('a request carries system, messages, tools and limit, and the key in the provider’s header only', async () => {
    server.script(() => ({ text: 'Hi', usage: { input: 12, output: 3 } }))
    const reply = await model.complete(hello)
    expect(reply).toEqual({ text: 'Hi', calls: [], usage: { inputTokens: 12, outputTokens: 3 }, finish: 'stop' })
    const request = server.seen.at(-1)!
    expect(request).toMatchObject({ system: 'Be brief.', texts: ['Hello'], tools: ['say'] })
    const limit = provider === 'openai' ? 'max_completion_tokens' : 'max_tokens'
    expect(JSON.parse(request.raw)).toMatchObject({ model: 'm-1', [limit]: 500 })
    expect(JSON.stringify(request.headers)).toContain(key)
    expect(request.raw).not.toContain(key)
  })

  test('requests for tools come back as they were made, and their results go out again', async () => {
    server.script(({ turn }) =>
      turn % 2 === 0 ? { calls: [{ name: 'say', input: { what: 'x' } }] } : { text: 'Done' },
    )
    if (server.seen.length % 2 === 1) await model.complete(hello)
    const first = await model.complete(hello)
    expect(first).toMatchObject({ finish: 'tool_calls', calls: [{ name: 'say', input: { what: 'x' } }] })
    const { id } = first.calls[0]!
    const second = await model.complete({
      ...hello,
      messages: [
        ...hello.messages,
        { role: 'assistant', text: first.text, calls: first.calls },
        { role: 'tool', results: [{ id, name: 'say', output: { said: true } }] },
      ],
    })
    expect(second.text).toBe('Done')
    expect(server.seen.at(-1)!.texts.at(-1)).toContain('{"said":true}')
  })

  test.each([
    [{ status: 401 }, 'key_refused'],
    [{ status: 400 }, 'request_refused'],
    [{ status: 429, headers: { 'retry-after': '7' } }, 'busy'],
    [{ status: 503 }, 'unreachable'],
    [{ hangUp: true }, 'unreachable'],
    [{ body: '{"not":"it"}' }, 'unreadable'],
    [{ body: '<html>' }, 'unreadable'],
    [{ status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'request_refused'],
  ] as const)('%j is told as what it is, with nothing of the reply in it', async (scripted, why) => {
    server.script(() => ({ body: `the secret cell ${key}`, ...scripted }))
    const error = await model.complete(hello).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ModelError)
    expect(error).toMatchObject({ why, retryAfterMs: why === 'busy' ? 7000 : null })
    expect((error as Error).message).not.toContain(key)
  })

  test('nothing is tried again behind the caller’s back', async () => {
    server.script(() => ({ status: 500 }))
    const before = server.seen.length
    await model.complete(hello).catch(() => undefined)
    expect(server.seen.length).toBe(before + 1)
  })

  test('a model that does not answer in time is slow; one that is called off ends with the reason', async () => {
    server.script(() => ({ delayMs: 20_000 }))
    await expect(model.complete({ ...hello, budget: { ...budget, timeoutMs: 100 } })).rejects.toMatchObject({
      why: 'slow',
    })
    const controller = new AbortController()
    const reason = new Error('called off')
    const pending = model.complete({ ...hello, signal: controller.signal })
    setTimeout(() => controller.abort(reason), 50)
    await expect(pending).rejects.toBe(reason)
  })

  test('the provider’s filter is seen as a refusal', async () => {
    server.script(() => ({ text: '', refused: true }))
    expect((await model.complete(hello)).finish).toBe('refused')
  })
})

test('arguments that are no JSON reach the caller, who can refuse them', async () => {
  const setting = parseModelSetting({ model: 'openai-compatible:m', baseUrl: server.url, price: undefined }, {})
  server.script(() => ({ calls: [{ name: 'say', input: '{"what":' }] }))
  const reply = await (await openModel(setting!)).complete(hello)
  expect(reply.calls).toHaveLength(1)
  expect(typeof reply.calls[0]!.input).not.toBe('object')
})
