/** Something that answers a query with rows: the store, or a transaction. */
type Queryable = { query<Row extends object>(statement: string): Promise<Row[]> }

const columnsQuery = `
  SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
         a.attnotnull AS required, pg_get_expr(d.adbin, d.adrelid) AS fallback
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relkind IN ('r', 'p')
  ORDER BY c.relname COLLATE "C", a.attnum`

// PostgreSQL 18 keeps NOT NULL as constraints too: contype 'n' stands at the column already
const constraintsQuery = `
  SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
  FROM pg_constraint k
  JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
  WHERE k.contype <> 'n'
  ORDER BY c.relname COLLATE "C", k.conname COLLATE "C"`

const indexesQuery = `
  SELECT tablename AS table, indexdef AS definition FROM pg_indexes
  WHERE schemaname = 'public'
    AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))
  ORDER BY tablename COLLATE "C", indexname COLLATE "C"`

const routinesQuery = `
  SELECT pg_get_functiondef(p.oid) AS definition FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = 'public'
  WHERE p.prokind = 'f'
  ORDER BY p.proname COLLATE "C"`

const triggersQuery = `
  SELECT c.relname AS table, pg_get_triggerdef(t.oid) AS definition FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal
  ORDER BY c.relname COLLATE "C", t.tgname COLLATE "C"`

type Column = { table: string; name: string; type: string; required: boolean; fallback: string | null }
type Definition = { table: string; definition: string }

/** The schema as SQL text for people to read: the same store gives the same text. */
export async function dumpSchema(store: Queryable): Promise<string> {
  const columns = await store.query<Column>(columnsQuery)
  const constraints = await store.query<Definition & { name: string }>(constraintsQuery)
  const indexes = await store.query<Definition>(indexesQuery)
  const routines = await store.query<{ definition: string }>(routinesQuery)
  const triggers = await store.query<Definition>(triggersQuery)
  const of = <Row extends { table: string }>(rows: readonly Row[], table: string) =>
    rows.filter((row) => row.table === table)

  const tables = [...new Set(columns.map(({ table }) => table))].map((table) => {
    const lines = [
      ...of(columns, table).map(
        ({ name, type, required, fallback }) =>
          `  ${name} ${type}${required ? ' NOT NULL' : ''}${fallback === null ? '' : ` DEFAULT ${fallback}`}`,
      ),
      ...of(constraints, table).map(({ name, definition }) => `  CONSTRAINT ${name} ${definition}`),
    ]
    const after = [...of(indexes, table), ...of(triggers, table)].map(({ definition }) => `${definition};\n`)
    return `CREATE TABLE ${table} (\n${lines.join(',\n')}\n);\n${after.join('')}`
  })
  const head = '-- What the migrations make. Written by `npm run golden`; read its diff, never edit it.\n'
  return [head, ...tables, ...routines.map(({ definition }) => `${definition.trimEnd()};\n`)].join('\n')
}
