import type { DatabaseColumn, DatabaseTable } from './database.ts'

/**
 * One row for each column of each table that the user sees, with the columns of the best key: the primary key, or else
 * the narrowest unique index over columns that are never null. Partitions come with their parents only.
 */
export const listPostgresTables = `
SELECT n.nspname, c.relname, c.relkind,
  pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')::text,
  a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
  coalesce(bt.typname, t.typname), coalesce(bt.typcategory, t.typcategory)::text, a.attnotnull::text,
  (SELECT pg_catalog.array_to_json(pg_catalog.array_agg(k.attname ORDER BY p.place))::text
   FROM pg_catalog.unnest(key.columns) WITH ORDINALITY AS p(attnum, place)
   JOIN pg_catalog.pg_attribute k ON k.attrelid = c.oid AND k.attnum = p.attnum)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type bt ON t.typtype = 'd' AND bt.oid = t.typbasetype
LEFT JOIN LATERAL (
  SELECT (i.indkey::int2[])[0:i.indnkeyatts - 1] AS columns
  FROM pg_catalog.pg_index i
  WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute m
      WHERE m.attrelid = c.oid AND m.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]) AND NOT m.attnotnull)
  ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1
) key ON true
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND (pg_catalog.cardinality($1::text[]) = 0 OR n.nspname = ANY ($1::text[]))
ORDER BY n.nspname, c.relname, a.attnum`

/** Values are texts, as the server prints them. */
export type PostgresColumnRow = [
  schema: string,
  table: string,
  relkind: string,
  readable: string,
  column: string,
  type: string,
  baseType: string,
  category: string,
  notNull: string,
  key: string | null,
]

/** The rows of `listPostgresTables` as tables. Columns that the user may not read are left out. */
export function tablesOf(rows: readonly PostgresColumnRow[]): DatabaseTable[] {
  const tables = new Map<string, DatabaseTable>()
  const names = new Set<string>()
  for (const [schema, name, , readable, column, type, baseType, category, notNull, key] of rows) {
    const id = JSON.stringify([schema, name])
    let table = tables.get(id)
    if (!table) {
      table = { stream: streamName(schema, name, names), schema, name, readable: false, columns: [], key: [] }
      tables.set(id, table)
      if (key !== null) table.key = JSON.parse(key) as string[]
    }
    if (readable !== 'true') continue
    table.readable = true
    table.columns.push(columnOf(column, type, baseType, category, notNull === 'true'))
  }
  for (const table of tables.values())
    if (!table.key.every((name) => table.columns.some((column) => column.name === name))) table.key = []
  return [...tables.values()]
}

function streamName(schema: string, name: string, taken: Set<string>): string {
  const full = `${schema}.${name}`
  const short = schema === 'public' ? name : full
  const chosen = taken.has(short) ? `${JSON.stringify(schema)}.${JSON.stringify(name)}` : short
  taken.add(chosen)
  return chosen
}

function columnOf(name: string, type: string, baseType: string, category: string, notNull: boolean): DatabaseColumn {
  const { kind, schema } = describeType(baseType, category)
  return {
    name,
    type,
    kind,
    nullable: !notNull,
    sortsExactly: kind !== 'list',
    schema: { ...schema, type: [schema['type'], 'null'] },
  }
}

function describeType(
  type: string,
  category: string,
): { kind: DatabaseColumn['kind']; schema: Record<string, unknown> } {
  if (category === 'A') return { kind: 'list', schema: { type: 'string', contentMediaType: 'application/json' } }
  switch (type) {
    case 'int2':
    case 'int4':
    case 'int8':
      return { kind: 'whole_number', schema: { type: 'string', format: 'integer' } }
    case 'numeric':
    case 'float4':
    case 'float8':
      return { kind: 'number', schema: { type: 'string', format: 'number' } }
    case 'bool':
      return { kind: 'boolean', schema: { type: 'boolean' } }
    case 'timestamp':
    case 'timestamptz':
      return { kind: 'moment', schema: { type: 'string', format: 'date-time' } }
    case 'date':
      return { kind: 'text', schema: { type: 'string', format: 'date' } }
    case 'json':
    case 'jsonb':
      return { kind: 'text', schema: { type: 'string', contentMediaType: 'application/json' } }
    case 'bytea':
      return { kind: 'binary', schema: { type: 'string', contentEncoding: 'base16' } }
    case 'uuid':
      return { kind: 'text', schema: { type: 'string', format: 'uuid' } }
    default:
      return { kind: 'text', schema: { type: 'string' } }
  }
}
