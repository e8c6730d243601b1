import type { Question } from '@godwit/contract'
import { expect, test } from 'vitest'
import { chooseAnswer } from './choose-answer.ts'

const question = (options: string[], more: Partial<Question> = {}): Question => ({
  id: 'q1',
  question: 'Which stage is "Unqualified"?',
  options: options.map((label, at) => ({ id: `o${at}`, label })),
  allowCustom: false,
  about: { table: null, column: null, template: null, template_column: null, affected_rows: 3, samples: [] },
  ...more,
})
const known = (answer: string) => [{ about: 'a stage', keywords: ['unqualified'], answer }]

test('the option that the words name is taken', () => {
  const choice = chooseAnswer(question(['lead', 'other', 'leave empty']), known('Use other.'))
  expect(choice).toMatchObject({ answer: { id: 'q1', value: 'o1' }, label: 'other' })
})

test('a refusal takes the option that refuses, however it is put', () => {
  const choice = chooseAnswer(question(['lead', 'Leave these rows out']), known('Do not import unqualified leads.'))
  expect(choice.label).toBe('Leave these rows out')
})

test('words that no option says go as they are', () => {
  const choice = chooseAnswer(question(['lead'], { allowCustom: true }), known('Ask Sam.'))
  expect(choice.answer).toEqual({ id: 'q1', value: 'Ask Sam.' })
})

test('a question nobody expected is left empty where that is offered', () => {
  expect(chooseAnswer(question(['lead', 'Leave empty']), [])).toMatchObject({ label: 'Leave empty', known: null })
})

test('a question nobody expected takes the first option otherwise, and says that nothing was known', () => {
  const choice = chooseAnswer(question(['lead', 'other']), [{ about: '', keywords: ['dates'], answer: 'other' }])
  expect(choice).toMatchObject({ label: 'lead', known: null })
})
