import type { ColumnProfile } from '@godwit/contract'
import { expect, test } from 'vitest'
import { findMisreading, meaningOf, orderOf, readWriting } from './compare-sql.ts'

const profile = (over: Partial<ColumnProfile>) =>
  ({
    column: 'Start',
    row_count: 10,
    empty_share: 0,
    distinct_count: 10,
    is_key: true,
    kind: 'date',
    kind_share: 1,
    dates: [],
    numbers: [],
    date_order: null,
    min_length: 1,
    max_length: 10,
    patterns: [],
    top_values: [],
    placeholders: [],
    ...over,
  }) as ColumnProfile
const date = (...formats: string[]) =>
  `format_date(t."Start", [${formats.map((format) => `'${format}'`).join(', ')}], '%Y-%m-%d')`

test('what depends on how data is written is told apart from what is meant', () => {
  const sql = `map_value(null_if_any(t."A", ['n/a', '-']), 'status')`
  expect(readWriting(sql)).toEqual({ formats: [], styles: [], nothing: ['n/a', '-'], mapped: true })
  expect(meaningOf(sql)).toBe(meaningOf(`clean_text(t."A")`))
  expect(meaningOf(date('%d.%m.%Y'))).toBe(meaningOf(date('%m/%d/%Y', '%Y-%m-%d')))
  expect(meaningOf(`parse_number(t."A", 'dot')`)).toBe(meaningOf(`parse_number(t."A", 'comma')`))
  expect(meaningOf(`upper(t."A")`)).not.toBe(meaningOf(`lower(t."A")`))
  expect(readWriting(date('%d.%m.%Y')).formats).toEqual(['%d.%m.%Y'])
})

test('an order of dates is what all formats agree on', () => {
  expect(orderOf(['%d.%m.%Y', '%Y-%m-%d'])).toBe('day_first')
  expect(orderOf(['%m/%d/%Y'])).toBe('month_first')
  expect(orderOf(['%d/%m/%Y', '%m/%d/%Y'])).toBeNull()
  expect(orderOf(['%Y-%m-%d'])).toBeNull()
})

test('data that proves another order outweighs the learned one; data that proves none does not', () => {
  const [day, month] = [date('%d/%m/%Y'), date('%m/%d/%Y')]
  expect(findMisreading(day, month, profile({ date_order: 'month_first' }))).toEqual({
    kind: 'date_order',
    was: 'day_first',
    now: 'month_first',
  })
  expect(findMisreading(day, month, profile({ date_order: 'ambiguous' }))).toBeNull()
  expect(findMisreading(day, day, profile({ date_order: 'day_first' }))).toBeNull()
})

test('formats, marks and placeholders that the learned expression cannot read are found; fewer of them are none', () => {
  expect(findMisreading(date('%d.%m.%Y'), date('%d.%m.%Y', '%d.%m.%y'), profile({}))).toEqual({
    kind: 'date_format',
    formats: ['%d.%m.%y'],
  })
  expect(findMisreading(date('%d.%m.%Y', '%d.%m.%y'), date('%d.%m.%Y'), profile({}))).toBeNull()
  const number = (style: string) => `format_number(t."Start", '${style}', 2)`
  const fits = (format: string, rows: number) => ({ format, fits: rows, misfits: 10 - rows, samples_of_misfits: [] })
  const comma = profile({ numbers: [fits('comma', 10), fits('dot', 4)] })
  expect(findMisreading(number('dot'), number('comma'), comma)).toEqual({ kind: 'number_style', now: 'comma' })
  const either = profile({ numbers: [fits('dot', 10), fits('comma', 10)] })
  expect(findMisreading(number('comma'), number('dot'), either)).toBeNull()
  expect(findMisreading('clean_text(t."A")', `clean_text(null_if_any(t."A", ['-']))`, profile({}))).toEqual({
    kind: 'nothing',
    words: ['-'],
  })
})
