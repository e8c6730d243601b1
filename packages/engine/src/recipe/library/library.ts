import { ident, join, type Sql, sql } from '../../sql/quote.ts'
import { booleanFunctions, booleanInnerMacros } from './library-boolean.ts'
import { contactFunctions, contactInnerMacros } from './library-contact.ts'
import { dateFunctions, dateInnerMacros } from './library-date.ts'
import type { InnerMacro, LibraryFunction, MacroOverload } from './library-function.ts'
import { mappedFunctions, valueMapFunctions } from './library-mapped.ts'
import { numberFunctions, numberInnerMacros } from './library-number.ts'
import { personFunctions, personInnerMacros } from './library-person.ts'
import { textFunctions, textInnerMacros } from './library-text.ts'

/** Every function of the standard library, in the order of docs/functions.md. */
export const library: readonly LibraryFunction[] = [
  ...textFunctions,
  ...numberFunctions,
  ...dateFunctions,
  ...booleanFunctions,
  ...contactFunctions,
  ...personFunctions,
  ...mappedFunctions,
  ...valueMapFunctions,
]

const innerMacros: readonly InnerMacro[] = [
  // A value map's entry if there is one for the value (even an empty one), else the value itself.
  {
    name: '_mapped',
    overloads: [{ parameters: ['k', 'v', 'x'], body: 'CASE WHEN k IS NOT NULL THEN v ELSE x END' }],
  },
  ...textInnerMacros,
  ...numberInnerMacros,
  ...dateInnerMacros,
  ...booleanInnerMacros,
  ...contactInnerMacros,
  ...personInnerMacros,
]

function macro(name: string, overloads: readonly MacroOverload[]): Sql {
  const bodies = overloads.map(
    ({ parameters, body }) => `(${parameters.map((each) => ident(each)).join(', ')}) AS ${body}`,
  )
  return sql(`CREATE OR REPLACE TEMP MACRO ${ident(name)}${bodies.join(', ')}`)
}

/**
 * Statements that define the library in a DuckDB session, without files or settings; running them again is harmless.
 * Mapped functions and `map_value` are defined as well so that expressions can be bound, but calling one fails:
 * `fillSheets` has replaced them before anything runs.
 */
export function libraryMacros(): Sql {
  const statements: Sql[] = []
  // clean_text comes first because other bodies call it; a macro's body is bound when it is used, not when it is made.
  for (const { name, overloads } of innerMacros) statements.push(macro(name, overloads))
  for (const entry of library) {
    if (entry.kind === 'macro') statements.push(macro(entry.name, entry.overloads))
    else statements.push(macro(entry.name, unevaluated(entry)))
  }
  return join(statements, ';\n')
}

function unevaluated(entry: LibraryFunction): MacroOverload[] {
  const { min, max } = entry.kind === 'mapped' ? entry.arguments : { min: 2, max: 2 }
  return Array.from({ length: max - min + 1 }, (_, more) => min + more).map((count) => {
    const parameters = Array.from({ length: count }, (_, index) => `x${index + 1}`)
    // The arguments stay in the expression, so that a column that does not exist is noticed.
    const mentioned = parameters.map((name) => `CAST(${name} AS VARCHAR)`).join(', ')
    return {
      parameters,
      body: `CASE WHEN error('${entry.name} is evaluated outside SQL') IS NULL THEN concat(${mentioned}) END`,
    }
  })
}
