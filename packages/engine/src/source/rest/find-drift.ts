import { findCursor, schemaOf, timeFormatOf } from './find-fields.ts'
import { findNext } from './find-next.ts'
import { at, isObject, type JsonObject } from './find-records.ts'
import { mergeSchema } from './merge-schema.ts'
import type { Answer, ProbeClient } from './probe-client.ts'
import type { EndpointFacts, Paging } from './render-manifest.ts'

/** What has changed at an endpoint since it was looked at. */
export type Drift = {
  /** Why it has to be looked at anew; empty while everything that reading rests on still shows. */
  broken: string[]
  /** Fields as they are known now, and what is different about them. */
  schema: EndpointFacts['schema']
  news: string[]
}

type Page = { answer: Answer; records: JsonObject[] }
type Ask = (params: Record<string, string>) => Promise<Page | null>

/**
 * Looks with one to three questions whether an endpoint still works as its facts say: the records where they were, each
 * with its key, times written alike, and a second page to be had in the same way. A suspicion costs no more than
 * looking anew, so whatever could lose records is one.
 *
 * @throws EngineError when the endpoint does not answer well.
 */
export async function findDrift(client: ProbeClient, facts: EndpointFacts): Promise<Drift> {
  const size: Record<string, string> =
    'size' in facts.paging && facts.paging.size ? { [facts.paging.size.param]: String(facts.paging.size.size) } : {}
  const unchanged: Drift = { broken: [], schema: facts.schema, news: [] }
  const first = pageOf(await client.need(facts.path, size), facts)
  if (!first) {
    const place = facts.recordsPath.join('.')
    return { ...unchanged, broken: [`there are no records at ${place || 'the top of the answer'} any more`] }
  }
  if (first.records.length === 0) return unchanged
  const ask: Ask = async (params) => {
    const answer = await client.get(facts.path, { ...size, ...params })
    return answer.status >= 400 ? null : pageOf(answer, facts)
  }
  const broken = [
    ...checkKey(first.records, facts.key),
    ...checkCursor(first.records, facts.cursor),
    ...(await checkPaging(first, facts, ask)),
  ]
  return { broken, ...mergeSchema(facts.schema, schemaOf(first.records), first.records.length) }
}

function pageOf(answer: Answer, { recordsPath }: EndpointFacts): Page | null {
  const records = at(answer.json, recordsPath)
  return Array.isArray(records) && records.every(isObject) ? { answer, records } : null
}

function checkKey(records: readonly JsonObject[], key: string | null): string[] {
  if (key === null) return []
  const values = records.map((record) => record[key])
  const missing = values.filter((value) => value === undefined || value === null).length
  if (missing > 0)
    return [
      missing === values.length
        ? `no record has the key ${key}`
        : `${missing} of ${values.length} records lack the key ${key}`,
    ]
  return new Set(values.map(String)).size < values.length ? [`${key} does not tell records apart any more`] : []
}

function checkCursor(records: readonly JsonObject[], cursor: EndpointFacts['cursor']): string[] {
  if (!cursor) return []
  const values = records.map((record) => record[cursor.field] ?? null).filter((value) => value !== null)
  if (values.length === 0) {
    const other = findCursor(records)
    return [`no record has the time of change ${cursor.field}${other ? `, but ${other.field} is there` : ''}`]
  }
  const time = timeFormatOf(values)
  return time?.formats.every((format) => cursor.formats.includes(format))
    ? []
    : [`${cursor.field} is written otherwise`]
}

async function checkPaging(first: Page, facts: EndpointFacts, ask: Ask): Promise<string[]> {
  const { paging } = facts
  const count = first.records.length
  const { key } = facts
  const same = (record: JsonObject) => (key === null ? JSON.stringify(record) : String(record[key]))
  const known = new Set(first.records.map(same))
  /** Whether a page begins with a record that the first page does not have; null without any record. */
  const leadsOn = (page: Page | null): boolean | null => {
    const [record] = page?.records ?? []
    return record === undefined ? null : !known.has(same(record))
  }
  const hints = () =>
    findNext(first.answer.json, first.answer.headers, { path: facts.recordsPath, records: first.records })

  switch (paging.kind) {
    case 'none':
      if (hints().length > 0) return ['the answer names a next page now']
      return count > facts.seen ? [`there are more records than when no way to a next page was found`] : []
    case 'link_header':
    case 'next_url':
    case 'next_token': {
      const hint = hints().find((one) => isHintOf(paging, one))
      if (hint) {
        if (paging.kind !== 'next_token' || hint.kind !== 'next_token') return []
        return leadsOn(await ask({ [paging.param]: hint.token })) === false
          ? [`${paging.param} does not lead to another page any more`]
          : []
      }
      const place = paging.kind === 'link_header' ? 'the Link header' : paging.at.join('.')
      const lost = `the next page is not told at ${place} any more`
      if (!paging.size) return hints().length > 0 ? [lost] : []
      // The last page names no next one. With a page of one record, one must.
      if (count < 2) return []
      const small = await ask({ [paging.size.param]: '1' })
      if (small && small.records.length > 1) return [`${paging.size.param} does not set the size of a page any more`]
      const next =
        small && findNext(small.answer.json, small.answer.headers, { path: facts.recordsPath, records: small.records })
      return next?.some((one) => isHintOf(paging, one)) ? [] : [lost]
    }
    case 'page':
    case 'offset': {
      const next = paging.kind === 'page' ? paging.start + 1 : count
      const second = await ask({ [paging.param]: String(next) })
      const on = leadsOn(second)
      if (on === false) return [`${paging.param} does not lead to another page any more`]
      return on && paging.size && count < paging.size.size
        ? [`a page holds ${count} records now, not ${paging.size.size}`]
        : []
    }
    case 'last_key': {
      const last = first.records.at(-1)?.[paging.field]
      const on = last === undefined ? null : leadsOn(await ask({ [paging.param]: String(last) }))
      return on === false ? [`${paging.param} does not lead to another page any more`] : []
    }
    default:
      return paging satisfies never
  }
}

type Hint = ReturnType<typeof findNext>[number]

const isHintOf = (paging: Paging, hint: Hint): boolean =>
  paging.kind === hint.kind && (!('at' in paging) || !('at' in hint) || paging.at.join('\0') === hint.at.join('\0'))
