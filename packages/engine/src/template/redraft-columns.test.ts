import type { TemplateColumn } from '@godwit/contract'
import { expect, test } from 'vitest'
import { redraftColumns } from './redraft-columns.ts'
import { slugOf } from './slug-of.ts'

const column = (name: string, rest: Partial<TemplateColumn> = {}): TemplateColumn => ({
  name,
  description: 'Text.',
  required: false,
  unique: false,
  desiredRule: 'none',
  strictRule: null,
  linkRule: null,
  type: 'text',
  examples: [],
  ...rest,
})

test('what nobody has edited takes the new draft', () => {
  const before = column('Plan')
  const draft = column('Plan', { desiredRule: 'strict', strictRule: ['A', 'B'], required: true })
  expect(redraftColumns([before], { Plan: before }, [draft])).toEqual([draft])
})

test('an edited rule stays whole, while the rest of the column follows the draft', () => {
  const drafted = column('Plan', { desiredRule: 'strict', strictRule: ['A', 'B'] })
  const edited = { ...drafted, strictRule: ['A', 'B', 'C'] }
  const draft = column('Plan', { desiredRule: 'none', required: true, examples: ['A'] })
  expect(redraftColumns([edited], { Plan: drafted }, [draft])).toEqual([{ ...edited, required: true, examples: ['A'] }])
})

test('a column that no draft proposed is left alone, one that the sample lacks stays, a new one comes last', () => {
  const own = column('Own', { required: true })
  const gone = column('Gone')
  expect(redraftColumns([own, gone], { Gone: gone }, [column('own'), column('New')])).toEqual([
    own,
    gone,
    column('New'),
  ])
})

test('a slug is made of what a name has to make one of', () => {
  expect(slugOf('Über-Kunden (neu)')).toBe('uber-kunden-neu')
  expect(slugOf('  A  &  B_c ')).toBe('a-b-c')
  expect(slugOf('顧客')).toBe('')
})
