import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Secret } from './secret.ts'

test('a secret shows itself in no form but on purpose', () => {
  const secret = new Secret('hunter2')
  const forms = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }, { showHidden: true, depth: 9 })]
  for (const form of forms) expect(form).not.toContain('hunter2')
  expect(structuredClone({ ...secret })).toEqual({})
  expect(secret.reveal()).toBe('hunter2')
})
