import type { DatabaseColumn, DatabaseTable } from './database.ts'
import { bytesLiteral, nameLiteral } from './mysql-text.ts'

/** One row for each column of each table that the user sees in the database. */
export const listMysqlColumns = (database: string): string => `
SELECT c.table_name, c.column_name, c.data_type, c.column_type, c.is_nullable, c.privileges
FROM information_schema.columns c
JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema = ${bytesLiteral(database)} AND t.table_type IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')
ORDER BY c.table_name, c.ordinal_position`

/** One row for each column of each unique index; a part of a column makes no key. */
export const listMysqlKeys = (database: string): string => `
SELECT table_name, index_name, column_name, nullable, sub_part
FROM information_schema.statistics
WHERE table_schema = ${bytesLiteral(database)} AND non_unique = 0
ORDER BY table_name, index_name <> 'PRIMARY', index_name, seq_in_index`

export type MysqlColumnRow = [
  table: string,
  column: string,
  dataType: string,
  columnType: string,
  nullable: string,
  privileges: string,
]
export type MysqlKeyRow = [
  table: string,
  index: string,
  column: string | null,
  nullable: string | null,
  subPart: string | null,
]

/** Columns and unique indexes as tables. Columns that the user may not read are left out. */
export function mysqlTablesOf(
  database: string,
  columns: readonly MysqlColumnRow[],
  keys: readonly MysqlKeyRow[],
): DatabaseTable[] {
  const tables = new Map<string, DatabaseTable>()
  for (const [name, column, dataType, columnType, nullable, privileges] of columns) {
    const table = tables.get(name) ?? {
      stream: name,
      schema: database,
      name,
      readable: false,
      columns: [],
      key: [],
    }
    tables.set(name, table)
    if (!privileges.split(',').includes('select')) continue
    table.readable = true
    table.columns.push(columnOf(column, dataType.toLowerCase(), columnType, nullable === 'YES'))
  }
  for (const table of tables.values()) table.key = bestKey(table, keys)
  return [...tables.values()]
}

function bestKey(table: DatabaseTable, rows: readonly MysqlKeyRow[]): string[] {
  const indexes = new Map<string, MysqlKeyRow[]>()
  for (const row of rows) if (row[0] === table.name) indexes.set(row[1], [...(indexes.get(row[1]) ?? []), row])
  const usable = [...indexes.entries()].filter(([, parts]) =>
    parts.every(
      ([, , column, nullable, subPart]) =>
        column !== null && nullable !== 'YES' && subPart === null && table.columns.some(({ name }) => name === column),
    ),
  )
  usable.sort(([a, left], [b, right]) => (a === 'PRIMARY' ? -1 : b === 'PRIMARY' ? 1 : left.length - right.length))
  return usable[0]?.[1].map(([, , column]) => column as string) ?? []
}

const schemas: Record<string, Pick<DatabaseColumn, 'kind'> & { schema: Record<string, unknown>; sorts: boolean }> = {
  ...each(['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'bit', 'year'], {
    kind: 'whole_number',
    schema: { type: 'string', format: 'integer' },
    sorts: true,
  }),
  ...each(['decimal', 'numeric'], { kind: 'number', schema: { type: 'string', format: 'number' }, sorts: true }),
  // printed shorter than they are
  ...each(['float', 'double', 'real'], { kind: 'number', schema: { type: 'string', format: 'number' }, sorts: false }),
  ...each(['datetime', 'timestamp'], {
    kind: 'moment',
    schema: { type: 'string', format: 'date-time' },
    sorts: true,
  }),
  ...each(['date'], { kind: 'text', schema: { type: 'string', format: 'date' }, sorts: true }),
  ...each(['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob'], {
    kind: 'binary',
    schema: { type: 'string', contentEncoding: 'base16' },
    sorts: true,
  }),
  ...each(['json'], { kind: 'text', schema: { type: 'string', contentMediaType: 'application/json' }, sorts: false }),
  ...each(['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext', 'uuid', 'inet4', 'inet6'], {
    kind: 'text',
    schema: { type: 'string' },
    sorts: true,
  }),
}

function each<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]))
}

function columnOf(name: string, dataType: string, columnType: string, nullable: boolean): DatabaseColumn {
  // Enumerations sort by their place, not by their text; times may be negative; shapes do not sort.
  const found = schemas[dataType] ?? { kind: 'text', schema: { type: 'string' }, sorts: false }
  return {
    name,
    type: shapes.has(dataType) ? 'geometry' : columnType,
    kind: found.kind,
    nullable,
    sortsExactly: found.sorts,
    schema: { ...found.schema, type: [found.schema['type'], 'null'] },
  }
}

const shapes = new Set([
  'geometry',
  'point',
  'linestring',
  'polygon',
  'multipoint',
  'multilinestring',
  'multipolygon',
  'geometrycollection',
  'geomcollection',
])

/** How a column is selected so that it comes as text. */
export function selectedColumn({ name, type, kind }: DatabaseColumn): string {
  const column = nameLiteral(name)
  if (kind === 'binary') return `HEX(${column})`
  if (/^bit\b/i.test(type)) return `${column} + 0`
  if (type === 'geometry') return `ST_AsText(${column})`
  if (/^json\b/i.test(type)) return `CAST(${column} AS CHAR)`
  return column
}
