import type { RecipeSheet, StagedTable } from '@godwit/contract'
import { ident } from '../../sql/quote.ts'
import { type Change, expressionOf, type Try, type WishScope, withSheet } from './change.ts'
import { convertSource } from './convert-source.ts'
import { ambiguous, findSheets, findTables, type SourceColumn, sourceColumns, tableOf } from './find-column.ts'
import { withInput } from './join-table.ts'
import { named } from './names.ts'

const forms: readonly { pattern: RegExp; sheet: number; table: number }[] = [
  {
    pattern:
      /^(?:fill|take|read|build|make|get|load|fülle|nimm|lies)\s+(?:the\s+)?(.+?)\s+(?:from|out of|with|aus|mit)\s+(.+?)(?:\s+instead(?: of .+)?)?$/i,
    sheet: 1,
    table: 2,
  },
  {
    pattern:
      /^(?:use|take|nimm|verwende)\s+(.+?)\s+(?:instead of .+?\s+)?(?:for|as|as the source of|für)\s+(?:the\s+)?(.+?)(?:\s+instead(?: of .+)?)?$/i,
    sheet: 2,
    table: 1,
  },
  {
    pattern: /^(?:change|switch|set)\s+(?:the )?(?:source|source table|table) (?:of|for)\s+(.+?)\s+to\s+(.+)$/i,
    sheet: 1,
    table: 2,
  },
  { pattern: /^(?:change|switch)\s+(.+?)\s+to\s+(.+)$/i, sheet: 1, table: 2 },
  { pattern: /^(?:the )?(?:rows of )?(.+?)\s+(?:should|must) come from\s+(.+)$/i, sheet: 1, table: 2 },
  { pattern: /^(.+?)\s+(?:comes?|is filled|are filled|kommen|kommt) from\s+(.+)$/i, sheet: 1, table: 2 },
]

/** "fill contacts from people2.csv": the rows of a sheet come from another table; columns go along by their names. */
export const changeSource: Try = (clause, scope) => {
  for (const { pattern, sheet, table } of forms) {
    const match = pattern.exec(clause)
    if (!match) continue
    const sheets = findSheets(match[sheet]!, scope)
    const tables = findTables(match[table]!, scope.tables)
    if (sheets.length === 0 || tables.length === 0) continue
    if (sheets.length > 1)
      return ambiguous(
        match[sheet]!,
        sheets.map(({ template }) => template),
      )
    if (tables.length > 1)
      return ambiguous(
        match[table]!,
        tables.map(({ name }) => name),
      )
    return moveTo(sheets[0]!, tables[0]!, scope)
  }
  return null
}

function moveTo(sheet: RecipeSheet, table: StagedTable, scope: WishScope): Change | string {
  if (tableOf(scope.recipe, sheet.from, scope.tables)?.name === table.name)
    return `${sheet.template} is filled from ${table.name} already.`
  const template = scope.templates.find(({ slug }) => slug === sheet.template)!
  const { recipe, ref } = withInput(table, scope)
  const bare: RecipeSheet = {
    ...sheet,
    from: ref,
    joins: [],
    drop: [],
    drop_invalid: [],
    group: null,
    review: [],
    dedupe: sheet.dedupe,
  }
  const reach = sourceColumns(bare, { ...scope, recipe })
  const before = sourceColumns(sheet, scope)
  const columns: RecipeSheet['columns'] = {}
  const value_maps: RecipeSheet['value_maps'] = {}
  const lost: string[] = []
  for (const column of template.columns) {
    const target = { sheet: bare, template, column }
    const old = expressionOf({ sheet, template, column })
    const read = before.filter(({ sql }) => old.includes(sql))
    const follow =
      read.length === 1 ? likeIn(read[0]!.name, reach) : read.length === 0 ? likeIn(column.name, reach) : null
    if (read.length === 0 && old !== 'NULL') columns[column.name] = sheet.columns[column.name]!
    else if (follow) {
      const made = convertSource(target, follow)
      columns[column.name] = {
        sql: made.sql,
        why: `From "${follow.name}" of ${table.name}, as a person chose that table.`,
        confidence: null,
      }
      if (made.valueMap) value_maps[column.name] = made.valueMap
    } else {
      const moved = read.length > 1 ? movedTo(old, read, reach) : null
      if (moved === null && old !== 'NULL') lost.push(column.name)
      columns[column.name] = {
        sql: moved ?? 'NULL',
        why:
          moved === null
            ? `${table.name} has nothing like what filled it.`
            : `From ${table.name}, as a person chose that table.`,
        confidence: null,
      }
    }
  }
  const filled = Object.values(columns).filter(({ sql }) => sql !== 'NULL').length
  if (filled === 0)
    return `${table.name} has no column like those that fill ${sheet.template}, so nothing could be filled from it. It has ${table.columns
      .slice(0, 8)
      .map(({ name }) => `"${name}"`)
      .join(', ')}.`
  const key = sheet.dedupe?.key.every((name) => columns[name]?.sql !== 'NULL')
  const gone = sheet.drop.length + sheet.drop_invalid.length + sheet.joins.length + sheet.review.length
  const dedupe = key && sheet.dedupe && typeof sheet.dedupe.keep === 'string' ? sheet.dedupe : null
  return {
    recipe: withSheet(recipe, sheet.template, () => ({ ...bare, columns, value_maps, dedupe })),
    said: [
      `Fills ${sheet.template} from ${table.name}: ${filled} of ${template.columns.length} columns.`,
      ...(lost.length > 0 ? [`It has nothing for ${lost.join(', ')}.`] : []),
      ...(gone > 0 ? [`Rules and lookups that were about the other table are gone (${gone}).`] : []),
    ].join(' '),
  }
}

function likeIn(name: string, reach: readonly SourceColumn[]): SourceColumn | null {
  const found = named(
    name,
    reach.map((column) => ({ thing: column, names: [column.name] })),
  )
  return found.length === 1 ? found[0]! : null
}

/** An expression over several columns, reading those of the same names elsewhere; null where one of them is not there. */
function movedTo(expression: string, read: readonly SourceColumn[], reach: readonly SourceColumn[]): string | null {
  let moved = expression
  for (const { sql, name } of read) {
    const other = likeIn(name, reach)
    if (!other) return null
    moved = moved.replaceAll(sql, `${other.ref}.${ident(other.name)}`)
  }
  return moved
}
