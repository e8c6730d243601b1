import type { Template } from '@godwit/contract'
import { expect, test } from 'vitest'
import type { SourceStream } from '../../source/index.ts'
import { authorExtractor } from './author-extractor.ts'
import { BatchBuffer, recordLine } from './batch-buffer.ts'
import { describeChange, restartedStreams } from './describe-change.ts'
import { describeSync } from './describe-sync.ts'
import type { ExtractedConnection, ExtractedStream } from './extract-result.ts'
import { findDeletedField } from './find-deleted-field.ts'

const stream = (name: string, fields: string[] = []): SourceStream => ({
  name,
  json_schema: { type: 'object', properties: Object.fromEntries(fields.map((field) => [field, { type: 'string' }])) },
  primary_key: [['id']],
  cursor_field: null,
  supports_incremental: false,
})
const template = (name: string, columns: string[]) =>
  ({
    slug: name.toLowerCase(),
    name,
    description: '',
    columns: columns.map((column) => ({ name: column })),
  }) as Template
const crm = [
  ...['contacts', 'companies', 'deals', 'tickets', 'email_events', 'owners', 'pipelines', 'forms'].map((name) =>
    stream(name, ['id', 'name', 'created_at']),
  ),
  ...Array.from({ length: 30 }, (_, n) => stream(`setting_${n}`, ['id', 'value'])),
]
const draft = { sourceKey: 'harbour', manifest: null, config: { region: 'eu', a: 1 }, selected: null }
const names = (templates: Template[], selected: string[] | null = null) =>
  authorExtractor({ ...draft, selected }, crm, templates).body.streams.map(({ name }) => name)

test('streams are chosen by what the templates need, and what nothing needs is left out', () => {
  expect(names([template('Contacts', ['email', 'full_name'])])).toEqual(['contacts'])
  expect(names([template('People', ['email', 'company'])])).toEqual(expect.arrayContaining(['contacts', 'companies']))
  expect(names([template('Organisations', ['name'])])).toContain('companies')
  const { leftOut } = authorExtractor(draft, crm, [template('Contacts', ['email'])])
  expect(leftOut).toContain('deals')
})

test('a small source is read whole when a template finds nothing by name', () => {
  const few = [stream('alpha'), stream('beta')]
  const { body } = authorExtractor(draft, few, [template('Invoices', ['number'])])
  expect(body.streams.map(({ name }) => name)).toEqual(['alpha', 'beta'])
})

test('a selection is taken as it is; an unknown name is an error that names what there is', () => {
  expect(names([template('Contacts', ['email'])], ['owners', 'deals'])).toEqual(['deals', 'owners'])
  expect(() => names([], ['deals', 'dealz'])).toThrow(/no stream dealz.*contacts, companies/s)
})

test('the same program has the same hash, whatever the order of its settings', () => {
  const templates = [template('Contacts', ['email'])]
  const hash = (config: Record<string, unknown>, streams = crm) =>
    authorExtractor({ ...draft, config }, streams, templates).hash
  expect(hash({ region: 'eu', a: 1 })).toBe(hash({ a: 1, region: 'eu' }))
  expect(hash({ region: 'us', a: 1 })).not.toBe(hash({ region: 'eu', a: 1 }))
  const drifted = [stream('contacts', ['id', 'name', 'created_at', 'fax']), ...crm.slice(1)]
  expect(hash({}, drifted)).not.toBe(hash({}))
})

test('deletions are told by the source, or by a field that can mean nothing else', () => {
  const typed = (type: unknown, name = 'is_deleted') => ({
    ...stream('a'),
    json_schema: { properties: { [name]: { type } } },
  })
  expect(findDeletedField(typed(['null', 'boolean']))).toEqual(['is_deleted'])
  expect(findDeletedField(typed('boolean', 'IsDeleted'))).toEqual(['IsDeleted'])
  expect(findDeletedField(typed('string'))).toBeNull()
  expect(findDeletedField(typed('boolean', 'deleted_users'))).toBeNull()
  expect(findDeletedField({ ...typed('boolean'), deleted_field: null })).toBeNull()
})

