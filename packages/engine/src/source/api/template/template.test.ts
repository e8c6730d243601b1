import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { repr } from './python-value.ts'
import { readLiteral } from './read-literal.ts'
import { findTemplateFault, renderCondition, renderRaw, renderValue } from './template.ts'

const now = () => new Date('2024-02-29T12:34:56.789Z')
const value = (source: string, variables = {}) => renderValue(source, variables, { now })

/** Whole numbers beyond 2^53 are bigints, as the runtime reads them. */
const parse = (text: string) =>
  JSON.parse(text, function (this: unknown, _key: string, item: unknown, ...rest: unknown[]) {
    const source = (rest[0] as { source?: string } | undefined)?.source
    return typeof item === 'number' && source && /^-?\d{16,}$/.test(source) && !Number.isSafeInteger(item)
      ? BigInt(source)
      : item
  } as (key: string, value: unknown) => unknown)

describe('templates follow Python', () => {
  const text = readFileSync(new URL('python-cases.json', import.meta.url), 'utf8')
  const { cases } = parse(text) as { cases: { template: string; value?: unknown; fails?: boolean }[] }
  test.each(cases)('$template', ({ template, value: expected, fails }) => {
    const { context } = parse(text) as { context: Record<string, unknown> }
    const run = () => renderValue(template, context, { now, fallback: '' })
    if (fails) expect(run).toThrow()
    else expect(run()).toEqual(expected)
  })
})

describe('macros', () => {
  test.each([
    ["{{ now_utc().strftime('%Y-%m-%dT%H:%M:%SZ') }}", '2024-02-29T12:34:56Z'],
    ["{{ (now_utc() - duration('P1Y')).strftime('%Y-%m-%d') }}", '2023-02-28'],
    ['{{ today_utc() }}', '2024-02-29'],
    ["{{ (today_utc() - duration('P1D')).strftime('%d') }}", 28],
    ["{{ today_with_timezone('Pacific/Auckland') }}", '2024-03-01'],
    ["{{ timestamp('2024-02-29T00:00:00Z') | int }}", 1709164800],
    ['{{ timestamp(1709164800.9) }}', 1709164800],
    ["{{ day_delta(-1, '%Y-%m-%d') }}", '2024-02-28'],
    ["{{ format_datetime('2024-02-29T01:02:03Z', '%s') }}", 1709168523],
    ["{{ format_datetime('29/02/2024', '%Y-%m-%d', '%d/%m/%Y') }}", '2024-02-29'],
    ["{{ format_datetime(1709168523, '%Y-%m-%d') }}", '2024-02-29'],
    ["{{ format_datetime('2024-02-29T01:02:03+02:00', '%H') }}", 23],
    ["{{ str_to_datetime('2024-02-29').timestamp() }}", 1709164800],
    ["{{ max(1, 3, 2) }}{{ min('b', 'a') }}", '3a'],
    ["{{ sanitize_url('a b&c') }}", 'a+b%26c'],
    ["{{ camel_case_to_snake_case('createdAtTime') }}", 'created_at_time'],
    ["{{ (now_utc() - str_to_datetime('2024-02-28T12:34:56Z')).days }}", 1],
    ["{{ now_utc() > str_to_datetime('2024-01-01') }}", true],
  ])('%s', (source, expected) => expect(value(source)).toEqual(expected))
  test('a uuid is a uuid', () => expect(value('{{ generate_uuid() }}')).toMatch(/^[0-9a-f-]{36}$/))
})

describe('conditions', () => {
  test.each([
    ['{{ response.next }}', { response: {} }, false],
    ['{{ {} }}', {}, false],
    ['{{ 0 }}', {}, false],
    ['{{ none }}', {}, true],
    ["{{ 'x' }}", {}, true],
    ['', {}, false],
    ['{{ response.a.b }}', { response: {} }, false],
  ])('%s', (source, variables, holds) => expect(renderCondition(source, variables, { now })).toBe(holds))
})

describe('a hostile template', () => {
  test.each([
    '{% for a in range(99999) %}{% for b in range(99999) %}{{ b }}{% endfor %}{% endfor %}',
    "{{ 'a' * 999999999 }}",
    '{{ [1] * 999999999 }}',
    '{{ 9 ** 9 ** 9 ** 9 }}',
    '{{ range(99999999999) }}',
    '{% set l = [1] %}{% for i in range(90) %}{% set _ = l.extend(l) %}{% endfor %}{{ l }}',
    `{{ ${'('.repeat(50_000)}1${')'.repeat(50_000)} }}`,
    `{{ ${'['.repeat(20_000)} }}`,
    "{{ ''.__class__.__mro__ }}{{ ''.__class__.x.y }}",
  ])('is stopped: %#', (source) => {
    const start = performance.now()
    expect(() => value(source)).toThrow()
    expect(performance.now() - start).toBeLessThan(2000)
  })
  test('cannot reach the inside of JavaScript', () => {
    for (const name of ['constructor', '__proto__', 'prototype', 'toString'])
      expect(
        value(`{{ record.${name} is defined or record['${name}'] is defined or [].${name} is defined }}`, {
          record: {},
        }),
      ).toBe(false)
  })
})

describe('faults are found before a run', () => {
  test.each([
    ['{{ confg.x }}', 'the variable confg is not known'],
    ['{{ config.x | frobnicate }}', 'there is no filter frobnicate'],
    ['{{ config.x is prime }}', 'there is no test prime'],
    ['{{ config.x', /./],
    ['{% macro x() %}{% endmacro %}', 'macro and call blocks are not supported'],
    ['{% set y = config.a %}{% for k, v in y.items() %}{{ loop.index }}{{ k }}{% endfor %}', null],
    ["{{ config.tags | map(attribute='x') | select('defined') | list }}", null],
  ])('%s', (source, fault) => {
    const found = findTemplateFault(source)
    if (fault instanceof RegExp) expect(found).toMatch(fault)
    else expect(found).toBe(fault)
  })
})

describe('literals', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: 'grapheme' }),
      fc.maxSafeInteger(),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 90n }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n)),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
    ),
  })).value
  test('what Python prints is read again as it was', () => {
    fc.assert(
      fc.property(json, (item) => {
        const literal = readLiteral(repr(item))
        expect(literal.ok && JSON.stringify(literal.value, (_, x) => (typeof x === 'bigint' ? `${x}n` : x))).toBe(
          JSON.stringify(item, (_, x) => (typeof x === 'bigint' ? `${x}n` : x)),
        )
      }),
    )
  })
  test('any text at all is read or left alone, never an accident', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readLiteral(text)))
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'[]{}(),:\'"\\#rn01_.eE+- TFN') }),
        (text) => void readLiteral(text),
      ),
      { numRuns: 2000 },
    )
  })
  test('a text without braces prints as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[{]/.test(text)),
        (text) => {
          expect(renderRaw(text, {}, { now })).toBe(text)
        },
      ),
    )
  })
})
