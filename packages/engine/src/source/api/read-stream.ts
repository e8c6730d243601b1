import { EngineError } from '../../errors.ts'
import type { SourceBatch, SourceNotice, SourceRecord, StreamState } from '../source.ts'
import { compareDatetimes, type Datetime } from './datetime/datetime.ts'
import { isMap } from './manifest/build-component.ts'
import { type Component, child, children, flag, need, text } from './manifest/component.ts'
import { streamName } from './manifest/load-manifest.ts'
import { PageGuard } from './page/page-guard.ts'
import { openPaginator, type PageToken } from './page/paginator.ts'
import { readAhead } from './read-ahead.ts'
import { openSelector } from './record/select-records.ts'
import type { ApiRequest } from './request/api-request.ts'
import { decodeBody } from './request/parse-body.ts'
import { openRequester } from './request/requester.ts'
import type { SendRequest } from './request/send-request.ts'
import type { Runtime } from './runtime.ts'
import { CursorState } from './slice/cursor-state.ts'
import { openDatetimeCursor, type Window } from './slice/datetime-cursor.ts'
import { openPartitions, type Partition, partitionKey } from './slice/partition-router.ts'
import { isContinued, type Resume, readResume } from './slice/resume.ts'

export type ReadStreamOptions = {
  state: StreamState
  mode: 'full' | 'incremental'
  patience: 'read' | 'check'
  signal?: AbortSignal | undefined
  /** Partitions that are asked for at once. Default 1. */
  concurrency?: number
  /** When the read began of which this one is a part: a parent that is read for its children. */
  startedAt?: Date
}

/** What one stream of a partitioned read gathers before it hands it on, so that the state is not written for each record. */
const batchRecords = 500
const batchMs = 1000

/** A page as it came, with what reading on takes. `next` null: the last of its slice. */
type Page = {
  records: SourceRecord[]
  /** Records whose cursor is no date. */
  unreadable: number
  notices: SourceNotice[]
  next: PageToken | null
  pages: number
  last: string | null
  high: Datetime | null
}

type Slice = { partition: Partition | null; window: Window | null; key: string }

/**
 * Reads one stream: slice by slice (partitions × windows of time), page by page. After each page it yields the records
 * with the state to go on from; the state of a finished read holds the cursor only. A slice that is found again by its
 * key goes on at its page. Throws EngineErrors; the caller turns them into the stream's last batch.
 */
