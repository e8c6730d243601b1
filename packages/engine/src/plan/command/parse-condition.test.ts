import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Comparison, comparisonsOf } from './condition.ts'
import { parseCondition } from './parse-condition.ts'
import { hideQuotes } from './quoting.ts'
import { readDays } from './read-day.ts'
import { readNumber } from './read-number.ts'

const one = (column: string, operator: Comparison['operator'], values: string[], negated = false) => ({
  kind: 'comparison',
  column,
  operator,
  values,
  negated,
})

describe('conditions in words', () => {
  test.each([
    ['Status is Inaktiv', one('Status', 'is', ['Inaktiv'])],
    ['Status is in A, B or C', one('Status', 'is', ['A', 'B', 'C'])],
    ['Is Active is true', one('Is Active', 'is', ['true'])],
    ['Tennis > 5', one('Tennis', '>', ['5'])],
    ['No of Employees > 5', one('No of Employees', '>', ['5'])],
    ['amount is at least 5', one('amount', '>=', ['5'])],
    ['Total is not between 3 and 5', one('Total', 'between', ['3', '5'], true)],
    ['Status is neither A nor B', one('Status', 'is', ['A', 'B'], true)],
    ['Status is not A or B', one('Status', 'is', ['A', 'B'], true)],
    ['Notes is nothing', one('Notes', 'empty', [])],
    ['no phone', one('phone', 'empty', [])],
    ['with an email', one('email', 'empty', [], true)],
    ['Name enthält Test', one('Name', 'contains', ['Test'])],
    ['Name ist nicht leer', one('Name', 'empty', [], true)],
    ['Umsatz größer als 100', one('Umsatz', '>', ['100'])],
    ['Signed up since 2020', one('Signed up', '>=', ['2020'])],
  ])('%s', (said, wanted) => {
    expect(parseCondition(said)).toEqual(wanted)
  })
  test('"and" binds stronger than "or", brackets stronger than both', () => {
    expect(parseCondition('a is 1 and b is 2 or c is 3')).toMatchObject({ kind: 'or', parts: [{ kind: 'and' }, {}] })
    expect(parseCondition('a is 1 and (b is 2 or c is 3)')).toMatchObject({ kind: 'and', parts: [{}, { kind: 'or' }] })
    expect(parseCondition('not (a is 1 or b is 2)')).toMatchObject({ kind: 'not', part: { kind: 'or' } })
  })
  test('a further value belongs to the comparison before it, whatever follows', () => {
    expect(parseCondition('a is x or y and b is z')).toEqual({
      kind: 'and',
      parts: [one('a', 'is', ['x', 'y']), one('b', 'is', ['z'])],
    })
  })
  test.each(['a and b', 'status', 'a is x and y', 'a contains x and y', 'is', ''])('"%s" is not understood', (said) => {
    expect(parseCondition(said)).toBeNull()
  })
  test('names and values in quotes come back as they are, joined in any way', () => {
    const text = fc
      .string({ unit: fc.constantFrom(..."abc xyz,()=<>'\\ÄßandorisnotEMPTY0189"), minLength: 1 })
      .filter((it) => it.trim() === it)
    const comparison = fc.record({ column: text, value: text })
    fc.assert(
      fc.property(fc.array(comparison, { minLength: 1, maxLength: 5 }), fc.constantFrom('and', 'or'), (all, joint) => {
        const said = all.map(({ column, value }) => `"${column}" is "${value}"`).join(` ${joint} `)
        const read = parseCondition(hideQuotes(said))
        expect(read).not.toBeNull()
        expect(comparisonsOf(read!).map(({ values }) => values)).toEqual(all.map(({ value }) => [value]))
      }),
      { numRuns: 200 },
    )
  })
  test('anything at all is read or refused, in time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (said) => {
        parseCondition(hideQuotes(said))
      }),
      { numRuns: 300 },
    )
    const started = performance.now()
    parseCondition(`${'a is b and '.repeat(400)}c is d or ${'('.repeat(200)}`)
    parseCondition('is not '.repeat(300))
    expect(performance.now() - started).toBeLessThan(3_000)
  })
})

test.each([
  ['1,000', 1000],
  ['1.234,50', 1234.5],
  ['2.5k', 2500],
  ['€ 99', 99],
  ['50 %', 50],
  ['-3', -3],
  ['12 apples', null],
])('the number %s', (said, number) => {
  expect(readNumber(said)).toBe(number)
})

test.each([
  ['2024-02-29', { from: '2024-02-29', to: '2024-03-01' }],
  ['2023-02-29', null],
  ['31.12.2023', { from: '2023-12-31', to: '2024-01-01' }],
  ['3 March 2024', { from: '2024-03-03', to: '2024-03-04' }],
  ['March 3rd, 2024', { from: '2024-03-03', to: '2024-03-04' }],
  ['Mai 2024', { from: '2024-05-01', to: '2024-06-01' }],
  ['2024', { from: '2024-01-01', to: '2025-01-01' }],
  ['03/04/2024', 'ambiguous'],
  ['13/04/2024', { from: '2024-04-13', to: '2024-04-14' }],
  ['soon', null],
])('the day %s', (said, days) => {
  expect(readDays(said)).toEqual(days)
})
