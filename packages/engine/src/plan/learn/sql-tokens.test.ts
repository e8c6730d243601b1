import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnsRead, placesOf, renameIn, tokenize } from './sql-tokens.ts'

const none = { refs: new Map<string, string>(), columns: new Map<string, Map<string, string>>() }

test('the tokens of any text are the text', () => {
  fc.assert(
    fc.property(
      fc.string(),
      (sql) =>
        tokenize(sql)
          .map(({ text }) => text)
          .join('') === sql,
    ),
  )
})

test('renaming nothing changes nothing', () => {
  fc.assert(fc.property(fc.string(), (sql) => renameIn(sql, none) === sql))
})

test('columns are read by their relation, functions and row numbers are not columns', () => {
  expect(columnsRead(`arg_min(clean_text(a."E-mail ""x"""), a._row) || b.name || "Bare" || 'a."No"'`)).toEqual([
    { ref: 'a', column: 'E-mail "x"' },
    { ref: 'b', column: 'name' },
    { ref: null, column: 'Bare' },
  ])
})

test('relations and columns get new names, texts stay, members of a union follow', () => {
  const names = { refs: new Map([['a', 'x']]), columns: new Map([['a', new Map([['Phone', 'Telefon "neu"']])]]) }
  expect(renameIn(`a."Phone" = 'a' AND b."Phone" = "Phone"`, names)).toBe(
    `x."Telefon ""neu""" = 'a' AND b."Phone" = "Telefon ""neu"""`,
  )
  expect(renameIn(`CASE u._input WHEN 'a' THEN 0 END`, names)).toBe(`CASE u._input WHEN 'x' THEN 0 END`)
})

test('what could be misread is told apart', () => {
  const odd = (sql: string) => tokenize(sql).some(({ kind }) => kind === 'odd')
  expect(["e'x'", '$$x$$', 'a /* x */', 'a -- x', "x'ff'"].map(odd)).toEqual([true, true, true, true, true])
  expect(["'x'", 'a - b', `"a" || 'b'`, "upper('x')"].map(odd)).toEqual([false, false, false, false])
})

test('a token knows the call that it stands in', () => {
  const tokens = tokenize(`coalesce(f(a, ['p']), 'q')`)
  const places = placesOf(tokens)
  const at = (text: string) => places[tokens.findIndex((token) => token.text === text)]
  expect(at("'p'")).toEqual({ name: 'f', argument: 1 })
  expect(at("'q'")).toEqual({ name: 'coalesce', argument: 1 })
})
