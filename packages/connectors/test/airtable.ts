import { type ApiEmulator, emulate, notFound } from './emulate.ts'

export const airtableToken = 'patEmulated.0123456789abcdef'

/** Airtable: bearer token, `offset` in the body, bases, tables, records without their empty cells. */
export function startAirtable(): Promise<ApiEmulator> {
  const bases = [
    { id: 'app1', name: 'Sales', permissionLevel: 'read' },
    { id: 'app2', name: 'Ops', permissionLevel: 'read' },
  ]
  const records = Array.from({ length: 130 }, (_, n) => ({
    id: `rec${n}`,
    createdTime: '2024-01-01T00:00:00.000Z',
    fields: n % 3 ? { Name: `Row ${n}`, Done: true } : { Name: `Row ${n}` },
  }))
  return emulate(
    'https://api.airtable.com',
    ({ headers }) => headers.authorization === `Bearer ${airtableToken}`,
    ({ path, query }) => {
      if (path === '/v0/meta/bases')
        return query.get('offset')
          ? { body: { bases: bases.slice(1) } }
          : { body: { bases: bases.slice(0, 1), offset: 'itr1' } }
      const tables = /^\/v0\/meta\/bases\/(app\d)\/tables$/.exec(path)
      if (tables)
        return {
          body: {
            tables: [
              {
                id: `tbl${tables[1]}`,
                name: `Table of ${tables[1]}`,
                primaryFieldId: 'fld1',
                fields: [{ id: 'fld1', name: 'Name', type: 'singleLineText' }],
              },
            ],
          },
        }
      const rows = /^\/v0\/(app\d)\/tbl(app\d)$/.exec(path)
      if (!rows || rows[1] !== rows[2]) return notFound
      const start = Number(query.get('offset')?.split('/')[1] ?? 0)
      const size = Math.min(100, Number(query.get('pageSize') ?? 100))
      const more = start + size < records.length
      return {
        body: {
          records: records.slice(start, start + size).map((record) => ({ ...record, id: `${record.id}${rows[1]}` })),
          ...(more ? { offset: `itrX/${start + size}` } : {}),
        },
      }
    },
  )
}
