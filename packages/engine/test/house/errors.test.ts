import { errorCodes } from '@godwit/contract'
import { expect, test } from 'vitest'
import { read } from './repository.ts'

/** docs/errors.md as code → text of its section. */
const sections = new Map(
  read('docs/errors.md')
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.split('\n')
      return [title.replaceAll('`', '').trim(), lines.join('\n')]
    }),
)

test('every error code has a section in docs/errors.md', () => {
  expect(Object.keys(errorCodes).filter((code) => !sections.has(code))).toEqual([])
})

test('no section explains a code that is gone', () => {
  expect([...sections.keys()].filter((code) => !Object.hasOwn(errorCodes, code))).toEqual([])
})

test('every section says what happened, what to do, and whether a retry can help', () => {
  const lines = { never: 'Retry: never.', later: 'Retry: later.', after_fix: 'Retry: after a fix.' }
  const lacking = Object.entries(errorCodes).flatMap(([code, retry]) => {
    const text = sections.get(code) ?? ''
    const missing = ['**What to do**', lines[retry]].filter((part) => !text.includes(part))
    return missing.map((part) => `${code}: ${part}`)
  })
  expect(lacking).toEqual([])
})

test('sections stand in the order of the codes', () => {
  expect([...sections.keys()]).toEqual(Object.keys(errorCodes))
})
