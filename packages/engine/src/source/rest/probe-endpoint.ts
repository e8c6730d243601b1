import { EngineError } from '../../errors.ts'
import { findCursor, findKey, schemaOf, sinceParams } from './find-fields.ts'
import { findNext } from './find-next.ts'
import { at, type FoundRecords, findRecords, isObject, type JsonObject, printOf } from './find-records.ts'
import type { Endpoint } from './list-endpoints.ts'
import { type Answer, messageOf, type ProbeClient } from './probe-client.ts'
import type { EndpointFacts, PageSize, Paging } from './render-manifest.ts'

type Page = { answer: Answer; found: FoundRecords }

const sizeParams = [
  'limit',
  'per_page',
  'page_size',
  'pageSize',
  'perPage',
  'size',
  'count',
  '$top',
  '_limit',
  'max_results',
  'maxResults',
  'page[size]',
  'first',
  'pagesize',
  'take',
]
const pageParams = ['page', 'page[number]', 'page_number', 'pageNumber', '_page', 'p']
const offsetParams = ['offset', 'skip', 'start', '$skip', '_start', 'startAt', 'start_index', 'from']
const lastKeyParams = ['starting_after', 'after', 'since_id', 'after_id', 'last_id']

/**
 * Finds out by asking how one endpoint works: where its records are, how it goes from page to page, what makes a record
 * unique, and how to ask for changes. Every choice rests on an answer that shows it; `evidence` says which. Fails with
 * an EngineError when the endpoint gives no list.
 */
export async function probeEndpoint(
  client: ProbeClient,
  endpoint: Endpoint,
): Promise<{ facts: EndpointFacts; evidence: string[] }> {
  const first = readPage(await client.need(endpoint.path), endpoint)
  if (!first) throw noList(await client.need(endpoint.path), endpoint, client)
  const recordsPath = first.found.path
  const evidence = [`${first.found.records.length} records at ${recordsPath.join('.') || 'the top of the answer'}`]
  const ask = async (params: Record<string, string>): Promise<Page | null> => {
    const answer = await client.get(endpoint.path, params)
    if (answer.status >= 400 || answer.json === undefined) return null
    const records = at(answer.json, recordsPath)
    if (!Array.isArray(records)) return null
    return { answer, found: { path: recordsPath, records: records.filter(isObject) } }
  }

  const key = findKey(first.found.records, endpoint.name)
  const same = sameBy(key)
  const size = await findSize(first, ask, same)
  const paging = await findPaging(first, size, ask, same, key)
  evidence.push(describePaging(paging))
  evidence.push(
    key === null
      ? 'no field makes a record unique'
      : `${key} is different in each of ${first.found.records.length} records`,
  )
  // As it is read: with the largest page, which also shows the most of the records' fields.
  const sized = 'size' in paging && paging.size ? { [paging.size.param]: String(paging.size.size) } : {}
  const whole = (await ask(sized)) ?? first
  const cursor = await findSince(whole, sized, ask)
  evidence.push(
    cursor
      ? `${cursor.param} asks for changes by ${cursor.field}: a time to come gave none`
      : 'no way to ask for changes was found',
  )
  const { records } = whole.found
  const schema = schemaOf(records)
  const { name, path } = endpoint
  return { facts: { name, path, recordsPath, paging, key, cursor, schema, seen: records.length }, evidence }
}

function readPage(answer: Answer, endpoint: Endpoint): Page | null {
  const found = findRecords(answer.json, endpoint.name)
  return found ? { answer, found } : null
}

function noList(answer: Answer, endpoint: Endpoint, client: ProbeClient): EngineError {
  const said = client.scrubber.scrub(messageOf(answer.json)).slice(0, 200)
  return new EngineError(
    'source_answer_invalid',
    said === ''
      ? `${endpoint.path} answers, but not with a list of records; name an endpoint that lists.`
      : `${endpoint.path} answers ${answer.status} with an error inside: ${said}`,
  )
}

type Ask = (params: Record<string, string>) => Promise<Page | null>

/** A parameter is the page size when asking for one record gives exactly one. */
async function findSize(first: Page, ask: Ask, same: Same): Promise<string | null> {
  if (first.found.records.length < 2) return null
  for (const param of sizeParams) {
    const page = await ask({ [param]: '1' })
    if (page?.found.records.length === 1 && same(page.found.records[0], first.found.records[0])) return param
  }
  return null
}

