import { expect, test } from 'vitest'
import { parseAnswers } from './read-answers.ts'
import { parseTemplates } from './read-templates.ts'

const people = { name: 'Order lines', columns: [{ name: 'id' }] }

test.each([
  ['one template', people],
  ['a list', [people]],
  ['a listing of the API', { templates: [people] }],
])('templates are read from %s, and a slug is made from the name', (_kind, value) => {
  expect(parseTemplates(value)).toEqual([{ ...people, slug: 'order_lines' }])
})

test('what is wrong with a template is told with its place', () => {
  const wrong = { ...people, columns: [{ name: 'id', desiredRule: 'regex' }] }
  expect(() => parseTemplates([people, wrong])).toThrow(/^template 2, columns\.0\.desiredRule: /)
  expect(() => parseTemplates([])).toThrow('it holds no template')
  expect(() => parseTemplates({ ...people, name: '顧客' })).toThrow('give one')
})

test.each([
  ['a list', [{ id: 'q', value: 'a' }]],
  ['a body of the API', { answers: [{ id: 'q', value: 'a' }] }],
  ['question ids to answers', { q: 'a' }],
])('answers are read from %s', (_kind, value) => {
  expect(parseAnswers(value)).toEqual([{ id: 'q', value: 'a' }])
})

test('answers of another form are refused', () => {
  expect(() => parseAnswers('yes')).toThrow()
  expect(() => parseAnswers({ q: 1 })).toThrow()
})