test('batches gather by stream, with the state after the last', () => {
  const buffer = new BatchBuffer()
  const batch = (name: string, records: { id: number }[], at: number) => ({
    stream: name,
    records,
    state: { cursor: { at } },
    notices: [],
  })
  buffer.add(batch('a', [{ id: 1 }], 1))
  buffer.add(batch('b', [], 1))
  buffer.add({ ...batch('a', [{ id: 2 }], 2), end: { status: 'completed' } })
  expect(buffer.take()).toMatchObject([
    { stream: 'a', lines: ['{"id":1}', '{"id":2}'], records: 2, state: { cursor: { at: 2 } }, completed: true },
    { stream: 'b', records: 0, completed: false },
  ])
  expect(buffer).toMatchObject({ isEmpty: true, size: 0, records: 0 })
})

test('whole numbers of any length keep every digit, wherever they stand', () => {
  expect(recordLine({ a: 9007199254740993n, b: [{ c: -12345678901234567890n }], d: 1.5 })).toBe(
    '{"a":9007199254740993,"b":[{"c":-12345678901234567890}],"d":1.5}',
  )
})

const read = (name: string, more: Partial<ExtractedStream> = {}): ExtractedStream => ({
  name,
  primary_key: [['id']],
  merges: true,
  deleted_field: null,
  records: 3,
  bytes: 30,
  objects: 1,
  cursor: { at: 'new' },
  error: null,
  ...more,
})
const failure = { code: 'source_forbidden', message: 'no rights' }
const connection = (mode: 'full' | 'incremental', streams: ExtractedStream[]): ExtractedConnection => ({
  connection_id: 'c1',
  source_key: 'harbour',
  source_name: 'Harbour',
  extractor_id: 'e1',
  mode,
  streams,
})
const table = (name: string) =>
  ({ source: { kind: 'stream', connection_id: 'c1', stream: name }, row_count: 7 }) as never
const oldState = { a: { at: 'old' }, b: { at: 'old' }, gone: { at: 'old' } }
const takenAt = new Date('2026-01-02T03:04:05.000Z')

test('a stream that failed keeps its cursor only where its old rows are kept too', () => {
  const streams = [read('a'), read('b', { error: failure, cursor: { at: 'half' } }), read('c', { error: failure })]
  const incremental = describeSync(connection('incremental', streams), {
    tables: [table('a'), table('b')],
    oldState,
    takenAt,
  })
  expect(incremental.streamState).toEqual({ a: { at: 'new' }, b: { at: 'old' } })
  expect(incremental.snapshot).toEqual({
    streams: [
      { name: 'a', records: 7, bytes: 30, cursor: { at: 'new' } },
      { name: 'b', records: 7, bytes: 30, cursor: { at: 'old' }, error: 'no rights', error_code: 'source_forbidden' },
      { name: 'c', records: 0, bytes: 30, cursor: null, error: 'no rights', error_code: 'source_forbidden' },
    ],
    file_count: 3,
    taken_at: '2026-01-02T03:04:05.000Z',
  })
  const full = describeSync(connection('full', streams), { tables: [table('a')], oldState, takenAt })
  expect(full.streamState).toEqual({ a: { at: 'new' } })
})

test('what is different about a later version of an extraction program is said in words, settings by name only', () => {
  const body = (streams: SourceStream[], config: Record<string, unknown> = {}, manifest: string | null = null) =>
    authorExtractor({ sourceKey: 'x', manifest, config, selected: streams.map(({ name }) => name) }, streams, []).body
  const before = body([stream('people', ['id', 'email', 'fax']), stream('deals', ['id'])], { region: 'eu-south-9' })
  expect(describeChange(before, before)).toEqual([])
  expect(restartedStreams(before, before)).toEqual([])
  const people = {
    ...stream('people', ['id', 'email', 'nick']),
    primary_key: [['org', 'id'], ['email']],
    cursor_field: ['updated_at'],
  }
  ;(people.json_schema['properties'] as Record<string, unknown>)['email'] = { type: 'array' }
  const after = body([people, stream('tasks', ['id'])], { region: 'us-north-1' }, 'a manifest')
  const said = describeChange(before, after)
  expect(said).toEqual([
    'other settings (region)',
    'tasks read too',
    'deals read no more',
    'people: the key is org.id, email and not id, changes are told by updated_at and not by nothing, new nick, without fax, email of another type',
    'how it is asked is written anew',
  ])
  expect(said.join()).not.toMatch(/eu-south|us-north/)
  expect(restartedStreams(before, after)).toEqual(['people'])
  // A field more is no reason to read all again.
  expect(restartedStreams(before, body([stream('people', ['id', 'email', 'fax', 'more'])]))).toEqual([])
})
