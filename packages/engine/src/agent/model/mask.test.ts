import {
  type RecipeBody,
  recipeBodySchema,
  type TableProfile,
  type Template,
  templateInputSchema,
} from '@godwit/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { text as quoted } from '../../sql/quote.ts'
import { encodingsOf } from '../../vault/scrub-secrets.ts'
import { renderBrief } from './brief.ts'
import { lookAlike, shapeOf } from './look-alike.ts'
import { openMask } from './mask.ts'
import { readSql } from './read-sql.ts'

const template: Template = {
  id: '',
  version: 1,
  created_at: '',
  updated_at: '',
  ...templateInputSchema.parse({
    slug: 'contacts',
    name: 'Contacts',
    columns: [
      { name: 'email', required: true, type: 'email' },
      { name: 'status', desiredRule: 'strict', strictRule: ['Active', 'Inactive'] },
    ],
  }),
  slug: 'contacts',
}

/** Profiles of one table with the given cells, as far as they tell of values. */
const profileOf = (columns: Record<string, string[]>): TableProfile =>
  ({
    table: 'people.csv',
    row_count: 9,
    columns: Object.entries(columns).map(([column, values]) => ({
      column,
      row_count: 9,
      empty_share: 0,
      distinct_count: values.length,
      is_key: false,
      kind: 'text',
      kind_share: 1,
      dates: [{ format: '%d/%m/%Y', fits: 1, misfits: 1, samples_of_misfits: values.slice(0, 1) }],
      numbers: [],
      date_order: null,
      min_length: 1,
      max_length: 9,
      patterns: [],
      top_values: values.map((value) => ({ value, count: 1 })),
      placeholders: values.slice(1, 2),
    })),
    dependencies: [],
    keys: [],
  }) as unknown as TableProfile

/** A recipe that quotes cells wherever a recipe can. */
const recipeOf = (values: string[]): RecipeBody =>
  recipeBodySchema.parse({
    inputs: [
      {
        ref: 'people',
        table: { name: 'people.csv', columns: ['E-Mail', 'Zustand'] },
        shape: [
          { op: 'drop', when: `people."Zustand" = ${quoted(values[0]!)}`, reason: `says ${values[0]}`.slice(0, 200) },
          {
            op: 'section',
            when: `people."Zustand" LIKE ${quoted(values[1]!)}`,
            value: 'people."Zustand"',
            column: 'part',
            reason: 'heading',
          },
        ],
      },
    ],
    sheets: [
      {
        template: 'contacts',
        from: 'people',
        drop: [{ when: `people."E-Mail" = ${quoted(values[2]!)}`, reason: 'test row' }],
        columns: {
          email: {
            sql: `coalesce(people."E-Mail", ${quoted(values[3]!)})`,
            why: `all like ${values[3]}`.slice(0, 2000),
          },
          status: { sql: `map_value(people."Zustand", 'status')`, why: '' },
        },
        value_maps: { status: Object.fromEntries(values.map((value) => [value, 'Active'])) },
      },
    ],
    answers: [{ question: `What is ${values[4]}?`, answer: values[4]!, by: 'person' }],
  })

const cell = fc.oneof(
  fc.stringMatching(/^[A-Z][a-z]{3,8} [A-Z][a-z]{4,9}$/),
  fc.stringMatching(/^[a-z]{3,8}\.[a-z]{3,8}@[a-z]{4,9}\.(com|de)$/),
  fc.stringMatching(/^\+49 [1-9]\d{2} \d{6,8}$/),
  fc.stringMatching(/^[A-Z]{2}-\d{5,7}$/),
  fc.stringMatching(/^[äöüßéèñø]{3,6} [ŁŻ][a-z]{4}$/u),
  fc.stringMatching(/^[一-龥]{3,6}$/u),
  fc.string({ minLength: 6, maxLength: 30 }).filter((value) => /[a-zA-Z0-9]{5}/.test(value)),
)
const cells = fc.uniqueArray(cell, { minLength: 5, maxLength: 12, selector: (value) => value.toLowerCase() })

