import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { renderFunctionsDoc } from '../../src/recipe/render-functions-doc.ts'

const path = new URL('../../../../docs/functions.md', import.meta.url)

test('docs/functions.md says what the library does (GODWIT_GOLDEN=write rewrites it)', async () => {
  const current = renderFunctionsDoc()
  if (process.env['GODWIT_GOLDEN'] === 'write') await writeFile(path, current)
  expect(await readFile(path, 'utf8')).toBe(current)
})
