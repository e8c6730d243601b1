import type { Question } from '@godwit/contract'
import { expect, test } from 'vitest'
import { matchAnswers } from './match-answers.ts'
import { readAnswers } from './read-answers.ts'

const about = { table: 'people', template: 'contacts', affected_rows: 3, samples: [] }
const dates: Question = {
  id: 'q_dates',
  question: 'Which order do the dates of Start have?',
  options: [
    { id: 'day_first', label: 'Day first (03/04 = 3 April)' },
    { id: 'month_first', label: 'Month first (03/04 = March 4)' },
  ],
  allowCustom: false,
  about: { ...about, column: 'Start', template_column: 'start_date' },
}
const email: Question = {
  id: 'q_email',
  question: 'Which column holds the e-mail?',
  options: [
    { id: 'work', label: 'Work Email' },
    { id: 'home', label: 'Home Email' },
  ],
  allowCustom: true,
  about: { ...about, column: null, template_column: 'email' },
}
const by = 'person'

test('a choice is taken by its id or its label, whatever its case', () => {
  const { answers, problems } = readAnswers(
    [dates, email],
    [
      { id: 'q_dates', value: 'day_first' },
      { id: 'q_email', value: ' WORK  email ' },
    ],
    by,
  )
  expect(problems).toEqual([])
  expect(answers.map(({ id, value }) => [id, value])).toEqual([
    ['q_dates', 'day_first'],
    ['q_email', 'work'],
  ])
})

test('free text counts only where the question takes it', () => {
  const { answers, problems } = readAnswers(
    [dates, email],
    [
      { id: 'q_dates', value: 'whatever' },
      { id: 'q_email', value: 'use both' },
    ],
    by,
  )
  expect(answers).toEqual([{ id: 'q_email', question: email.question, value: 'use both', by }])
  expect(problems).toEqual([{ path: 'answers.0.value', message: expect.stringContaining('Day first') }])
})

test('missing, unknown and doubled questions are all named', () => {
  const { problems } = readAnswers(
    [dates, email],
    [
      { id: 'nope', value: 'x' },
      { id: 'q_email', value: 'work' },
      { id: 'q_email', value: 'home' },
    ],
    by,
  )
  expect(problems.map(({ message }) => message)).toEqual([
    'there is no open question nope',
    'the question q_email is answered twice',
    `the question q_dates has no answer: ${dates.question}`,
  ])
})

const matched = (questions: Question[], text: string) =>
  Object.fromEntries(matchAnswers(questions, text, by).answers.map(({ id, value }) => [id, value]))

test('free text for one open question names a choice, its place, or says something new', () => {
  expect(matched([email], 'Use Work Email please')).toEqual({ q_email: 'work' })
  expect(matched([email], 'the second one')).toEqual({ q_email: 'home' })
  expect(matched([email], '"home email".')).toEqual({ q_email: 'home' })
  expect(matched([email], 'not Work Email')).toEqual({})
  expect(matched([email], 'take the column Mail')).toEqual({ q_email: 'take the column Mail' })
  expect(matched([dates], 'I do not know')).toEqual({})
})

test('free text for several questions is matched by number, column or a choice that only one offers', () => {
  expect(matched([dates, email], '1. the first; 2. Home Email')).toEqual({ q_dates: 'day_first', q_email: 'home' })
  expect(matched([dates, email], 'email: work email\nstart_date: month_first')).toEqual({
    q_dates: 'month_first',
    q_email: 'work',
  })
  expect(matched([dates, email], 'Work Email')).toEqual({ q_email: 'work' })
  expect(matched([dates, email], 'hello there')).toEqual({})
})

test('free text is taken by place, for several questions at once, and for all of them', () => {
  expect(matched([email], 'option 2')).toEqual({ q_email: 'home' })
  expect(matched([email], 'the last one')).toEqual({ q_email: 'home' })
  expect(matched([dates, email], 'month first, and use Home Email')).toEqual({
    q_dates: 'month_first',
    q_email: 'home',
  })
  expect(matched([dates, email], '1 and 2: the second one')).toEqual({ q_dates: 'month_first', q_email: 'home' })
  expect(matched([dates, email], 'For start_date use day first. For email: 1')).toEqual({
    q_dates: 'day_first',
    q_email: 'work',
  })
})

test('what contradicts itself or is none of the choices is not taken, and said', () => {
  const both = matchAnswers([dates, email], 'start_date: day first\nstart_date: month first\nWork Email', by)
  expect(both.answers.map(({ id }) => id)).toEqual(['q_email'])
  expect(both.remarks.join(' ')).toMatch(/you said both “Day first.*” and “Month first.*”/)
  const two = matchAnswers([dates], 'day first or month first', by)
  expect(two).toMatchObject({ answers: [], remarks: [expect.stringContaining('more than one choice')] })
  const none = matchAnswers([dates], 'year first', by)
  expect(none).toMatchObject({ answers: [], remarks: [expect.stringContaining('none of the choices')] })
})
