import type { Coverage, Question } from '@godwit/contract'
import { expect, test } from 'vitest'
import { readAnswer, renderQuestion } from './ask-person.ts'
import { createOutput, renderTable } from './output.ts'
import { renderCoverage } from './render-coverage.ts'
import { renderEvent } from './render-event.ts'

const question: Question = {
  id: 'q',
  question: 'Which date order?',
  options: [
    { id: 'dmy', label: 'Day first' },
    { id: 'mdy', label: 'Month first' },
  ],
  allowCustom: false,
  about: { table: 't', column: 'c', template: null, template_column: null, affected_rows: 12, samples: [] },
}

test('a table is as wide as it needs, with numbers to the right', () => {
  expect(
    renderTable(
      ['file', 'rows'],
      [
        ['a.csv', '1,200'],
        ['people.csv', '7'],
      ],
    ),
  ).toEqual(['file         rows', 'a.csv       1,200', 'people.csv      7'])
})

test('with --json there is one JSON value and no line for people', () => {
  const written: string[] = []
  const output = createOutput(true, { write: (text) => written.push(text) })
  output.line('hello')
  output.table(['a'], [['b']])
  output.result({ ok: true })
  expect(JSON.parse(written.join(''))).toEqual({ ok: true })
})

test('a question shows its options by number and how much hangs on it', () => {
  expect(renderQuestion(question)).toEqual(['Which date order? (12 rows)', '  1. Day first', '  2. Month first'])
})

test.each([
  ['2', 'mdy'],
  ['day FIRST', 'dmy'],
  ['mdy', 'mdy'],
  ['3', null],
  ['soon', null],
  ['', null],
])('%j is read as %j', (typed, value) => {
  expect(readAnswer(question, typed)).toBe(value)
})

test('own words count where they are allowed, and an option named 1 is not the first', () => {
  expect(readAnswer({ ...question, allowCustom: true }, 'ask Sam')).toBe('ask Sam')
  const numbers = {
    ...question,
    options: [
      { id: 'a', label: '2' },
      { id: 'b', label: '1' },
    ],
  }
  expect(readAnswer(numbers, '1')).toBe('b')
})

test('the ledger says what became of every row', () => {
  const coverage: Coverage = {
    balanced: true,
    tables: [{ name: 'people', rows: 10, imported: 7, merged: 1, dropped: [{ reason: 'total row', rows: 2 }] }],
    columns: {
      mapped: [],
      unmapped: [
        { table: 'people', column: 'Notes', non_empty: 3 },
        { table: 'people', column: 'Blank', non_empty: 0 },
      ],
    },
  }
  expect(renderCoverage(coverage)).toEqual([
    'table   rows  imported  merged  dropped  why',
    'people    10         7       1        2  2 total row',
    'The ledger balances: every row is accounted for.',
    'Not used: people."Notes" (3)',
  ])
})

test('an event is one line', () => {
  const event = {
    sequence: 7,
    type: 'message',
    data: { role: 'agent', text: 'Hello' },
    created_at: '2026-01-02T03:04:05.678Z',
    run_id: null,
  } as const
  expect(renderEvent(event)).toBe('   7  03:04:05  message        Hello')
})
