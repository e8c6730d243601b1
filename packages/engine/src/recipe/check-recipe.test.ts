import { recipeBodySchema, type StagedTable } from '@godwit/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { input, makeTemplate } from '../../test/support/sheet-bench.ts'
import { type Duckdb, openMemoryDuckdb } from '../duckdb/index.ts'
import { sql } from '../sql/quote.ts'
import { checkRecipe } from './index.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
})
afterAll(() => db.close())

const table = (name: string, columns: string[]): StagedTable => ({
  name,
  source: { kind: 'file', file_id: '00000000-0000-7000-8000-000000000000', file_name: `${name}.csv` },
  part: null,
  storage_key: name,
  columns: columns.map((column) => ({ name: column, header: column, nested: false })),
  row_count: 0,
  format: 'csv',
  encoding: null,
  dialect: null,
  title: [],
  excluded: [],
  warnings: [],
})

const tables = [table('people', ['Id', 'E-mail Address', 'Name', 'Phone']), table('depts', ['Id', 'Title'])]
const templates = [makeTemplate('contacts', [{ name: 'Email' }, { name: 'Name' }])]

const check = (recipe: object) =>
  checkRecipe({
    db,
    recipe: recipeBodySchema.parse({ inputs: [input('people'), input('depts')], ...recipe }),
    templates,
    tables,
  })

const sheet = (extra: object = {}) => ({
  template: 'contacts',
  from: 'people',
  columns: { Email: { sql: 'people."Name"' } },
  ...extra,
})
const checkSheet = (extra: object) => check({ sheets: [sheet(extra)] })
const checkEmail = (expression: string, extra: object = {}) =>
  checkSheet({ columns: { Email: { sql: expression } }, ...extra })

const path = 'sheets.0.columns.Email.sql'

describe('an expression that a recipe may have', () => {
  test.each([
    ['a column', 'people."E-mail Address"'],
    ['a column without its input', '"E-mail Address"'],
    ['a column in another case', 'PEOPLE."name"'],
    ['the row of the source', `people._row || '-' || people._table`],
    [
      'operators and CASE',
      `CASE WHEN people."Id" LIKE 'A%' AND NOT people."Name" IS NULL THEN 'x' || people."Id" ELSE upper(people."Name") END`,
    ],
    ['casts', 'try_cast(people."Id" AS INTEGER) + people."Id"::DECIMAL(18, 2)'],
    ['lists and IN', `people."Id" IN ('a', 'b') OR list_contains(['a'], people."Id")`],
    ['a window', 'row_number() OVER (PARTITION BY people."Name" ORDER BY people."Id")'],
    ['the library', `coalesce(clean_email("E-mail Address"), format_number(people."Id", 'dot', 2))`],
    ['a mapped function in another', `clean_phone(people."Phone", country_code(people."Name"))`],
    ['dates', `strftime(try_strptime(people."Id", ['%d/%m/%Y', '%Y']) + INTERVAL 1 DAY, '%Y')`],
    ['a comment', 'people."Name" -- the name'],
    ['JSON', `people."Name" ->> '$.a'`],
    ['padding', `lpad(people."Id", 8, '0')`],
  ])('%s', async (_, expression) => {
    expect(await checkEmail(expression)).toEqual([])
  })

  test('aggregates in a sheet with a group', async () => {
    const extra = { group: { by: ['lower(people."Name")'] } }
    expect(await checkEmail('first(people."Id" ORDER BY people."Phone")', extra)).toEqual([])
    expect(await checkEmail(`string_agg(DISTINCT people."Id", ', ')`, extra)).toEqual([])
    expect(await checkEmail('lower(people."Name")', extra)).toEqual([])
  })
})

