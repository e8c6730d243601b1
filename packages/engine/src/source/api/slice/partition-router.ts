import { EngineError } from '../../../errors.ts'
import type { SourceRecord } from '../../source.ts'
import { isMap } from '../manifest/build-component.ts'
import { type Component, child, children, flag, list, need, raw } from '../manifest/component.ts'
import { streamName } from '../manifest/load-manifest.ts'
import { selectPath } from '../record/select-path.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { injectOption } from '../request/request-option.ts'
import { evaluate, evaluateText, type Runtime } from '../runtime.ts'

/** One part of a stream that has a request (or many pages of them) of its own. */
export type Partition = {
  /** What names it; the key of its cursor. */
  fields: Record<string, unknown>
  /** Further values of the parent record that requests may use. */
  extra: Record<string, unknown>
  inject(request: ApiRequest): void
}

/** Reads a parent stream's records; `incremental` by the state that the child keeps for it. */
export type ReadParent = (
  parent: Component,
  incremental: boolean,
) => AsyncIterable<{ record: SourceRecord; slice: Record<string, unknown> }>

export const partitionKey = (fields: Record<string, unknown>): string =>
  JSON.stringify(fields, (_key, value) =>
    typeof value === 'bigint'
      ? `${value}`
      : isMap(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  )

/** All partitions of the routers of a stream: of several routers, every combination. Each comes once. */
export async function* openPartitions(
  runtime: Runtime,
  routers: readonly Component[],
  readParent: ReadParent,
): AsyncGenerator<Partition> {
  const seen = new Set<string>()
  for await (const partition of product(runtime, routers, readParent)) {
    const key = partitionKey(partition.fields)
    if (seen.has(key)) continue
    seen.add(key)
    yield partition
  }
}

async function* product(
  runtime: Runtime,
  routers: readonly Component[],
  readParent: ReadParent,
): AsyncGenerator<Partition> {
  const [first, ...rest] = routers
  if (!first) return
  if (rest.length === 0) {
    yield* partitionsOf(runtime, first, readParent)
    return
  }
  // The later routers are gone through once for each partition of the first; they are read once and kept.
  const others: Partition[] = []
  for await (const partition of product(runtime, rest, readParent)) others.push(partition)
  for await (const one of partitionsOf(runtime, first, readParent))
    for (const other of others)
      yield {
        fields: { ...one.fields, ...other.fields, ...mergedParents(one, other) },
        extra: { ...one.extra, ...other.extra },
        inject(request) {
          one.inject(request)
          other.inject(request)
        },
      }
}

function mergedParents(one: Partition, other: Partition): Record<string, unknown> {
  const [a, b] = [one.fields['parent_slice'], other.fields['parent_slice']]
  return isMap(a) || isMap(b) ? { parent_slice: { ...(isMap(a) ? a : {}), ...(isMap(b) ? b : {}) } } : {}
}

function partitionsOf(runtime: Runtime, router: Component, readParent: ReadParent): AsyncGenerator<Partition> {
  return router.type === 'ListPartitionRouter' ? listed(runtime, router) : substream(runtime, router, readParent)
}

async function* listed(runtime: Runtime, router: Component): AsyncGenerator<Partition> {
  const written = raw(router, 'values')
  const values =
    typeof written === 'string'
      ? evaluate(runtime, router, written)
      : list(router, 'values').map((value) => evaluate(runtime, router, value))
  const field = evaluateText(runtime, router, raw(router, 'cursor_field')) ?? ''
  const option = child(router, 'request_option')
  if (!Array.isArray(values)) {
    if (values === null || values === '') return
    throw new EngineError(
      'connection_config_invalid',
      `${router.path}.values is no list; check the connection's setting for ${field}.`,
    )
  }
  for (const value of values)
    yield {
      fields: { [field]: value },
      extra: {},
      inject: (request) => {
        if (option) injectOption(runtime, option, value, request)
      },
    }
}

async function* substream(runtime: Runtime, router: Component, readParent: ReadParent): AsyncGenerator<Partition> {
  for (const config of children(router, 'parent_stream_configs')) {
    const parent = need(config, 'stream')
    const key = evaluateText(runtime, config, raw(config, 'parent_key')) ?? ''
    const field = evaluateText(runtime, config, raw(config, 'partition_field')) ?? ''
    const option = child(config, 'request_option')
    let skipped = 0
    for await (const { record, slice } of readParent(parent, flag(config, 'incremental_dependency'))) {
      const value = valueAt(record, key)
      if (value === undefined || value === null) {
        skipped++
        continue
      }
      const extra: Record<string, unknown> = {}
      for (const path of list(config, 'extra_fields')) {
        const parts = (Array.isArray(path) ? path : [path]).map(String)
        extra[parts.join('.')] = selectPath(record, parts)[0] ?? null
      }
      yield {
        fields: { [field]: value, parent_slice: slice },
        extra,
        inject: (request) => {
          if (option) injectOption(runtime, option, value, request)
        },
      }
    }
    if (skipped > 0)
      runtime.notice({
        level: 'warning',
        code: 'parent_without_key',
        message: `${skipped} records of ${streamName(parent)} have no ${key}; what belongs to them was not read.`,
      })
  }
}

/** A parent key may be a plain name or a path. */
function valueAt(record: SourceRecord, key: string): unknown {
  if (Object.hasOwn(record, key)) return record[key]
  for (const separator of ['.', '/'])
    if (key.includes(separator)) {
      const [found] = selectPath(record, key.split(separator))
      if (found !== undefined) return found
    }
  return undefined
}
