import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { parseModelSetting } from './model-setting.ts'

const none = { model: undefined, baseUrl: undefined, price: undefined }

test('no model is the default, and can be said', () => {
  expect(parseModelSetting(none, {})).toBeNull()
  expect(parseModelSetting({ ...none, model: 'none' }, { OPENAI_API_KEY: 'x' })).toBeNull()
})

test('a model has its provider’s address and key, and the key is never printed', () => {
  const setting = parseModelSetting(
    { ...none, model: 'anthropic:claude-sonnet-4-5', price: '3/15.5' },
    { ANTHROPIC_API_KEY: 'sk-hidden' },
  )
  expect(setting).toMatchObject({
    provider: 'anthropic',
    model: 'claude-sonnet-4-5',
    name: 'anthropic:claude-sonnet-4-5',
    baseUrl: 'https://api.anthropic.com/v1',
    price: { input: 3, output: 15.5 },
  })
  expect(setting!.key!.reveal()).toBe('sk-hidden')
  expect(inspect(setting) + JSON.stringify(setting)).not.toContain('hidden')
})

test('a server of one’s own needs no key; a model’s name may have colons', () => {
  const setting = parseModelSetting(
    { ...none, model: 'openai-compatible:qwen3:30b', baseUrl: 'http://10.0.0.5:11434/v1/' },
    {},
  )
  expect(setting).toMatchObject({ model: 'qwen3:30b', baseUrl: 'http://10.0.0.5:11434/v1', key: null, price: null })
})

test.each([
  [{ ...none, model: 'openai:m', baseUrl: 'ftp://x' }, {}, /http or https URL/],
  [{ ...none, model: 'openai:m', baseUrl: 'http://u:p@x/v1' }, {}, /without user/],
  [{ ...none, model: 'openai:m', price: 'cheap' }, { OPENAI_API_KEY: 'k' }, /US dollars for a million/],
  [{ ...none, model: 'openai:m' }, { OPENAI_API_KEY: 'two words' }, /Copy the key again/],
])('%j with %j is refused', (given, env, expected) => {
  expect(() => parseModelSetting(given, env)).toThrow(expected)
})