describe('an expression that a recipe may not have', () => {
  test.each([
    ['a subquery', '(SELECT 1)', /subquery/],
    ['a subquery in a condition', 'people."Id" IN (SELECT 1)', /subquery/],
    ['an EXISTS', 'EXISTS (SELECT 1)', /subquery/],
    ['a table function', 'unnest([1, 2])', /makes rows/],
    ['a row maker', 'generate_series(1, 1000000000)', /makes rows/],
    ['a file read', `read_text('/etc/passwd')`, /reads files/],
    ['a file read in FROM', `1 FROM read_csv('/etc/passwd')`, /not an SQL expression/],
    ['a second statement', '1; SELECT 2', /not an SQL expression/],
    ['a bracket that closes early', '1) + (2', /not an SQL expression/],
    ['a list', '1, 2', /not an SQL expression|one value/],
    ['a name of its own', '1 AS x', /not an SQL expression|AS/],
    ['the clock', 'now()', /reads the clock/],
    ['the clock as a word', 'current_date', /reads the clock/],
    ['the clock in age', 'age(people."Id"::TIMESTAMP)', /reads the clock/],
    ['today', 'today()', /reads the clock/],
    ['chance', 'random()', /by chance/],
    ['a new id', 'uuid()', /by chance/],
    ['another new id', 'gen_random_uuid()', /by chance/],
    ['a setting', `current_setting('memory_limit')`, /settings/],
    ['the environment', `getenv('HOME')`, /settings/],
    ['a variable', `getvariable('x')`, /settings/],
    ['the version', 'version()', /settings/],
    ['an extension', `load_extension('httpfs')`, /database engine/],
    ['an extension statement', 'INSTALL httpfs', /not an SQL expression/],
    ['a pragma', 'pragma_version()', /database engine/],
    ['a pragma statement', 'PRAGMA version', /not an SQL expression/],
    ['an unknown function', 'clean_emial(people."Name")', /Did you mean clean_email\?/],
    ['an inner macro', `_number_text(people."Id", 'dot')`, /not a function/],
    ['a function of a schema', 'pg_catalog.version()', /schema|settings/],
    ['an aggregate without a group', 'max(people."Id")', /group/],
    ['a lambda', 'list_transform([1], lambda x: x + 1)', /not allowed|not a function/],
    ['an arrow', 'list_filter([1], x -> x > 1)', /not allowed/],
    ['a comprehension', '[x for x in [1, 2]]', /not allowed/],
    ['all columns', '*', /Name each column/],
    ['a pattern of columns', `COLUMNS('.*')`, /Name each column/],
    ['a placeholder', '$1', /placeholders/],
    ['a position', '#1', /by name/],
    ['a collation', 'people."Name" COLLATE NOCASE', /COLLATE/],
    ['a type of its own', 'people."Name"::my_type', /type MY_TYPE/],
    ['huge padding', `lpad(people."Id", 1000000000, '0')`, /up to 1000/],
    ['a repeat', `repeat('x', 1000000000)`, /not a function/],
    ['an unknown column', 'people."E-mail Adress"', /Did you mean "E-mail Address"\?/],
    ['an unknown bare column', '"Emial"', /no column "Emial"/],
    ['an unknown input', 'persons."Name"', /no input or join called "persons"/],
    ['an internal column', 'people."__ord"', /no column "__ord"/],
    ['a wrong type', 'people."Name" + 1 + people."Id"::DATE', /./],
    ['a map that is not there', `map_value(people."Name", 'status')`, /no value map 'status'/],
    ['a wrong count of arguments', 'clean_phone(people."Phone", \'AU\', 1, 2)', /argument/],
    ['a mapped window', `clean_phone(first_value(people."Phone") OVER (ORDER BY people."Id"), 'AU')`, /single rows/],
    ['nothing', ' ', /not an SQL expression/],
    ['a NUL', "'a\u0000b'", /NUL/],
  ])('%s', async (_, expression, message) => {
    const problems = await checkEmail(expression)
    expect(problems.map((problem) => problem.path)).toContain(path)
    expect(problems.map((problem) => problem.message).join('\n')).toMatch(message)
  })

  test('an expression of 1 MB, even where it is not limited on the way in', async () => {
    const recipe = recipeBodySchema.parse({ inputs: [input('people')], sheets: [sheet()] })
    recipe.sheets[0]!.columns['Email']!.sql = `'${'x'.repeat(1_000_000)}'`
    const [problem] = await checkRecipe({ db, recipe, templates, tables })
    expect(problem).toMatchObject({ path, message: expect.stringMatching(/1000002 characters long/) })
  })

  test.each([
    ['brackets', `${'('.repeat(1000)}1${')'.repeat(1000)}`],
    ['calls', `${'lower('.repeat(1000)}'x'${')'.repeat(1000)}`],
    ['cases', `${'CASE WHEN 1 THEN '.repeat(900)}1${' END'.repeat(900)}`],
    ['operators', Array(1000).fill('people."Id"').join('||')],
    ['negations', `${'NOT '.repeat(4000)}true`],
    ['casts', `people."Id"${'::TEXT'.repeat(3000)}`],
    ['subscripts', `people."Id"${'[1]'.repeat(5000)}`],
    ['brackets in strings that look closed', `${`(')'||`.repeat(1000)}1${')'.repeat(1000)}`],
  ])('1,000 nested %s', async (_, expression) => {
    const problems = await checkEmail(expression)
    expect(problems).toEqual([{ path, message: expect.stringMatching(/nested more than 100/) }])
  })

  test('in any place of a recipe', async () => {
    const bad = 'now()'
    const shape = (op: object) => check({ inputs: [input('people', [op])], sheets: [] })
    const at = async (problems: Promise<{ path: string }[]>) => (await problems).map((problem) => problem.path)
    expect(await at(shape({ op: 'drop', when: bad, reason: 'x' }))).toEqual(['inputs.0.shape.0.when'])
    expect(await at(shape({ op: 'compute', columns: { x: bad } }))).toEqual(['inputs.0.shape.0.columns.x'])
    expect(await at(shape({ op: 'fill_down', columns: ['Id'], within: bad }))).toEqual(['inputs.0.shape.0.within'])
    expect(await at(shape({ op: 'section', when: bad, value: bad, column: 's', reason: 'x' }))).toEqual([
      'inputs.0.shape.0.when',
      'inputs.0.shape.0.value',
    ])
    expect(await at(checkSheet({ drop: [{ when: bad, reason: 'x' }] }))).toEqual(['sheets.0.drop.0.when'])
    expect(await at(checkSheet({ group: { by: [bad] } }))).toContain('sheets.0.group.by.0')
    expect(await at(checkSheet({ joins: [{ input: 'depts', as: 'd', on: bad }] }))).toEqual(['sheets.0.joins.0.on'])
    expect(await at(checkSheet({ dedupe: { key: ['Email'], keep: { by: bad } } }))).toEqual(['sheets.0.dedupe.keep.by'])
  })
})

describe('a recipe whose names mean nothing', () => {
  test.each<[string, object, string, RegExp]>([
    ['a template column', { columns: { Emial: { sql: '1' } } }, 'sheets.0.columns.Emial', /Did you mean "Email"/],
    ['a template', { template: 'contact' }, 'sheets.0.template', /Did you mean contacts/],
    ['an input', { from: 'peple' }, 'sheets.0.from', /Did you mean people/],
    [
      'a joined input',
      { joins: [{ input: 'dept', as: 'd', on: 'true' }] },
      'sheets.0.joins.0.input',
      /Did you mean depts/,
    ],
    [
      'a join that takes a name twice',
      { joins: [{ input: 'depts', as: 'people', on: 'true' }] },
      'sheets.0.joins.0.as',
      /used already/,
    ],
    ['a dedupe key', { dedupe: { key: ['email'], keep: 'first' } }, 'sheets.0.dedupe.key.0', /Did you mean "Email"/],
    [
      'a dedupe key that nothing fills',
      { dedupe: { key: ['Name'], keep: 'first' } },
      'sheets.0.dedupe.key.0',
      /nothing fills/,
    ],
    [
      'a filled column',
      { dedupe: { key: ['Email'], keep: 'first', fill: ['x'] } },
      'sheets.0.dedupe.fill.0',
      /no column/,
    ],
    ['an import condition', { drop_invalid: ['x'] }, 'sheets.0.drop_invalid.0', /no column/],
    ['a column outside the group', { group: { by: ['people."Id"'] } }, path, /GROUP BY/],
    [
      'a mapped function in a join',
      { joins: [{ input: 'depts', as: 'd', on: 'country_code(people."Id") = d."Id"' }] },
      'sheets.0.joins.0.on',
      /compute/,
    ],
  ])('%s', async (_, extra, at, message) => {
    const problems = await checkSheet(extra)
    expect(problems.map((problem) => problem.path)).toContain(at)
    expect(problems.find((problem) => problem.path === at)?.message).toMatch(message)
  })

  test('two sheets of one template, two inputs of one name, a union of what comes later', async () => {
    expect(await check({ sheets: [sheet(), sheet()] })).toMatchObject([{ path: 'sheets.1.template' }])
    expect(await check({ inputs: [input('people'), input('people')], sheets: [] })).toMatchObject([
      { path: 'inputs.1.ref' },
    ])
    expect(await check({ inputs: [{ ref: 'all', union: ['people'] }, input('people')], sheets: [] })).toMatchObject([
      { path: 'inputs.0.union.0', message: expect.stringMatching(/before/) },
    ])
  })

  test('an input that no table fits', async () => {
    const missing = { ref: 'x', table: { name: 'orders*', columns: ['No'] }, shape: [] }
    expect(await check({ inputs: [missing], sheets: [] })).toMatchObject([{ path: 'inputs.0.table' }])
  })

  test('a shape over columns that are not there, or are there already', async () => {
    const at = async (op: object) =>
      (await check({ inputs: [input('people', [op])], sheets: [] })).map(({ path }) => path)
    expect(await at({ op: 'fill_down', columns: ['Nam'] })).toEqual(['inputs.0.shape.0.columns.0'])
    expect(await at({ op: 'compute', columns: { name: '1' } })).toEqual(['inputs.0.shape.0.columns.name'])
    expect(await at({ op: 'unpivot', columns: ['Id', 'x'], name: 'k', value: 'v' })).toEqual([
      'inputs.0.shape.0.columns.1',
    ])
    expect(await at({ op: 'unnest', column: 'x', as: 'y' })).toEqual(['inputs.0.shape.0.column'])
    expect(await at({ op: 'unnest', column: 'Id', as: 'y', separator: ';', at: 'Y' })).toEqual(['inputs.0.shape.0.at'])
    const groups = (first: object, second: object) => ({
      op: 'unpivot_groups',
      groups: [
        { label: '1', columns: first },
        { label: '2', columns: second },
      ],
      name: 'number',
    })
    expect(await at(groups({ a: 'Id' }, { a: 'x' }))).toEqual(['inputs.0.shape.0.groups.1.columns.a'])
    expect(await at(groups({ a: 'Id' }, { a: 'id' }))).toEqual(['inputs.0.shape.0.groups.1.columns.a'])
    expect(await at(groups({ Number: 'Id' }, {}))).toEqual(['inputs.0.shape.0.name'])
    const pivot = { op: 'pivot', by: ['Id'], name: 'Name', value: 'E-mail Address', columns: { a: 'b' } }
    expect(await at(pivot)).toEqual([])
    expect(await at({ ...pivot, by: ['x'] })).toEqual(['inputs.0.shape.0.by.0'])
    expect(await at({ ...pivot, by: ['Name'] })).toEqual(['inputs.0.shape.0.by.0'])
    expect(await at({ ...pivot, columns: {} })).toEqual(['inputs.0.shape.0.columns'])
    expect(await at({ ...pivot, columns: { a: 'b', c: ' B' } })).toEqual(['inputs.0.shape.0.columns.c'])
    expect(await at({ ...pivot, columns: { Phone: 'phone', name: 'name' } })).toEqual([
      'inputs.0.shape.0.columns.Phone',
    ])
  })
})

test('checking leaves nothing behind in the session', async () => {
  await checkSheet({
    value_maps: { m: { a: 'b' } },
    columns: { Email: { sql: `map_value(clean_phone(people."Phone", 'AU'), 'm')` } },
  })
  expect(await db.rows(sql(`SELECT table_name FROM information_schema.tables`))).toEqual([])
})