export async function* readStream(
  runtime: Runtime,
  stream: Component,
  send: SendRequest,
  options: ReadStreamOptions,
): AsyncGenerator<Omit<SourceBatch, 'stream' | 'end'> & { partition: Record<string, unknown> }> {
  const { signal } = options
  const resume = readResume(options.state, options.mode, options.startedAt ?? runtime.now())
  const startedAt = new Date(resume.started_at)
  const retriever = need(stream, 'retriever')
  const paginatorPart = child(retriever, 'paginator')
  const routers = children(retriever, 'partition_router')
  const decoder = child(retriever, 'decoder')
  const cursorPart = child(stream, 'incremental_sync')
  const ignoreSlicer = flag(retriever, 'ignore_stream_slicer_parameters_on_paginated_requests')
  // The clock of a read stands still at its start: the windows are the same when it goes on after a crash.
  const frozen: Runtime = { ...runtime, now: () => startedAt }
  const cursor = cursorPart ? openDatetimeCursor(frozen, cursorPart) : null
  const states = cursor
    ? new CursorState(
        cursor,
        routers.length > 0,
        isContinued(options.state) ? options.state.cursor : resume.initial,
        legacyField(stream, routers),
      )
    : null
  // Windows are laid from where the read began, not from where it stands.
  const initial = cursor
    ? new CursorState(cursor, routers.length > 0, resume.initial, legacyField(stream, routers))
    : null
  if (resume.high) states?.restoreHigh(resume.high)
  const requester = openRequester(runtime, need(retriever, 'requester'), send)
  const paginator = openPaginator(runtime, paginatorPart)
  const select = openSelector(runtime, stream, need(retriever, 'record_selector'))
  const parentStates: Record<string, unknown> = {}
  const notices: SourceNotice[] = []
  let pending: SourceRecord[] = []
  let flushedMs = runtime.now().getTime()
  let count = resume.count
  let unreadable = 0

  const stateNow = (slice: Resume['slice']): StreamState => ({
    ...(states ? { cursor: states.toJSON() } : {}),
    resume: {
      started_at: resume.started_at,
      initial: resume.initial,
      count,
      ...(states?.high ? { high: states.high } : {}),
      ...(slice ? { slice } : {}),
    } satisfies Resume,
  })
  const take = () => {
    const records = pending
    pending = []
    flushedMs = runtime.now().getTime()
    return { records, notices: notices.splice(0) }
  }

  async function* parentRecords(parent: Component, incremental: boolean) {
    const name = streamName(parent)
    const own = incremental
      ? (initial?.parents[name] ??
        (isMap(resume.initial['parent_state']) ? resume.initial['parent_state'][name] : undefined))
      : undefined
    const state: StreamState = isMap(own) ? { cursor: own } : {}
    for await (const batch of readStream(runtime, parent, send, {
      state,
      mode: incremental ? 'incremental' : 'full',
      patience: options.patience,
      ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
      signal,
      startedAt,
    })) {
      for (const record of batch.records) yield { record, slice: batch.partition }
      if (incremental && batch.state.cursor && !batch.state.resume) parentStates[name] = batch.state.cursor
    }
  }

  async function* slices(): AsyncGenerator<Slice> {
    if (routers.length === 0) {
      yield* windowsOf(null)
      return
    }
    for await (const partition of openPartitions(runtime, routers, parentRecords)) yield* windowsOf(partition)
  }

  function* windowsOf(partition: Partition | null): Generator<Slice> {
    const name = partition ? partitionKey(partition.fields) : ''
    if (!cursor || !initial) {
      yield { partition, window: null, key: name }
      return
    }
    const { value, lookbackSeconds } = initial.startOf(partition?.fields ?? null)
    for (const window of cursor.windows(value, lookbackSeconds))
      yield { partition, window, key: `${name}@${Object.values(window.fields)[0]}` }
  }

  /** Asks for the pages of a slice. Changes nothing of the read, so that it may run ahead of its turn. */
  async function* askPages(
    slice: Slice,
    from: Resume['slice'] | undefined,
    within: AbortSignal,
  ): AsyncGenerator<Page, void, void> {
    const fields = { ...slice.partition?.fields, ...slice.window?.fields }
    const streamSlice = { ...fields, extra_fields: slice.partition?.extra ?? {} }
    const guard = new PageGuard(from?.last ?? null)
    let token: PageToken | null = from ? (from.page ?? null) : paginator.first
    let high: Datetime | null = from?.high && cursor ? cursor.parse(from.high) : null
    let pages = from?.pages ?? 0
    for (;;) {
      const current: PageToken | null = token
      const variables = {
        stream_slice: streamSlice,
        next_page_token: current === null ? null : { next_page_token: current },
      }
      const isPaged = pages > 0 && current !== null
      const response = await requester.send({
        variables,
        patience: options.patience,
        signal: within,
        path: paginator.path(current),
        inject(request: ApiRequest) {
          if (!(ignoreSlicer && isPaged)) {
            slice.partition?.inject(request)
            if (slice.window) cursor?.inject(request, slice.window)
          }
          paginator.inject(request, current, variables)
        },
      })
      const page: Page = { records: [], unreadable: 0, notices: [], next: null, pages: pages + 1, last: null, high }
      if (response) {
        const where = () => requester.describe(variables)
        const documents = response.status === 204 ? [] : decodeBody(response.body, decoder, where)
        const selection = select(response, documents, {
          stream_slice: streamSlice,
          next_page_token: variables.next_page_token,
        })
        if (selection.error !== null)
          tellError(`${where()} answers ${response.status} with an error inside`, selection.error)
        if (guard.repeatsPage(selection.extracted, selection.print)) {
          if (!paginator.counts) throw repeats(where())
          // The second page is the first again: the list has no pages, and all of it is here.
          if (pages !== 1) throw repeats(where())
          page.notices.push({
            level: 'warning',
            code: 'paging_ignored',
            message: `${where()} gives the same page whatever page is asked for; it was read once.`,
          })
          yield page
          return
        }
        let reachedKnown = false
        for (const record of selection.records) {
          const value = cursor && slice.window ? cursor.valueOf(record) : null
          if (cursor && slice.window) {
            if (value === null) {
              if (record[cursor.field] !== undefined && record[cursor.field] !== null) page.unreadable++
            } else {
              if (compareDatetimes(value, slice.window.start) < 0) {
                reachedKnown = true
                if (cursor.filtersHere) continue
              }
              if (compareDatetimes(value, slice.window.end) <= 0 && (!high || compareDatetimes(value, high) > 0))
                high = value
            }
          }
          page.records.push(record)
        }
        page.next =
          cursor?.isFeed && reachedKnown
            ? null
            : paginator.next(current, { response, size: selection.extracted, lastRecord: selection.last })
        if (page.next !== null && guard.repeatsToken(page.next)) throw repeats(where())
        page.last = guard.lastPage
        page.high = high
      }
      pages++
      yield page
      if (page.next === null) return
      token = page.next
    }
  }

  /** Takes in the pages of a slice in their turn. */
  async function* takePages(slice: Slice, index: number, asked: AsyncGenerator<Page, void, void>) {
    for await (const page of asked) {
      for (const record of page.records) pending.push(record)
      count += page.records.length
      unreadable += page.unreadable
      notices.push(...page.notices)
      if (page.next === null) {
        states?.close(slice.partition?.fields ?? null, page.high)
        return
      }
      if (isDue())
        yield {
          partition: slice.partition?.fields ?? {},
          ...take(),
          state: stateNow({
            index,
            key: slice.key,
            done: false,
            pages: page.pages,
            page: page.next,
            last: page.last,
            high: page.high && cursor ? cursor.print(page.high) : null,
          }),
        }
    }
  }

  /** An error in place of records would pass for the end of the list. One partition of many is passed over. */
  function tellError(what: string, said: string): void {
    const message = runtime.scrubber.scrub(`${what}${said === '' ? '' : `: ${said}`}.`)
    if (routers.length === 0) throw new EngineError('source_failed', message)
    runtime.notice({ level: 'warning', code: 'error_inside', message })
  }

  const isDue = () =>
    routers.length === 0 ||
    options.startedAt !== undefined ||
    pending.length >= batchRecords ||
    runtime.now().getTime() - flushedMs >= batchMs

  // A read that goes on passes over the slices that are done; if its slice is gone, the stream is read from the start.
  for (const from of resume.slice ? [resume.slice, undefined] : [undefined]) {
    let found = from === undefined
    async function* wanted(): AsyncGenerator<{ slice: Slice; index: number; within: Resume['slice'] }, void, void> {
      let index = -1
      for await (const slice of slices()) {
        signal?.throwIfAborted()
        index++
        if (found) yield { slice, index, within: undefined }
        else if (slice.key === from?.key) {
          found = true
          if (!from.done) yield { slice, index, within: from }
        }
      }
    }
    // Partitions are nothing to each other; windows of time are asked for one after another.
    const most = routers.length > 0 && options.patience === 'read' ? (options.concurrency ?? 1) : 1
    const ask = ({ slice, within }: { slice: Slice; within: Resume['slice'] }, stop: AbortSignal) =>
      askPages(slice, within, stop)
    for await (const { item, results } of readAhead(wanted(), ask, { most, signal })) {
      const { slice, index } = item
      yield* takePages(slice, index, results)
      if (isDue())
        yield {
          partition: slice.partition?.fields ?? {},
          ...take(),
          state: stateNow({ index, key: slice.key, done: true }),
        }
    }
    if (found) break
    notices.push({
      level: 'warning',
      code: 'read_again',
      message: `Where the reading of ${streamName(stream)} stood is gone from the source; it is read again from the start.`,
    })
  }
  if (unreadable > 0)
    notices.push({
      level: 'warning',
      code: 'cursor_unreadable',
      message: `${unreadable} records of ${streamName(stream)} have a ${cursor?.field} that is no date; they were read, but do not move the cursor.`,
    })
  if (count === 0)
    notices.push({ level: 'warning', code: 'no_records', message: `${streamName(stream)} gave no records.` })
  states?.finish((runtime.now().getTime() - startedAt.getTime()) / 1000)
  states?.keepParents(parentStates)
  const finished: StreamState = states
    ? { cursor: states.toJSON() }
    : Object.keys(parentStates).length > 0
      ? { cursor: { parent_state: parentStates } }
      : {}
  yield { partition: {}, ...take(), state: finished }
}

function legacyField(stream: Component, routers: readonly Component[]): string | undefined {
  if (children(stream, 'state_migrations').length === 0) return undefined
  const config = routers[0] ? children(routers[0], 'parent_stream_configs')[0] : undefined
  return config ? text(config, 'partition_field') : undefined
}

const repeats = (where: string): EngineError =>
  new EngineError(
    'source_repeats_itself',
    `${where} gives the same page again and again; reading it was stopped. The connector's paging does not fit this source.`,
  )
