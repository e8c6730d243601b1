import type { ShapeOp } from '@godwit/contract'
import { ident, type Sql, sql, text } from '../../sql/quote.ts'
import { isOutside } from './outside.ts'
import type { View } from './view.ts'

/** Rows in SQL: something for a FROM clause without an alias, and its columns (`_row` and what expressions read). */
type Rows = { from: string; columns: readonly string[] }

/**
 * The rows of a view as its shape makes them, under the view's own name, for probes: what a run does, without what a run
 * keeps beside rows. Null where an operation calls what only a run can work out.
 */
export function shapedRows(view: View): Sql | null {
  const rows = rowsOf(view)
  return rows === null ? null : sql(`${rows.from} AS ${view.ref}`)
}

function rowsOf(view: View): Rows | null {
  let rows: Rows | null = view.union
    ? unionOf(view.union)
    : { from: view.base, columns: ['_row', ...view.table.columns.map(({ name }) => name)] }
  for (const op of view.shape) {
    if (rows === null) return null
    rows = afterOp(rows, view.ref, op)
  }
  return rows
}

function unionOf(members: readonly View[]): Rows | null {
  const parts = members.map((member) => ({ member, rows: rowsOf(member) }))
  const columns = new Map<string, string>()
  for (const { rows } of parts)
    for (const name of rows?.columns ?? []) columns.set(name.toLowerCase(), columns.get(name.toLowerCase()) ?? name)
  if (parts.some(({ rows }) => rows === null)) return null
  const selects = parts.map(({ member, rows }, at) => {
    const own = new Map(rows!.columns.map((name) => [name.toLowerCase(), name]))
    const cells = [...columns].map(([key, name]) => {
      if (key === '_row') return `_row + ${at}::BIGINT * 1000000000000 AS _row`
      return own.has(key) ? `${ident(own.get(key)!)} AS ${ident(name)}` : `NULL::VARCHAR AS ${ident(name)}`
    })
    return `SELECT ${cells.join(', ')}, ${text(member.ref)} AS _input FROM ${rows!.from}`
  })
  return { from: `(${selects.join(' UNION ALL ')})`, columns: [...columns.values(), '_input'] }
}