async function findPaging(
  first: Page,
  sizeParam: string | null,
  ask: Ask,
  same: Same,
  key: string | null,
): Promise<Paging> {
  const [one, two] = first.found.records
  if (!one) return { kind: 'none' }
  // With pages of one record, the second page must begin with the second record; without, with any other than the first.
  const base: Record<string, string> = sizeParam ? { [sizeParam]: '1' } : {}
  const small = sizeParam ? await ask(base) : first
  if (!small) return { kind: 'none' }
  const isSecond = (page: Page | null): boolean => {
    const record = page?.found.records[0]
    if (record === undefined) return false
    return sizeParam ? same(record, two) : !first.found.records.some((known) => same(known, record))
  }
  const size = sizeParam ? { size: await largestSize(sizeParam, ask) } : {}

  for (const hint of findNext(small.answer.json, small.answer.headers, small.found)) {
    if (hint.kind === 'link_header') return { kind: 'link_header', ...size }
    if (hint.kind === 'next_url') return { kind: 'next_url', at: hint.at, ...size }
    for (const param of hint.params)
      if (isSecond(await ask({ ...base, [param]: hint.token })))
        return { kind: 'next_token', at: hint.at, param, ...size }
  }
  for (const param of pageParams) {
    if (isSecond(await ask({ ...base, [param]: '2' }))) {
      const zero = isSecond(await ask({ ...base, [param]: '1' }))
      return { kind: 'page', param, start: zero ? 0 : 1, ...size }
    }
    // Pages of one record, counted from 0: page 2 is the third.
    if (sizeParam && isSecond(await ask({ ...base, [param]: '1' }))) return { kind: 'page', param, start: 0, ...size }
  }
  const passed = sizeParam ? 1 : first.found.records.length
  for (const param of offsetParams)
    if (isSecond(await ask({ ...base, [param]: String(passed) }))) return { kind: 'offset', param, ...size }
  const last = key === null ? undefined : (sizeParam ? one : first.found.records.at(-1))?.[key]
  if (key !== null && last !== undefined)
    for (const param of lastKeyParams)
      if (isSecond(await ask({ ...base, [param]: String(last) })))
        return { kind: 'last_key', param, field: key, ...size }
  return { kind: 'none' }
}

/** The largest page that the source gives: 100, or what it gives instead. */
async function largestSize(param: string, ask: Ask): Promise<PageSize> {
  for (const size of [100, 50, 20, 10]) {
    const page = await ask({ [param]: String(size) })
    const count = page?.found.records.length ?? 0
    if (count === 0) continue
    if (count >= size) return { param, size }
    // Fewer: all there are, or the most it gives. Taken as the size, a full page is always followed by a look at the next.
    return { param, size: Math.max(count, 10) }
  }
  return { param, size: 1 }
}

async function findSince(whole: Page, size: Record<string, string>, ask: Ask): Promise<EndpointFacts['cursor']> {
  const cursor = findCursor(whole.found.records)
  if (!cursor) return null
  const { field, time } = cursor
  for (const param of sinceParams(field)) {
    const none = await ask({ ...size, [param]: time.future })
    if (none?.found.records.length !== 0) continue
    const all = await ask({ ...size, [param]: time.past })
    if (all && all.found.records.length === whole.found.records.length)
      return { field, param, format: time.format, formats: time.formats }
  }
  return null
}

type Same = (a: JsonObject | undefined, b: JsonObject | undefined) => boolean

/** Whether two records are one: by key where there is one, for other fields may change with each answer. */
const sameBy =
  (key: string | null): Same =>
  (a, b) =>
    a !== undefined && b !== undefined && (key === null ? printOf(a) === printOf(b) : String(a[key]) === String(b[key]))

function describePaging(paging: Paging): string {
  const size = 'size' in paging && paging.size ? `, ${paging.size.size} a page by ${paging.size.param}` : ''
  switch (paging.kind) {
    case 'none':
      return 'no way to a next page was found, so one page is read'
    case 'link_header':
      return `the next page is linked in the Link header${size}`
    case 'next_url':
      return `the next page is linked at ${paging.at.join('.')}${size}`
    case 'next_token':
      return `${paging.param} with the value of ${paging.at.join('.')} gave the next page${size}`
    case 'page':
      return `${paging.param} counts pages from ${paging.start}${size}`
    case 'offset':
      return `${paging.param} counts records${size}`
    case 'last_key':
      return `${paging.param} with the last ${paging.field} gave the next page${size}`
  }
}
