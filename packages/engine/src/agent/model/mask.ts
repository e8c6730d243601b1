import type { ModelSamples, RecipeBody, RecipeSheet, ShapeOp, TableProfile, Template } from '@godwit/contract'
import { type KnownValues, knownValues } from './known-values.ts'
import { lookAlike, shapeOf } from './look-alike.ts'
import { readSql } from './read-sql.ts'

/** How many values of a column a model is shown: fewer where there are many columns, so that a request stays readable. */
const shownValues = (columns: number) => (columns <= 300 ? 6 : columns <= 1000 ? 3 : 1)

/** Decides what of the data a model sees. Names of tables and columns, and templates, are always shown. */
export type Mask = {
  readonly samples: ModelSamples
  /** What a column's values look like, most frequent first; real ones only where samples are `raw`. */
  values(table: string, column: string, values: readonly string[]): string[]
  /** An expression with every literal that is not plainly no data replaced by a stand-in (`'⟦v1⟧'`). */
  sql(expression: string): string
  /** A text of people or of the engine, with the data's values in it replaced by stand-ins. */
  text(text: string): string
  /** A label or value, whole. */
  label(text: string): string
  /** Puts back what stand-ins stand for: in a text, or inside an SQL expression. */
  restore(text: string): string
  restoreSql(expression: string): string
  recipe(recipe: RecipeBody): unknown
}

/** Words that library functions take as literals, and that the engine itself offers as choices. */
const plainWords =
  `dot comma plain day_first month_first Day first|Month first|Leave empty|Do not import these rows|none`
    .split(/[ |]/)
    .concat('Day first', 'Month first', 'Leave empty', 'Do not import these rows')

/** A strptime format and nothing else. */
export const isDateFormat = (value: string) => /%/.test(value) && /^(?:%[-#]?[a-zA-Z]|[ ,./:TZ-])+$/.test(value)

/** Texts of templates that may be shown and used as they are. */
export function templateTexts(templates: readonly Template[]): Set<string> {
  return new Set(
    templates.flatMap(({ slug, name, columns }) => [
      slug,
      name,
      ...columns.flatMap((column) => [
        column.name,
        ...(Array.isArray(column.strictRule) ? column.strictRule : []),
        ...column.examples,
      ]),
    ]),
  )
}

export function openMask(
  samples: ModelSamples,
  { templates, profiles }: { templates: readonly Template[]; profiles: readonly TableProfile[] },
): Mask {
  const headers = profiles.flatMap(({ table, columns }) => [table, ...columns.map(({ column }) => column)])
  const open = new Set([...templateTexts(templates), ...headers, ...plainWords])
  const shown = shownValues(profiles.reduce((sum, { columns }) => sum + columns.length, 0))
  const known: KnownValues = knownValues(profiles, open)
  const standIns = new Map<string, string>()
  const originals = new Map<string, string>()
  const standIn = (value: string) => {
    const there = standIns.get(value)
    if (there) return there
    const made = `⟦v${standIns.size + 1}⟧`
    standIns.set(value, made)
    originals.set(made, value)
    return made
  }
  const raw = samples === 'raw'
  const isOpen = (value: string) => value.length <= 2 || open.has(value) || isDateFormat(value)

  const sql = (expression: string): string => {
    if (raw) return expression
    const tokens = readSql(expression)
    if (!tokens) return `'${standIn(expression)}'`
    return tokens
      .map((token) => {
        if (token.kind === 'text' && !isOpen(token.value)) return `'${standIn(token.value)}'`
        // A pivot makes columns of cells.
        if (token.kind === 'name' && known.is(token.value)) return `"${standIn(token.value)}"`
        if (token.kind === 'number' && token.raw.length > 2) return standIn(token.raw)
        return token.raw
      })
      .join('')
  }
  const label = (value: string) => (raw || isOpen(value) ? value : standIn(value))
  const expressions = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, each]) => [name, sql(each)]))

  const shape = (op: ShapeOp): unknown => {
    switch (op.op) {
      case 'drop':
        return { op: op.op, when: sql(op.when) }
      case 'compute':
        return { op: op.op, columns: expressions(op.columns) }
      case 'section':
        return { op: op.op, when: sql(op.when), value: sql(op.value), column: op.column }
      case 'fill_down':
        return { op: op.op, columns: op.columns }
      case 'unpivot':
        return { op: op.op, columns: op.columns, name: op.name, value: op.value }
      case 'unnest':
        return { op: op.op, column: op.column, as: op.as }
      default:
        // What another kind of change holds may come from cells.
        return raw ? op : { op: op.op }
    }
  }
  const sheet = ({ template, from, joins, drop, group, columns, value_maps, dedupe }: RecipeSheet) => ({
    template,
    from,
    joins: joins.map(({ input, as, on }) => ({ input, as, on: sql(on) })),
    drop: drop.map(({ when }) => sql(when)),
    group: group?.by.map(sql) ?? null,
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [
        name,
        { sql: sql(column.sql), confidence: column.confidence, ...(raw ? { why: column.why } : {}) },
      ]),
    ),
    value_maps: raw
      ? value_maps
      : Object.fromEntries(
          Object.entries(value_maps).map(([name, map]) => [name, { entries: Object.keys(map).length }]),
        ),
    dedupe: dedupe ? { key: dedupe.key } : null,
  })

  return {
    samples,
    values(table, column, values) {
      if (samples === 'none') return []
      if (raw) return values.slice(0, shown).map((value) => value.slice(0, 200))
      const shapes = [...new Set(values.map(shapeOf).filter((each) => /[Aa9]/.test(each)))].slice(0, shown)
      return shapes.flatMap((each) => {
        for (let attempt = 0; attempt < 8; attempt++) {
          const made = lookAlike(each, JSON.stringify([table, column, attempt]))
          if (!known.within(made)) return [made]
        }
        return []
      })
    },
    sql,
    text(text) {
      if (raw) return text
      // Literals that a stand-in was given for may stand in what the checker says about them.
      const hidden = [...standIns].filter(([value]) => value.length > 2).sort(([a], [b]) => b.length - a.length)
      return known.replace(
        hidden.reduce((left, [value, made]) => left.replaceAll(value, made), text),
        standIn,
      )
    },
    label,
    restore: (text) => text.replace(/⟦v\d+⟧/g, (each) => originals.get(each) ?? each),
    restoreSql: (expression) =>
      expression.replace(/⟦v\d+⟧/g, (each) => originals.get(each)?.replaceAll("'", "''").replaceAll('"', '""') ?? each),
    recipe: ({ inputs, sheets }) => ({
      inputs: inputs.map(({ ref, table, union, shape: ops }) => ({
        ref,
        ...(table ? { table: table.name } : {}),
        ...(union ? { union } : {}),
        ...(ops.length > 0 ? { shape: ops.map(shape) } : {}),
      })),
      sheets: sheets.map(sheet),
    }),
  }
}