function afterOp({ from, columns }: Rows, ref: string, op: ShapeOp): Rows | null {
  const relation = `${from} AS ${ref}`
  const without = (gone: readonly string[]) => {
    const lower = new Set(gone.map((name) => name.toLowerCase()))
    return columns.filter((name) => !lower.has(name.toLowerCase()))
  }
  const own = (name: string) => `${ref}.${ident(name)}`
  switch (op.op) {
    case 'drop':
      if (isOutside(op.when)) return null
      // A window may not stand in WHERE.
      return {
        from: `(SELECT ${columns.map(ident).join(', ')} FROM (SELECT *, coalesce(${op.when}, false) AS __when FROM ${relation}) WHERE NOT __when)`,
        columns,
      }
    case 'compute': {
      const made = Object.entries(op.columns)
      if (made.some(([, expression]) => isOutside(expression))) return null
      return {
        from: `(SELECT *, ${made.map(([name, expression]) => `${expression} AS ${ident(name)}`).join(', ')} FROM ${relation})`,
        columns: [...columns, ...made.map(([name]) => name)],
      }
    }
    case 'fill_down': {
      if (isOutside(op.within ?? '')) return null
      const runs =
        op.within === undefined
          ? `(SELECT *, 0 AS __run FROM ${relation})`
          : `(SELECT *, sum(CASE WHEN __w IS DISTINCT FROM __before THEN 1 ELSE 0 END) OVER (ORDER BY _row ROWS UNBOUNDED PRECEDING) AS __run FROM (SELECT *, lag(__w) OVER (ORDER BY _row) AS __before FROM (SELECT *, ${op.within} AS __w FROM ${relation})))`
      const filled = new Set(op.columns.map((name) => name.toLowerCase()))
      const cells = columns.map((name) =>
        filled.has(name.toLowerCase())
          ? `last_value(nullif(trim(${ident(name)}), '') IGNORE NULLS) OVER (PARTITION BY __run ORDER BY _row ROWS UNBOUNDED PRECEDING) AS ${ident(name)}`
          : ident(name),
      )
      return { from: `(SELECT ${cells.join(', ')} FROM ${runs})`, columns }
    }
    case 'section': {
      if (isOutside(op.when) || isOutside(op.value)) return null
      const above = `last_value(CASE WHEN ${op.when} THEN {v: ${op.value}} END IGNORE NULLS) OVER (ORDER BY ${ref}._row ROWS UNBOUNDED PRECEDING).v AS ${ident(op.column)}`
      return {
        from: `(SELECT * EXCLUDE (__when) FROM (SELECT *, ${above}, coalesce(${op.when}, false) AS __when FROM ${relation}) WHERE NOT __when)`,
        columns: [...columns, op.column],
      }
    }
    case 'unpivot': {
      const cells = op.columns.map((name) => `{n: ${text(name)}, v: ${own(name)}}`)
      const kept = without(op.columns)
      return {
        from: `(SELECT ${kept.map(ident).join(', ')}, __c.n AS ${ident(op.name)}, __c.v AS ${ident(op.value)} FROM (SELECT *, unnest([${cells.join(', ')}]) AS __c FROM ${relation}) WHERE trim(__c.v) <> '')`,
        columns: [...kept, op.name, op.value],
      }
    }
    case 'unpivot_groups': {
      const names = [...new Set(op.groups.flatMap((group) => Object.keys(group.columns)))]
      const kept = without(op.groups.flatMap((group) => Object.values(group.columns)))
      const cells = op.groups.map(({ label, columns: named }) => {
        const values = names.map(
          (name, at) => `c${at}: ${named[name] === undefined ? 'NULL::VARCHAR' : own(named[name])}`,
        )
        return `{n: ${text(label)}, ${values.join(', ')}}`
      })
      const made = names.map((name, at) => `__c.c${at} AS ${ident(name)}`)
      return {
        from: `(SELECT ${[...kept.map(ident), `__c.n AS ${ident(op.name)}`, ...made].join(', ')} FROM (SELECT *, unnest([${cells.join(', ')}]) AS __c FROM ${relation}) WHERE ${names.map((_, at) => `trim(__c.c${at}) <> ''`).join(' OR ')})`,
        columns: [...kept, op.name, ...names],
      }
    }
    case 'pivot': {
      const kept = without([op.name, op.value])
      const says = `lower(trim(${own(op.name)}))`
      const first = kept.map((name) => `arg_min(${own(name)}, ${ref}._row) AS ${ident(name)}`)
      const made = Object.entries(op.columns).map(
        ([name, what]) =>
          `string_agg(DISTINCT nullif(trim(${own(op.value)}), ''), ${text(op.separator ?? '; ')}) FILTER (WHERE ${says} = ${text(what.trim().toLowerCase())}) AS ${ident(name)}`,
      )
      const by = op.by.map((name) => `nullif(trim(${own(name)}), '')`)
      return {
        from: `(SELECT ${[...first, ...made].join(', ')} FROM ${relation} WHERE coalesce(${by.join(', ')}) IS NOT NULL AND ${says} IN (${Object.values(
          op.columns,
        )
          .map((what) => text(what.trim().toLowerCase()))
          .join(', ')}) GROUP BY ${by.join(', ')})`,
        columns: [...kept, ...Object.keys(op.columns)],
      }
    }
    case 'unnest': {
      const list =
        op.separator === undefined
          ? `CASE WHEN json_valid(${own(op.column)}) AND json_type(${own(op.column)}) = 'ARRAY' THEN json_extract(${own(op.column)}, '$[*]') ELSE [] END`
          : `list_filter(list_transform(string_split(coalesce(${own(op.column)}, ''), ${text(op.separator)}), lambda _p: trim(_p)), lambda _p: _p <> '')`
      const kept = op.keep_empty ? `CASE WHEN len(${list}) = 0 THEN [NULL] ELSE ${list} END` : list
      const at = op.at === undefined ? '' : `, generate_subscripts(${kept}, 1)::VARCHAR AS ${ident(op.at)}`
      return {
        from: `(SELECT * EXCLUDE (__e), __e::VARCHAR AS ${ident(op.as)} FROM (SELECT *, unnest(${kept}) AS __e${at} FROM ${relation}))`,
        columns: [...columns, ...(op.at === undefined ? [] : [op.at]), op.as],
      }
    }
    default:
      return op satisfies never
  }
}
