import { isPlainName, type Json, type JsonObject } from './find-records.ts'

/** The field that makes a record unique: by its name and by every record seen. Null when none does. */
export function findKey(records: readonly JsonObject[], endpointName: string): string | null {
  const singular = endpointName
    .replace(/ies$/i, 'y')
    .replace(/s$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')
  const wanted = [
    'id',
    'uuid',
    'guid',
    `${singular}id`,
    `${singular}uuid`,
    'key',
    `${singular}key`,
    `${singular}number`,
    'code',
  ]
  const names = Object.keys(records[0] ?? {}).filter(isPlainName)
  for (const name of wanted) {
    const field = names.find((one) => plain(one) === name)
    if (field !== undefined && isUnique(records, field)) return field
  }
  return null
}

function isUnique(records: readonly JsonObject[], field: string): boolean {
  const values = records.map((record) => record[field])
  if (!values.every((value) => typeof value === 'number' || (typeof value === 'string' && value !== ''))) return false
  return new Set(values.map(String)).size === values.length
}

/** How times are written, as the manifest says it, and how to write one. */
export type TimeFormat = { format: string; formats: string[]; future: string; past: string }

const isoFormats: [RegExp, string, (date: string) => string][] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, '%Y-%m-%dT%H:%M:%SZ', (date) => `${date}T00:00:00Z`],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/, '%Y-%m-%dT%H:%M:%S.%fZ', (date) => `${date}T00:00:00.000Z`],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d$/, '%Y-%m-%dT%H:%M:%S%z', (date) => `${date}T00:00:00+00:00`],
  [
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}[+-]\d\d:?\d\d$/,
    '%Y-%m-%dT%H:%M:%S.%f%z',
    (date) => `${date}T00:00:00.000+00:00`,
  ],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, '%Y-%m-%d %H:%M:%S', (date) => `${date} 00:00:00`],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/, '%Y-%m-%dT%H:%M:%S', (date) => `${date}T00:00:00`],
]

/** The way in which all of these values are written; null when they are not times, or not all alike enough. */
export function timeFormatOf(values: readonly Json[]): TimeFormat | null {
  if (values.length === 0) return null
  const seconds = (value: Json) => typeof value === 'number' && Number.isInteger(value) && value > 1e8 && value < 4e9
  const ms = (value: Json) => typeof value === 'number' && Number.isInteger(value) && value > 1e11 && value < 4e12
  if (values.every(seconds)) return { format: '%s', formats: ['%s'], future: '4102444800', past: '1' }
  if (values.every(ms)) return { format: '%ms', formats: ['%ms'], future: '4102444800000', past: '1000' }
  const used = new Set<number>()
  for (const value of values) {
    const index = typeof value === 'string' ? isoFormats.findIndex(([pattern]) => pattern.test(value)) : -1
    if (index < 0) return null
    used.add(index)
  }
  const formats = [...used].map((index) => isoFormats[index]) as typeof isoFormats
  const [, format, write] = formats[0] as (typeof isoFormats)[number]
  return { format, formats: formats.map(([, one]) => one), future: write('2100-01-01'), past: write('1970-01-02') }
}

const changeNames = [
  'updatedat',
  'modifiedat',
  'lastmodifiedat',
  'lastmodified',
  'updatedon',
  'modifiedon',
  'lastupdated',
  'lastupdatedat',
  'updatetime',
  'lastupdate',
  'modifieddate',
  'updateddate',
  'dateupdated',
  'datemodified',
  'modified',
  'updated',
  'changedat',
  'editdate',
]

/** The field that tells when a record was last changed, with how it is written. */
export function findCursor(records: readonly JsonObject[]): { field: string; time: TimeFormat } | null {
  const names = Object.keys(records[0] ?? {}).filter(isPlainName)
  for (const wanted of changeNames) {
    const field = names.find((name) => name.toLowerCase().replace(/[^a-z]/g, '') === wanted)
    if (field === undefined) continue
    const values = records.map((record) => record[field] ?? null).filter((value) => value !== null)
    const time = timeFormatOf(values)
    if (time) return { field, time }
  }
  return null
}

/** Parameters that may mean "changed since", most usual first. */
export const sinceParams = (field: string): string[] => [
  'updated_since',
  'modified_since',
  'updated_after',
  'modified_after',
  'since',
  `${field}_gte`,
  `${field}[gte]`,
  `${field}__gte`,
  `${field}_min`,
  `${field}_after`,
  `${field}_since`,
  'changed_since',
  'updatedSince',
  'modifiedSince',
  `filter[${field}][gte]`,
]

/** JSON Schema of records as far as these show it. */
export function schemaOf(records: readonly JsonObject[]): Record<string, unknown> {
  const types = new Map<string, Set<string>>()
  for (const record of records)
    for (const [name, value] of Object.entries(record)) {
      const known = types.get(name) ?? new Set()
      types.set(name, known.add(typeOf(value)))
    }
  const properties = [...types].map(([name, known]) => {
    if (known.has('integer') && known.has('number')) known.delete('integer')
    known.add('null')
    return [name, { type: [...known].sort() }]
  })
  return { type: 'object', properties: Object.fromEntries(properties) }
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}
