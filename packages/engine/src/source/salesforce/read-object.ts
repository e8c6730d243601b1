import { EngineError } from '../../errors.ts'
import type { ReadOptions, SourceBatch, SourceRecord, StreamState } from '../source.ts'
import { cursorOf, type DescribedObject, readableFields } from './describe-object.ts'
import { errorCodeOf, type SalesforceClient } from './salesforce-client.ts'
import { chunkFields, renderQuery, soqlTime } from './soql.ts'

/** Salesforce shows changes some minutes late; what comes twice is merged by Id. */
const lookbackSeconds = 600

/** Where an unfinished read stands: after which Id, and of what moment the cursor will be. */
type Resume = { after?: string; started: string; since?: string | null; count: number }

type Page = { records: SourceRecord[]; next: string | null }

/**
 * Reads one object in the order of Ids. Incremental reads ask for what changed, deleted records among it (`IsDeleted`).
 * Goes on after the last Id that was kept, with a new query: Salesforce forgets its own page marks after a while.
 */
export async function* readObject(
  client: SalesforceClient,
  base: string,
  object: DescribedObject,
  { state, mode, signal }: { state: StreamState; mode: ReadOptions['mode']; signal?: AbortSignal | undefined },
): AsyncGenerator<Omit<SourceBatch, 'stream' | 'end'>> {
  const cursor = cursorOf(object)
  const known = state.cursor?.['field'] === cursor ? state.cursor?.['value'] : undefined
  const resume: Resume = (state.resume as Resume | undefined) ?? {
    started: client.serverTime().toISOString(),
    since: mode === 'incremental' && typeof known === 'string' ? known : null,
    count: 0,
  }
  const since = resume.since && cursor ? { field: cursor, time: soqlTime(resume.since, lookbackSeconds) } : null
  const [fields = ['Id'], ...more] = chunkFields(readableFields(object))
  const endpoint = since ? 'queryAll' : 'query'
  const stored = state.cursor ? { cursor: state.cursor } : {}

  async function ask(path: string): Promise<Page> {
    const answer = await client.get(path, signal)
    const { records, nextRecordsUrl } = answer
    if (!Array.isArray(records))
      throw new EngineError('source_answer_invalid', `Salesforce answered a query of ${object.name} without records.`)
    return {
      records: records.map(({ attributes: _, ...record }: SourceRecord) => record),
      next: typeof nextRecordsUrl === 'string' && nextRecordsUrl.startsWith('/') ? nextRecordsUrl : null,
    }
  }
  const query = (text: string) => ask(`${base}/${endpoint}?q=${encodeURIComponent(text)}`)

  /** The fields that did not fit the first query, put beside the others by Id. */
  async function complete(records: SourceRecord[]): Promise<void> {
    const [first, last] = [records[0]?.['Id'], records.at(-1)?.['Id']]
    if (typeof first !== 'string' || typeof last !== 'string') return
    const byId = new Map(records.map((record) => [record['Id'], record]))
    for (const chunk of more) {
      let page: Page = await query(renderQuery(object.name, chunk, { between: [first, last] }))
      for (;;) {
        for (const record of page.records) Object.assign(byId.get(record['Id']) ?? {}, record)
        if (page.next === null) break
        page = await ask(page.next)
      }
    }
  }

  let after = resume.after ?? null
  let { count } = resume
  let next: string | null = null
  for (;;) {
    let page: Page
    try {
      page = next === null ? await query(renderQuery(object.name, fields, { after, since })) : await ask(next)
    } catch (error) {
      // The page mark has been forgotten: a new query goes on after the last Id.
      if (next === null || errorCodeOf(error) !== 'INVALID_QUERY_LOCATOR') throw error
      next = null
      continue
    }
    const { records } = page
    const last = records.at(-1)?.['Id']
    if (last !== undefined && (typeof last !== 'string' || last === after))
      throw new EngineError(
        'source_repeats_itself',
        `Salesforce gives the same page of ${object.name} again and again; reading it was stopped.`,
      )
    if (more.length > 0) await complete(records)
    count += records.length
    if (typeof last === 'string') after = last
    next = page.next
    const notices = client.takeNotices()
    if (next === null) {
      if (count === 0 && !since)
        notices.push({ level: 'warning', code: 'no_records', message: `${object.name} gave no records.` })
      const finished = cursor === null ? {} : { cursor: { field: cursor, value: resume.started } }
      yield { records, notices, state: finished }
      return
    }
    const standing: Resume = { ...resume, count, ...(after === null ? {} : { after }) }
    yield { records, notices, state: { ...stored, resume: standing } }
  }
}