const briefOf = (values: string[], samples: 'masked' | 'none', message: string) => {
  const profiles = [profileOf({ 'E-Mail': values.slice(0, 6), Zustand: values.slice(2) })]
  const mask = openMask(samples, { templates: [template], profiles })
  const recipe = recipeOf(values)
  const brief = renderBrief({ templates: [template], tables: [], profiles, recipe, measured: null, mask })
  return JSON.stringify({ ...brief, message: mask.text(message), label: values.map((value) => mask.label(value)) })
}
/** What is sent whatever the data is: words of the format, of templates and of headers. */
const fixed = briefOf(['!!!!!!', '??????', '""""""', ';;;;;;', '------'], 'masked', '').toLowerCase()

test.each(['masked', 'none'] as const)(
  'with samples %s no cell longer than two characters leaves, as it is or encoded',
  (samples) => {
    fc.assert(
      fc.property(cells, (values) => {
        const sent = briefOf(values, samples, `What about ${values[0]}, and (${values[3]})?`).toLowerCase()
        for (const value of values) {
          const bare = value.trim()
          if (bare.length <= 2 || fixed.includes(bare.toLowerCase())) continue
          for (const form of encodingsOf(bare)) expect(sent, `${samples}: ${bare}`).not.toContain(form.toLowerCase())
        }
      }),
      { numRuns: 400 },
    )
  },
)

test('values of the same shapes cannot be told apart by what is sent', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[A-Z][a-z]{9} \d{8}$/), { minLength: 5, maxLength: 8 }),
      fc.nat(),
      (values, seed) => {
        const others = values.map((value, place) => lookAlike(shapeOf(value), `other ${seed} ${place}`))
        expect(briefOf(others, 'masked', '')).toBe(briefOf(values, 'masked', ''))
      },
    ),
  )
})

test('raw samples are what the account has asked for', () => {
  const profiles = [profileOf({ Zustand: ['Aktiv', 'Ruhend'] })]
  const mask = openMask('raw', { templates: [template], profiles })
  expect(mask.values('people.csv', 'Zustand', ['Aktiv', 'Ruhend'])).toEqual(['Aktiv', 'Ruhend'])
  expect(mask.sql(`people."Zustand" = 'Aktiv'`)).toBe(`people."Zustand" = 'Aktiv'`)
})

describe('a look-alike', () => {
  test.each([
    ['Ann Person', 'Aaa Aaaaaa'],
    ['+49 (0)30 1234-567', '+99 (9)99 9999-999'],
    ['a@b.co', 'a@a.aa'],
    ['-----', '--'],
    ['名前です', 'aaaa'],
    ['x\u0000\u0007y', 'a··a'],
  ])('of %j has the shape %j', (value, shape) => {
    expect(shapeOf(value)).toBe(shape)
    expect(shapeOf(lookAlike(shape, 'seed'))).toBe(shape)
  })
  test('depends on shape and seed alone', () => {
    expect(lookAlike('Aaa', 'x')).toBe(lookAlike('Aaa', 'x'))
    expect(lookAlike('aaaaaaaaaa', 'x')).not.toBe(lookAlike('aaaaaaaaaa', 'y'))
  })
})

describe('literals of expressions', () => {
  const mask = () =>
    openMask('masked', { templates: [template], profiles: [profileOf({ Zustand: ['Aktiv', '2021'] })] })
  test('are replaced by stand-ins and put back, quotes and all', () => {
    const own = mask()
    const sql = `CASE WHEN people."Zustand" = 'it''s over' AND people."n" > 20210 THEN 'Active' END`
    const shown = own.sql(sql)
    expect(shown).toBe(`CASE WHEN people."Zustand" = '⟦v1⟧' AND people."n" > ⟦v2⟧ THEN 'Active' END`)
    expect(own.restoreSql(shown)).toBe(sql)
  })
  test('that templates or formats have are shown', () => {
    expect(mask().sql(`parse_date(people."d", '%d/%m/%Y')`)).toBe(`parse_date(people."d", '%d/%m/%Y')`)
  })
  test.each([`E'\\x41ktiv'`, '$$Aktiv$$', `'a' -- Aktiv`, `'a' /* Aktiv */`, `x'41'`, `'a'; 'Aktiv'`])(
    'of the unusual expression %s are hidden as a whole',
    (sql) => {
      expect(readSql(sql)).toBeNull()
      expect(mask().sql(sql)).toBe(`'⟦v1⟧'`)
    },
  )
  test('columns that a pivot made of cells are hidden too', () => {
    expect(mask().sql('people."Aktiv"')).toBe('people."⟦v1⟧"')
  })
})
